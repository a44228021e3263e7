package discover_test

import (
	"testing"

	"tidings/internal/discover"
	"tidings/internal/news"
)

// TestNewsBelowADay: all headlines below the heading of a day are of that day, the papers of its meeting are one matter.
func TestNewsBelowADay(t *testing.T) {
	check(t, find(t, "en", `<h3>Monday, 5 May 2025</h3><ul><li><a href="/n/road">Mill Road reopens after the long repair</a></li>
		<li><a href="/n/pool">The pool opens early for those who work late</a></li></ul><h3>Sunday, 4 May 2025</h3><ul>
		<li><a href="/n/well">An old well is found below the market</a></li><li><a href="/n/quay">The quay is swept on Mondays now</a></li></ul>`),
		"2025-05-05 /n/road", "2025-05-05 /n/pool", "2025-05-04 /n/well", "2025-05-04 /n/quay")
	check(t, find(t, "en", `<h3>Monday, 5 May 2025</h3><ul><li><a href="/m/1">Agenda of the harbor board with maps</a></li>
		<li><a href="/m/2">Minutes of the harbor board with votes</a></li></ul><h3>Sunday, 4 May 2025</h3><ul>
		<li><a href="/m/3">Agenda of the parks board with maps</a></li><li><a href="/m/4">Minutes of the parks board with votes</a></li></ul>`),
		"2025-05-05 /m/1", "/m/2", "2025-05-04 /m/3", "/m/4")
	check(t, find(t, "en", `<h3>Monday, 5 May 2025</h3><ul><li><a href="/n?category=roads&id=41">Mill Road reopens after the long repair</a></li>
		<li><a href="/n?category=pool&id=42">The pool opens early for those who work late</a></li></ul><h3>Sunday, 4 May 2025</h3><ul>
		<li><a href="/n?category=roads&id=43">An old well is found below the market</a></li><li><a href="/n?category=quay&id=44">The quay is swept on Mondays now</a></li></ul>`),
		"2025-05-05 /n?category=roads&id=41", "2025-05-05 /n?category=pool&id=42",
		"2025-05-04 /n?category=roads&id=43", "2025-05-04 /n?category=quay&id=44")
}

// TestABoardIsNoMeeting: with one meeting or two a list names each board as often as each meeting.
func TestABoardIsNoMeeting(t *testing.T) {
	row := func(board, id, day, papers string) string {
		return `<tr><td><a href="DepartmentDetail.aspx?ID=` + id + `">` + board + `</a></td><td>` + day + `</td><td>` + papers + `</td><td>Not available</td></tr>`
	}
	check(t, find(t, "en", `<table>`+row("Harbor board", "1", "1/23/2026", `<a href="View.ashx?M=A&ID=7">Agenda</a>`)+row("Parks board", "2", "1/9/2026", "Not available")+`</table>`),
		"2026-01-23 /news/View.ashx?M=A&ID=7", "2026-01-09 "+hash+"1%2F9%2F2026")
}

// TestNumbersOfCasesAreNoDays: beside a date with its whole year, figures with two for the year count no more.
func TestNumbersOfCasesAreNoDays(t *testing.T) {
	check(t, find(t, "en", `<table><tr><td><a href="/41.pdf">The ferry against the lock</a></td><td>1-21-30</td><td>12/27/2021</td></tr>
		<tr><td><a href="/42.pdf">The bakers against the market</a></td><td>2-02-21</td><td>12/28/2021</td></tr></table><p><a href="/all">Back to all rulings</a></p>`),
		"2021-12-27 /41.pdf", "2021-12-28 /42.pdf")
}

// TestTaiwanCountsYearsFrom1912: a page of Taiwan says so by its language or its host.
func TestTaiwanCountsYearsFrom1912(t *testing.T) {
	body := `<ul><li><a href="/n/41">渡口恢復通航時間公布</a> 114.03.19</li><li><a href="/n/42">河邊步道全線開放</a> 114.03.18</li></ul>`
	check(t, find(t, "zh-TW", body), "2025-03-19 /n/41", "2025-03-18 /n/42")
	if r := find(t, "zh", body); r.Way == news.WayDated {
		t.Errorf("a year elsewhere:\n%s", told(r))
	}
	in := input("zh", body)
	in.URL, in.Source.URL = "https://www.town.gov.tw/n/", "https://www.town.gov.tw/"
	if r, err := discover.Find(in); err != nil || len(r.Links) != 2 || r.Links[0].Published.String() != "2025-03-19" {
		t.Errorf("%v\n%s", err, told(r))
	}
}

// TestNumbersOfPartsAreNoDays: parts of papers are counted with points.
func TestNumbersOfPartsAreNoDays(t *testing.T) {
	check(t, find(t, "en", `<h2>Meeting of May 6, 2025</h2><ul><li><a href="/1.pdf">Agenda</a></li><li><a href="/2.pdf">Attachment 8.1.16 Quay</a></li>
		<li><a href="/3.pdf">Attachment 8.1.17 Lock</a></li><li><a href="/4.pdf">Attachment 8.1.18 Well</a></li></ul>
		<h2>Meeting of May 5, 2025</h2><ul><li><a href="/5.pdf">Agenda</a></li><li><a href="/6.pdf">Sheet D.07.01.01 Paint</a></li></ul>`),
		"2025-05-06 /1.pdf", "/2.pdf", "/3.pdf", "/4.pdf", "2025-05-05 /5.pdf", "/6.pdf")
}
