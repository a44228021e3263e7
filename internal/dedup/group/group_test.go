package group

import (
	"slices"
	"testing"
)

type tie struct {
	a, b int
	sim  float64
}

func TestLabels(t *testing.T) {
	alone := make([]Member, 6)
	tests := []struct {
		name    string
		members []Member
		apart   [][2]int64
		ties    []tie
		want    [][]int
	}{
		{"nothing alike", alone[:3], nil, nil, [][]int{{0}, {1}, {2}}},
		{"a pair", alone[:3], nil, []tie{{0, 2, 0.3}}, [][]int{{0, 2}, {1}}},
		{"hardly alike", alone[:2], nil, []tie{{0, 1, StoryLink - 0.01}}, [][]int{{0}, {1}}},
		{"a chain breaks at its weakest link", alone[:4], nil, []tie{{0, 1, 0.5}, {1, 2, 0.2}, {2, 3, 0.5}},
			[][]int{{0, 1}, {2, 3}}},
		{"what pushes apart", alone[:3], nil, []tie{{0, 1, 0.5}, {1, 2, 0.5}, {0, 2, -0.5}}, [][]int{{0, 1}, {2}}},
		{"one story", []Member{{Story: 9}, {Story: 9}, {}}, nil, nil, [][]int{{0, 1}, {2}}},
		{"a large story draws in no stranger", []Member{{Story: 9, Size: 60}, {}}, nil, []tie{{0, 1, 0.9}}, [][]int{{0}, {1}}},
		{"a small one does", []Member{{Story: 9, Size: 2}, {}}, nil, []tie{{0, 1, 0.9}}, [][]int{{0, 1}}},
		{"two stories need more", []Member{{Story: 8}, {Story: 9}}, nil, []tie{{0, 1, mergeLink - 0.01}}, [][]int{{0}, {1}}},
		{"two stories", []Member{{Story: 8}, {Story: 9}}, nil, []tie{{0, 1, mergeLink}}, [][]int{{0, 1}}},
		{"told apart", []Member{{Story: 8}, {Story: 9}, {}}, [][2]int64{{9, 8}}, []tie{{0, 1, 0.9}, {0, 2, 0.8}, {1, 2, 0.7}},
			[][]int{{0, 2}, {1}}},
	}
	for _, test := range tests {
		g := New(test.members, test.apart)
		for _, x := range test.ties {
			g.Link(x.a, x.b, x.sim)
		}
		labels := g.Labels()
		var got [][]int
		for i, label := range labels {
			at := slices.Index(labels, label)
			j := slices.IndexFunc(got, func(members []int) bool { return members[0] == at })
			if j < 0 {
				got = append(got, nil)
				j = len(got) - 1
			}
			got[j] = append(got[j], i)
		}
		if !slices.EqualFunc(got, test.want, slices.Equal) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
