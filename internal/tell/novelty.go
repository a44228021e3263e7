package tell

import (
	"slices"

	"tidings/internal/dedup"
	"tidings/internal/news"
)

// NewFacts gives one line, in the words of the article that has it, on what a story's later articles add to the first n
// that readers were told of; "" when they add nothing. An article in lang speaks first.
func NewFacts(full news.FullStory, n int, lang string) string {
	articles := slices.Clone(full.Articles)
	slices.SortStableFunc(articles, func(a, b news.Article) int { return a.FirstSeen.Compare(b.FirstSeen) })
	if n <= 0 || n >= len(articles) {
		return ""
	}
	told := make([]dedup.Doc, n)
	for i, a := range articles[:n] {
		told[i] = docOf(a)
	}
	later := articles[n:]
	slices.SortStableFunc(later, func(a, b news.Article) int {
		return foreign(a.Lang, lang) - foreign(b.Lang, lang)
	})
	for _, a := range later {
		if added, ok := dedup.Novelty(told, docOf(a)); ok {
			return added.Sentence
		}
	}
	return ""
}

// foreign orders languages: the wanted one first.
func foreign(have, want string) int {
	if news.SameLanguage(have, want) {
		return 0
	}
	return 1
}
