package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
)

// findTitle fills Title and notes which block it stands in.
func (p *page) findTitle() {
	p.title = -1
	gov, govName := p.head.first("articletitle", "article:title", "citation_title", "parsely-title", "dc.title")
	og, ogName := p.head.first("og:title", "twitter:title", "sailthru.title")
	page := p.head.title
	p.say("title", "meta "+govName, gov)
	p.say("title", "json-ld", p.head.ld.Headline)
	p.say("title", "meta "+ogName, og)
	p.say("title", "<title>", page)
	p.say("title", "listing", p.in.Link.Title)
	layer, title := p.headingTitle([]string{gov, p.head.ld.Headline, og, p.in.Link.Title, page})
	if title == "" {
		layer, title = p.statedTitle(gov, "meta "+govName, og, "meta "+ogName)
	}
	p.say("title", layer, title)
	p.choose("title", layer)
	p.a.Title = title
	if p.title < 0 {
		p.title = p.locate(title)
	}
}

// headingTitle looks for the heading that one of the stated titles agrees with.
func (p *page) headingTitle(stated []string) (layer, title string) {
	best, at := 0.0, -1
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.kind != heading || b.level > 3 || b.cut&^(cue.Header|cue.Meta|cue.Nav) != 0 || len(b.text) > 400 ||
			p.namesSite(b.text) {
			continue
		}
		score := 0.0
		for _, s := range stated {
			score = max(score, agreement(b.text, s))
		}
		score -= 0.15 * float64(b.level-1)
		if score > best {
			best, at = score, i
		}
	}
	if best < 0.5 {
		return "", ""
	}
	p.title = at
	return "heading", p.wholeHeading(at)
}

// namesSite reports whether a heading says the site's name and not the article's title.
func (p *page) namesSite(h string) bool {
	f, title := fold(h), fold(p.head.title)
	return f != "" && (f == fold(p.head.meta["og:site_name"]) && f != fold(p.head.meta["og:title"]) ||
		strings.HasSuffix(title, f) && len(f)*2 < len(title))
}

// wholeHeading gives the text of the heading block at and of the blocks that stand in the same heading element.
func (p *page) wholeHeading(at int) string {
	text := p.blocks[at].text
	for i := at + 1; i < len(p.blocks) && p.blocks[i].soft && p.blocks[i].kind == heading; i++ {
		text = join(text, p.blocks[i].text)
	}
	return text
}

// join puts two pieces of one line together, with a space unless both meet in wide characters.
func join(a, b string) string {
	if r, _ := utf8.DecodeRuneInString(b); endsWide([]byte(a)) && wide(r) {
		return a + b
	}
	return a + " " + b
}

// statedTitle chooses among what the page says of itself when no heading bears it out.
func (p *page) statedTitle(gov, govLayer, og, ogLayer string) (layer, title string) {
	site := p.head.meta["og:site_name"]
	switch {
	case gov != "":
		return govLayer, p.withoutSite(gov, site)
	case p.head.ld.Headline != "":
		return "json-ld", p.withoutSite(p.head.ld.Headline, site)
	case og != "":
		return ogLayer, p.withoutSite(og, site)
	}
	for i := range p.blocks {
		if b := &p.blocks[i]; b.kind == heading && b.level == 1 && b.cut&^(cue.Header|cue.Meta) == 0 && i <= p.body.first+3 &&
			len(b.text) > 8 && p.head.title == "" {
			p.title = i
			return "h1", b.text
		}
	}
	if p.in.Link.Title != "" {
		return "listing", p.in.Link.Title
	}
	if layer, title = p.blockTitle(); title != "" {
		return layer, title
	}
	if i := p.linedTitle(); i >= 0 {
		p.title = i
		return "line over a date", p.wholeHeading(i)
	}
	if p.head.title != "" {
		return "<title>", p.withoutSite(p.head.title, site)
	}
	return p.openingTitle()
}

