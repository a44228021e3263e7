package field

import (
	"strings"
	"unicode/utf8"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/trim"
	"tidings/internal/extract/wording"
)

// findTitle fills Title and notes which block it stands in.
func (p *Page) findTitle() {
	p.Title = -1
	gov, govName := p.head.First("articletitle", "article:title", "citation_title", "parsely-title", "dc.title")
	og, ogName := p.head.First("og:title", "twitter:title", "sailthru.title")
	page := p.head.Title
	p.Say("title", "meta "+govName, gov)
	p.Say("title", "json-ld", p.head.LD.Headline)
	p.Say("title", "meta "+ogName, og)
	p.Say("title", "<title>", page)
	p.Say("title", "listing", p.known.Link.Title)
	layer, title := p.headingTitle([]string{gov, p.head.LD.Headline, og, p.known.Link.Title, page})
	if title == "" {
		layer, title = p.statedTitle(gov, "meta "+govName, og, "meta "+ogName)
	}
	p.Say("title", layer, title)
	p.choose("title", layer)
	p.a.Title = title
	if p.Title < 0 {
		p.Title = p.locate(title)
	}
}

// headingTitle looks for the heading that one of the stated titles agrees with: with one of its lines or with all of
// them, for a headline may stand in one heading with the line above it.
func (p *Page) headingTitle(stated []string) (layer, title string) {
	best, at, whole := 0.0, -1, ""
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Kind != layout.Heading || b.Level > 3 || b.Cut&^(cue.Header|cue.Meta|cue.Nav) != 0 || len(b.Text) > 400 ||
			p.namesSite(b.Text) {
			continue
		}
		fall := 0.15 * float64(b.Level-1)
		if score := agreement(b.Text, stated) - fall; score > best {
			best, at, whole = score, i, ""
		}
		if all, last := p.linesOf(i); all != "" {
			if score := agreement(all, stated) - fall; score > best {
				best, at, whole = score, last, all
			}
		}
	}
	if best < 0.5 {
		return "", ""
	}
	p.Title = at
	if whole == "" {
		whole = p.wholeHeading(at)
	}
	return "heading", parted(whole, stated)
}

// parted gives the heading h as a stated title has it where that parts more words: lines that are set apart by style
// alone run into each other.
func parted(h string, stated []string) string {
	folded, words := wording.Fold(h), len(strings.Fields(h))
	for _, s := range stated {
		if len(strings.Fields(s)) > words && wording.Fold(s) == folded {
			return s
		}
	}
	return h
}

// agreement says how far h is what one of the stated titles says.
func agreement(h string, stated []string) float64 {
	most := 0.0
	for _, s := range stated {
		most = max(most, wording.Agreement(h, s))
	}
	return most
}

// linesOf gives all that stands in the heading of block i, hidden marks between its lines too, and its last block; ""
// where that is block i alone.
func (p *Page) linesOf(i int) (text string, last int) {
	at := p.Tree.HeadingOf(p.Blocks[i].At)
	if at == 0 || p.Tree.Nodes[at].Weight <= p.Blocks[i].Weight || p.Tree.Nodes[at].Weight > 400 {
		return "", i
	}
	_, last = p.Tree.BlocksOf(p.Blocks, at)
	return p.Tree.Text(at), last - 1
}

// namesSite reports whether a heading says the site's name and not the article's title.
func (p *Page) namesSite(h string) bool {
	f, title := wording.Fold(h), wording.Fold(p.head.Title)
	return f != "" && (f == wording.Fold(p.head.Meta["og:site_name"]) && f != wording.Fold(p.head.Meta["og:title"]) ||
		strings.HasSuffix(title, f) && len(f)*2 < len(title))
}

// wholeHeading gives the text of the heading block at and of the blocks that stand in the same heading element.
func (p *Page) wholeHeading(at int) string {
	text := p.Blocks[at].Text
	for i := at + 1; i < len(p.Blocks) && p.Blocks[i].Soft && p.Blocks[i].Kind == layout.Heading; i++ {
		text = wording.Join(text, p.Blocks[i].Text)
	}
	return text
}

