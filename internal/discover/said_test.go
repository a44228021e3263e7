package discover_test

import (
	"testing"
)

// TestTitlesOfBareLinks: icons, bare dates and words for papers are titled by what their row says.
func TestTitlesOfBareLinks(t *testing.T) {
	tests := map[string]struct{ body, first, second string }{
		"icons under the heads of columns": {
			`<table><tr><th>Date</th><th>Agenda</th><th>Minutes</th></tr>
			<tr><td>May 6, 2024</td><td><a href="/1.pdf"><img src="i.gif"></a></td><td><a href="/2.pdf"><img src="i.gif"></a></td></tr>
			<tr><td>May 7, 2024</td><td><a href="/3.pdf"><img src="i.gif"></a></td><td></td></tr></table>`, "Agenda", "Minutes",
		},
		"a place is no title": {
			`<div><div class="m"><b>May 6, 2024</b><p class="minuteLocation">12 Quay Street</p><p>Harbor board</p><a href="/1.pdf">Agenda</a></div>
			<div class="m"><b>May 7, 2024</b><p class="minuteLocation">12 Quay Street</p><p>Parks board</p><a href="/2.pdf">Agenda</a></div></div>`,
			"Harbor board – Agenda", "Parks board – Agenda",
		},
		"a date alone": {
			`<div><div class="row"><div><a href="/1">May 6, 2024 6:30 PM</a></div><div>Harbor Board - Special Meeting</div></div>
			<div class="row"><div><a href="/2">May 7, 2024 6:30 PM</a></div><div>Cancelled</div><div>Parks Board</div></div></div>`,
			"Harbor Board - Special Meeting – May 6, 2024 6:30 PM", "Parks Board – May 7, 2024 6:30 PM",
		},
		"words at the ends of a line": {
			`<ul><li>Harbor board, May 6, 2024 - <a href="/1.pdf">Agenda</a></li><li>Parks board, May 7, 2024 <a href="/2.pdf">Agenda</a> | <a href="/3.pdf">Minutes</a></li></ul>`,
			"Harbor board, May 6, 2024 – Agenda", "Parks board, May 7, 2024 – Agenda",
		},
		"spans set apart by style": {
			`<ul><li><a href="/1"><span>May 6, 2024</span><strong>Harbor board</strong><span>Time: noon</span></a></li>
			<li><a href="/2"><span>May 7, 2024</span><span>Parks board</span><span>Time: noon</span></a></li></ul>`,
			"Harbor board Time: noon", "Parks board Time: noon",
		},
		"sizes of files": {
			`<table><tr><th>Date</th><th>Meeting</th><th>Agenda</th><th>Minutes</th></tr>
			<tr><td>May 6, 2024</td><td>Harbor board</td><td><a href="/1.pdf">232.0KB</a></td><td><a href="/2.pdf">PDF (1.9MB)</a></td></tr>
			<tr><td>May 7, 2024</td><td>Parks board</td><td><a href="/3.pdf">20.1MB</a></td><td></td></tr></table>`,
			"Harbor board – Agenda", "Harbor board – Minutes (PDF)",
		},
		"an address written out": {
			`<table><tr><td><h3>A boat house is let</h3><p>29/06/2015</p><p><a href="/b/1">https://papers.town.example/b/</a></p></td></tr>
			<tr><td><h3>The quay is to be paved</h3><p>28/06/2015</p><p><a href="/b/2">https://papers.town.example/b/</a></p></td></tr></table>`,
			"A boat house is let", "The quay is to be paved",
		},
		"the column of subjects": {
			`<table><tr><th>No.</th><th>Office</th><th>Subject</th><th>Date</th><th>Open</th></tr>
			<tr><td>17</td><td>Harbor office</td><td>Paving of the quay</td><td>May 6, 2024</td><td><a href="/1">View</a></td></tr>
			<tr><td>16</td><td>Parks office</td><td>Felling of two limes</td><td>May 7, 2024</td><td><a href="/2">View</a></td></tr></table>`,
			"Paving of the quay", "Felling of two limes",
		},
		"spaces that do not break": {
			`<ul><li><a href="/1">Harbor&nbsp;<b>Board</b></a>&nbsp;<i>May&nbsp;</i>6, 2024</li><li><a href="/2">Parks&nbsp;<b>Board</b></a>&nbsp;<i>May&nbsp;</i>7, 2024</li></ul>`,
			"Harbor Board", "Parks Board",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := find(t, "en", tt.body)
			if len(r.Links) < 2 || r.Links[0].Title != tt.first || r.Links[1].Title != tt.second {
				t.Errorf("want %q, %q; got %s", tt.first, tt.second, told(r))
				for _, l := range r.Links {
					t.Logf("%q %s", l.Title, l.URL)
				}
			}
		})
	}
}

func TestBoardsAreNoMeetings(t *testing.T) {
	row := func(board, day, meeting string) string {
		return `<tr><td><a href="/board?id=` + board + `">Board ` + board + `</a></td><td>` + day + `</td><td><a href="/meeting?id=` +
			meeting + `">Meeting details</a></td></tr>`
	}
	check(t, find(t, "en", "<table>"+row("1", "5/6/2024", "11")+row("1", "5/13/2024", "12")+row("1", "5/20/2024", "13")+
		row("2", "5/21/2024", "14")+row("1", "5/27/2024", "15")+"</table>"),
		"2024-05-06 /meeting?id=11", "2024-05-13 /meeting?id=12", "2024-05-20 /meeting?id=13", "2024-05-21 /meeting?id=14",
		"2024-05-27 /meeting?id=15")
}