// linedTitle looks for the form of pages without markup: a short line, a line with the date, then the text, with
// a <title> that has no word of the line. It gives the line's block, -1 where there is none.
func (p *page) linedTitle() int {
	first := -1
	for i := p.body.first; i < min(p.body.last, p.body.first+6); i++ {
		b := &p.blocks[i]
		size := utf8.RuneCountInString(b.text)
		switch {
		case b.cut != 0:
		case b.weight > 120 && first < 0, b.kind != paragraph && b.kind != heading:
			return -1
		case first < 0:
			if size < 6 || size > 120 || b.link > 0 || endsSentence(b.text) || mayHoldDate(b.text) ||
				isMeta(b.text) || commonWords(b.text, p.head.title) > 0.2 {
				return -1
			}
			first = i
		default:
			if m, ok := dates.First(plainDates(b.text), p.dateOptions()); ok && !m.Yearless && size <= 80 &&
				!endsSentence(b.text) {
				return first
			}
			return -1
		}
	}
	return -1
}

// blockTitle looks above the first paragraph for a line that <title> begins with or that is marked as the title, else
// for the heading that stands nearest, when <title> says nothing of the page that the page says.
func (p *page) blockTitle() (layer, title string) {
	page, last := fold(p.head.title), p.firstProse()
	named, near := -1, -1
	for i := max(0, last-12); i < last && i < len(p.blocks); i++ {
		b := &p.blocks[i]
		size := utf8.RuneCountInString(b.text)
		if b.link > 0 || b.cut&^(cue.Meta|cue.Header) != 0 || size < 4 || size > 160 {
			continue
		}
		f := fold(b.text)
		if len(f) >= 12 && (strings.HasPrefix(page, f) || strings.HasSuffix(page, f) && len(f)*2 > len(page)) {
			p.title = i
			return "line", b.text
		}
		switch {
		case named < 0 && p.markedTitle(i):
			named = i
		case b.kind == heading && size >= 8 && commonWords(b.text, p.head.title) < 0.2:
			near = i
		}
	}
	switch {
	case named >= 0:
		p.title, layer = named, "title element"
	case near >= 0 && p.a.Lang != "":
		p.title, layer = near, "nearest heading"
	default:
		return "", ""
	}
	return layer, p.wholeHeading(p.title)
}

// titleWord is what systems call the element that holds a title.
var titleWord = pattern(`(?i)(?:^|[^a-z]|page|news|art|article|content|lbl)(?:title|subject|headline|biaoti|` +
	`tit)(?:$|[^a-z])`)

// titleLabel is the cell or word before a title in tables.
var titleLabel = pattern(`^(?:제목|标题|標題|题名|件名|タイトル|Title|Subject|Titel|Betreff|Titre|Objet)\s*[:：]?$`)

// markedTitle reports whether block i stands in an element named after titles, or behind a label that says so.
func (p *page) markedTitle(i int) bool {
	if i > 0 && titleLabel().MatchString(p.blocks[i-1].text) {
		return true
	}
	n := p.t.nodes[p.blocks[i].at].parent
	for range 2 {
		if n <= 0 {
			return false
		}
		d := &p.t.nodes[n]
		if d.text == p.blocks[i].weight && titleWord().MatchString(attr(d.n, "class")+" "+attr(d.n, "id")) {
			return true
		}
		n = d.parent
	}
	return false
}

// dateWord stands before the date of a headline such as "date 2023-08-07 Bridge opens".
var dateWord = pattern(`(?i)^\s*(date|日期|时间|datum)?\s*[:：]?\s*$`)

// openingTitle takes the short line the text begins with, without a date in front of it, where nothing else names
// the page.
func (p *page) openingTitle() (layer, title string) {
	for i := p.body.first; i < p.body.last; i++ {
		b := &p.blocks[i]
		if b.cut != 0 {
			continue
		}
		if utf8.RuneCountInString(b.text) > 160 || b.link > 0 || i+1 == p.body.last {
			return "", ""
		}
		p.title, title = i, b.text
		if m, ok := dates.First(b.text, p.dateOptions()); ok && dateWord().MatchString(b.text[:m.Start]) {
			title = strings.TrimLeft(b.text[m.End:], " \t:：-–—|")
		}
		return "first line", title
	}
	return "", ""
}

