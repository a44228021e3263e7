package discover_test

import (
	"testing"

	"tidings/internal/discover"
	"tidings/internal/fault"
	"tidings/internal/news"
)

func TestRules(t *testing.T) {
	in := input("de", `<div id="l"><p class="r"><b>Titel</b> <a href="/1">mehr</a> <i>7|8|2023</i></p>
		<p>nichts</p></div><a class="n" href="/2">w</a>`)
	in.Source.Rule = &news.Rule{List: "#l", Item: "p.r", Title: "b", Date: "i", DateFormat: "2|1|2006", Next: "a.n"}
	r, err := discover.Find(in)
	if err != nil || r.Way != news.WayRule || r.Links[0].Title != "Titel" || r.Next != "https://www.town.example/2" {
		t.Fatalf("%+v, %v", r, err)
	}
	check(t, r, "2023-08-07 /1")
	in.Source.Rule = &news.Rule{Item: "li.gone"}
	if _, err := discover.Find(in); !fault.Is(err, fault.Invalid) {
		t.Errorf("a rule that fits nothing: %v", err)
	}
	in.Source.Rule = &news.Rule{Item: "p[["}
	if _, err := discover.Find(in); !fault.Is(err, fault.Invalid) {
		t.Errorf("a broken selector: %v", err)
	}
}

func TestJSONRules(t *testing.T) {
	in := input("zh", `{"data":{"rows":[{"d":{"t":"<em>淮河</em>公告","u":"/1","p":1691400600000}},{"d":{}}]},"more":"/p2"}`)
	in.Source.Rule = &news.Rule{JSON: true, List: "data.rows", Item: "d", Title: "t", Link: "u", Date: "p", Next: "more"}
	r, err := discover.Find(in)
	if err != nil || len(r.Links) != 1 || r.Links[0].Title != "淮河公告" || r.Next != "https://www.town.example/p2" {
		t.Fatalf("%+v, %v", r, err)
	}
	check(t, r, "2023-08-07T17:30:00+08:00 /1")
}

// The three worked examples of docs/sources.md: a change here is a change there.

func TestRuleOnHTMLAsDocumented(t *testing.T) {
	in := input("en", `<ul class="menu"><li><a href="/contact">Contact</a></li></ul><ul id="latest">
		<li class="teaser"><span class="posted">7|8|2023</span><h3>Mill Road reopens</h3><a href="/news/41">Read</a></li>
		<li class="teaser"><span class="posted">5|8|2023</span><h3>Pool opens</h3><a href="/news/40">Read</a></li></ul>
		<a class="older" href="/news/?page=2">Older</a>`)
	in.Source.Rule = &news.Rule{List: "#latest", Item: "li.teaser", Title: "h3", Link: "a", Date: ".posted",
		DateFormat: "2|1|2006", Next: "a.older"}
	r, err := discover.Find(in)
	if err != nil || r.Links[0].Title != "Mill Road reopens" || r.Next != "https://www.town.example/news/?page=2" {
		t.Fatalf("%+v, %v", r, err)
	}
	check(t, r, "2023-08-07 /news/41", "2023-08-05 /news/40")
}

func TestRuleOnJSONAsDocumented(t *testing.T) {
	in := input("en", `{"data": {"rows": [
		{"doc": {"headline": "Mill Road reopens", "href": "/news/41", "shown": "2023-08-07 09:30"}},
		{"doc": {"headline": "Pool opens", "href": "/news/40", "shown": "2023-08-05 12:00"}}],
		"next": "/api/news?page=2"}}`)
	in.Source.Rule = &news.Rule{JSON: true, List: "data.rows", Item: "doc", Title: "headline", Link: "href",
		Date: "shown", Next: "data.next"}
	r, err := discover.Find(in)
	if err != nil || r.Links[0].Title != "Mill Road reopens" || r.Next != "https://www.town.example/api/news?page=2" {
		t.Fatalf("%+v, %v", r, err)
	}
	check(t, r, "2023-08-07T09:30:00+08:00 /news/41", "2023-08-05T12:00:00+08:00 /news/40")
}

func TestRuleOnAScriptAsDocumented(t *testing.T) {
	in := input("en", `<div id="app"></div><script>track({"id": 7});</script>
		<script>window.__STATE__ = {"news": {"all": [
		{"name": "Mill Road reopens", "path": "/news/41", "day": 1691371800},
		{"name": "Pool opens", "path": "/news/40", "day": 1691208000}]}}; start();</script>`)
	in.Source.Rule = &news.Rule{JSON: true, List: "news.all", Title: "name", Link: "path", Date: "day"}
	r, err := discover.Find(in)
	if err != nil || r.Way != news.WayRule || r.Links[0].Title != "Mill Road reopens" {
		t.Fatalf("%+v, %v", r, err)
	}
	check(t, r, "2023-08-07T09:30:00+08:00 /news/41", "2023-08-05T12:00:00+08:00 /news/40")
	in.Source.Rule.List = "news.gone"
	if _, err := discover.Find(in); !fault.Is(err, fault.Invalid) {
		t.Errorf("a path that fits nothing: %v", err)
	}
}
