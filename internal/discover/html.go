package discover

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"

	"tidings/internal/discover/pager"
	"tidings/internal/discover/phrase"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// html reads an HTML listing, or a piece of XML whose CDATA holds one.
func (s *site) html(body []byte) (Result, error) {
	rows := ""
	if name := root(body[:min(len(body), 4096)]); name == "datastore" || name == "recordset" || name == "root" {
		rows, body = pager.NextRows(s.Site, string(body)), []byte(sections(string(body)))
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return Result{}, fault.New(fault.Invalid, "listing %s: %w", s.in.URL, err)
	}
	var r Result
	s.head(doc, &r)
	if rule := s.in.Source.Rule; rule.ForListing() {
		if rule.JSON {
			return r, s.byScript(doc, rule, &r)
		}
		return r, s.byRule(doc, &r)
	}
	p := s.lay(doc)
	for _, way := range s.ways() {
		if r.Links, r.Way = p.by(way, doc); len(r.Links) > 0 {
			r.Next = rows
			return r, s.further(doc, &r)
		}
	}
	r.Way = ""
	if len(r.Feeds) > 0 || r.Refresh != "" {
		return r, nil
	}
	return r, p.wall(r.Title)
}

// ways gives the ways to try on a page: the one the source is pinned to, or all.
func (s *site) ways() []news.Way {
	switch w := s.in.Source.Way; w {
	case news.WayEmbedded, news.WayDated, news.WayDatedURL, news.WayUndated:
		return []news.Way{w}
	case news.WayFeed, news.WaySitemap:
		return nil // a page that answers in place of the feed is no feed, whatever it links to
	}
	return []news.Way{news.WayEmbedded, news.WayDated, news.WayDatedURL, news.WayUndated}
}

// by gives the links one way finds, none when there are too few to be a listing, and the way: where undated links are
// named by their months they need no person to confirm them.
func (p *page) by(way news.Way, doc *html.Node) ([]news.Link, news.Way) {
	pinned := p.site.in.Source.Way
	switch way {
	case news.WayEmbedded:
		if links := p.site.embedded(doc); len(links) >= minRows {
			return links, way
		}
	case news.WayDated:
		links := p.dated()
		if len(links) == 0 && pinned == way {
			links = p.monthly()
		}
		return links, way
	case news.WayDatedURL:
		return p.datedAddresses(), way
	case news.WayUndated:
		if links := p.monthly(); len(links) > 0 && pinned == "" {
			return links, news.WayDated
		}
		many := p.undated()
		if links := p.single(); len(links) > 0 && !headlines(many) {
			return links, way
		}
		return many, way
	}
	return nil, ""
}

// manyLinks is how long an undated block is on a page that speaks of many matters, whatever its one date is of.
const manyLinks = 20

// headlines reports many links whose titles are as long as those of news.
func headlines(links []news.Link) bool {
	sum := 0
	for _, l := range links {
		sum += phrase.Width(l.Title)
	}
	return len(links) >= manyLinks && sum > 2*minTitle*len(links)
}

// maxWall is the longest text a page without links has when it is an error page or a bot wall.
const maxWall = 3000

// wall names a page without links that answered well only in form: "page not found", a challenge, a login.
func (p *page) wall(title string) error {
	words := strings.ToLower(title + "\n" + p.flat)
	if len(words) > maxWall {
		return nil
	}
	for _, mark := range []string{"enable javascript", "安全验证", "checking your browser", "just a moment",
		"captcha", "are you a robot", "access denied", "访问被拒绝", "请开启javascript", "request unsuccessful. incapsula"} {
		if strings.Contains(words, mark) {
			return fault.New(fault.Denied, "listing %s: a bot wall answers (%q)", p.site.in.URL, mark)
		}
	}
	for _, mark := range []string{"页面不存在", "page not found", "not found", "页面未找到", "ページが見つかりません",
		"seite nicht gefunden", "페이지를 찾을 수 없습니다", "no encontrada", "page introuvable", "已被删除"} {
		if strings.Contains(words, mark) {
			return fault.New(fault.NotFound, "listing %s: the page says %q", p.site.in.URL, mark)
		}
	}
	return nil
}
