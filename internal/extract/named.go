package extract

import (
	"strings"

	"golang.org/x/net/html/atom"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/news"
)

// dateNames are what classes call the date of publication, small letters only.
var dateNames = []string{
	"publishdate", "publisheddate", "publicationdate", "pubdate", "publishtime", "publishedtime", "pubtime",
	"datepublish", "publishedon", "publishedat", "articledate", "newsdate", "entrydate", "storydate",
}

// namedDate reads the first element whose class names the date of publication.
func (p *page) namedDate() (news.Date, string) {
	for i := range int32(len(p.t.nodes)) {
		d := &p.t.nodes[i]
		if d.isText || d.text == 0 || d.text > 60 || d.tag == atom.A || !namesDate(attr(d.n, "class")) {
			continue
		}
		if p.cutAt(i)&(cue.Related|cue.Side|cue.Nav|cue.Links|cue.Foot) != 0 {
			continue
		}
		text := plainDates(p.t.textOf(i))
		for _, m := range dates.Find(text, p.dateOptions()) {
			if !m.Yearless && !m.Month && plausible(m.Date) && !updatedLabel().MatchString(text[:m.Start]) {
				return m.Date, text
			}
		}
	}
	return news.Date{}, ""
}

// namesDate reports whether a class value holds one of dateNames.
func namesDate(class string) bool {
	if class == "" {
		return false
	}
	letters := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r == ' ':
			return r
		}
		return -1
	}, class)
	for _, name := range dateNames {
		if strings.Contains(letters, name) {
			return true
		}
	}
	return false
}
