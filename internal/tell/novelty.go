package tell

import "tidings/internal/news"

// NewFacts gives one line, in lang where the articles allow, on what a story's later articles add to the first n that
// readers were told of; "" when they add nothing.
func NewFacts(full news.FullStory, n int, lang string) string {
	return ""
}
