package tell

import (
	"fmt"
	"testing"
	"time"

	"tidings/internal/news"
)

// at is a date with a clock time, day one without.
func at(day, hour int) news.Date {
	return news.Date{Time: time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC), Clock: true}
}

func day(n int) news.Date { return news.Day(2026, 3, n, time.UTC) }

func TestRepresentative(t *testing.T) {
	for _, c := range []struct {
		name     string
		articles []news.Article
		copies   map[int64]int64 // article → of which it is a copy
		want     int64
	}{
		{"the first", []news.Article{{ID: 1, Published: at(2, 9)}, {ID: 2, Published: at(1, 9)}}, nil, 2},
		{"not a copy, though it is earlier", []news.Article{{ID: 1, Published: at(1, 9)}, {ID: 2, Published: at(2, 9)}},
			map[int64]int64{1: 2}, 2},
		{"of two at once the longer",
			[]news.Article{{ID: 1, Published: at(1, 9), Text: "a"}, {ID: 2, Published: at(1, 9), Text: "ab"}}, nil, 2},
		{"of two alike the one that came first",
			[]news.Article{{ID: 2, Published: at(1, 9)}, {ID: 1, Published: at(1, 9)}}, nil, 1},
		{"a clock time before a mere date of the same day",
			[]news.Article{{ID: 1, Published: day(1)}, {ID: 2, Published: at(1, 18)}}, nil, 2},
		{"a date before a clock time of the next day",
			[]news.Article{{ID: 1, Published: at(2, 0)}, {ID: 2, Published: day(1)}}, nil, 2},
		{"without a date, by when it was seen",
			[]news.Article{{ID: 1, FirstSeen: at(1, 20).Time}, {ID: 2, Published: day(1)}}, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			full := news.FullStory{Articles: c.articles}
			for _, a := range c.articles {
				full.Story.Members = append(full.Story.Members, news.Member{ArticleID: a.ID, Canonical: c.copies[a.ID]})
			}
			if got := Representative(full).ID; got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestIn(t *testing.T) {
	full := news.FullStory{
		Articles: []news.Article{{ID: 1, Lang: "en"}, {ID: 2, Lang: "zh-Hans"}, {ID: 3, Lang: "en-GB"}, {ID: 4, Lang: "fr"}},
		Story: news.Story{Members: []news.Member{
			{ArticleID: 1, Canonical: 1}, {ArticleID: 3, Canonical: 1}, {ArticleID: 4, Canonical: 1},
		}},
	}
	for lang, want := range map[string]string{
		"en": "[1]", "": "[1]", "de": "[1]", // those of the representative's language, without the copy
		"zh": "[2]", "fr": "[4]", // a copy across languages is all there is in this one
	} {
		var got []int64
		for _, a := range In(full, lang) {
			got = append(got, a.ID)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("in %q: %v, want %s", lang, got, want)
		}
	}
	if got := In(news.FullStory{}, "en"); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}

func TestSpan(t *testing.T) {
	first, last := span([]news.Article{{Published: at(2, 9)}, {Published: at(1, 9)}, {FirstSeen: at(3, 9).Time}})
	if !first.Equal(at(1, 9).Time) || !last.Equal(at(3, 9).Time) {
		t.Errorf("%s to %s", first, last)
	}
}
