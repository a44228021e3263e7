package memory

import (
	"slices"
	"testing"
	"time"

	"tidings/internal/news"
)

var day = time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC)

// indexed is the article id of the story, published so many hours into the day.
func indexed(id, story int64, hour int) news.Indexed {
	return news.Indexed{ArticleID: id, StoryID: story, Published: day.Add(time.Duration(hour) * time.Hour)}
}

func TestPutInPlace(t *testing.T) {
	var m Index
	m.Put(indexed(1, 7, 1), []uint64{10, 11})
	m.Put(indexed(2, 7, 2), []uint64{11})
	m.Put(indexed(1, 8, 3), []uint64{12})
	holders, err := m.Holders(t.Context(), []uint64{10, 11, 12, 13}, 1)
	if err != nil || len(holders) != 2 || !slices.Equal(holders[11], []int64{2}) || !slices.Equal(holders[12], []int64{1}) {
		t.Errorf("holders %v, %v", holders, err)
	}
	m.Put(indexed(3, 8, 4), []uint64{12})
	if holders, _ = m.Holders(t.Context(), []uint64{12}, 1); len(holders) != 0 {
		t.Errorf("a key that two hold, where one may: %v", holders)
	}
	found, err := m.Fingerprints(t.Context(), []int64{1, 2, 9})
	if err != nil || len(found) != 2 || found[0].StorySize != 2 || found[1].StorySize != 1 {
		t.Errorf("fingerprints %+v, %v", found, err)
	}
}

func TestLatest(t *testing.T) {
	var m Index
	for _, x := range []news.Indexed{indexed(5, 5, 3), indexed(4, 4, 1), indexed(6, 6, 3), indexed(7, 7, 8), indexed(8, 8, 1)} {
		m.Put(x, nil)
	}
	m.Put(indexed(8, 8, 2), nil)
	for _, test := range []struct {
		hour, n int
		want    []int64
	}{
		{3, 9, []int64{6, 5, 8, 4}}, {3, 2, []int64{6, 5}}, {2, 9, []int64{8, 4}}, {0, 9, nil}, {9, 1, []int64{7}},
	} {
		found, err := m.Latest(t.Context(), day.Add(time.Duration(test.hour)*time.Hour), test.n)
		var got []int64
		for _, x := range found {
			got = append(got, x.ArticleID)
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%d until hour %d: %v, %v; want %v", test.n, test.hour, got, err, test.want)
		}
	}
}
