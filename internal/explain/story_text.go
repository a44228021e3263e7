package explain

import (
	"fmt"
	"strings"
	"time"
)

// Print writes a story for people.
func (v Story) Print(out *strings.Builder) {
	fmt.Fprintf(out, "Story %d (%s): %s\n", v.ID, v.Town, v.Headline)
	if v.MadeAt.IsZero() {
		fmt.Fprint(out, "\nSummary: none yet; it is made with the next edition or by the daemon\n")
	} else {
		fmt.Fprintf(out, "\nSummary (%s, %s, %s):\n", v.Method, v.Language, v.MadeAt.Format(time.RFC3339))
	}
	for _, s := range v.Sentences {
		fmt.Fprintf(out, "  %s [%s]\n", s.Text, place(s))
	}
	fmt.Fprint(out, "\nArticles:\n")
	for _, m := range v.Articles {
		fmt.Fprintf(out, "  %-6d %s  %s\n         %s\n         %s\n", m.ID, dateOr(m.Published), m.Title, m.URL, m.why())
	}
	if len(v.Apart) > 0 {
		fmt.Fprintf(out, "\nSplit by hand from: %s\n", strings.Trim(fmt.Sprint(v.Apart), "[]"))
	}
	fmt.Fprint(out, "\nTold in: ")
	if len(v.Editions) == 0 {
		fmt.Fprint(out, "no edition\n")
	}
	for i, e := range v.Editions {
		if i > 0 {
			fmt.Fprint(out, "         ")
		}
		fmt.Fprintf(out, "edition %d of %s for %s, %s\n", e.ID, e.Digest, e.Reader, e.At.Format(time.RFC3339))
	}
}

// place names where a sentence stands.
func place(s Sentence) string {
	if s.Offset < 0 {
		return fmt.Sprintf("by %d", s.Article)
	}
	return fmt.Sprintf("%d at byte %d", s.Article, s.Offset)
}

func dateOr(published string) string {
	if published == "" {
		return "undated   "
	}
	return published
}

// untold says what becomes of a baseline article.
const untold = "found by its source's first crawl, or old when it was found: told to nobody"

// why says in words why an article is in its story.
func (m Member) why() string {
	var parts []string
	if m.Leads {
		parts = append(parts, "speaks for the story")
	}
	if m.CopyOf != 0 {
		parts = append(parts, fmt.Sprintf("a copy of %d", m.CopyOf))
	}
	if m.Reason != "" {
		parts = append(parts, "joined: "+m.Reason)
	}
	if m.Baseline {
		parts = append(parts, untold)
	}
	if len(parts) == 0 {
		return "joined to nothing"
	}
	return strings.Join(parts, "; ")
}
