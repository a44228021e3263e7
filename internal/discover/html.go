package discover

import (
	"bytes"

	"golang.org/x/net/html"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// html reads an HTML listing.
func (s *site) html(body []byte) (Result, error) {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return Result{}, fault.New(fault.Invalid, "listing %s: %w", s.in.URL, err)
	}
	var r Result
	s.head(doc, &r)
	p := s.lay(doc)
	r.Links, r.Way = p.dated(), news.WayDated
	if len(r.Links) == 0 {
		r.Links, r.Way = p.single(), news.WayUndated
	}
	if len(r.Links) == 0 {
		r.Way = ""
	}
	return r, nil
}
