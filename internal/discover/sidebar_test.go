package discover_test

import "testing"

func TestEventsInASidebarAreNoNews(t *testing.T) {
	const events = `<div class="col sidebar"><h3>Events</h3><table>
		<tr><td>Apr 4, 2024</td><td><a href="/events/1">Spring concert</a></td></tr>
		<tr><td>Apr 5, 2024</td><td><a href="/events/2">Flea market</a></td></tr>
		<tr><td>Apr 6, 2024</td><td><a href="/events/3">Harbor festival</a></td></tr></table></div>`
	check(t, find(t, "en", `<div class="content"><ul><li>2024-03-04 <a href="/n/1">Mill Road reopens on Monday</a></li>
		<li>2024-03-03 <a href="/n/2">The pool opens early</a></li>
		<li>2024-03-02 <a href="/n/3">The library stays open</a></li></ul></div>`+events),
		"2024-03-04 /n/1", "2024-03-03 /n/2", "2024-03-02 /n/3")
	check(t, find(t, "en", `<div class="content"><p>Welcome to Larkmoor.</p></div>`+events),
		"2024-04-04 /events/1", "2024-04-05 /events/2", "2024-04-06 /events/3")
}
