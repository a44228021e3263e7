// Package propose offers a person what discovery alone does not settle: the listings a home page leads to ([Listings]),
// and an explicit rule for a page whose rows are not recognised any more ([Rule]).
//
// A rule is not guessed and handed out: each candidate is read with package discover as a crawl would, and what it
// gives is weighed against what the source's listing held when it was read well last. The package is pure.
package propose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"tidings/internal/discover"
	"tidings/internal/news"
)

// Proposal is a rule that was tried on the page, and what it gave.
type Proposal struct {
	Rule  news.Rule
	Links []news.Link
	Known int // of them, those the listing had before
}

const (
	maxCandidates = 40 // rules that are tried on one page
	maxClimb      = 4  // how far a row may be above its link
	leastRows     = 3
)

// Page is the page of a source as it answers now; Body is in UTF-8.
type Page struct {
	Source news.Source
	URL    string
	Body   []byte
	Now    time.Time
}

// Rule proposes a rule for a page, which is to have links like the known ones: those of the last good read, may be
// none. It is false when nothing on the page looks like a list of news.
func Rule(p Page, known []news.Link) (Proposal, bool) {
	doc, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return Proposal{}, false
	}
	was := rememberAll(known)
	var best Proposal
	most := 0.0
	for _, rule := range candidates(doc) {
		source := p.Source
		source.Rule, source.Way = &rule, ""
		found, err := discover.Find(discover.Input{URL: p.URL, Body: p.Body, Source: source, Now: p.Now})
		if err != nil || len(found.Links) < leastRows {
			continue
		}
		proposal := Proposal{Rule: rule, Links: found.Links, Known: was.count(found.Links)}
		if worth := was.worth(proposal); worth > most {
			most, best = worth, proposal
		}
	}
	return best, most > 0
}

// memory is what is known of a source's links.
type memory struct{ titles, urls map[string]bool }

func rememberAll(links []news.Link) memory {
	m := memory{map[string]bool{}, map[string]bool{}}
	for _, l := range links {
		m.titles[l.Title], m.urls[l.URL] = true, true
	}
	return m
}

// count gives how many of the links were there before, by address or title.
func (m memory) count(links []news.Link) (n int) {
	for _, l := range links {
		if m.urls[l.URL] || m.titles[l.Title] {
			n++
		}
	}
	return n
}

// worth weighs a proposal; 0 = not worth making. Known links count most, then dates, then titles as long as headlines
// are, then how many rows there are. A menu has neither of the first three.
func (m memory) worth(p Proposal) float64 {
	n, dated, runes := float64(len(p.Links)), 0.0, 0.0
	for _, l := range p.Links {
		if l.Published.Known() {
			dated++
		}
		runes += min(headline, weight(l.Title)) / headline
	}
	if p.Known == 0 && dated < n/2 && runes < n*0.6 {
		return 0
	}
	known := 0.0
	if p.Known > 0 {
		known = 0.5 + float64(p.Known)/n
	}
	return 4*known + 2*dated/n + runes/n + min(n, 20)/20
}

// headline is the weight of a title that is long enough to be one.
const headline = 24

// weight is the length of a title; a wide character says as much as two others.
func weight(title string) float64 {
	n := 0
	for _, r := range title {
		n++
		if r > 0x2e80 {
			n++
		}
	}
	return float64(n)
}

// candidates gives the rules that fit repeated rows of a page, those with the most rows first.
func candidates(doc *html.Node) []news.Rule {
	type group struct {
		rule news.Rule
		rows map[*html.Node]bool
	}
	groups := map[string]*group{}
	var order []*group
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" || attr(n, "href") == "" || aside(n) {
			continue
		}
		row := n
		for range maxClimb {
			if rule, ok := ruleOf(row, n); ok {
				key := rule.List + "\x00" + rule.Item + "\x00" + rule.Link
				g := groups[key]
				if g == nil {
					g = &group{rule, map[*html.Node]bool{}}
					groups[key] = g
					order = append(order, g)
				}
				g.rows[row] = true
			}
			if row = row.Parent; row == nil || row.Data == "body" {
				break
			}
		}
	}
	slices.SortStableFunc(order, func(a, b *group) int { return len(b.rows) - len(a.rows) })
	var out []news.Rule
	for _, g := range order {
		if len(g.rows) >= leastRows && len(out) < maxCandidates {
			out = append(out, g.rule)
		}
	}
	return out
}

// ruleOf makes the rule for rows such as row, whose link is a; false when the row's container has no name to find it by.
func ruleOf(row, a *html.Node) (news.Rule, bool) {
	list := container(row.Parent)
	if list == "" {
		return news.Rule{}, false
	}
	rule := news.Rule{List: list, Item: name(row)}
	if row != a && first(row) != a { // a picture's link comes first
		rule.Link = name(a)
		if a.Parent != row {
			rule.Link = name(a.Parent) + " > " + rule.Link
		}
	}
	return rule, true
}

// container names the nearest element at or above n that can be told from others, up to two levels above.
func container(n *html.Node) string {
	path := ""
	for range 3 {
		if n == nil || n.Type != html.ElementNode || n.Data == "html" {
			return ""
		}
		own := name(n)
		if id := attr(n, "id"); stable.MatchString(id) {
			own = "#" + id
		}
		path = strings.TrimSuffix(own+" > "+path, " > ")
		if strings.ContainsAny(own, "#.") || n.Data == "main" || n.Data == "article" || n.Data == "body" {
			return path
		}
		n = n.Parent
	}
	return ""
}

// stable are the ids and classes that are likely to be there tomorrow: words, not numbers made by a program.
var stable = regexp.MustCompile(`^[A-Za-z][A-Za-z_-]*[0-9]{0,2}[A-Za-z_-]*$`)

// passing are the classes that tell rows of one list apart.
var passing = regexp.MustCompile(`(?i)^(odd|even|alt|first|last|active|current|selected|on|off|hover|clearfix|clear|row[0-9]+)$`)

// name is a selector for an element and its like: the tag with its first lasting class.
func name(n *html.Node) string {
	for _, class := range strings.Fields(attr(n, "class")) {
		if stable.MatchString(class) && !passing.MatchString(class) {
			return n.Data + "." + class
		}
	}
	return n.Data
}

// first gives the first link in a row.
func first(row *html.Node) *html.Node {
	for n := range row.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" && attr(n, "href") != "" {
			return n
		}
	}
	return nil
}

// furniture are the parts of a page around what it is about.
var furniture = regexp.MustCompile(`(?i)(^|[\s_-])(nav|navbar|navigation|menu|footer|foot|header|breadcrumb|crumb|pager|pagination|sidebar)([\s_-]|$)`)

// aside reports a node in the page's furniture.
func aside(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		switch n.Data {
		case "nav", "header", "footer", "aside":
			return true
		case "body", "html":
			return false
		}
		if furniture.MatchString(attr(n, "class")) || furniture.MatchString(attr(n, "id")) {
			return true
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
