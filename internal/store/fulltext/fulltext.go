// Package fulltext spells words and queries as the two databases' full-text indexes take them: SQLite's FTS5, and
// PostgreSQL's tsvector and tsquery. What a word is, package search has decided, so both find the same.
package fulltext

import (
	"slices"
	"strconv"
	"strings"

	"tidings/internal/search"
)

// quoted puts a word between marks, without any the word may have itself: words have none, but this text is a query.
func quoted(mark, word string) string {
	return mark + strings.NewReplacer(`"`, "", `'`, "", `\`, "").Replace(word) + mark
}

// FTS5Document gives words as SQLite's index takes them.
func FTS5Document(words []string) string { return strings.Join(words, " ") }

// FTS5Query gives a query as the right side of MATCH.
func FTS5Query(q search.Query) string {
	phrase := func(t search.Term) string {
		if t.Prefix {
			return quoted(`"`, strings.Join(t.Words, " ")) + " *"
		}
		return quoted(`"`, strings.Join(t.Words, " "))
	}
	all := make([]string, len(q.All))
	for i, t := range q.All {
		all[i] = phrase(t)
	}
	out := "(" + strings.Join(all, " AND ") + ")"
	for _, t := range q.Not {
		out += " NOT " + phrase(t)
	}
	return out
}

// TSDocument gives words as the text of a tsvector, each with its places.
func TSDocument(words []string) string {
	places := make(map[string][]string, len(words))
	for i, w := range words {
		places[w] = append(places[w], strconv.Itoa(i+1))
	}
	var b strings.Builder
	for w, at := range places {
		b.WriteString(quoted("'", w) + ":" + strings.Join(at, ",") + " ")
	}
	return b.String()
}

// TSQuery gives a query as the text of a tsquery.
func TSQuery(q search.Query) string {
	phrase := func(t search.Term) string {
		words := make([]string, len(t.Words))
		for i, w := range t.Words {
			words[i] = quoted("'", w)
		}
		if t.Prefix {
			words[len(words)-1] += ":*"
		}
		return "(" + strings.Join(words, " <-> ") + ")"
	}
	var all []string
	for _, t := range q.All {
		all = append(all, phrase(t))
	}
	for _, t := range q.Not {
		all = append(all, "!"+phrase(t))
	}
	return strings.Join(slices.Compact(all), " & ")
}
