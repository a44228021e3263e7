package field

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/news"
)

// stated is what a page says for machines: put out in 2019, changed in 2024.
const stated = `<script type="application/ld+json">{"@type":"Article","datePublished":"2019-03-04T08:00:00Z",` +
	`"dateModified":"2024-10-05T09:00:00Z"}</script><h1>Walls of the river</h1>`

// TestShownDates: what the reader sees and what is stated for machines may differ.
func TestShownDates(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"put out anew", stated + `<p>Ann Reed • October 5, 2024</p>` + body, "2024-10-05"},
		{"both shown", stated + `<p>March 4, 2019</p><p>October 5, 2024</p>` + body, "2019-03-04T08:00:00Z"},
		{"called a change", stated + `<p>Updated October 5, 2024</p>` + body, "2019-03-04T08:00:00Z"},
		{"marked as a change", stated + `<p class="date updated">October 5, 2024</p>` + body, "2019-03-04T08:00:00Z"},
		{"hidden", stated + `<p style="display: none">October 5, 2024</p>` + body, "2019-03-04T08:00:00Z"},
		{"another page's", stated + body + `<ul><li><a href="/b">Bridges</a> October 5, 2024</li></ul>`,
			"2019-03-04T08:00:00Z"},
		{"neither's", stated + `<p>October 9, 2024</p>` + body, "2019-03-04T08:00:00Z"},
		{"moved here", `<meta property="article:published_time" content="2024-08-07T12:01:51Z">` +
			`<h1>Walls of the river</h1><p>Dec 30, 2013</p>` + body, "2013-12-30"},
		{"an event's", `<meta property="article:published_time" content="2024-08-07T12:01:51Z">` +
			`<h1>Walls of the river</h1><p>July 30, 2024</p>` + body, "2024-08-07T12:01:51Z"},
		{"day and month exchanged", `<meta property="article:published_time" content="2023-11-01T12:01:51Z">` +
			`<h1>Walls of the river</h1><p>01/11/2023</p>` + body, "2023-11-01T12:01:51Z"},
	}
	for _, tt := range tests {
		if a, why := read(tt.page); a.Published.String() != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.name, a.Published, tt.want, why)
		}
	}
}

// TestListingVouches: where the listing dates the article as the metadata do, what the page shows is another day.
func TestListingVouches(t *testing.T) {
	march := news.Date{Time: time.Date(2019, 3, 4, 0, 0, 0, 0, time.UTC)}
	known := Known{Link: news.Link{Published: march}}
	if a, _ := readAs(known, stated+`<p>October 5, 2024</p>`+body); a.Published.String() != "2019-03-04T08:00:00Z" {
		t.Errorf("%q", a.Published)
	}
}

