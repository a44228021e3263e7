package discover_test

import "testing"

// TestYearsOfDaysWithoutOne: what stands around a day says its year, wherever towns put it.
func TestYearsOfDaysWithoutOne(t *testing.T) {
	tests := map[string]struct{ body, first, second string }{
		"a year of schools": {`<h2>2023-2024 Board Meetings</h2><ul><li><a href="/1">Board</a> September 8</li><li><a href="/2">Board</a> May 10</li></ul>`,
			"2023-09-08 /1", "2024-05-10 /2"},
		"a year of budgets": {`<h2>FY 2022/23</h2><ul><li><a href="/1">Hearing</a> July 8</li><li><a href="/2">Hearing</a> June 10</li></ul>`,
			"2022-07-08 /1", "2023-06-10 /2"},
		"the same day in full": {`<h3>April 7, 2022</h3><ul><li><a href="/1">04/07 Joint agenda</a></li></ul>
			<h3>May 5, 2022</h3><ul><li><a href="/2">05/05 Joint agenda</a></li></ul>`, "2022-04-07 /1", "2022-05-05 /2"},
		"the head of a column": {`<table><tr><th>2021</th><th>2022</th></tr><tr><td><a href="/1">January 9</a></td><td><a href="/2">January 8</a></td></tr></table>`,
			"2021-01-09 /1", "2022-01-08 /2"},
		"what is chosen": {`<select><option value="2022">2022</option><option value="2021" selected>2021</option></select>
			<ul><li><a href="/1">Board</a> January 9</li><li><a href="/2">Board</a> March 8</li></ul>`, "2021-01-09 /1", "2021-03-08 /2"},
		"tabs": {`<ul><li><a href="#a">2022</a></li><li><button data-bs-target="#b">2021 meetings</button></li></ul>
			<div id="a"><p>March 8 <a href="/1">Board</a></p></div><div id="b"><p>March 9 <a href="/2">Board</a></p></div>`,
			"2022-03-08 /1", "2021-03-09 /2"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { check(t, find(t, "en", tt.body), tt.first, tt.second) })
	}
}

func TestSeveralDaysOfOneMonth(t *testing.T) {
	check(t, find(t, "en", `<h2>2024 meetings</h2><ul><li>January 8 and 22</li><li>February 5, 12 &amp; 26</li><li>March 4, 10 a.m.</li>
		<li>April 1 &amp; 2</li><li>May 6, 2024 and 12 others</li></ul>`),
		"2024-01-08 "+hash+"January%208", "2024-01-22 "+hash+"January%208%20and%2022",
		"2024-02-05 "+hash+"February%205", "2024-02-12 "+hash+"February%205%2C%2012",
		"2024-02-26 "+hash+"February%205%2C%2012%20&%2026", "2024-03-04T10:00:00+08:00 "+hash+"March%204%2C%2010%20a.m",
		"2024-04-01 "+hash+"April%201", "2024-05-06 "+hash+"May%206%2C%202024")
}
