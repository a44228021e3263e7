package digest

import (
	"cmp"
	"slices"
	"strings"

	"tidings/internal/news"
)

// StoryOf puts a pick into the form Render tells. Sources come with those first that the sentences stand in, then
// representative first, each once; a further article of a source that dedup took for a copy counts as one.
func StoryOf(p Pick) Story {
	full := p.Candidate.Story
	s := Story{
		ID: full.Story.ID, Town: full.Story.Town, Headline: headline(full), Lang: full.Summary.Lang,
		Update: p.Update, Act: p.Act, Page: p.Candidate.Page, Picture: p.Candidate.Picture,
		Matched: p.Matched,
		Facts:   full.Summary.Facts,
		Machine: strings.HasPrefix(full.Summary.Method, "llm:"),
	}
	for _, sentence := range full.Summary.Sentences {
		s.Sentences = append(s.Sentences, sentence.Text)
	}
	if len(full.Articles) > 0 {
		first := full.Articles[0]
		s.Date, s.Seen = first.When()
		s.Place = first.Place
		if s.Lang == "" {
			s.Lang = first.Lang
		}
	}
	s.Sources = sourceLinks(full, p.Candidate.Sources)
	return s
}

// sourceLinks names each source once, in the order of the articles.
func sourceLinks(full news.FullStory, sources []news.Source) []SourceLink {
	names := make(map[string]string, len(sources))
	for _, s := range sources {
		names[s.ID] = s.Name
	}
	copied := map[int64]bool{}
	for _, m := range full.Story.Members {
		copied[m.ArticleID] = m.Canonical != 0 && m.Canonical != m.ArticleID
	}
	index := map[string]int{}
	var out []SourceLink
	for _, a := range quotedFirst(full) {
		if i, ok := index[a.SourceID]; ok {
			if copied[a.ID] {
				out[i].Copies++
			}
			continue
		}
		index[a.SourceID] = len(out)
		out = append(out, SourceLink{Name: cmp.Or(names[a.SourceID], a.Outlet), URL: a.URL})
	}
	return out
}

// quotedFirst gives the articles with those first that the summary's sentences stand in: a reader who follows the
// first link finds there what was told, in the language it was told in.
func quotedFirst(full news.FullStory) []news.Article {
	quoted := map[int64]int{}
	for _, s := range full.Summary.Sentences {
		quoted[s.ArticleID] = 1
	}
	return slices.SortedStableFunc(slices.Values(full.Articles), func(a, b news.Article) int {
		return quoted[b.ID] - quoted[a.ID]
	})
}
