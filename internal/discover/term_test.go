package discover_test

import "testing"

func TestTermsOfOfficeAreNoNews(t *testing.T) {
	check(t, find(t, "en", `<table><thead><tr><th>Name</th><th>Term Ends</th></tr></thead>
		<tr><td><a href="/who/1">First member</a></td><td>Dec 31, 2024</td></tr>
		<tr><td><a href="/who/2">Second member</a></td><td>Dec 31, 2025</td></tr>
		<tr><td><a href="/who/3">Third member</a></td><td>Dec 31, 2026</td></tr></table>
		<table><tr><th>Meeting</th><th>Date</th></tr>
		<tr><td><a href="/m/1">Harbor board</a></td><td>May 6, 2024</td></tr>
		<tr><td><a href="/m/2">Parks board</a></td><td>May 7, 2024</td></tr></table>
		<p>Registration is open until June 1, 2024. <a href="/reg">Register</a></p>`),
		"2024-05-06 /m/1", "2024-05-07 /m/2")
}

func TestOtherYearsAreNoNews(t *testing.T) {
	check(t, find(t, "en", `<div><select><option value="/news/index.html?year=2024">2024</option>
		<option value="/news/index.html?year=2023">2023</option></select>
		<ul><li><a href="/m/1">Harbor board - 5/6/2024</a></li><li><a href="/m/2">Parks board - 5/7/2024</a></li></ul></div>`),
		"2024-05-06 /m/1", "2024-05-07 /m/2")
}

func TestViewsOfACalendarAreNoNews(t *testing.T) {
	r := find(t, "en", `<ul><li><a href="/cal/month/2024/05/06">By month</a></li><li><a href="/cal/week/2024/05/06">
		By week</a></li><li><a href="/cal/day/2024/05/06">Today</a></li></ul><p>Nothing on.</p>`)
	if r.Confirmed() {
		t.Errorf("views became news: %s", told(r))
	}
}

func TestRangeInFileName(t *testing.T) {
	check(t, find(t, "en", `<ul><li><a href="/up/10-12-13-22">Materials of the October meeting</a></li>
		<li><a href="/up/12-07-08-22">Materials of the December meeting</a></li>
		<li><a href="/up/06-29-22">Materials of the June meeting</a></li></ul>`),
		"2022-10-12 /up/10-12-13-22", "2022-12-07 /up/12-07-08-22", "2022-06-29 /up/06-29-22")
}

func TestDayAndMonthOverTheYear(t *testing.T) {
	check(t, find(t, "en", `<div><div><b>4.4</b><p>2019</p><a href="/e/1">Housing board</a></div>
		<div><b>5.2</b><p>2019</p><a href="/e/2">Harbor board</a></div></div>`), "2019-04-04 /e/1", "2019-05-02 /e/2")
}
