// Package pager finds the next page of a listing: by an address ([Next], [NextRows]), or by the form that a pager of
// ASP.NET sends back to its own page ([NextForm]). Where only a script that cannot be followed leads on, [Scripted] says
// so. It looks at the document alone, and asks nobody.
package pager

import (
	"cmp"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/address"
	"tidings/internal/discover/markup"
)

// The two ways in which TRS sites write their pager by script; page 2 is index_1.
var (
	trsPager = regexp.MustCompile(`createPageHTML\(\s*(\d+)\s*,\s*(\d+)\s*,\s*["'](\w+)["']\s*,\s*["'](\w+)["']`)
	trsCount = regexp.MustCompile(`countPage\s*=\s*(\d+)`)
	trsAt    = regexp.MustCompile(`currentPage\s*=\s*(\d+)`)
	egovPage = regexp.MustCompile(`fn_egov_link_page\((\d+)\)`)
)

// Next finds the following page of a listing: rel=next, an anchor that says so, a pager written by script.
func Next(s *address.Site, doc *html.Node) string {
	said, scripted := "", ""
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "link", "a":
			if relNext(n) {
				if u := s.Page(markup.Attr(n, "href")); u != "" {
					return u
				}
			}
			if n.Data == "a" && said == "" && saysNext(n) {
				said = nextOf(s, n)
			}
		case "script":
			if scripted == "" && n.FirstChild != nil {
				scripted = cmp.Or(NextRows(s, n.FirstChild.Data), scriptedPager(s, n.FirstChild.Data))
			}
		}
	}
	return cmp.Or(said, scripted)
}

// relNext reports rel="next".
func relNext(n *html.Node) bool {
	for rel := range strings.FieldsSeq(strings.ToLower(markup.Attr(n, "rel"))) {
		if rel == "next" {
			return true
		}
	}
	return false
}

// saysNext reports an anchor whose words lead to the next page; calendars' next months do not count.
func saysNext(n *html.Node) bool {
	label := strings.ToLower(markup.Text(n))
	if label == "" {
		label = strings.ToLower(cmp.Or(markup.Attr(n, "aria-label"), markup.Attr(n, "title")))
	}
	switch strings.Trim(label, " »›>→:") {
	case "next", "next page", "go to next page", "older", "older posts", "older entries", "下一页", "下页", "后一页", "下一頁",
		"次へ", "次のページ", "次ページ", "次", "다음", "다음 페이지", "weiter", "nächste", "nächste seite", "suivant",
		"page suivante", "suivante", "siguiente", "página siguiente", "próximo", "próxima", "seguinte", "successivo",
		"successiva", "avanti", "volgende", "następna", "następny", "další", "вперед", "следующая", "nästa", "neste",
		"næste", "seuraava":
	case "":
		if label == "" || !strings.Contains(strings.ToLower(markup.Attr(n.Parent, "class")), "pag") {
			return false
		}
	default:
		return false
	}
	around := strings.ToLower(markup.Attr(n, "href") + markup.Attr(n, "class") + markup.Attr(n, "title"))
	return !strings.Contains(around, "calendar") && !strings.Contains(around, "month")
}

// nextOf gives where a next anchor leads, by its href, by an address in its script, or by the Korean eGov frame's
// function.
func nextOf(s *address.Site, n *html.Node) string {
	if m := egovPage.FindStringSubmatch(markup.Attr(n, "onclick") + markup.Attr(n, "href")); m != nil {
		u := s.Base()
		q := u.Query()
		q.Set("pageIndex", m[1])
		u.RawQuery = q.Encode()
		return u.String()
	}
	return s.Page(markup.LeadsTo(n))
}

// scriptedPager reads the pager scripts of TRS.
func scriptedPager(s *address.Site, script string) string {
	if m := trsPager.FindStringSubmatch(script); m != nil {
		return numbered(s, m[1], m[2], m[3], m[4])
	}
	count, current := trsCount.FindStringSubmatch(script), trsAt.FindStringSubmatch(script)
	if count == nil || current == nil {
		return ""
	}
	ext := strings.TrimPrefix(path.Ext(s.Base().Path), ".")
	if strings.Contains(script, ".shtml") {
		ext = "shtml"
	}
	return numbered(s, count[1], current[1], "index", cmp.Or(ext, "html"))
}

// numbered gives name_<current+1>.ext while there are pages left.
func numbered(s *address.Site, count, current, name, ext string) string {
	pages, err1 := strconv.Atoi(count)
	at, err2 := strconv.Atoi(current)
	if err1 != nil || err2 != nil || at+1 >= pages {
		return ""
	}
	return s.Resolve(name + "_" + strconv.Itoa(at+1) + "." + ext)
}
