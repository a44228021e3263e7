package discover_test

import (
	"fmt"
	"testing"

	"tidings/internal/news"
)

func TestUndatedBlockIsTheRegularOne(t *testing.T) {
	tests := map[string]struct{ body, first string }{
		"files with short titles before a few long titles": {`<main><h2>Papers of the board</h2><table>
			<tr><td><a href="/files/board/17.pdf">Agenda</a></td></tr><tr><td><a href="/files/board/18.pdf">Minutes</a></td></tr>
			<tr><td><a href="/files/board/19.pdf">Budget</a></td></tr><tr><td><a href="/files/board/20.pdf">Roads</a></td></tr>
			</table><div><a href="/about/history">The long and eventful history of the harbor town of Larkmoor</a>
			<a href="/visit/by-train">How to reach the town hall by train, by bus and by bicycle in any weather</a>
			<a href="/jobs">Working for the city: what we offer, whom we look for and how to apply today</a>
			</div></main>`, "/files/board/17.pdf"},
		"one folder before all over the site": {`<ul class="services"><li><a href="/water/bills">Pay a water bill online</a></li>
			<li><a href="/waste/calendar">Find your collection day</a></li><li><a href="/jobs/open">See what jobs are open</a></li>
			<li><a href="/parks/book">Book a shelter in a park</a></li><li><a href="/police/report">Report a noise or a crime</a></li>
			</ul><div><p><a href="/news/mill-road">Mill Road reopens on Monday</a></p><p><a href="/news/pool">The pool opens early</a></p>
			<p><a href="/news/library">The library stays open</a></p></div>`, "/news/mill-road"},
		"months, of which no day is known": {`<ul><li><a href="/doc/17">January 2024</a></li><li><a href="/doc/18">February 2024</a></li>
			<li><a href="/doc/19">March 2024</a></li></ul>`, "/doc/17"},
		"headlines before the pictures that stand before them": {`<ul><li><a href="/?p=41" title="Permalink to it"><img src="a.png"></a>
			<h3><a href="/?p=41">Mill Road reopens on Monday</a></h3></li><li><a href="/?p=42"><img src="b.png"></a><h3><a href="/?p=42">The pool opens early</a></h3></li>
			<li><a href="/?p=43"><img src="c.png"></a><h3><a href="/?p=43">The library stays open</a></h3></li></ul>`, "/?p=41"},
		"numbers at the end, whatever their folders": {`<ul><li><a href="/pay/online">Pay a bill for water or waste online</a></li>
			<li><a href="/pay/fines">Pay a fine for parking in town</a></li><li><a href="/pay/taxes">Pay the taxes on a house or a dog</a></li></ul>
			<div><h3><a href="/sport/rowing/the-eight/786767">The eight win the autumn race by a length</a></h3>
			<h3><a href="/culture/786770">The town's orchestra plays in the boat house</a></h3><h3><a href="/city/roads/786771">Mill Road reopens on Monday at noon</a></h3>
			<h3><a href="/city/786772">The pool opens early for those who work late</a></h3></div>`, "/sport/rowing/the-eight/786767"},
		"news before what is named a footer": {`<div><ul><li><a href="/a/202509/content_41.htm">渡口恢复通航时间公布</a></li><li><a href="/a/202509/content_42.htm">河边步道全线开放</a></li>
			<li><a href="/a/202509/content_43.htm">老城供水管网改造完成</a></li></ul></div><div class="footer_links"><a href="/home/2016-05/11/content_1.htm">关于本网</a>
			<a href="/home/2014-02/23/content_2.htm">网站声明</a><a href="/home/2014-02/24/content_3.htm">联系我们</a></div>`, "/a/202509/content_41.htm"},
		"numbered queries": {`<ul><li><a href="/view.do?id=41&b=2">Mill Road reopens on Monday</a></li>
			<li><a href="/view.do?b=2&id=40">The pool opens early this year</a></li>
			<li><a href="/view.do?id=39&b=2">The library stays open until nine</a></li></ul>`, "/view.do?id=41&b=2"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := find(t, "en", tt.body)
			if r.Way != news.WayUndated || len(r.Links) < 3 || r.Links[0].URL != "https://www.town.example"+tt.first {
				t.Errorf("way %q, links:\n%s", r.Way, told(r))
			}
		})
	}
}

// TestAHomePageIsNotItsOneDate: a page of many headlines is not about the one day it happens to name.
func TestAHomePageIsNotItsOneDate(t *testing.T) {
	body := `<h2>Open on <a href="/fair">May 6, 2025</a></h2>`
	for i := range 22 {
		body += fmt.Sprintf(`<div><h3><a href="/news/%d">Number %d of many long headlines on a page</a></h3></div>`, 4000+i, i)
	}
	if r := find(t, "en", body); len(r.Links) != 22 || r.Way != news.WayUndated {
		t.Errorf("way %q, %d links", r.Way, len(r.Links))
	}
}
