package discover

import (
	"cmp"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"tidings/internal/dates"
	"tidings/internal/discover/markup"
	"tidings/internal/discover/pager"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// byRule reads a document by the operator's CSS selectors. Each may end in "@name" to take an attribute instead of
// the text. A rule that fits nothing is an error: silence must not look like no news.
func (s *site) byRule(doc *html.Node, r *Result) error {
	rule := s.in.Source.Rule
	lists := []*html.Node{doc}
	var err error
	if rule.List != "" {
		if lists, err = query(doc, rule.List); err != nil {
			return err
		}
	}
	p := &page{site: s, opt: s.options()}
	for _, list := range lists {
		rows, err := query(list, cmp.Or(rule.Item, "a[href]"))
		if err != nil {
			return err
		}
		for _, n := range rows {
			if err := p.ruleRow(n, rule, r); err != nil {
				return err
			}
		}
	}
	if err := s.further(doc, r); err != nil {
		return err
	}
	return s.fits(r)
}

// fits notes that the rule found the links; a rule that found none is an error.
func (s *site) fits(r *Result) error {
	r.Way = news.WayRule
	if len(r.Links) == 0 {
		return fault.New(fault.Invalid, "listing %s: the rule fits nothing", s.in.URL)
	}
	return nil
}

// further finds the next page of a listing: where the rule says, else where the page does.
func (s *site) further(doc *html.Node, r *Result) error {
	rule := s.in.Source.Rule
	if rule == nil || rule.JSON || rule.Next == "" {
		if r.Next = cmp.Or(r.Next, pager.Next(s.Site, doc)); r.Next == "" {
			r.NextForm = pager.NextForm(s.Site, doc)
			r.Scripted = r.NextForm == nil && pager.Scripted(doc)
		}
		return nil
	}
	next, err := pick(doc, rule.Next, "href")
	if err != nil {
		return err
	}
	r.Next = s.Resolve(next)
	return nil
}

// ruleRow adds the link of one row.
func (p *page) ruleRow(n *html.Node, rule *news.Rule, r *Result) error {
	href, err := pick(n, cmp.Or(rule.Link, "a[href]"), "href")
	if err != nil {
		return err
	}
	if href == "" {
		href = markup.Attr(n, "href")
	}
	title, err := pick(n, cmp.Or(rule.Title, cmp.Or(rule.Link, "a[href]")), "")
	if err != nil {
		return err
	}
	if title == "" {
		title = markup.Text(n)
	}
	printed := markup.Text(n)
	if rule.Date != "" {
		if printed, err = pick(n, rule.Date, ""); err != nil {
			return err
		}
	}
	if l, ok := p.site.link(href, title); ok && len(r.Links) < MaxLinks {
		l.Published = p.site.ruleDate(printed, rule.DateFormat)
		r.Links = append(r.Links, l)
	}
	return nil
}

// ruleDate reads a date in the rule's Go layout, or recognises it.
func (s *site) ruleDate(printed, layout string) news.Date {
	if layout == "" {
		d, _ := dates.Parse(printed, s.options())
		return d
	}
	t, err := time.ParseInLocation(layout, strings.TrimSpace(printed), s.in.Source.Location())
	if err != nil {
		return news.Date{}
	}
	return news.Date{Time: t, Clock: strings.Contains(layout, "15") || strings.Contains(layout, "3:04")}
}

// query finds all nodes in n, n itself included, that match a selector.
func query(n *html.Node, selector string) ([]*html.Node, error) {
	group, err := cascadia.ParseGroup(selector)
	if err != nil {
		return nil, fault.New(fault.Invalid, "selector %q: %w", selector, err)
	}
	return cascadia.QueryAll(n, group), nil
}

// pick gives the text, or the attribute named behind "@" or else by name, of the first node that matches.
func pick(n *html.Node, selector, name string) (string, error) {
	if at := strings.LastIndexByte(selector, '@'); at >= 0 {
		selector, name = selector[:at], selector[at+1:]
	}
	if selector == "" {
		return markup.Attr(n, name), nil
	}
	nodes, err := query(n, selector)
	if err != nil || len(nodes) == 0 {
		return "", err
	}
	if name != "" {
		return markup.Attr(nodes[0], name), nil
	}
	if whole := markup.Attr(nodes[0], "title"); cut(markup.Text(nodes[0])) && whole != "" {
		return whole, nil
	}
	return markup.Text(nodes[0]), nil
}
