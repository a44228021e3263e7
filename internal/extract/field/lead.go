package field

import (
	"slices"
	"strings"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
)

const (
	minLead  = 110 // the weight below which what stands over a text is a subtitle
	longLead = 160 // the weight from which it is none, though it is marked as a heading or no full stop ends it
	leadRoom = 12  // how many blocks above the container it is looked for where no block is the title
)

// leadWord is what systems call the element of an article's first paragraph.
var leadWord = wording.Pattern(`(?i)(?:^|[^a-z])(?:lead|lede|leadtext|vorspann|intro|introtext|standfirst|excerpt|summary|` +
	`chapo|sapo|ingress|preamble|manchet|perex|sommario|entradilla|bajada|copete|abstract|daodu)(?:$|[^a-z])`)

// lead gives the first paragraph of an article, which many papers print over the picture and outside of the element
// that holds the rest: a paragraph between the title and the container that the page describes itself with, or that is
// marked as the lead. text is what the container holds; what it says already is no lead.
func (p *Page) lead(text []layout.Block) []layout.Block {
	if len(text) == 0 {
		return nil
	}
	from := p.Title + 1
	if p.Title < 0 {
		from = max(0, p.Body.First-leadRoom)
	}
	for i := from; i < p.Body.First; i++ {
		if b := &p.Blocks[i]; mayLead(b) && p.opens(i) && !says(text, b.Text) {
			first := *b
			first.Kind = layout.Paragraph
			return []layout.Block{first}
		}
	}
	return nil
}

// mayLead reports whether a block is a paragraph of some length, by what it is alone.
func mayLead(b *layout.Block) bool {
	if b.Weight < minLead || b.Link*4 >= b.Weight || b.Kind != layout.Paragraph && b.Kind != layout.Heading {
		return false
	}
	return b.Weight >= longLead || b.Kind == layout.Paragraph && wording.EndsSentence(b.Text)
}

// opens reports whether block i is what the page describes itself with, or is marked as the lead.
func (p *Page) opens(i int) bool {
	b := &p.Blocks[i]
	if b.Cut&(cue.Hidden|cue.Comment|cue.Foot|cue.Nav|cue.Sign|cue.Links) != 0 {
		return false
	}
	described, _ := p.head.First("og:description", "description", "twitter:description")
	if wording.Agreement(b.Text, described) > 0.75 {
		return true
	}
	for at := p.Tree.Nodes[b.At].Parent; at > 0 && p.Tree.Nodes[at].Weight == b.Weight; at = p.Tree.Nodes[at].Parent {
		if b.Cut == 0 && leadWord().MatchString(p.Tree.Nodes[at].Attr("class")) {
			return true
		}
	}
	return false
}

// says reports whether one of the blocks begins as line does.
func says(blocks []layout.Block, line string) bool {
	head := wording.Fold(line)
	head = head[:min(len(head), 60)]
	return slices.ContainsFunc(blocks, func(b layout.Block) bool { return strings.HasPrefix(wording.Fold(b.Text), head) })
}
