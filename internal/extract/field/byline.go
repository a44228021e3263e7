package field

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// credit is a byline and the layer it comes from.
type credit struct {
	layer string
	by    news.Byline
}

// findByline fills Byline by the first layer that names somebody else than the paper itself, else by the first that
// names anybody.
func (p *Page) findByline() {
	p.marks = p.authorMarks()
	var chosen credit
	foreign := false // chosen names somebody else than the paper
	for _, find := range [...]func(*Page) credit{
		(*Page).creditedInText, (*Page).linkedByline, (*Page).metaByline, (*Page).markedAbove, (*Page).printedByline,
		(*Page).markedBelow, (*Page).soleByline, (*Page).closingByline, (*Page).markedAnywhere,
	} {
		c := find(p)
		if len(c.by.Names()) == 0 {
			continue
		}
		p.Say("byline", c.layer, strings.Join(c.by.Names(), ", "))
		if other := !foreign && p.namesOthers(c.by); chosen.layer == "" || other {
			chosen, foreign = c, other
		}
	}
	p.a.Byline = chosen.by
	p.choose("byline", chosen.layer)
}

// namesOthers reports whether a byline names somebody beside the paper. A single word in Latin letters is taken for
// nobody's name here: it may as well be that of a column or a button.
func (p *Page) namesOthers(by news.Byline) bool {
	return slices.ContainsFunc(by.Names(), func(n string) bool {
		first, _ := utf8.DecodeRuneInString(n)
		return !p.namesPaper(n) && (strings.Contains(n, " ") || !unicode.Is(unicode.Latin, first))
	})
}

// namesPaper reports whether a name is that of the paper or of a desk of it: it is, begins or ends as what the page
// calls its site or its publisher, or the host is called.
func (p *Page) namesPaper(name string) bool {
	words := wording.Words(name)
	host := strings.Split(strings.TrimPrefix(p.url.Hostname(), "www."), ".")
	for _, own := range [...]string{
		p.head.Meta["og:site_name"], p.head.Meta["application-name"], p.head.LD.Publisher, p.known.Source.Name, host[0],
	} {
		if w := wording.Words(own); len(w) > 0 && len(w) <= len(words) &&
			(slices.Equal(w, words[:len(w)]) || slices.Equal(w, words[len(words)-len(w):])) {
			return true
		}
	}
	return false
}

// linkedByline takes the authors of the JSON-LD.
func (p *Page) linkedByline() credit {
	return credit{"json-ld", news.Byline{Reporters: p.people(p.head.LD.Authors)}}
}

// metaByline takes the author metas.
func (p *Page) metaByline() credit {
	return credit{"meta author", news.Byline{Reporters: p.people(p.head.Authors)}}
}

var (
	byLatin = wording.Guard(
		`(?:^|[|•·]\s*|\s)(?:By|BY|Von|Par|Por|Written by|Posted by|Words by|Story by|by|`+
			`(?i:text|texte|testo|authors?|autor(?:a|es|in|en|in/autor|/autorin|/-?in|:in|\*in)?|auteure?s?|autore|`+
			`autorzy|författare|forfatter|kirjoittaja|yazar|szerző|avtor|автор|reporter|redakcja):)[: ]\s*`+
			`((?:(?:\p{Lu}[\p{L}’'.-]*|de|van|von|der|la|del|di|bin|al)\s?){1,5}`+
			`(?:(?:,|and|und|et|y|&)\s+(?:\p{Lu}[\p{L}’'.-]*\s?){1,4})*)`,
		"By", "BY", "by", "Von", "Par", "Por", "utor", "uthor", "uteur", "ext:", "exte:", "esto:", "fattare:", "fatter:",
		"ittaja:", "azar:", "erző:", "втор:", "eporter:", "edakcja:", "UTOR", "ВТОР")
	byHan = wording.Guard(`(?:作\s*者|撰文|文字|撰稿|文|文章作者|采写|整理)\s*[:：/／|]\s*`+hanNames,
		"者", "文", "撰稿", "采写", "整理")
)

// printedByline reads "By A B" and 作者：某某 in the short blocks around the title and the beginning of the text.
func (p *Page) printedByline() credit {
	last := min(len(p.Blocks), max(p.Body.First+5, p.Title+10))
	for i := max(0, min(p.Title-3, p.Body.First-8)); i < last; i++ {
		b := &p.Blocks[i]
		if b.Weight > 240 || b.Cut&(cue.Related|cue.Comment|cue.Foot) != 0 || i == p.Title || b.Kind == layout.Heading {
			continue
		}
		by := byLatin
		if wording.HasWide(b.Text) {
			by = byHan
		}
		if m := by.Find(b.Text); m != nil {
			if names := p.hanOrLatin(m[1]); len(names) > 0 {
				return credit{"printed", news.Byline{Reporters: names}}
			}
		}
	}
	return credit{}
}
