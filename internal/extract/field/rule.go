package field

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
func (p *Page) ruledBody() bool {
	rule := p.known.Source.Rule
	if rule == nil || rule.Body == "" {
		return false
	}
	found := goquery.NewDocumentFromNode(p.Tree.Nodes[0].HTML).Find(rule.Body).Nodes
	if len(found) == 0 {
		p.Say("text", "rule", "nothing matches "+rule.Body)
		return false
	}
	for i := range p.Tree.Nodes {
		if p.Tree.Nodes[i].HTML != found[0] {
			continue
		}
		p.Say("text", "rule", rule.Body)
		p.choose("text", "rule")
		p.Body, p.Blocks = p.Tree.Whole(int32(i))
		return p.Body.Last > p.Body.First
	}
	return false
}
