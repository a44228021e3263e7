package extract

import (
	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"tidings/internal/news"
)

// removed gives the elements the operator's rule cuts; a selector that does not parse cuts nothing.
func removed(doc *html.Node, rule *news.Rule) map[*html.Node]bool {
	if rule == nil || len(rule.Remove) == 0 {
		return nil
	}
	gone := map[*html.Node]bool{}
	for _, selector := range rule.Remove {
		for _, n := range goquery.NewDocumentFromNode(doc).Find(selector).Nodes {
			gone[n] = true
		}
	}
	return gone
}

// ruledBody takes the container the operator's rule names, if the page has it.
func (p *page) ruledBody() bool {
	rule := p.in.Source.Rule
	if rule == nil || rule.Body == "" {
		return false
	}
	found := goquery.NewDocumentFromNode(p.t.nodes[0].n).Find(rule.Body).Nodes
	if len(found) == 0 {
		p.say("text", "rule", "nothing matches "+rule.Body)
		return false
	}
	for i := range p.t.nodes {
		if p.t.nodes[i].n != found[0] {
			continue
		}
		p.say("text", "rule", rule.Body)
		p.choose("text", "rule")
		p.body, p.blocks = p.t.whole(int32(i))
		return p.body.last > p.body.first
	}
	return false
}
