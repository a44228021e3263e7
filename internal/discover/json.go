package discover

import (
	"bytes"
	"cmp"
	"encoding/json"
	"iter"
	"strconv"
	"strings"

	"golang.org/x/net/html"

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
	found := rowFinder{site: s, loose: true}
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
		l, ok := s.link(scalar(at(row, cmp.Or(rule.Link, "url"))), plain(scalar(at(row, cmp.Or(rule.Title, "title")))))
		if !ok || len(r.Links) == MaxLinks {
			continue
		}
		l.Published = s.ruleDate(scalar(at(row, cmp.Or(rule.Date, "date"))), rule.DateFormat)
		r.Links = append(r.Links, l)
	}
	if rule.Next != "" {
		r.Next = s.Resolve(scalar(at(v, rule.Next)))
	}
	return s.fits(r)
}

// byScript reads rows by the rule's dotted paths from the first JSON in a page's scripts that has any.
func (s *site) byScript(doc *html.Node, rule *news.Rule, r *Result) error {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "script" || n.FirstChild == nil {
			continue
		}
		for v := range values(n.FirstChild.Data) {
			if s.byPaths(v, rule, r) == nil {
				return nil
			}
		}
	}
	return s.fits(r)
}

// maxValues bounds the places in one script at which JSON is looked for.
const maxValues = 40

// values gives the JSON a script consists of or assigns: what stands at its beginning or behind a "=" or a "(" and can
// be read as an object or an array.
func values(script string) iter.Seq[any] {
	return func(yield func(any) bool) {
		for at, tries := 0, 0; at < len(script) && tries < maxValues; at++ {
			i := strings.IndexAny(script[at:], "{[")
			if i < 0 {
				return
			}
			at += i
			before := strings.TrimRight(script[:at], " \t\r\n")
			if before != "" && !strings.HasSuffix(before, "=") && !strings.HasSuffix(before, "(") {
				continue
			}
			tries++
			if v, err := decode([]byte(script[at:])); err == nil && !yield(v) {
				return
			}
		}
	}
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