// statedTitle chooses among what the page says of itself when no heading bears it out.
func (p *Page) statedTitle(gov, govLayer, og, ogLayer string) (layer, title string) {
	site := p.head.Meta["og:site_name"]
	switch {
	case gov != "":
		return govLayer, p.withoutSite(gov, site)
	case p.head.LD.Headline != "":
		return "json-ld", p.withoutSite(p.head.LD.Headline, site)
	case og != "":
		return ogLayer, p.withoutSite(og, site)
	}
	for i := range p.Blocks {
		if p.head.Title == "" && p.isTopHeading(i) {
			p.Title = i
			return "h1", p.Blocks[i].Text
		}
	}
	if p.known.Link.Title != "" {
		return "listing", p.known.Link.Title
	}
	if layer, title = p.blockTitle(); title != "" {
		return layer, title
	}
	if i := p.linedTitle(); i >= 0 {
		p.Title = i
		return "line over a date", p.wholeHeading(i)
	}
	if p.head.Title != "" {
		return "<title>", p.withoutSite(p.head.Title, site)
	}
	return p.openingTitle()
}

// isTopHeading reports whether block i is an h1 of some words over the article.
func (p *Page) isTopHeading(i int) bool {
	b := &p.Blocks[i]
	return b.Kind == layout.Heading && b.Level == 1 && b.Cut&^(cue.Header|cue.Meta) == 0 &&
		i <= p.Body.First+3 && len(b.Text) > 8
}

// linedTitle looks for the form of pages without markup: a short line, a line with the date, then the text, with
// a <title> that has no word of the line. It gives the line's block, -1 where there is none.
func (p *Page) linedTitle() int {
	first := -1
	for i := p.Body.First; i < min(p.Body.Last, p.Body.First+6); i++ {
		b := &p.Blocks[i]
		switch {
		case b.Cut != 0:
		case first < 0 && p.isTitleLine(b):
			first = i
		case first >= 0 && p.isLineOfDate(b):
			return first
		default:
			return -1
		}
	}
	return -1
}

// isTitleLine reports whether a block may be a title by what it is alone: some words in a line that are no sentence, no
// date, no byline and not the site's name.
func (p *Page) isTitleLine(b *layout.Block) bool {
	size := utf8.RuneCountInString(b.Text)
	return isLine(b) && b.Weight <= 120 && size >= 6 && size <= 120 && b.Link == 0 &&
		!wording.EndsSentence(b.Text) && !mayHoldDate(b.Text) && !trim.IsMeta(b.Text) &&
		wording.CommonWords(b.Text, p.head.Title) <= 0.2
}

// isLineOfDate reports whether a block is a line with a date and no sentence.
func (p *Page) isLineOfDate(b *layout.Block) bool {
	if !isLine(b) || utf8.RuneCountInString(b.Text) > 80 || wording.EndsSentence(b.Text) {
		return false
	}
	m, ok := dates.First(plainDates(b.Text), p.dateOptions())
	return ok && !m.Yearless
}

// isLine reports whether a block is plain text or a heading.
func isLine(b *layout.Block) bool { return b.Kind == layout.Paragraph || b.Kind == layout.Heading }

// blockTitle looks above the first paragraph for a line that <title> begins with or that is marked as the title, else
// for the heading that stands nearest, when <title> says nothing of the page that the page says.
func (p *Page) blockTitle() (layer, title string) {
	page, last := wording.Fold(p.head.Title), p.firstProse()
	named, near := -1, -1
	for i := max(0, last-12); i < last && i < len(p.Blocks); i++ {
		b := &p.Blocks[i]
		switch {
		case !mayBeTitle(b):
		case makesUpTitle(page, wording.Fold(b.Text)):
			p.Title = i
			return "line", b.Text
		case named < 0 && p.markedTitle(i):
			named = i
		case p.isOwnHeading(b):
			near = i
		}
	}
	switch {
	case named >= 0:
		p.Title, layer = named, "title element"
	case near >= 0 && p.a.Lang != "":
		p.Title, layer = near, "nearest heading"
	default:
		return "", ""
	}
	return layer, p.wholeHeading(p.Title)
}

// mayBeTitle reports whether a block has a title's length and stands where titles do.
func mayBeTitle(b *layout.Block) bool {
	size := utf8.RuneCountInString(b.Text)
	return b.Link == 0 && b.Cut&^(cue.Meta|cue.Header) == 0 && size >= 4 && size <= 160
}

// makesUpTitle reports whether the text of <title> begins with a line, or consists of it for the most part and ends
// with it; both are folded.
func makesUpTitle(title, line string) bool {
	return len(line) >= 12 &&
		(strings.HasPrefix(title, line) || strings.HasSuffix(title, line) && len(line)*2 > len(title))
}

// isOwnHeading reports whether a block is a heading that <title> knows nothing of.
func (p *Page) isOwnHeading(b *layout.Block) bool {
	return b.Kind == layout.Heading && utf8.RuneCountInString(b.Text) >= 8 &&
		wording.CommonWords(b.Text, p.head.Title) < 0.2
}