// titleSeparators part a title from a site's or column's name; longer ones first.
var titleSeparators = []string{" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • ",
	"_", "｜", "|", "——", "--", "-", "—", "–"}

// withoutSite drops the name of the site or column that follows or leads title.
func (p *page) withoutSite(title, site string) string {
	for _, sep := range titleSeparators {
		if strings.TrimSpace(sep) == sep && sep != "_" && sep != "|" && !hasWide(title) {
			continue // a hyphen within words
		}
		parts := strings.Split(title, sep)
		if len(parts) < 2 {
			continue
		}
		first, last := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[len(parts)-1])
		if site != "" && fold(first) == fold(site) {
			return strings.TrimSpace(strings.Join(parts[1:], sep))
		}
		rest := strings.TrimSpace(strings.Join(parts[:len(parts)-1], sep))
		if len(rest) > 5 && (sep == "_" || sep == " | " && len(first) >= 20 || p.isSite(last, site)) {
			return p.withoutSite(rest, site)
		}
		if len(parts) == 2 && sep != "-" && len(first) >= max(20, 3*len(last)) {
			return first
		}
	}
	return title
}

// isSite reports whether s is the site's name or a word of its host.
func (p *page) isSite(s, site string) bool {
	return site != "" && fold(s) == fold(site) || p.namesHost(s)
}

// namesHost reports whether s is the page's host or a word of it.
func (p *page) namesHost(s string) bool {
	f := fold(s)
	return len(f) >= 4 && strings.Contains(fold(p.url.Hostname()), f)
}

// locate finds the block that says title, preferring the last one before the article's text.
func (p *page) locate(title string) int {
	if len(title) < 6 {
		return -1
	}
	at := -1
	for i := range p.blocks[:min(len(p.blocks), p.body.first+4)] {
		b := &p.blocks[i]
		if len(b.text) <= 2*len(title)+20 && b.cut&cue.Furniture == 0 && agreement(b.text, title) > 0.8 {
			at = i
		}
	}
	return at
}

// agreement says how far heading h and stated title s are the same, from 0 to 1: the share of the longer that the
// shorter covers where one holds the other, else the share of common words.
func agreement(h, s string) float64 {
	a, b := fold(h), fold(s)
	if a == "" || b == "" {
		return 0
	}
	if a == b {
		return 1
	}
	if strings.HasPrefix(b, a) || strings.HasPrefix(a, b) {
		return 0.5 + 0.5*float64(min(len(a), len(b)))/float64(max(len(a), len(b)))
	}
	if strings.Contains(b, a) || strings.Contains(a, b) {
		return 0.4 + 0.6*float64(min(len(a), len(b)))/float64(max(len(a), len(b)))
	}
	return 0.9 * commonWords(h, s)
}

// commonWords gives the share of words (of characters, in scripts without spaces) that a and b have in common.
func commonWords(a, b string) float64 {
	wa, wb := words(a), words(b)
	if len(wa) == 0 || len(wb) == 0 {
		return 0
	}
	have := make(map[string]bool, len(wa))
	for _, w := range wa {
		have[w] = true
	}
	n := 0
	for _, w := range wb {
		if have[w] {
			n++
		}
	}
	return float64(n) / float64(max(len(wa), len(wb)))
}

// words cuts s into lower-case words, and wide characters one by one.
func words(s string) []string {
	var out []string
	start := -1
	for i, r := range s {
		switch {
		case wide(r) && unicode.IsLetter(r):
			if start >= 0 {
				out, start = append(out, strings.ToLower(s[start:i])), -1
			}
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			out, start = append(out, strings.ToLower(s[start:i])), -1
		}
	}
	if start >= 0 {
		out = append(out, strings.ToLower(s[start:]))
	}
	return out
}

// fold gives the letters and digits of s in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// hasWide reports whether s has a character of a script written without spaces.
func hasWide(s string) bool { return strings.IndexFunc(s, wide) >= 0 }
