package discover_test

import "testing"

func TestBareDaysUnderMonths(t *testing.T) {
	tests := map[string]string{
		"months with a year": `<h3>January 2024</h3><ul><li><a href="/a.pdf">8</a></li><li><a href="/b.pdf">22</a></li></ul>
			<h3>February 2024</h3><ul><li><a href="/c.pdf">12</a></li><li><a href="/d.pdf">26</a></li></ul>`,
		"a year above the months": `<h2>Meetings in 2024</h2>
			<h3>January</h3><ul><li>8 – <a href="/a.pdf">Agenda</a></li><li>22 – <a href="/b.pdf">Agenda</a></li></ul>
			<h3>February</h3><ul><li>12 – <a href="/c.pdf">Agenda</a></li><li>26 – <a href="/d.pdf">Agenda</a></li></ul>`,
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			check(t, find(t, "en", "<main>"+body+"</main>"),
				"2024-01-08 /a.pdf", "2024-01-22 /b.pdf", "2024-02-12 /c.pdf", "2024-02-26 /d.pdf")
		})
	}
}

func TestPagersUnderMonthsAreNoDays(t *testing.T) {
	pager := `<ul><li><a href="?page=1">1</a></li><li><a href="?page=2">2</a></li><li><a href="?page=3">3</a></li></ul>`
	if r := find(t, "en", `<h3>January 2024</h3>`+pager+`<h3>February 2024</h3>`+pager); r.Confirmed() {
		t.Errorf("page numbers became days: %s", told(r))
	}
}

func TestMonthsAndDaysInCellsOfTheirOwn(t *testing.T) {
	check(t, find(t, "en", `<h2>2026 schedule of the council</h2><table><tr><th>Month</th><th>Days</th></tr><tr><td>April</td><td>12 &amp; 26</td></tr>
		<tr><td>May</td><td>9</td></tr><tr><td>June</td><td>9th, 23rd</td></tr><tr><td>July</td><td>41</td></tr></table>`),
		"2026-04-12 "+hash+"April%2012", "2026-04-26 "+hash+"April%2012%20&%2026", "2026-05-09 "+hash+"May%209",
		"2026-06-09 "+hash+"June%209", "2026-06-23 "+hash+"June%209th%2C%2023")
}
