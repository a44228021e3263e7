package discover_test

import "testing"

func TestDatesInMarkup(t *testing.T) {
	tests := map[string]string{
		"meta": `<div><meta itemprop="startDate" content="2024-05-06"><a href="/1">Harbor board</a></div>
			<div><meta itemprop="startDate" content="2024-05-07"><meta itemprop="endDate" content="2024-05-09">
			<a href="/2">Parks board</a></div>`,
		"content": `<div><span itemprop="startDate" content="2024-05-06">Mon</span> <a href="/1">Harbor board</a></div>
			<div><span itemprop="startDate" content="2024-05-07">Tue</span> <a href="/2">Parks board</a></div>`,
		"hCalendar": `<p><abbr class="dtstart" title="2024-05-06">Mon</abbr> <a href="/1">Harbor board</a></p>
			<p><abbr class="dtstart" title="2024-05-07">Tue</abbr> <a href="/2">Parks board</a></p>`,
		"data": `<div><div data-date="2024-05-06"><b>6</b><a href="/1">Harbor board</a></div>
			<div data-date="2024-05-07"><b>7</b><a href="/2">Parks board</a></div></div>`,
		"seconds": `<ul><li data-start="1714953600"><a href="/1">Harbor board</a></li>
			<li data-start="1715040000"><a href="/2">Parks board</a></li></ul>`,
		"cards": `<div><a data-event-date="05/06/2024" href="/1"><h3>Harbor board</h3></a>
			<a data-event-date="05/07/2024" href="/2"><h3>Parks board</h3></a></div>`,
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			r := find(t, "en", body)
			if len(r.Links) != 2 {
				t.Fatalf("links: %s", told(r))
			}
			for i, want := range []string{"2024-05-06 Harbor board", "2024-05-07 Parks board"} {
				l := r.Links[i]
				if got := l.Published.Time.Format("2006-01-02") + " " + l.Title; got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
}

func TestDateOfTheWholePageIsNoRow(t *testing.T) {
	r := find(t, "en", `<div data-timestamp="1714953600"><ul><li><a href="/1">Department of harbors</a></li>
		<li><a href="/2">Department of parks</a></li><li><a href="/3">Department of levees</a></li></ul></div>`)
	if r.Confirmed() {
		t.Errorf("a menu became news: %s", told(r))
	}
}

func TestTitlesShowWhatAPersonSees(t *testing.T) {
	r := find(t, "en", `<main><ul>
		<li><time datetime="2024-01-29PST00:00:00">Monday, January 29</time> Planning board</li>
		<li><time datetime="2024-02-05T19:00:00-08:00">Monday, February 5</time> Harbor board</li>
		<li><time datetime="PT2H">March 11, 2024</time> Levee board</li></ul></main>`)
	check(t, r, "2024-01-29 "+hash+"Monday%2C%20January%2029", "2024-02-06T11:00:00+08:00 "+hash+"Monday%2C%20February%205",
		"2024-03-11 "+hash+"March%2011%2C%202024")
	for i, want := range []string{"Monday, January 29 Planning board", "Monday, February 5 Harbor board",
		"March 11, 2024 Levee board"} {
		if got := r.Links[i].Title; got != want {
			t.Errorf("title %q, want %q", got, want)
		}
	}
}
