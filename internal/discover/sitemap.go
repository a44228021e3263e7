package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"tidings/internal/dates"
	"tidings/internal/discover/address"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// sitemap reads a urlset or a sitemap index. Of an index the maps are given as Feeds, those named after news first.
func (s *site) sitemap(body []byte) (Result, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	m := mapReader{site: s, row: map[string]string{}}
	m.result.Way = news.WaySitemap
	for len(m.result.Links) < MaxLinks && len(m.within) <= maxDepth {
		t, err := d.Token()
		if err != nil {
			if !errors.Is(err, io.EOF) && len(m.result.Links)+len(m.result.Feeds) == 0 {
				return Result{}, fault.New(fault.Invalid, "sitemap %s: %w", s.in.URL, err)
			}
			break // what came before a cut counts
		}
		m.token(t)
	}
	return m.result, nil
}

// mapReader collects the rows of a sitemap.
type mapReader struct {
	site   *site
	result Result
	row    map[string]string
	within []string // the open elements
	index  bool
}

// token takes the next piece of the document.
func (m *mapReader) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		name := strings.ToLower(t.Name.Local)
		m.index = m.index || name == "sitemapindex"
		m.within = append(m.within, name)
	case xml.CharData:
		if field := m.field(); field != "" && len(m.row[field]) < address.MaxLength {
			m.row[field] += string(t)
		}
	case xml.EndElement:
		m.within = m.within[:max(0, len(m.within)-1)]
		if name := strings.ToLower(t.Name.Local); name == "url" || name == "sitemap" {
			m.site.sitemapRow(&m.result, m.row, m.index)
			clear(m.row)
		}
	}
}

// field names the open element; the loc of an image or a video, deeper down, is none.
func (m *mapReader) field() string {
	n := len(m.within)
	if n == 0 || m.within[n-1] == "loc" && n > 3 {
		return ""
	}
	return m.within[n-1]
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
