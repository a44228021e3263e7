package discover_test

import (
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
