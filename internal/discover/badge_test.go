package discover_test

import "testing"

// TestBadgesInOtherScripts: the names of months are measured as they are seen, not by their bytes.
func TestBadgesInOtherScripts(t *testing.T) {
	check(t, find(t, "ru", `<div class="p"><i>03</i><b>февраля</b><u>2016</u></div>`+
		`<div><div><div>03</div><div>февраля</div><div>2016</div><h2><a href="/blog/most/">Мост открыт</a></h2></div>
		<div><div>18</div><div>декабря</div><div>2015</div><h2><a href="/blog/katok/">Каток у реки</a></h2></div>
		<div><div>24</div><div>сентября</div><div>2015</div><h2><a href="/blog/rynok/">Рынок переехал</a></h2></div></div>`),
		"2016-02-03 /blog/most/", "2015-12-18 /blog/katok/", "2015-09-24 /blog/rynok/")
}
