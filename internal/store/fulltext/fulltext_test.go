package fulltext_test

import (
	"strings"
	"testing"

	"tidings/internal/search"
	"tidings/internal/store/fulltext"
)

var query = search.Query{
	All: []search.Term{{Words: []string{"foot", "bridge"}}, {Words: []string{"mill"}, Prefix: true}},
	Not: []search.Term{{Words: []string{"apples"}}},
}

func TestQueries(t *testing.T) {
	if got := fulltext.FTS5Query(query); got != `("foot bridge" AND "mill" *) NOT "apples"` {
		t.Error(got)
	}
	if got := fulltext.TSQuery(query); got != `('foot' <-> 'bridge') & ('mill':*) & !('apples')` {
		t.Error(got)
	}
}

func TestDocuments(t *testing.T) {
	words := []string{"the", "bridge", "the"}
	if got := fulltext.FTS5Document(words); got != "the bridge the" {
		t.Error(got)
	}
	if got := fulltext.TSDocument(words); !strings.Contains(got, "'the':1,3 ") || !strings.Contains(got, "'bridge':2 ") {
		t.Error(got)
	}
}

// FuzzQuotes: no word gets out of its marks, whatever a reader types.
func FuzzQuotes(f *testing.F) {
	f.Add(`a" OR b`)
	f.Add(`it's \' x`)
	f.Fuzz(func(t *testing.T, word string) {
		q := search.Query{All: []search.Term{{Words: []string{word}}}}
		if got := fulltext.FTS5Query(q); strings.Count(got, `"`) != 2 {
			t.Error(got)
		}
		if got := fulltext.TSQuery(q); strings.Count(got, `'`) != 2 || strings.Contains(got, `\`) {
			t.Error(got)
		}
	})
}