// TestMarkedDates: which of several marked elements dates the article.
func TestMarkedDates(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"under the title", `<p><time datetime="2025-01-31">Bridges</time></p><p>and more</p><h1>Walls of the river</h1>` +
			`<p><time datetime="2017-03-01">1 March</time></p>` + body, "2017-03-01"},
		{"embedded", `<h1>Walls of the river</h1>` + body + `<blockquote>Seen by Tom Field <time ` +
			`datetime="2018-03-12T19:30:12Z">12 March</time></blockquote>`, ""},
		{"unreadable first", `<h1>Walls of the river</h1><time datetime="12:30">noon</time>` + body +
			`<time datetime="2018-03-12">12 March</time>`, "2018-03-12"},
		{"noon filled in", `<h1>Walls of the river</h1><time datetime="2017-03-01T12:00:00Z">March 1, 2017</time>` + body,
			"2017-03-01"},
		{"a day of its zone", `<h1>Walls of the river</h1><time datetime="2017-03-02T00:23:00Z">March 1, 2017</time>` + body,
			"2017-03-01"},
		{"a clock kept", `<h1>Walls of the river</h1><time datetime="2017-03-01T09:23:00Z">March 1, 2017</time>` + body,
			"2017-03-01T09:23:00Z"},
		{"two different days", `<h1>Walls</h1><time datetime="2017-09-02T00:23:00Z">March 1, 2017</time>` + body,
			"2017-09-02T00:23:00Z"},
		{"named", `<div class="Comment-head"><span class="PublishDate_day">Tuesday,</span> ` +
			`<span class="PublishDate_date">29 January 2019</span></div><h1>Walls of the river</h1>` + body,
			"2019-01-29"},
		{"named, of a change", `<h1>Walls</h1><div class="entry-date">Updated: 3 May 2021</div><div ` +
			`class="entry-date">29 January 2019</div>` + body, "2019-01-29"},
		{"New Year filled in", `<meta itemprop="dateCreated" content="01/01/2004"><h1>Walls of the river</h1>` +
			`<div>Updated June 13, 2019</div>` + body, "2019-06-13"},
		{"New Year", `<meta itemprop="dateCreated" content="01/01/2004"><h1>Walls of the river</h1>` + body,
			"2004-01-01"},
		{"both names of a month", `<h1>Walls of the river</h1><div>تم نشره الجمعة 24 نيسان / أبريل 2020 09:22</div>` + body,
			"2020-04-24T09:22:00Z"},
		{"an event's label", `<h1>Walls of the river</h1><p>Meeting date: 3 May 2021</p>` + body, ""},
		{"公示", `<h1>河堤修复工程公示</h1><p>公示时间：2023年8月1日</p>` + han, ""},
		{"code left in the text", `<h1>Walls of the river</h1>` + body + `<p>[walls id=x upload-date=”2019-02-27” ` +
			`name=”Walls”]</p>` + body, ""},
		{"works cited", `<h1>Walls of the river</h1>` + body + `<ol><li>41. Field T, Reed A. The long life of walls on ` +
			`rivers of the plain, with an account of their builders and their stone, and tables. Annals of Walls. ` +
			`Published May 22, 2019.</li></ol>`, ""},
		{"what is published in prose", `<h1>河堤修复工程开工</h1><p>2023-08-07 08:52</p><p>` + strings.Repeat("经市水务局授权，", 8) +
			`河堤工程中心公布，2023年8月5日的水位。</p>` + han, "2023-08-07T08:52:00Z"},
		{"under a lead", `<h1>Walls of the river</h1>` + body + `<h3>Monday, November 18, 2019</h3>` + body, "2019-11-18"},
		{"the end of <title>", `<title>Walls of the river | Gazette | 28.04.2023</title><h1>Walls of the river</h1>` +
			`<p>The walls in rain, 24 April 2023</p>` + body, "2023-04-28"},
		{"a title of an event", `<title>Walls of the river – Meeting on 28.04.2023</title><h1>Walls of the river</h1>` + body,
			""},
		{"parted figures", `<h1>Walls of the river</h1><div>26 | 01 | 2022</div>` + body, "2022-01-26"},
	}
	for _, tt := range tests {
		if a, why := read(tt.page); a.Published.String() != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.name, a.Published, tt.want, why)
		}
	}
}

// TestAddressVouches: a date that the address has too is not another because a later one is shown.
func TestAddressVouches(t *testing.T) {
	const page = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Walls of the river",` +
		`"datePublished":"2024-12-03T23:17:00+09:00","dateModified":"2024-12-04T00:05:00+09:00"}</script>` +
		`<h1>Walls of the river</h1><p>2024/12/04 00:05</p>` + body
	for address, want := range map[string]string{
		"https://news.example/walls.html":          "2024-12-04T00:05:00Z",
		"https://news.example/20241203/walls.html": "2024-12-03T23:17:00+09:00",
	} {
		if a, why := readAs(Known{URL: address}, page); a.Published.String() != want {
			t.Errorf("%s: %q, want %q (%v)", address, a.Published, want, why)
		}
	}
}

// TestDateOrder: dates in figures are read in the order other dates of the page can only have.
func TestDateOrder(t *testing.T) {
	const page = `<h1>Walls of the river</h1><p>Published: 06/02/2022</p>` + body
	tests := []struct{ name, url, more, want string }{
		{"language", "https://news.example/a.html", "", "2022-06-02"},
		{"testimony", "https://news.example/a.html", `<ul><li>13/02/2022</li><li>31/01/2022</li></ul>`, "2022-02-06"},
		{"chinese", "https://news.example/a.html", han + han + han, "2022-02-06"},
		{"country", "https://ie/a.html", "", "2022-02-06"},
	}
	for _, tt := range tests {
		a, _ := readAs(Known{URL: tt.url}, page+tt.more)
		if a.Published.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, a.Published, tt.want)
		}
	}
}
