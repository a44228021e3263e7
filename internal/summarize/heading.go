package summarize

import (
	"regexp"
	"strings"

	"tidings/internal/summarize/sentence"
)

// originalTitle is how Chinese sites print the title an article had where it was taken from.
var originalTitle = regexp.MustCompile(`^[（(【]?原标题[：:]\s*(.*?)[）)】]?$`)

// topic gives the words a text without a title is likely about: the title it had elsewhere, or its heading.
func topic(text string) string {
	for _, line := range sentence.Lines(text) {
		if in := line.Trim(text).In(text); in != "" {
			if m := originalTitle.FindStringSubmatch(in); m != nil {
				return m[1]
			}
			break
		}
	}
	return heading(text).In(text)
}

// The bounds of a heading's length in words or characters, and among how many of the first parts it stands.
const (
	shortestHeading = 8
	longestHeading  = 40
	headingsWithin  = 8
)

// heading finds the heading a text begins with: among its first parts, before any long sentence, one without the
// end of a sentence. The zero span when there is none.
func heading(text string) sentence.Span {
	parts := usable(beginning(text))
	for i, s := range parts[:min(len(parts), headingsWithin)] {
		s = s.Trim(text)
		in := s.In(text)
		n := sentence.Length(in)
		if n > longestHeading {
			break
		}
		if n < shortestHeading || i == len(parts)-1 || strings.ContainsAny(in, "。；") || sentence.Boilerplate(in) {
			continue
		}
		if !sentence.Terminated(in) && echoed(in, text[s.End:]) {
			return s
		}
	}
	return sentence.Span{}
}

// beginning gives the first lines of a text, about as much as a heading can stand in.
func beginning(text string) string {
	const enough = 2000
	end := 0
	for _, line := range sentence.Lines(text) {
		if end = line.End; end > enough {
			break
		}
	}
	return text[:end]
}

// echoed reports whether the text takes up at least half of what the heading says. A byline or a teaser stands alone.
func echoed(heading, text string) bool {
	head := sentence.Terms(heading)
	held, _ := sentence.Held(head, text)
	return 2*len(held) >= len(head)
}
