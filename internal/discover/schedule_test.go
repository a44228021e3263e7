package discover_test

import (
	"strings"
	"testing"
)

// hash is the listing's own address with the place a browser scrolls to.
const hash = "/news/index.html#:~:text="

func TestScheduleKeepsItsOnlyAgenda(t *testing.T) {
	check(t, find(t, "en", `<p><b>Date:</b> Thursday, September 12, 2024<br><b>Time:</b> 6:30 p.m.<br>
		<a href="/a.pdf">Agenda</a></p><p><b>Date:</b> Thursday, October 10, 2024<br><b>Time:</b> 6:30 p.m.</p>
		<p><b>Date:</b> Thursday, November 14, 2024<br><b>Time:</b> 6:30 p.m.</p>`),
		"2024-09-12 /a.pdf", "2024-10-10 "+hash+"October%2010%2C%202024", "2024-11-14 "+hash+"November%2014%2C%202024")
}

func TestLinesOfOneParagraph(t *testing.T) {
	check(t, find(t, "en", `<h3>Meetings in 2024</h3><div>Jan 8<br>Feb 12 - <a href="/b.pdf">Agenda</a><br>Mar 11<br>
		Apr 8</div>`),
		"2024-01-08 "+hash+"Jan%208", "2024-02-12 /b.pdf", "2024-03-11 "+hash+"Mar%2011", "2024-04-08 "+hash+"Apr%208")
}

func TestDaysInOneSentence(t *testing.T) {
	check(t, find(t, "en", `<h2>2024 Regular Meetings</h2><p>The board meets on these Mondays: January 8, February 12,
		March 11, April 8, and May 13.</p>`),
		"2024-01-08 "+hash+"January%208", "2024-02-12 "+hash+"February%2012", "2024-03-11 "+hash+"March%2011",
		"2024-04-08 "+hash+"April%208", "2024-05-13 "+hash+"May%2013")
}

func TestUnclosedRowsUnderDateHeadings(t *testing.T) {
	check(t, find(t, "en", `<main><ul><li><h3>June 2<sup>nd</sup> (F), 2023</h3><p>To be announced.</p>
		<h3>May 24<sup>th</sup> (W) - 25<sup>th</sup> (TH), 2023</h3><p><a href="/a.pdf">5/24: Agenda</a></p>
		<h3>May 3<sup>rd</sup>(W), 2023</h3><p><a href="/b.pdf">5/3: Agenda</a></p></main>`),
		"2023-05-24 /a.pdf", "2023-05-03 /b.pdf", "2023-06-02 "+hash+"June%202nd%20%28F%29%2C%202023")
}

func TestLinesWithAndWithoutLinks(t *testing.T) {
	check(t, find(t, "en", `<h2>2024</h2><p>March 7 <a href="/3.pdf">Agenda</a> <a href="/3m.pdf">Minutes</a><br>
		June 6 <a href="/6.pdf">Agenda</a><br>September 12 Agenda, Minutes<br>December 12</p>`),
		"2024-03-07 /3.pdf", "/3m.pdf", "2024-06-06 /6.pdf",
		"2024-09-12 "+hash+"September%2012", "2024-12-12 "+hash+"December%2012")
}

func TestTwoWithoutAnAddressOnOneDay(t *testing.T) {
	row := func(at, day, board string) string {
		return `<li><time datetime="` + at + `">` + day + `</time><p>` + board + `</p><a href="/join">Join by telephone</a></li>`
	}
	check(t, find(t, "en", "<ul>"+row("2024-05-06T09:00", "May 6", "Harbor board")+row("2024-05-06T17:00", "May 6", "Parks board")+
		row("2024-05-07T17:00", "May 7", "Levee board")+row("2024-05-08T17:00", "May 8", "Levee board")+"</ul>"),
		"2024-05-06T09:00:00+08:00 "+hash+"May%206", "2024-05-06T17:00:00+08:00 "+hash+"May%206&text=Parks%20board",
		"2024-05-07T17:00:00+08:00 "+hash+"May%207", "2024-05-08T17:00:00+08:00 "+hash+"May%208")
}

// TestSpansAreOneRow: of a time that is printed in full at both ends, its first day is told, under the name of its block.
func TestSpansAreOneRow(t *testing.T) {
	block := func(state, name, from, to string) string {
		return `<div class="b"><span>` + state + `</span><p><a href="javascript:;">` + name + `</a></p><p>` + strings.Repeat("누구나 신청할 수 있습니다. ", 12) +
			`</p><ul><li>접수일자 : ` + from + ` 00:00 ~ ` + to + ` 23:59</li></ul></div>`
	}
	r := find(t, "ko", `<div>`+block("접수중", "부두 청소 참가자 모집", "2025-02-27", "2025-12-31")+block("접수대기", "나룻배 운영자 공모", "2025-07-10", "2025-09-03")+
		block("접수중", "강변 축제 자원봉사 모집", "2025-06-22", "2025-08-20")+`</div>`)
	if len(r.Links) != 3 || !strings.HasPrefix(r.Links[0].Published.String(), "2025-02-27") || r.Links[0].Title != "부두 청소 참가자 모집" {
		t.Errorf("links:\n%s", told(r))
		for _, l := range r.Links {
			t.Logf("%q", l.Title)
		}
	}
}
