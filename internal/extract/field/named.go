package field

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
func (p *Page) namedDate() (news.Date, string) {
	for i := range int32(len(p.Tree.Nodes)) {
		d := &p.Tree.Nodes[i]
		if d.IsText || d.Weight == 0 || d.Weight > 60 || d.Tag == atom.A || !namesDate(d.Attr("class")) {
			continue
		}
		if p.cutAt(i)&(cue.Related|cue.Side|cue.Nav|cue.Links|cue.Foot) != 0 {
			continue
		}
		text := plainDates(p.Tree.Text(i))
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
