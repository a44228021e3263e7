package discover

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"tidings/internal/dates"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// maxDepth bounds how deep JSON is looked into.
const maxDepth = 24

// json reads a JSON answer: a JSON Feed, rows under the rule's paths, rows that look like ones, or HTML in a string.
func (s *site) json(body []byte) (Result, error) {
	if bytes.Contains(body[:min(len(body), 4096)], []byte("jsonfeed.org/version")) {
		return s.feed(body)
	}
	v, err := decode(body)
	if err != nil {
		return Result{}, fault.New(fault.Invalid, "listing %s: %w", s.in.URL, err)
	}
	var r Result
	if rule := s.in.Source.Rule; rule != nil && rule.JSON {
		return r, s.byPaths(v, rule, &r)
	}
	var found rowFinder
	found.site = s
	found.walk(v, 0)
	r.Links = found.links
	if len(r.Links) == 0 && found.html.Len() > 0 {
		r.Links = s.fragment(found.html.String())
	}
	if len(r.Links) > 0 {
		r.Way = news.WayEmbedded
	}
	return r, nil
}

// decode reads JSON with its numbers as printed.
func decode(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// byPaths reads rows by the rule's dotted paths.
func (s *site) byPaths(v any, rule *news.Rule, r *Result) error {
	rows, _ := at(v, rule.List).([]any)
	for _, row := range rows {
		if rule.Item != "" {
			row = at(row, rule.Item)
		}
		l, ok := s.link(scalar(at(row, orElse(rule.Link, "url"))), plain(scalar(at(row, orElse(rule.Title, "title")))))
		if !ok || len(r.Links) == MaxLinks {
			continue
		}
		l.Published = s.ruleDate(scalar(at(row, orElse(rule.Date, "date"))), rule.DateFormat)
		r.Links = append(r.Links, l)
	}
	if rule.Next != "" {
		r.Next = canonical(s.base, scalar(at(v, rule.Next)))
	}
	r.Way = news.WayRule
	if len(r.Links) == 0 {
		return fault.New(fault.Invalid, "listing %s: the rule fits nothing", s.in.URL)
	}
	return nil
}

// at follows a dotted path of names and indexes; the empty path is the value itself.
func at(v any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch c := v.(type) {
		case map[string]any:
			if step != "" {
				v = c[step]
			}
		case []any:
			i, err := strconv.Atoi(step)
			if step != "" && (err != nil || i < 0 || i >= len(c)) {
				return nil
			}
			if step != "" {
				v = c[i]
			}
		default:
			return nil
		}
	}
	return v
}

// scalar gives a string or number as text.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// The names under which JSON answers of town sites and schema.org keep a row's parts, best first.
var (
	urlNames   = []string{"url", "link", "href", "permalink", "linkurl", "articleurl", "docpuburl", "pageurl", "path"}
	titleNames = []string{"title", "headline", "doctitle", "showtitle", "subject", "name"}
	dateNames  = []string{"datepublished", "pubdate", "publishedtimestr", "publishedtime", "pubtime", "publishdate",
		"published", "published_at", "publicationdate", "docreltime", "releasedate", "displaytime", "date",
		"startdate", "start", "createdate", "created", "time"}
)

// rowFinder looks for objects that have an address and a title.
type rowFinder struct {
	site  *site
	links []news.Link
	html  strings.Builder // strings that hold markup with links
}

// walk looks at one value.
func (f *rowFinder) walk(v any, depth int) {
	if depth > maxDepth || len(f.links) >= MaxLinks {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			f.walk(e, depth+1)
		}
	case map[string]any:
		if f.row(v) {
			return
		}
		for _, name := range sortedNames(v) {
			f.walk(v[name], depth+1)
		}
	case string:
		if strings.Contains(v, "<a ") && f.html.Len() < MaxBody {
			f.html.WriteString(v)
		}
	}
}

// row takes an object that is a row.
func (f *rowFinder) row(v map[string]any) bool {
	lower := make(map[string]any, len(v))
	for name, value := range v {
		lower[strings.ToLower(name)] = value
	}
	l, ok := f.site.link(first(lower, urlNames), plain(first(lower, titleNames)))
	if !ok || l.Title == "" {
		return false
	}
	l.Published, _ = dates.Parse(first(lower, dateNames), f.site.options())
	if !l.Published.Known() {
		return false
	}
	f.links = append(f.links, l)
	return true
}

// first gives the first of the names that holds a scalar.
func first(v map[string]any, names []string) string {
	for _, name := range names {
		if s := scalar(v[name]); s != "" {
			return s
		}
	}
	return ""
}
