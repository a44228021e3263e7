package extract

import (
	"strings"
	"unicode"
)

// maxDetected is how many bytes of text are looked at to tell its language.
const maxDetected = 4000

// findLang fills Lang: by script where that decides, else by the most frequent small words; what the page declares
// breaks ties and stands in for languages not known here.
func (p *page) findLang() {
	declared := p.declaredLang()
	detected := detectLang(p.sample())
	p.say("lang", "declared", declared)
	p.say("lang", "text", detected)
	switch {
	case detected == "" || base(declared) == detected:
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
	lang, _ := p.head.first("og:locale", "content-language", "dc.language", "language", "inlanguage")
	for i := range p.t.nodes[:min(len(p.t.nodes), 4)] {
		if d := &p.t.nodes[i]; !d.isText && d.n.Data == "html" {
			if v := attr(d.n, "lang"); v != "" {
				lang = v
			} else if v := attr(d.n, "xml:lang"); v != "" {
				lang = v
			}
		}
	}
	return languageTag(lang)
}

// languageTag makes "zh_CN", "en-us" and the like a tag; "" for what is none.
func languageTag(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) == 0 || len(parts[0]) < 2 || len(parts[0]) > 3 {
		return ""
	}
	tag := strings.ToLower(parts[0])
	for _, r := range tag {
		if r < 'a' || r > 'z' {
			return ""
		}
	}
	switch {
	case len(parts) > 1 && len(parts[1]) == 2:
		return tag + "-" + strings.ToUpper(parts[1])
	case len(parts) > 1 && len(parts[1]) == 4:
		return tag + "-" + strings.ToUpper(parts[1][:1]) + strings.ToLower(parts[1][1:])
	}
	return tag
}

// base gives the language of a tag without region and script.
func base(tag string) string {
	lang, _, _ := strings.Cut(tag, "-")
	return lang
}

// detectLang tells the language of text; "" when it cannot.
func detectLang(text string) string {
	if lang := scriptLang(text); lang != "latin" {
		return lang
	}
	best, most, second := "", 0, 0
	counts := map[string]int{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, lang := range smallWords()[w] {
			counts[lang]++
		}
	}
	for _, l := range latinLangs { // in a fixed order, for the sake of ties
		switch n := counts[l.lang]; {
		case n > most:
			best, most, second = l.lang, n, most
		case n > second:
			second = n
		}
	}
	if most < 3 || most*10 < second*11 {
		return ""
	}
	return best
}

// scriptLang tells the languages whose script decides, "latin" for Latin letters, "" for too little text.
func scriptLang(text string) string {
	var han, kana, hangul, latin, cyrillic, arabic, hebrew, greek, thai, devanagari int
	for _, r := range text {
		switch {
		case r < 0x250:
			if unicode.IsLetter(r) {
				latin++
			}
		case r >= 0x4e00 && r <= 0x9fff:
			han++
		case r >= 0x3040 && r <= 0x30ff:
			kana++
		case r >= 0xac00 && r <= 0xd7af:
			hangul++
		case r >= 0x400 && r <= 0x4ff:
			cyrillic++
		case r >= 0x600 && r <= 0x6ff:
			arabic++
		case r >= 0x590 && r <= 0x5ff:
			hebrew++
		case r >= 0x370 && r <= 0x3ff:
			greek++
		case r >= 0xe00 && r <= 0xe7f:
			thai++
		case r >= 0x900 && r <= 0x97f:
			devanagari++
		}
	}
	east := han + kana + hangul
	switch most := max(latin, cyrillic, arabic, hebrew, greek, thai, devanagari, east*2); {
	case most < 8:
		return ""
	case most == east*2 && kana*8 > east:
		return "ja"
	case most == east*2 && hangul*3 > east:
		return "ko"
	case most == east*2:
		return "zh"
	case most == cyrillic:
		return cyrillicLang(text)
	case most == arabic:
		return arabicLang(text)
	case most == hebrew:
		return "he"
	case most == greek:
		return "el"
	case most == thai:
		return "th"
	case most == devanagari:
		return "hi"
	}
	return "latin"
}

// cyrillicLang tells apart the languages in Cyrillic by letters only one of them has.
func cyrillicLang(text string) string {
	switch {
	case strings.ContainsAny(text, "їєґ"):
		return "uk"
	case strings.ContainsAny(text, "ыэё"):
		return "ru"
	case strings.ContainsAny(text, "ђћџљњј"):
		return "sr"
	case strings.ContainsRune(text, 'ъ'):
		return "bg"
	}
	return "ru"
}

// arabicLang tells apart the languages in Arabic letters by letters only some have.
func arabicLang(text string) string {
	switch {
	case strings.ContainsAny(text, "ٹڈڑے"):
		return "ur"
	case strings.ContainsAny(text, "گچپژ"):
		return "fa"
	}
	return "ar"
}
