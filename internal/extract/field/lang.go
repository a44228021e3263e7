package field

import (
	"strings"

	"tidings/internal/extract/lang"
)

// maxDetected is how many bytes of text are looked at to tell its language.
const maxDetected = 4000

// findLang fills Lang: by script where that decides, else by the most frequent small words; what the page declares
// breaks ties and stands in for languages not known here.
func (p *Page) findLang() {
	declared := p.declaredLang()
	detected := lang.Detect(p.sample())
	p.Say("lang", "declared", declared)
	p.Say("lang", "text", detected)
	switch {
	case detected == "" || lang.Base(declared) == detected:
		p.a.Lang = declared
		p.choose("lang", "declared")
	default:
		p.a.Lang = detected
		p.choose("lang", "text")
	}
	p.lang = p.a.Lang
	if p.lang == "" {
		p.lang = p.known.Source.Language
		p.a.Lang = p.lang
	}
}

// sample gives the first part of the text of the container, of the whole page when there is none.
func (p *Page) sample() string {
	var b strings.Builder
	first, last := p.Body.First, p.Body.Last
	if last == first {
		first, last = 0, len(p.Blocks)
	}
	for i := first; i < last && b.Len() < maxDetected; i++ {
		b.WriteString(p.Blocks[i].Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// declaredLang gives the language the page says it is in, as a plausible BCP 47 tag.
func (p *Page) declaredLang() string {
	tag, _ := p.head.First("og:locale", "content-language", "dc.language", "language", "inlanguage")
	for i := range p.Tree.Nodes[:min(len(p.Tree.Nodes), 4)] {
		if d := &p.Tree.Nodes[i]; !d.IsText && d.HTML.Data == "html" {
			if v := d.Attr("lang"); v != "" {
				tag = v
			} else if v := d.Attr("xml:lang"); v != "" {
				tag = v
			}
		}
	}
	return lang.Tag(tag)
}
