package field

import "tidings/internal/extract/wording"

// Finding is what one layer found for one field. Of the findings for a field at most one is Chosen.
type Finding struct {
	Field  string // "title", "text", "published", …
	Layer  string // "json-ld", "meta PubDate", "container #zoom", …
	Value  string
	Chosen bool
}

// Say records what a layer found for a field and gives it back; an empty value is not recorded.
func (p *Page) Say(field, layer, value string) string {
	if value != "" {
		p.why = append(p.why, Finding{Field: field, Layer: layer, Value: wording.CutTo(value, 200)})
	}
	return value
}

// choose marks the finding of a field and layer as the one taken.
func (p *Page) choose(field, layer string) {
	for i := range p.why {
		if p.why[i].Field == field && p.why[i].Layer == layer {
			p.why[i].Chosen = true
			return
		}
	}
}
