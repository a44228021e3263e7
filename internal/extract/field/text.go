package field

import (
	"fmt"
	"strings"

	"tidings/internal/extract/layout"
	"tidings/internal/extract/schema"
	"tidings/internal/extract/trim"
	"tidings/internal/extract/wording"
)

// writeText fills Text with what is left of the container.
func (p *Page) writeText() {
	var title *layout.Block
	if p.Title >= 0 {
		title = &p.Blocks[p.Title]
	}
	text := trim.Blocks(p.Body.Kept(p.Blocks), title)
	lead := p.lead(text)
	p.led = len(lead) > 0
	p.a.Text = layout.Render(append(lead, text...))
	layer, value := "container", ""
	if p.Body.Last > p.Body.First {
		d := &p.Tree.Nodes[p.Body.Node]
		value = fmt.Sprintf("<%s id=%q class=%q> %d of %d blocks, score %.0f",
			d.HTML.Data, d.Attr("id"), d.Attr("class"), len(text), p.Body.Last-p.Body.First, p.Body.Score)
	}
	p.Say("text", layer, value)
	if p.led {
		p.Say("text", "lead", lead[0].Text)
		p.choose("text", "lead")
	}
	if stated := p.statedText(); stated != "" {
		p.a.Text, p.led, layer = stated, false, "json-ld"
		p.Say("text", layer, stated)
	}
	p.choose("text", layer)
}

// statedText gives the articleBody of the JSON-LD where the page itself shows next to nothing: its text comes by
// script.
func (p *Page) statedText() string {
	shown, _ := wording.Weigh(p.a.Text)
	if stated, _ := wording.Weigh(p.head.LD.Body); stated < 300 || shown > 400 || stated < 3*shown {
		return ""
	}
	var paras []string
	for line := range strings.SplitSeq(p.head.LD.Body, "\n") {
		if line = schema.Clean(line); line != "" {
			paras = append(paras, line)
		}
	}
	return strings.Join(paras, "\n\n")
}
