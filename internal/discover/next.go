package discover

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// The two ways in which TRS sites write their pager by script; page 2 is index_1.
var (
	trsPager = regexp.MustCompile(`createPageHTML\(\s*(\d+)\s*,\s*(\d+)\s*,\s*["'](\w+)["']\s*,\s*["'](\w+)["']`)
	trsCount = regexp.MustCompile(`countPage\s*=\s*(\d+)`)
	trsAt    = regexp.MustCompile(`currentPage\s*=\s*(\d+)`)
	egovPage = regexp.MustCompile(`fn_egov_link_page\((\d+)\)`)
)

// next finds the following page of a listing: rel=next, an anchor that says so, a pager written by script.
func (s *site) next(doc *html.Node) string {
	said, scripted := "", ""
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "link", "a":
			if relNext(n) {
				if u := s.page(attr(n, "href")); u != "" {
					return u
				}
			}
			if n.Data == "a" && said == "" && saysNext(n) {
				said = s.nextOf(n)
			}
		case "script":
			if scripted == "" && n.FirstChild != nil {
				scripted = orElse(s.nextRows(n.FirstChild.Data), s.scriptedPager(n.FirstChild.Data))
			}
		}
	}
	return orElse(said, scripted)
}

// relNext reports rel="next".
func relNext(n *html.Node) bool {
	for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
		if rel == "next" {
			return true
		}
	}
	return false
}

// saysNext reports an anchor whose words lead to the next page; calendars' next months do not count.
func saysNext(n *html.Node) bool {
	label := strings.ToLower(text(n))
	if label == "" {
		label = strings.ToLower(orElse(attr(n, "aria-label"), attr(n, "title")))
	}
	switch strings.Trim(label, " »›>→:") {
	case "next", "next page", "go to next page", "older", "older posts", "older entries", "下一页", "下页", "后一页", "下一頁",
		"次へ", "次のページ", "次ページ", "次", "다음", "다음 페이지", "weiter", "nächste", "nächste seite", "suivant",
		"page suivante", "suivante", "siguiente", "página siguiente", "próximo", "próxima", "seguinte", "successivo",
		"successiva", "avanti", "volgende", "następna", "następny", "další", "вперед", "следующая", "nästa", "neste",
		"næste", "seuraava":
	case "":
		if label == "" || !strings.Contains(strings.ToLower(attr(n.Parent, "class")), "pag") {
			return false
		}
	default:
		return false
	}
	around := strings.ToLower(attr(n, "href") + attr(n, "class") + attr(n, "title"))
	return !strings.Contains(around, "calendar") && !strings.Contains(around, "month")
}

// nextOf gives where a next anchor leads, by its href, by an address in its script, or by the Korean eGov frame's
// function.
func (s *site) nextOf(n *html.Node) string {
	if m := egovPage.FindStringSubmatch(attr(n, "onclick") + attr(n, "href")); m != nil {
		u := *s.base
		q := u.Query()
		q.Set("pageIndex", m[1])
		u.RawQuery = q.Encode()
		return u.String()
	}
	return s.page(leadsTo(n))
}

// page gives the canonical address of another page of the listing, "" for the same one or another publisher's.
func (s *site) page(href string) string {
	l, ok := s.link(href, "")
	if !ok || !s.own(hostOf(l.URL)) {
		return ""
	}
	return l.URL
}

// hostOf gives an address's host.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// scriptedPager reads the pager scripts of TRS.
func (s *site) scriptedPager(script string) string {
	if m := trsPager.FindStringSubmatch(script); m != nil {
		return s.numbered(m[1], m[2], m[3], m[4])
	}
	count, current := trsCount.FindStringSubmatch(script), trsAt.FindStringSubmatch(script)
	if count == nil || current == nil {
		return ""
	}
	ext := strings.TrimPrefix(path.Ext(s.base.Path), ".")
	if strings.Contains(script, ".shtml") {
		ext = "shtml"
	}
	return s.numbered(count[1], current[1], "index", orElse(ext, "html"))
}

// numbered gives name_<current+1>.ext while there are pages left.
func (s *site) numbered(count, current, name, ext string) string {
	pages, err1 := strconv.Atoi(count)
	at, err2 := strconv.Atoi(current)
	if err1 != nil || err2 != nil || at+1 >= pages {
		return ""
	}
	return canonical(s.base, name+"_"+strconv.Itoa(at+1)+"."+ext)
}
