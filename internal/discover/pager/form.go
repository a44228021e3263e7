package pager

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
)

// Form is what the pager of an ASP.NET page sends back to the page itself: its fields as they stand, with what the
// pager's script names put into them. Sending it changes nothing there; it is how the next page is asked for.
type Form struct {
	URL    string // the form's own address: the listing's, but for its query
	Fields url.Values
}

// The bounds of a form that is sent back: __VIEWSTATE of large tables has some hundred kilobytes.
const (
	maxFormBytes  = 1 << 20
	maxFormFields = 2000
)

// postBack is the call in a pager's link: its target and its argument.
var postBack = regexp.MustCompile(`__doPostBack\(\s*\\?['"]([^'"\\]*)\\?['"]\s*,\s*\\?['"]([^'"\\]*)\\?['"]`)

// call is a link that sends the page's form back.
type call struct {
	node             *html.Node
	target, argument string
	page             int // the page it leads to, 0 when it does not say
}

// NextForm gives the form that asks for the next page of a listing, nil when the page has none: a link that says
// "next", or that to the page after the one which is not linked.
func NextForm(s *address.Site, doc *html.Node) *Form {
	var calls []call
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" || disabled(n) {
			continue
		}
		if m := postBack.FindStringSubmatch(markup.Attr(n, "href")); m != nil {
			calls = append(calls, call{n, m[1], m[2], pageOf(n, m[2])})
		}
	}
	for _, c := range calls {
		if c.argument == "Page$Next" || saysNext(c.node) {
			return sentBack(s, c)
		}
	}
	for _, c := range calls {
		if c.page > 1 && c.page == currentPage(c.node)+1 {
			return sentBack(s, c)
		}
	}
	return nil
}

// pageOf gives the page a link leads to: by the argument of ASP.NET's tables, else by its figures.
func pageOf(n *html.Node, argument string) int {
	page, err := strconv.Atoi(strings.TrimPrefix(argument, "Page$"))
	if err == nil && strings.HasPrefix(argument, "Page$") {
		return page
	}
	if page, err = strconv.Atoi(markup.Text(n)); err != nil {
		return 0
	}
	return page
}

// maxPager is how many elements and texts are looked at around a link for the page that is shown.
const maxPager = 300

// currentPage gives the page that the pager around a link shows as the current one: the number that is no link or
// leads nowhere. It is 0 when the pager does not say so.
func currentPage(n *html.Node) int {
	if inCalendar(n) {
		return 0
	}
	for up, levels := n.Parent, 0; up != nil && levels < 4; up, levels = up.Parent, levels+1 {
		seen, current := 0, 0
		for d := range up.Descendants() {
			if seen++; seen > maxPager {
				return 0
			}
			if page, ok := shownPage(d); ok && current == 0 {
				current = page
			}
		}
		if current > 0 {
			return current
		}
	}
	return 0
}

// inCalendar reports a link in the sheet of a calendar, whose figures are days.
func inCalendar(n *html.Node) bool {
	for up, levels := n.Parent, 0; up != nil && levels < 6; up, levels = up.Parent, levels+1 {
		if up.Data == "table" && strings.Contains(strings.ToLower(markup.Attr(up, "class")+markup.Attr(up, "title")+markup.Attr(up, "id")), "calendar") {
			return true
		}
	}
	return false
}

// shownPage reads a text that is the number of the page shown.
func shownPage(n *html.Node) (int, bool) {
	if n.Type != html.TextNode {
		return 0, false
	}
	page, err := strconv.Atoi(strings.TrimSpace(n.Data))
	if err != nil || page < 1 {
		return 0, false
	}
	for up, levels := n.Parent, 0; up != nil && levels < 3; up, levels = up.Parent, levels+1 {
		if up.Data == "a" {
			class := strings.ToLower(markup.Attr(up, "class"))
			return page, strings.Contains(class, "current") || strings.Contains(class, "selected") || markup.Attr(up, "href") == ""
		}
		if up.Data == "option" || up.Data == "td" && levels > 0 {
			break
		}
	}
	return page, true
}

