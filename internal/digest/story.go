package digest

import (
	"strings"

	"tidings/internal/news"
)

// StoryOf puts a pick into the form Render tells. Sources come representative first; further articles of one source
// count as its copies.
func StoryOf(p Pick) Story {
	full := p.Candidate.Story
	s := Story{
		ID: full.Story.ID, Town: full.Story.Town, Headline: headline(full), Lang: full.Summary.Lang,
		Update: p.Update, Act: p.Act, Page: p.Candidate.Page,
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
	s.Sources = sourceLinks(full.Articles, p.Candidate.Sources)
	return s
}

// sourceLinks names each source once, in the order of the articles.
func sourceLinks(articles []news.Article, sources []news.Source) []SourceLink {
	names := make(map[string]string, len(sources))
	for _, s := range sources {
		names[s.ID] = s.Name
	}
	index := map[string]int{}
	var out []SourceLink
	for _, a := range articles {
		if i, ok := index[a.SourceID]; ok {
			out[i].Copies++
			continue
		}
		index[a.SourceID] = len(out)
		name := names[a.SourceID]
		if name == "" {
			name = a.Outlet
		}
		out = append(out, SourceLink{Name: name, URL: a.URL})
	}
	return out
}
