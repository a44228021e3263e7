package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"tidings/internal/dates"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// sitemap reads a urlset or a sitemap index. Of an index the maps are given as Feeds, those named after news first.
func (s *site) sitemap(body []byte) (Result, error) {
	r := Result{Way: news.WaySitemap}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	row, field, index := map[string]string{}, "", false
	var within []string
	for {
		t, err := d.Token()
		if err != nil {
			if !errors.Is(err, io.EOF) && len(r.Links)+len(r.Feeds) == 0 {
				return Result{}, fault.New(fault.Invalid, "sitemap %s: %w", s.in.URL, err)
			}
			return r, nil // what came before a cut counts
		}
		switch t := t.(type) {
		case xml.StartElement:
			field = strings.ToLower(t.Name.Local)
			index = index || field == "sitemapindex"
			if len(within) > maxDepth {
				return r, nil
			}
			if within = append(within, field); field == "loc" && len(within) > 3 {
				field = "" // of an image or a video
			}
		case xml.CharData:
			if field != "" && len(row[field]) < maxAddress {
				row[field] += string(t)
			}
		case xml.EndElement:
			field = ""
			within = within[:max(0, len(within)-1)]
			if name := strings.ToLower(t.Name.Local); name == "url" || name == "sitemap" {
				s.sitemapRow(&r, row, index)
				clear(row)
			}
		}
		if len(r.Links) >= MaxLinks {
			return r, nil
		}
	}
}

// sitemapRow adds one url or sitemap element.
func (s *site) sitemapRow(r *Result, row map[string]string, index bool) {
	l, ok := s.link(row["loc"], row["title"])
	if !ok {
		return
	}
	if index {
		if strings.Contains(strings.ToLower(l.URL), "news") {
			r.Feeds = append([]string{l.URL}, r.Feeds...)
		} else if len(r.Feeds) < 50 {
			r.Feeds = append(r.Feeds, l.URL)
		}
		return
	}
	l.Published, _ = dates.Parse(row["publication_date"], s.options())
	r.Links = append(r.Links, l)
}
