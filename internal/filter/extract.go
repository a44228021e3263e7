package filter

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"tidings/internal/extract"
	"tidings/internal/gather"
	"tidings/internal/news"
)

// ExtractOptions say how saved pages are read.
type ExtractOptions struct {
	JSON    bool          // one object a line in place of text
	Explain bool          // show which layer gave each field, and what the others said
	Zone    string        // of the pages' dates (IANA)
	Learn   bool          // learn first what the pages of each site have in common
	Shelf   *gather.Shelf // how all pages are read; nil = by Zone and Learn
}

// Extract reads the article of each saved page and prints it. It ends at the first file that cannot be read; what came
// before it is printed.
func Extract(ctx context.Context, out io.Writer, pages []Saved, opt ExtractOptions) error {
	w := bufio.NewWriter(out)
	s := shelves{opt: opt, pages: pages, bySite: map[string]*gather.Shelf{}}
	for _, p := range pages {
		if err := s.extract(ctx, w, p); err != nil {
			return errors.Join(err, w.Flush())
		}
	}
	return w.Flush()
}

// site is the page's host; all files without an address are of one.
func (p Saved) site() string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// raw gives the page as a crawl would have kept it.
func (p Saved) raw() (news.Page, error) {
	body, err := os.ReadFile(p.File)
	if err != nil {
		return news.Page{}, fmt.Errorf("read page: %w", err)
	}
	return news.Page{URL: p.URL, Body: body}, nil
}

// shelves are how the pages of each site are read.
type shelves struct {
	opt    ExtractOptions
	pages  []Saved
	bySite map[string]*gather.Shelf
}

// of gives how a page is read: by what the pages of its site have in common, where that is asked for. It learns when a
// site's first page is to be read.
func (s shelves) of(page Saved) (*gather.Shelf, error) {
	if s.opt.Shelf != nil {
		return s.opt.Shelf, nil
	}
	site := page.site()
	if shelf, ok := s.bySite[site]; ok {
		return shelf, nil
	}
	shelf := &gather.Shelf{Source: news.Source{Zone: s.opt.Zone}}
	s.bySite[site] = shelf
	if !s.opt.Learn {
		return shelf, nil
	}
	var same []news.Page
	for _, p := range s.pages {
		if p.site() != site || len(same) == extract.MaxLearned {
			continue
		}
		page, err := p.raw()
		if err != nil {
			return nil, err
		}
		same = append(same, page)
	}
	shelf.Learn(same)
	return shelf, nil
}

// extract reads one page and prints its article.
func (s shelves) extract(ctx context.Context, w io.Writer, p Saved) error {
	page, err := p.raw()
	if err != nil {
		return err
	}
	shelf, err := s.of(p)
	if err != nil {
		return err
	}
	a, why := shelf.Read(ctx, page)
	if s.opt.JSON {
		return writeArticleJSON(w, p.File, a, why, s.opt.Explain)
	}
	return writeArticleText(w, a, why, s.opt.Explain)
}

// articleJSON is the line of one page.
type articleJSON struct {
	File        string            `json:"file"`
	URL         string            `json:"url,omitempty"`
	Kind        news.ArticleKind  `json:"kind"`
	Title       string            `json:"title"`
	Text        string            `json:"text"`
	Published   string            `json:"published"`
	Updated     string            `json:"updated,omitempty"`
	Event       string            `json:"event,omitempty"`
	Byline      string            `json:"byline"`
	Lang        string            `json:"lang"`
	Outlet      string            `json:"outlet,omitempty"`
	Place       string            `json:"place,omitempty"`
	Image       *news.Image       `json:"image,omitempty"`
	Attachments []news.Attachment `json:"attachments,omitempty"`
	Explain     []extract.Finding `json:"explain,omitempty"`
}

// writeArticleJSON prints a as one JSON line.
func writeArticleJSON(w io.Writer, file string, a news.Article, why extract.Explain, explain bool) error {
	j := articleJSON{
		File: file, URL: a.URL, Kind: a.Kind, Title: a.Title, Text: a.Text, Published: a.Published.String(),
		Updated: a.Updated.String(), Event: a.Event.String(), Byline: strings.Join(a.Byline.Names(), ", "),
		Lang: a.Lang, Outlet: a.Outlet, Place: a.Place, Attachments: a.Attachments,
	}
	if a.Image.URL != "" {
		j.Image = &a.Image
	}
	if explain {
		j.Explain = why.Findings
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(j)
}

// writeArticleText prints a for a reader.
func writeArticleText(w io.Writer, a news.Article, why extract.Explain, explain bool) error {
	for _, f := range [][2]string{
		{"Title", a.Title}, {"Kind", string(a.Kind)}, {"Language", a.Lang}, {"Published", a.Published.String()},
		{"Updated", a.Updated.String()}, {"Event", a.Event.String()},
		{"Reporters", strings.Join(a.Byline.Reporters, ", ")},
		{"Correspondents", strings.Join(a.Byline.Correspondents, ", ")},
		{"Outlet", a.Outlet}, {"Place", a.Place}, {"Image", a.Image.URL},
	} {
		if f[1] != "" {
			fmt.Fprintf(w, "%-15s %s\n", f[0]+":", f[1])
		}
	}
	for _, at := range a.Attachments {
		fmt.Fprintf(w, "%-15s %s (%s)\n", "Attachment:", at.URL, at.Title)
	}
	if explain {
		fmt.Fprintln(w)
		for _, f := range why.Findings {
			mark := " "
			if f.Chosen {
				mark = "*"
			}
			fmt.Fprintf(w, "%s %-10s %-24s %s\n", mark, f.Field, f.Layer, f.Value)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", a.Text)
	return err
}
