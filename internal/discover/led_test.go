package discover_test

import (
	"strings"
	"testing"
)

// TestHeadingsLeadTheirRows: a linked heading takes the date below it, and what follows is its own, at any length.
func TestHeadingsLeadTheirRows(t *testing.T) {
	long := "<p>" + strings.Repeat("The harbor was dredged again and the quay was swept by noon. ", 60) + "</p>"
	tests := map[string]struct {
		language, body string
		want           []string
	}{
		"a case, its day, its paper": {"en", `<div><h2>Rulings</h2>
			<h3><a href="/case/11">Mill Lane 4 against the harbor board</a></h3><p>Filed March 3, 2025</p><p><a href="/papers/11.pdf">View ruling</a></p>
			<h3><a href="/case/12">The bakers against the market board</a></h3><p>Filed March 4, 2025</p><p><a href="/papers/12.pdf">View ruling</a></p>
			<h3><a href="/case/13">The ferry against the lock</a></h3><p>Filed March 5, 2025</p><p><a href="/papers/13.pdf">View ruling</a></p></div>`,
			[]string{"2025-03-03 /case/11", "/papers/11.pdf", "2025-03-04 /case/12", "/papers/12.pdf", "2025-03-05 /case/13", "/papers/13.pdf"}},
		"whole articles that speak of other days": {"en", `<section><article><header><h2><a href="/blog/quay">The quay is clean</a></h2></header>
			<div><time datetime="2025-05-15T08:54">Written on a Thursday</time></div>` + long + `<p>May 22. The ferry.</p><p>May 24. The lock.</p></article></section>
			<section><article><header><h2><a href="/blog/lock">The lock is shut</a></h2></header>
			<div><time datetime="2025-05-13T11:46">Written on a Tuesday</time></div>` + long + `<p>May 17. The lock.</p></article></section>`,
			[]string{"2025-05-15T08:54:00+08:00 /blog/quay", "2025-05-13T11:46:00+08:00 /blog/lock"}},
		"the linked name of a column leads no row": {"en", `<div><h3><a href="/news">News</a></h3><p>May 3, 2025</p><p><a href="/n/1">Mill Road reopens</a></p>
			<p>May 2, 2025</p><p><a href="/n/2">The pool opens early</a></p><h3><a href="/meetings">Meetings</a></h3><p>May 9, 2025</p>
			<p><a href="/m/1">Harbor board</a></p><p>May 8, 2025</p><p><a href="/m/2">Parks board</a></p><h3><a href="/notices">Notices</a></h3>
			<p>May 7, 2025</p><p><a href="/o/1">Water shut off</a></p><p>May 6, 2025</p><p><a href="/o/2">Trees felled</a></p></div>`,
			[]string{"2025-05-03 /n/1", "2025-05-02 /n/2", "2025-05-09 /m/1", "2025-05-08 /m/2", "2025-05-07 /o/1", "2025-05-06 /o/2"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { check(t, find(t, tt.language, tt.body), tt.want...) })
	}
}

// TestHeadsOfArticlesAndTables: headers of single articles and links laid over cards are matter, heads of columns are not.
func TestHeadsOfArticlesAndTables(t *testing.T) {
	tests := map[string]struct {
		language, body string
		want           []string
	}{
		"links laid over cards": {"pl", `<main><article class="entry"><h2>Kładka otwarta</h2><p>Nad rzeką znów można przejść.</p>
			<footer><span>1 października 2024</span> · 1 min</footer><a class="over" aria-label="post link to Kładka otwarta" href="/kladka/"></a></article>
			<article class="entry"><h2>Dzień drzew</h2><p>Sadzimy lipy.</p><footer><span>25 lipca 2024</span> · 1 min</footer>
			<a class="over" aria-label="post link to Dzień drzew" href="/drzewa/"></a></article></main>`,
			[]string{"2024-10-01 /kladka/", "2024-07-25 /drzewa/"}},
		"titles in headers of their own": {"en", `<header class="navbar"><nav><a href="/shops">Shops</a></nav></header><div class="list">
			<div><header><hgroup><h2><a href="/news/third-birthday.html">The third birthday of the town's page</a></h2></hgroup></header><p>Cake for all.</p></div>
			<div><header><hgroup><h2><a href="/news/quay-swept.html">The quay is swept on Mondays now</a></h2></hgroup></header><p>Early.</p></div>
			<div><header><hgroup><h2><a href="/news/well-found.html">An old well is found below the market</a></h2></hgroup></header><p>Deep.</p></div></div>`,
			[]string{"/news/third-birthday.html", "/news/quay-swept.html", "/news/well-found.html"}},
		"links that sort by a column": {"it", `<table><tr><th>&nbsp;</th><th><a href="?order=data">data</a></th><th><a href="?order=uff">ufficio</a></th><th><a href="?order=ogg">oggetto</a></th></tr>
			<tr><td><a href="?atto=41"><img alt="Dettagli" src="d.gif"></a></td><td>21-06-2013</td><td>SINDACO</td><td>CHIUSURA DEL PONTE VECCHIO</td></tr>
			<tr><td><a href="?atto=40"><img alt="Dettagli" src="d.gif"></a></td><td>20-06-2013</td><td>SETTORE TERZO</td><td>LAVORI AL MERCATO DEL PESCE</td></tr></table>`,
			[]string{"2013-06-21 /news/index.html?atto=41", "2013-06-20 /news/index.html?atto=40"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := find(t, tt.language, tt.body)
			check(t, r, tt.want...)
			if name == "links laid over cards" && r.Links[0].Title != "Kładka otwarta" ||
				name == "links that sort by a column" && r.Links[0].Title != "CHIUSURA DEL PONTE VECCHIO" {
				t.Errorf("title %q", r.Links[0].Title)
			}
		})
	}
}
