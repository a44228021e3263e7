package discover_test

import "testing"

func TestCalendarFilesAreNoNews(t *testing.T) {
	check(t, find(t, "en", `<table>
		<tr><td>5/6/2024</td><td><a href="/view?m=ic&id=1"><img alt="Export to iCalendar"></a></td><td><a href="/m/1">Harbor board</a></td></tr>
		<tr><td>5/7/2024</td><td><a href="/e/2?format=ical">ICS</a></td><td><a href="/m/2">Parks board</a></td></tr>
		<tr><td>5/8/2024</td><td><a href="/ajax?do=ics_download&id=3">Calendar</a></td><td><a href="/m/3">Levee board</a></td></tr>
		<tr><td>5/9/2024</td><td><a href="/gen.cfm?e=4">Add event to your calendar</a></td><td><a href="/m/4">Economic Outlook</a></td></tr>
		</table>`), "2024-05-06 /m/1", "2024-05-07 /m/2", "2024-05-08 /m/3", "2024-05-09 /m/4")
}

func TestARecordingIsNotWhatARowIsAbout(t *testing.T) {
	check(t, find(t, "en", `<ul><li>May 6, 2024 <a href="/v/1">Recorded meeting</a> <a href="/a/1.pdf">Agenda</a></li>
		<li>May 7, 2024 <a href="https://youtu.be/x">Harbor board, part one</a> <a href="/a/2.pdf">Agenda</a></li>
		<li>May 8, 2024 <a href="/v/3">Video</a></li></ul>`),
		"2024-05-06 /a/1.pdf", "/v/1", "2024-05-07 /a/2.pdf", "https://youtu.be/x", "2024-05-08 /v/3")
}

func TestBoundsOfAPeriodAreNoNews(t *testing.T) {
	check(t, find(t, "en", `<ul><li><a href="/tier/1">First tier</a> hired before January 1, 2011</li>
		<li><a href="/tier/2">Second tier</a> hired on or after January 1, 2011</li></ul>
		<ul><li><a href="/m/1">Pension board</a> May 6, 2024</li><li><a href="/m/2">Audit board</a> May 7, 2024</li></ul>`),
		"2024-05-06 /m/1", "2024-05-07 /m/2")
}

// TestWhatRowsShareIsNotTold: tags, authors, shares and pagers stand in rows and are nobody's news.
func TestWhatRowsShareIsNotTold(t *testing.T) {
	check(t, find(t, "es", `<div><article><h2><a href="/2016/puente/">El puente abre el lunes</a></h2><time datetime="2016-03-10">10 de marzo</time>
		<a href="/category/obras/">Obras</a> <a rel="tag" href="/tag/puente/">puente</a> <a href="/author/ana/">Ana</a>
		<a href="http://vk.com/share.php?url=https://www.town.example/2016/puente/">Compartir</a></article>
		<article><h2><a href="/2016/feria/">La feria vuelve al muelle</a></h2><time datetime="2016-03-08">8 de marzo</time>
		<a href="/category/fiestas/">Fiestas</a> <a href="/venue/muelle">Muelle</a><a href="/papers/feria.pdf">Programa</a>
		<a href="https://b.hatena.ne.jp/entry/https://www.town.example/2016/feria/">guardar</a></article></div>`),
		"2016-03-10 /2016/puente/", "2016-03-08 /2016/feria/", "/papers/feria.pdf")
	check(t, find(t, "zh", `<table><tr><td><a href="/info/49.html">渡口恢复通航</a></td><td>2020-12-31</td></tr><tr><td><a href="/info/48.html">步道开放</a></td><td>2020-12-30</td></tr>
		<tr><td><a href="/list/59.html">下页</a> <a href="/list/1.html">尾页</a></td><td>2020-12-30</td></tr></table>`),
		"2020-12-31 /info/49.html", "2020-12-30 /info/48.html")
}
