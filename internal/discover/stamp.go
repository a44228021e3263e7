package discover

import (
	"sort"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/dates"
	"tidings/internal/discover/markup"
)

// stamp gives the machine-readable date that stands for an element's text: HTML's time, schema.org's start and
// publication dates, hCalendar's abbreviations. What cannot be read as a date, such as a duration, stands for nothing.
func (s *site) stamp(n *html.Node) string {
	value := ""
	switch {
	case n.Data == "time":
		value = markup.Attr(n, "datetime")
	case n.Data == "abbr" && (markup.HasClass(n, "dtstart") || markup.HasClass(n, "published")):
		value = markup.Attr(n, "title")
	case n.Data != "meta" && tells(n):
		value = markup.Attr(n, "content")
	}
	if value == "" {
		return ""
	}
	if _, ok := dates.Parse(value, s.options()); !ok {
		return ""
	}
	return value
}

// shown gives the text of [start, end) as a person sees it: what stamped elements show, not their stamps.
func (p *page) shown(start, end int) string {
	var b strings.Builder
	first := sort.Search(len(p.els), func(i int) bool { return p.els[i].start >= start })
	for _, e := range p.els[first:] {
		if e.start >= end {
			break
		}
		if e.stamped && e.start >= start && e.end <= end {
			b.WriteString(p.flat[start:e.start] + " " + markup.Text(e.node) + " ")
			start = e.end
		}
	}
	b.WriteString(p.flat[start:end])
	return markup.Clean(b.String())
}

// tells reports a property of schema.org that dates what it belongs to.
func tells(n *html.Node) bool {
	switch markup.Attr(n, "itemprop") {
	case "startDate", "datePublished", "dateCreated", "uploadDate":
		return true
	}
	return false
}

// hiddenDate gives a date that an element has and does not show, as it is to be read: in a meta element inside the
// page, or in a data attribute that its neighbours have too. It is "" for none.
func (s *site) hiddenDate(n *html.Node) string {
	value := ""
	if n.Data == "meta" && tells(n) {
		value = markup.Attr(n, "content")
	}
	for i := 0; value == "" && i < len(n.Attr); i++ {
		if a := n.Attr[i]; dateAttribute(a.Key) && shared(n, a.Key) {
			value = a.Val
		}
	}
	if value == "" || len(value) > 40 {
		return ""
	}
	d, ok := dates.Parse(value, dates.Options{Language: s.lang, Zone: s.in.Source.Location()})
	if !ok {
		return ""
	}
	return d.String()
}

// dateAttribute reports the data attributes in which scripts of calendars and tables keep the date of a row.
func dateAttribute(name string) bool {
	name, ok := strings.CutPrefix(name, "data-")
	if !ok {
		return false
	}
	switch strings.NewReplacer("-", "", "_", "").Replace(name) {
	case "date", "datetime", "start", "startdate", "startdatetime", "starttime", "eventdate", "eventstart", "published",
		"pubdate", "publishdate", "postdate", "timestamp":
		return true
	}
	return false
}

// shared reports that one of an element's next neighbours has the attribute too: a lone one dates the whole page.
func shared(n *html.Node, name string) bool {
	before, behind := n.PrevSibling, n.NextSibling
	for range 4 {
		if before != nil {
			if before.Type == html.ElementNode && markup.Attr(before, name) != "" {
				return true
			}
			before = before.PrevSibling
		}
		if behind != nil {
			if behind.Type == html.ElementNode && markup.Attr(behind, name) != "" {
				return true
			}
			behind = behind.NextSibling
		}
	}
	return false
}