// sentBack makes the form around a link as a browser sends it; nil when it is none of ASP.NET's, leads elsewhere, asks
// for a password or is too large.
func sentBack(s *address.Site, c call) *Form {
	form := c.node.Parent
	for form != nil && form.Data != "form" {
		form = form.Parent
	}
	if form == nil || !strings.EqualFold(markup.Attr(form, "method"), "post") {
		return nil
	}
	address := itself(s, markup.Attr(form, "action"))
	if address == "" {
		return nil
	}
	fields, ok := fieldsOf(form)
	if !ok || fields.Get("__VIEWSTATE") == "" && fields.Get("__VIEWSTATEFIELDCOUNT") == "" {
		return nil
	}
	fields.Set("__EVENTTARGET", c.target)
	fields.Set("__EVENTARGUMENT", c.argument)
	if len(fields.Encode()) > maxFormBytes {
		return nil
	}
	return &Form{URL: address, Fields: fields}
}

// itself gives the address of a form that is sent to its own page, "" for one that is sent elsewhere. The page of a
// folder may be named: "./Default.aspx" for "/news/".
func itself(s *address.Site, action string) string {
	own, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	to, err := own.Parse(strings.TrimSpace(action))
	if err != nil || to.Scheme != own.Scheme || to.Host != own.Host {
		return ""
	}
	dir, file := path.Split(own.Path)
	if dirTo, _ := path.Split(to.Path); !strings.EqualFold(to.Path, own.Path) && (file != "" || !strings.EqualFold(dir, dirTo)) {
		return ""
	}
	to.Fragment = ""
	return to.String()
}

// fieldsOf gives what a browser sends of a form when a script submits it: no button. It is false for a form that asks
// for a password or a file.
func fieldsOf(form *html.Node) (url.Values, bool) {
	fields := url.Values{}
	for n := range form.Descendants() {
		if n.Type != html.ElementNode || len(fields) > maxFormFields {
			continue
		}
		name := markup.Attr(n, "name")
		switch n.Data {
		case "input":
			kind := strings.ToLower(markup.Attr(n, "type"))
			if kind == "password" || kind == "file" {
				return nil, false
			}
			if name != "" && !markup.Has(n, "disabled") && sent(n, kind) {
				fields.Add(name, inputValue(n, kind))
			}
		case "select":
			if option := chosenOption(n); name != "" && option != nil {
				fields.Add(name, optionValue(option))
			}
		case "textarea":
			if name != "" && n.FirstChild != nil {
				fields.Add(name, n.FirstChild.Data)
			}
		}
	}
	return fields, len(fields) <= maxFormFields
}

// sent reports an input that is sent without being pressed.
func sent(n *html.Node, kind string) bool {
	switch kind {
	case "submit", "button", "image", "reset":
		return false
	case "checkbox", "radio":
		return markup.Has(n, "checked")
	}
	return true
}

// inputValue gives what an input sends.
func inputValue(n *html.Node, kind string) string {
	if kind == "checkbox" && !markup.Has(n, "value") {
		return "on"
	}
	return markup.Attr(n, "value")
}

// chosenOption gives the option of a drop-down that is chosen: the one marked so, else the first.
func chosenOption(list *html.Node) *html.Node {
	var first *html.Node
	for n := range list.Descendants() {
		if n.Type != html.ElementNode || n.Data != "option" {
			continue
		}
		if markup.Has(n, "selected") {
			return n
		}
		if first == nil {
			first = n
		}
	}
	return first
}

// optionValue gives what an option sends: its value, else its text.
func optionValue(n *html.Node) string {
	if markup.Has(n, "value") {
		return markup.Attr(n, "value")
	}
	return markup.Text(n)
}
