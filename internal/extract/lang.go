package extract

import (
	"strings"

	"tidings/internal/extract/lang"
)

// maxDetected is how many bytes of text are looked at to tell its language.
const maxDetected = 4000

// findLang fills Lang: by script where that decides, else by the most frequent small words; what the page declares
// breaks ties and stands in for languages not known here.
func (p *page) findLang() {
	declared := p.declaredLang()
	detected := lang.Detect(p.sample())
	p.say("lang", "declared", declared)
	p.say("lang", "text", detected)
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
		p.lang = p.in.Source.Language
		p.a.Lang = p.lang
	}
}

// sample gives the first part of the text of the container, of the whole page when there is none.
func (p *page) sample() string {
	var b strings.Builder
	first, last := p.body.first, p.body.last
	if last == first {
		first, last = 0, len(p.blocks)
	}
	for i := first; i < last && b.Len() < maxDetected; i++ {
		b.WriteString(p.blocks[i].text)
		b.WriteByte('\n')
	}
	return b.String()
}

// declaredLang gives the language the page says it is in, as a plausible BCP 47 tag.
func (p *page) declaredLang() string {
	tag, _ := p.head.first("og:locale", "content-language", "dc.language", "language", "inlanguage")
	for i := range p.t.nodes[:min(len(p.t.nodes), 4)] {
		if d := &p.t.nodes[i]; !d.isText && d.n.Data == "html" {
			if v := attr(d.n, "lang"); v != "" {
				tag = v
			} else if v := attr(d.n, "xml:lang"); v != "" {
				tag = v
			}
		}
	}
	return lang.Tag(tag)
}
