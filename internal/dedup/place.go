package dedup

import (
	"cmp"
	"slices"

	"tidings/internal/news"
)

// placements says where each of docs went.
func (f *field) placements(docs []Doc) []Placement {
	stories := f.stories()
	numbers := map[int]int{}
	byID := map[int64]Placement{}
	for i, n := range f.nodes {
		if !n.fresh {
			continue
		}
		u := f.unitOf[i]
		g := f.group[u]
		if numbers[g] == 0 {
			numbers[g] = len(numbers) + 1
		}
		p := Placement{ArticleID: n.id, Canonical: f.nodes[f.root(i)].canonical, Group: numbers[g],
			Fingerprint: news.Fingerprint{Data: n.print.encode(), Keys: n.print.keys(n.published)}}
		r := f.joined[u]
		if f.root(i) != i {
			r = f.reason[i]
		}
		p.Reason, p.With, p.Score = r.text, r.with, r.score
		if s := stories[g]; len(s) > 0 {
			p.StoryID, p.Merge = s[0], s[1:]
		}
		byID[n.id] = p
	}
	out := make([]Placement, len(docs))
	for i, d := range docs {
		out[i] = byID[d.ID]
	}
	return out
}

// stories gives the stories of the index in each group, lowest first.
func (f *field) stories() map[int][]int64 {
	out := map[int][]int64{}
	for u, x := range f.units {
		if g := f.group[u]; x.story > 0 && !slices.Contains(out[g], x.story) {
			out[g] = append(out[g], x.story)
		}
	}
	for g := range out {
		slices.SortFunc(out[g], cmp.Compare)
	}
	return out
}
