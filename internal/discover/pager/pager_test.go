package pager

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tidings/internal/discover/address"
	"tidings/internal/news"
)

// listing reads a page of a town's news.
func listing(t *testing.T, page string) (*address.Site, *html.Node) {
	t.Helper()
	s, err := address.New("https://www.town.example/news/", news.Source{URL: "https://www.town.example/"})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return s, doc
}

func TestNext(t *testing.T) {
	const at = "https://www.town.example/news/"
	for page, want := range map[string]string{
		`<a href="?page=3">Older posts</a><link rel="prev next" href="?page=2">`: at + "?page=2",
		`<a href="?page=2">2</a><a href="?page=2">下一页</a>`:                       at + "?page=2",
		`<ul class="pagination"><a href="?p=2" aria-label="Next page">»</a>`:     at + "?p=2",
		`<a class="month" href="?month=5">Next</a>`:                              "",
		`<a href="https://other.example/2">Next</a>`:                             "",
		`<a href="/news/">Next</a>`:                                              "",
		`<a href="#" onclick="fn_egov_link_page(2); return false">다음</a>`:        at + "?pageIndex=2",
		`<script>createPageHTML(3, 0, "index", "shtml")</script>`:                at + "index_1.shtml",
		`<script>createPageHTML(3, 2, "index", "shtml")</script>`:                "",
		`<script>var countPage = 4; var currentPage = 1;</script>`:               at + "index_2.html",
	} {
		if got := Next(listing(t, page)); got != want {
			t.Errorf("%s: next %q, want %q", page, got, want)
		}
	}
}

func TestNextForm(t *testing.T) {
	const form = `<form method="post" action="./"><input type="hidden" name="__VIEWSTATE" value="x">
		<span>1</span><a href="javascript:__doPostBack('grid','Page$2')">2</a></form>`
	got := NextForm(listing(t, form))
	if got == nil || got.URL != "https://www.town.example/news/" || got.Fields.Get("__EVENTTARGET") != "grid" ||
		got.Fields.Get("__EVENTARGUMENT") != "Page$2" || got.Fields.Get("__VIEWSTATE") != "x" {
		t.Errorf("%+v", got)
	}
	for name, page := range map[string]string{
		"elsewhere":  strings.Replace(form, "./", "https://other.example/", 1),
		"a password": strings.Replace(form, "<span>", `<input type="password" name="p"><span>`, 1),
		"the last":   strings.Replace(form, "<span>1</span>", "<span>2</span>", 1),
		"stateless":  strings.Replace(form, "__VIEWSTATE", "q", 1),
	} {
		if got := NextForm(listing(t, page)); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, doc := listing(t, form); !Scripted(doc) {
		t.Error("a pager that sends a form is not noticed")
	}
}
