package discover_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/news"
)

// find reads a listing of town.example that speaks language, or fails the test.
func find(t *testing.T, language, body string) discover.Result {
	t.Helper()
	r, err := discover.Find(input(language, body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func input(language, body string) discover.Input {
	return discover.Input{
		URL: "https://www.town.example/news/index.html", Body: []byte(body),
		Source: news.Source{Language: language, Zone: "Asia/Shanghai"},
		Now:    time.Date(2026, 1, 2, 1, 0, 0, 0, time.UTC),
	}
}

// told gives links as "date path".
func told(r discover.Result) string {
	var out []string
	for _, l := range r.Links {
		out = append(out, strings.TrimSpace(l.Published.String()+" "+strings.TrimPrefix(l.URL, "https://www.town.example")))
	}
	return strings.Join(out, "\n")
}

// check compares links with the wanted lines.
func check(t *testing.T, r discover.Result, want ...string) {
	t.Helper()
	if got := told(r); got != strings.Join(want, "\n") {
		t.Errorf("way %q, links:\n%s\nwant:\n%s", r.Way, got, strings.Join(want, "\n"))
	}
}

func TestPagersWrittenByScript(t *testing.T) {
	rows := `<ul><li><a href="/a">一号公告已经发布</a>2023-08-07</li><li><a href="/b">二号公告已经发布</a>2023-08-06</li></ul>`
	tests := map[string]string{
		`<script>createPageHTML(5,0,"index","shtml");</script>`:                               "/news/index_1.shtml",
		`<script>createPageHTML(5, 3, 'index', 'html')</script>`:                              "/news/index_4.html",
		`<script>createPageHTML(5,4,"index","shtml");</script>`:                               "",
		`<script>var currentPage = 0; var countPage = 9; document.write("index_"+1)</script>`: "/news/index_1.html",
		`<a href="?page=1&amp;page=2&amp;page=3">Next</a>`:                                    "/news/index.html?page=3",
		`<a href="/calendar?month=2024-02" class="calendar-next">Next</a>`:                    "",
		`<a href="https://elsewhere.test/2">next</a>`:                                         "",
	}
	for pager, want := range tests {
		if r := find(t, "zh", rows+pager); strings.TrimPrefix(r.Next, "https://www.town.example") != want {
			t.Errorf("%s: next %q, want %q", pager, r.Next, want)
		}
	}
}

func TestAddressesResolveAgainstTheBase(t *testing.T) {
	rows := `<ul><li><a href="./202308/t20230807_1.html">一号公告</a>2023-08-07</li>
		<li><a href="./202308/t20230806_2.html">二号公告</a>2023-08-06</li></ul>`
	in := input("zh", rows)
	in.URL = "https://www.town.example/zwgk"
	r, err := discover.Find(in)
	if err != nil {
		t.Fatal(err)
	}
	check(t, r, "2023-08-07 /202308/t20230807_1.html", "2023-08-06 /202308/t20230806_2.html")
	in.Body = []byte(`<base href="/zwgk/tzgg/">` + rows)
	if r, err = discover.Find(in); err != nil {
		t.Fatal(err)
	}
	check(t, r, "2023-08-07 /zwgk/tzgg/202308/t20230807_1.html", "2023-08-06 /zwgk/tzgg/202308/t20230806_2.html")
}

func TestShownDateGoesBeforeTheAddress(t *testing.T) {
	check(t, find(t, "zh", `<table><tr><td><a href="t20181102_1.html">办法</a></td><td>2018-03-26</td></tr>
		<tr><td><a href="t20181102_2.html">规定</a></td><td>2018-01-05</td></tr></table>`),
		"2018-03-26 /news/t20181102_1.html", "2018-01-05 /news/t20181102_2.html")
}

func TestYearlessDatesAcrossNewYear(t *testing.T) {
	check(t, find(t, "zh", `<ul><li><a href="/3">元旦值班安排</a><span>[01-01]</span></li>
		<li><a href="/2">年末安全检查</a><span>[12-31]</span></li><li><a href="/1">冬季供暖通知</a><span>[12-30]</span></li></ul>`),
		"2026-01-01 /3", "2025-12-31 /2", "2025-12-30 /1")
}

func TestPinnedOldRowStays(t *testing.T) {
	check(t, find(t, "zh", `<ul><li><b>[置顶]</b><a href="/0">长期公告</a><i>2019-05-01</i></li>
		<li><a href="/2">新的公告</a><i>2025-12-30</i></li><li><a href="/1">旧的公告</a><i>2025-12-29</i></li></ul>`),
		"2019-05-01 /0", "2025-12-30 /2", "2025-12-29 /1")
}

func TestFeedsAdvertised(t *testing.T) {
	r := find(t, "en", `<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
		<link rel="alternate" type="application/rss+xml" title="Events calendar" href="/events/feed/">
		<link rel="alternate" type="application/rss+xml" title="All departments" href="//cdn.town.example/www/news.rdf">
		<span class="link_rss"><a href="/rss/10/list1.xml">RSS</a></span>`)
	want := "https://cdn.town.example/www/news.rdf https://www.town.example/rss/10/list1.xml"
	if got := strings.Join(r.Feeds, " "); got != want {
		t.Errorf("feeds %s, want %s", got, want)
	}
}

func TestMetaRefresh(t *testing.T) {
	for content, want := range map[string]string{
		"300": "", "0;url='html/2026-10/02/node_1.htm'": "https://www.town.example/news/html/2026-10/02/node_1.htm",
		"0; URL=/de/": "https://www.town.example/de/", "5; url=": "",
	} {
		r := find(t, "zh", `<meta http-equiv="refresh" content="`+content+`">`)
		if r.Refresh != want {
			t.Errorf("refresh %q leads to %q, want %q", content, r.Refresh, want)
		}
	}
}

func TestYearHeadingsGiveTheYear(t *testing.T) {
	check(t, find(t, "en", `<h3>2024</h3><ul><li>May 7 <a href="/b">Budget adopted</a></li><li>May 2 
		<a href="/a">Park plan</a></li></ul>
		<h3>2023</h3><ul><li>Dec 4 <a href="/d">Lights on Main</a></li><li>Nov 9 <a href="/c">Bus survey</a></li></ul>`),
		"2024-05-07 /b", "2024-05-02 /a", "2023-12-04 /d", "2023-11-09 /c")
}

func TestDateHeadingsRuleTheLinksBelow(t *testing.T) {
	check(t, find(t, "en", `<div><h4>June 3, 2024</h4><p><a href="/1">Road closed</a></p><p>
		<a href="/2">Pool opens</a></p>
		<h4>June 2, 2024</h4><p><a href="/3">Clerk retires</a></p></div>`),
		"2024-06-03 /1", "/2", "2024-06-02 /3")
}

func TestOneArticleAroundTheListing(t *testing.T) {
	check(t, find(t, "en", `<article><h1>Notices</h1><p><a href="/1">Road closed</a> 6/3/2024</p>
		<p><a href="/2">Pool opens</a> 6/2/2024</p><p><a href="/3">Clerk retires</a> 6/1/2024</p></article>`),
		"2024-06-03 /1", "2024-06-02 /2", "2024-06-01 /3")
}

func TestMenuIsNoNews(t *testing.T) {
	var menu strings.Builder
	for i := range 42 {
		fmt.Fprintf(&menu, `<li><a href="/m/%d">Department %d</a></li>`, i, i)
	}
	r := find(t, "en", `<ul>`+menu.String()+`</ul><div><p><a href="/a">Council votes on the levee</a> 5/6/2024</p>
		<p><a href="/b">Library hours are longer</a> 5/2/2024</p></div>`)
	check(t, r, "2024-05-06 /a", "2024-05-02 /b")
	if r := find(t, "en", `<ul>`+menu.String()+`</ul>`); r.Confirmed() || len(r.Links) > 0 {
		t.Errorf("a bare menu gave way %q with %d links", r.Way, len(r.Links))
	}
}

func TestErrorPagesThatAnswerWell(t *testing.T) {
	for body, want := range map[string]fault.Kind{
		`<title>提示</title><p>您访问的页面不存在</p>`:                         fault.NotFound,
		`<title>Page not found</title>`:                             fault.NotFound,
		`<p>Please enable JavaScript to continue</p>`:               fault.Denied,
		`<title>安全验证</title><script>document.cookie="a=1"</script>`: fault.Denied,
	} {
		if _, err := discover.Find(input("zh", body)); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
}

func TestLinksOutKeepTheirTitles(t *testing.T) {
	r := find(t, "en", `<ul><li><a href="https://mp.weixin.qq.com/s/x">一图读懂</a> 2024-05-06</li>
		<li><a href="/files/plan.pdf">Harbor plan</a> 2024-05-05</li><li>
		<a href="/ViewFile/Agenda/_07082019-123">Agenda</a> 2024-05-04</li>
		<li><a href="https://dept.town.example/x">Department notice</a> 2024-05-03</li></ul>`)
	want := []news.LinkKind{news.LinkExternal, news.LinkDocument, news.LinkDocument, news.LinkPage}
	if len(r.Links) != len(want) {
		t.Fatalf("links: %s", told(r))
	}
	for i, l := range r.Links {
		if l.Kind != want[i] || l.Title == "" {
			t.Errorf("%s %q is %s, want %s", l.URL, l.Title, l.Kind, want[i])
		}
	}
}

func TestCutTitlesAreWhole(t *testing.T) {
	r := find(t, "en", `<ul><li>
		<a href="/a" title="Council votes on the levee and the pumps">Council votes on the…</a> 2024-05-06
		<a href="/a">Read more</a></li><li><a href="/b"><img alt=""></a>
		<a href="/b">Library hours</a> 2024-05-05</li></ul>`)
	const whole = "Council votes on the levee and the pumps"
	if len(r.Links) != 2 || r.Links[0].Title != whole || r.Links[1].Title != "Library hours" {
		t.Errorf("titles %+v", r.Links)
	}
}

func TestCardsInsideOneLink(t *testing.T) {
	r := find(t, "en", `<div><a href="/1"><div class="date">June 3, 2024</div><h3>Road closed until June 9</h3>
		<p>Teaser.</p></a>
		<a href="/2"><span>Pool opens</span><span>[06/02/2024]</span></a>
		<a href="/3"><p>Clerk retires</p><p>Jun 1, 2024</p></a></div>`)
	check(t, r, "2024-06-03 /1", "2024-06-02 /2", "2024-06-01 /3")
	for i, want := range []string{"Road closed until June 9", "Pool opens", "Clerk retires"} {
		if r.Links[i].Title != want {
			t.Errorf("title %q, want %q", r.Links[i].Title, want)
		}
	}
}

func TestBadges(t *testing.T) {
	check(t, find(t, "zh", `<ul><li><div class="d"><b>07</b><p>2023-08</p></div><a href="/1">夜间公交线路开通</a></li>
		<li><div class="d"><b>06</b><p>2023-08</p></div><a href="/2">图书馆延长开放时间</a></li></ul>`),
		"2023-08-07 /1", "2023-08-06 /2")
	check(t, find(t, "en", `<div class="row"><div class="d"><div>Aug</div><div>07</div><div>2023</div></div>
		<a href="/1">Road closed</a></div>
		<div class="row"><div class="d"><div>Aug</div><div>06</div><div>2023</div></div><a href="/2">Pool opens</a></div>`),
		"2023-08-07 /1", "2023-08-06 /2")
}

func TestCalendarSheets(t *testing.T) {
	var sheet strings.Builder
	for day := 1; day <= 30; day++ {
		fmt.Fprintf(&sheet, "<td>%d", day)
		if day%10 == 3 {
			fmt.Fprintf(&sheet, `<p>9:00 AM <a href="/e/%d">Board meeting %d</a></p>`, day, day)
		}
		sheet.WriteString("</td>")
		if day%7 == 0 {
			sheet.WriteString("</tr><tr>")
		}
	}
	check(t, find(t, "en", `<h2>September 2022</h2><table><tr>`+sheet.String()+`</tr></table>`),
		"2022-09-03 /e/3", "2022-09-13 /e/13", "2022-09-23 /e/23")
}

func TestDropDowns(t *testing.T) {
	check(t, find(t, "en", `<select><option>Choose a meeting</option><option value="agenda/a.pdf">January 7, 2019</option>
		<option value="agenda/b.pdf">January 14, 2019</option></select>
		<select><option value="1">March 3, 2019</option></select>`),
		"2019-01-07 /news/agenda/a.pdf", "2019-01-14 /news/agenda/b.pdf")
}

func TestSchedulesWithoutLinks(t *testing.T) {
	r := find(t, "en", `<h3>2024 Meeting Schedule</h3><p>Monday, January 8</p>
		<p>Monday, February 12</p><p>Monday, March 11</p>`)
	var days []string
	for _, l := range r.Links {
		days = append(days, l.Published.String()+" "+string(l.Kind))
	}
	if got := strings.Join(days, ", "); got != "2024-01-08 inline, 2024-02-12 inline, 2024-03-11 inline" {
		t.Errorf("rows %s", got)
	}
}

func TestFeedsOfAllKinds(t *testing.T) {
	tests := map[string]string{
		"rss 2.0": "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>T</title>" +
			"<item><title>A &amp;amp; B</title>" +
			"<link>/1</link><pubDate>Mon, 07 Aug 2023 23:30:00 GMT</pubDate></item></channel></rss>",
		"atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A &amp; B</title><link href='/1'/>" +
			"<published>2023-08-07T23:30:00Z</published></entry></feed>",
		"json feed": `{"version":"https://jsonfeed.org/version/1.1","title":"T",` +
			`"items":[{"id":"1","url":"https://www.town.example/1",` +
			`"title":"A & B","date_published":"2023-08-07T23:30:00Z"}]}`,
		"rss 0.91": "<rss version='0.91'><channel><title>T</title><item><title>A &amp; B</title><link>/1</link>" +
			"<pubDate>2023-08-08 07:30</pubDate></item></channel></rss>",
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			r := find(t, "zh", body)
			check(t, r, "2023-08-08T07:30:00+08:00 /1")
			if r.Way != news.WayFeed || r.Links[0].Title != "A & B" {
				t.Errorf("way %s, title %q", r.Way, r.Links[0].Title)
			}
		})
	}
}

func TestSitemaps(t *testing.T) {
	r := find(t, "en", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
		xmlns:news="n" xmlns:image="i">
		<url><loc> https://www.town.example/a </loc>
		<image:image><image:loc>https://www.town.example/a.jpg</image:loc></image:image>
		<news:news><news:publication_date>2024-05-06</news:publication_date><news:title>Levee</news:title>
		</news:news></url></urlset>`)
	check(t, r, "2024-05-06 /a")
	if r.Way != news.WaySitemap || r.Links[0].Title != "Levee" {
		t.Errorf("way %s, title %q", r.Way, r.Links[0].Title)
	}
	r = find(t, "en", `<sitemapindex><sitemap><loc>https://www.town.example/pages.xml</loc></sitemap>
		<sitemap><loc>https://www.town.example/news.xml</loc></sitemap></sitemapindex>`)
	if got := strings.Join(r.Feeds, " "); got != "https://www.town.example/news.xml https://www.town.example/pages.xml" {
		t.Errorf("maps %s", got)
	}
}

func TestPinnedWays(t *testing.T) {
	in := input("en", `<ul><li><a href="/1">Road closed</a> 6/3/2024</li>
		<li><a href="/2">Pool opens</a> 6/2/2024</li></ul>`)
	in.Source.Way = news.WayFeed
	if r, err := discover.Find(in); err != nil || len(r.Links) != 0 {
		t.Errorf("a page in place of a feed gave %d links, %v", len(r.Links), err)
	}
	in.Source.Way = news.WayDated
	if r, err := discover.Find(in); err != nil || len(r.Links) != 2 {
		t.Errorf("%d links, %v", len(r.Links), err)
	}
	in.Source.Way = news.WayDatedURL
	if r, err := discover.Find(in); err != nil || len(r.Links) != 0 {
		t.Errorf("%d links, %v", len(r.Links), err)
	}
}

func TestHTMLInsideJSON(t *testing.T) {
	check(t, find(t, "zh", `{"data":{"html":"<ul><li><a href='/1'>一号公告</a>2023-08-07</li>`+
		`<li><a href='/2'>二号公告</a>2023-08-06</li></ul>"}}`),
		"2023-08-07 /1", "2023-08-06 /2")
}
