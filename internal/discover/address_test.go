package discover_test

import (
	"strings"
	"testing"

	"tidings/internal/news"
)

func TestAddressesInScripts(t *testing.T) {
	check(t, find(t, "en", `<table>
		<tr onclick="window.location.href = '/m/1'"><td>May 6, 2024</td><td>Council meets</td></tr>
		<tr data-href="/m/2"><td>May 7, 2024</td><td>Zoning board meets</td></tr>
		<tr><td>May 8, 2024</td><td><a href="javascript:void(0)" onclick="open('Video.aspx?id=3','v','w=9')">Video</a></td></tr>
		<tr><td>May 9, 2024</td><td><a href="javascript:show('/docs/agenda.pdf')">Agenda</a></td></tr>
		<tr><td>May 10, 2024</td><td><a href="#" data-url="/docs/b.pdf">Agenda</a></td></tr>
		<tr><td>May 11, 2024</td><td><a href="#" onclick="toggle('May 11'); return false">Agenda</a></td></tr></table>`),
		"2024-05-06 /m/1", "2024-05-07 /m/2", "2024-05-08 /news/Video.aspx?id=3", "2024-05-09 /docs/agenda.pdf",
		"2024-05-10 /docs/b.pdf", "2024-05-11 "+hash+"May%2011%2C%202024")
}

func TestWrappedAddresses(t *testing.T) {
	tests := map[string]string{
		"/DocDisplay.aspx?Doc=/files/a.pdf":                                            "/files/a.pdf",
		"/pdfjs/web/viewer.html?file=%2Ffiles%2Fa%20b.pdf":                             "/files/a%20b.pdf",
		"https://docs.google.com/viewer?url=https%3A%2F%2Fwww.town.example%2Fa.pdf":    "/a.pdf",
		"https://www.google.com/url?q=https://www.town.example/a&sa=D":                 "/a",
		"https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fx.test%2Fa1": "http://x.test/a1",
		"/view.aspx?id=7":             "/view.aspx?id=7",
		"/download.php?file=/a.pdf":   "/download.php?file=/a.pdf",
		"/DocDisplay.aspx?Doc=a7.pdf": "/DocDisplay.aspx?Doc=a7.pdf",
	}
	for href, want := range tests {
		r := find(t, "en", `<ul><li><a href="`+href+`">Levee plan</a> 5/6/2024</li><li><a href="/z">Pool</a> 5/5/2024</li></ul>`)
		if got := strings.TrimPrefix(r.Links[0].URL, "https://www.town.example"); got != want {
			t.Errorf("%s leads to %s, want %s", href, got, want)
		}
	}
}

func TestServicesAreNoNews(t *testing.T) {
	r := find(t, "en", `<ul><li>May 6, 2024 <a href="https://maps.google.com/?q=Dock+St">map</a> <a href="/a">Harbor board</a>
		<a href="https://calendar.google.com/calendar/render?text=x">Add</a></li><li>May 7, 2024 <b>Parks board</b>
		<a href="https://www.facebook.com/sharer/sharer.php?u=x">Share</a> <a href="/e/7.ics">iCal</a></li>
		<li>May 8, 2024 <a href="/c">Levee board</a></li></ul>`)
	check(t, r, "2024-05-06 /a", "2024-05-08 /c", "2024-05-07 "+hash+"May%207%2C%202024")
	if r.Links[2].Kind != news.LinkInline {
		t.Errorf("a row without links of its own is %s", r.Links[2].Kind)
	}
}

func TestRowsThatOpenByScript(t *testing.T) {
	check(t, find(t, "en", `<table><tr onclick="location.href='Details/7'"><td>5/6/2024</td><td>Harbor board</td><td><a href="/7.pdf">Agenda</a></td></tr>
		<tr onclick="window.open('view.aspx?id=8','','location=no,status=no')"><td>5/7/2024</td><td>Parks board</td><td></td></tr></table>`),
		"2024-05-06 /news/Details/7", "/7.pdf", "2024-05-07 /news/view.aspx?id=8")
}
