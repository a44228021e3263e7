package sitetest

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"time"
)

//go:embed pages/*.tmpl
var pageFiles embed.FS

// layout is how a family of sites builds its pages and addresses.
type layout struct {
	listing, article, feed *template.Template
	path                   func(Article) string
}

// pageData is what the templates see.
type pageData struct {
	Town     *Town
	Article  Article
	Articles []Article
	Host     string // as the client asked for it
}

// Demo gives the four towns of `tidings demo` with articles of the last days before now: Huaibei's portal in
// Chinese, the English-language Jinxi Courier that also carries Huaibei's news, the city hall of Fairmeadow, and
// the German town of Mühlenrath.
func Demo(now time.Time) ([]*Town, error) {
	towns := []*Town{
		{ID: "huaibei", Name: "淮北市人民政府网", Place: "淮北", Country: "CN", Language: "zh", Zone: "Asia/Shanghai", GBK: true,
			Start: "/xwzx/zwyw/index.html", layout: layout{path: func(a Article) string {
				return fmt.Sprintf("/xwzx/zwyw/%d.html", 57790000+a.Number)
			}}},
		{ID: "courier", Name: "The Jinxi Courier", Place: "Jinxi", Country: "CN", Language: "en", Zone: "Asia/Shanghai",
			Start: "/", layout: layout{path: func(a Article) string {
				return fmt.Sprintf("/%s/%s/", a.At.Format("2006/01/02"), a.ID)
			}}},
		{ID: "fairmeadow", Name: "City of Fairmeadow", Place: "Fairmeadow", Country: "US", Language: "en", Zone: "America/Chicago",
			Start: "/CivicAlerts.aspx", layout: layout{path: func(a Article) string {
				return fmt.Sprintf("/CivicAlerts.aspx?AID=%d", 310+a.Number)
			}}},
		{ID: "muehlenrath", Name: "Stadt Mühlenrath", Place: "Mühlenrath", Country: "DE", Language: "de", Zone: "Europe/Berlin",
			Start: "/aktuelles/", layout: layout{path: func(a Article) string {
				return "/aktuelles/artikel/" + a.ID
			}}},
	}
	for _, t := range towns {
		if err := t.furnish(now); err != nil {
			return nil, fmt.Errorf("town %s: %w", t.ID, err)
		}
	}
	return towns, nil
}

// furnish gives the town its templates and articles.
func (t *Town) furnish(now time.Time) (err error) {
	funcs := template.FuncMap{
		"path": func(a Article) string { return t.layout.path(a) }, "paragraphs": paragraphs,
	}
	set, err := template.New(t.ID).Funcs(funcs).ParseFS(pageFiles, "pages/"+t.ID+"_*.tmpl")
	if err != nil {
		return err
	}
	t.layout.listing = set.Lookup(t.ID + "_listing.tmpl")
	t.layout.article = set.Lookup(t.ID + "_article.tmpl")
	t.layout.feed = set.Lookup(t.ID + "_feed.tmpl")
	articles, err := articlesOf(t, now)
	for _, a := range articles {
		t.Add(a)
	}
	return err
}

// render runs a template; a mistake in it shows in the page, where a test finds it.
func (t *Town) render(w io.Writer, tmpl *template.Template, data pageData) {
	if err := tmpl.Execute(w, data); err != nil {
		fmt.Fprint(w, "template: ", err)
	}
}