// titleWord is what systems call the element that holds a title.
var titleWord = wording.Pattern(`(?i)(?:^|[^a-z]|page|news|art|article|content|lbl)(?:title|subject|headline|biaoti|` +
	`tit)(?:$|[^a-z])`)

// titleLabel is the cell or word before a title in tables.
var titleLabel = wording.Pattern(`^(?:제목|标题|標題|题名|件名|タイトル|Title|Subject|Titel|Betreff|Titre|Objet)\s*[:：]?$`)

// markedTitle reports whether block i stands in an element named after titles, or behind a label that says so.
func (p *Page) markedTitle(i int) bool {
	if i > 0 && titleLabel().MatchString(p.Blocks[i-1].Text) {
		return true
	}
	n := p.Tree.Nodes[p.Blocks[i].At].Parent
	for range 2 {
		if n <= 0 {
			return false
		}
		d := &p.Tree.Nodes[n]
		if d.Weight == p.Blocks[i].Weight && titleWord().MatchString(d.Attr("class")+" "+d.Attr("id")) {
			return true
		}
		n = d.Parent
	}
	return false
}

// dateWord stands before the date of a headline such as "date 2023-08-07 Bridge opens".
var dateWord = wording.Pattern(`(?i)^\s*(date|日期|时间|datum)?\s*[:：]?\s*$`)

// openingTitle takes the short line the text begins with, without a date in front of it, where nothing else names
// the page.
func (p *Page) openingTitle() (layer, title string) {
	for i := p.Body.First; i < p.Body.Last; i++ {
		b := &p.Blocks[i]
		if b.Cut != 0 {
			continue
		}
		if utf8.RuneCountInString(b.Text) > 160 || b.Link > 0 || i+1 == p.Body.Last {
			return "", ""
		}
		p.Title, title = i, b.Text
		if m, ok := dates.First(b.Text, p.dateOptions()); ok && dateWord().MatchString(b.Text[:m.Start]) {
			title = strings.TrimLeft(b.Text[m.End:], " \t:：-–—|")
		}
		return "first line", title
	}
	return "", ""
}

// titleSeparators part a title from a site's or column's name; longer ones first.
var titleSeparators = []string{" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • ",
	"_", "｜", "|", "——", "--", "-", "—", "–"}

// withoutSite drops the name of the site or column that follows or leads title.
func (p *Page) withoutSite(title, site string) string {
	for _, sep := range titleSeparators {
		if standsInWords(sep) && !wording.HasWide(title) {
			continue
		}
		parts := strings.Split(title, sep)
		n := len(parts)
		if n < 2 {
			continue
		}
		first, last := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[n-1])
		rest := strings.TrimSpace(strings.Join(parts[:n-1], sep))
		switch {
		case site != "" && wording.Fold(first) == wording.Fold(site):
			return strings.TrimSpace(strings.Join(parts[1:], sep))
		case len(rest) > 5 && (partsSite(sep, first) || p.isSite(last, site)):
			return p.withoutSite(rest, site)
		case n == 2 && sep != "-" && len(first) >= max(20, 3*len(last)):
			return first
		}
	}
	return title
}

// standsInWords reports whether a separator may also stand within words, as a hyphen does, where words are parted by
// spaces.
func standsInWords(sep string) bool {
	return strings.TrimSpace(sep) == sep && sep != "_" && sep != "|"
}

// partsSite reports whether what follows a separator is a site's or column's name whatever it says: "_" parts nothing
// else, and " | " nothing else behind a title of some length.
func partsSite(sep, title string) bool { return sep == "_" || sep == " | " && len(title) >= 20 }

// isSite reports whether s is the site's name or a word of its host.
func (p *Page) isSite(s, site string) bool {
	return site != "" && wording.Fold(s) == wording.Fold(site) || p.namesHost(s)
}

// namesHost reports whether s is the page's host or a word of it.
func (p *Page) namesHost(s string) bool {
	f := wording.Fold(s)
	return len(f) >= 4 && strings.Contains(wording.Fold(p.url.Hostname()), f)
}

// locate finds the block that says title, preferring the last one before the article's text.
func (p *Page) locate(title string) int {
	if len(title) < 6 {
		return -1
	}
	at := -1
	for i := range p.Blocks[:min(len(p.Blocks), p.Body.First+4)] {
		b := &p.Blocks[i]
		if len(b.Text) <= 2*len(title)+20 && b.Cut&cue.Furniture == 0 && wording.Agreement(b.Text, title) > 0.8 {
			at = i
		}
	}
	return at
}
