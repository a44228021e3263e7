package propose

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/internal/news"
)

// redesigned is a page whose rows have no dates, beside menus that are longer.
func redesigned() string {
	var b strings.Builder
	b.WriteString(`<html><body><nav><ul class="menu">`)
	for i := range 30 {
		fmt.Fprintf(&b, `<li><a href="/service/%d">Service number %d of the town hall</a></li>`, i, i)
	}
	b.WriteString(`</ul></nav><div class="quick"><ul class="links">`)
	for i := range 9 {
		fmt.Fprintf(&b, `<li><a href="/q/%d">Form %d</a></li>`, i, i)
	}
	b.WriteString(`</ul></div><section id="latest"><div class="cards">`)
	for i := range 6 {
		fmt.Fprintf(&b, `<div class="card c%d"><a href="/story/%d-x"><img src="x.jpg"></a><h3 class="title"><a href="/story/%d-x">`+
			`The council settles the matter of the bridge, part %d</a></h3></div>`, 1000+i, i, i, i)
	}
	b.WriteString(`</div></section></body></html>`)
	return b.String()
}

func input(body string) Page {
	source := news.Source{ID: "oak", URL: "https://oak.example/news/"}
	return Page{URL: source.URL, Body: []byte(body), Source: source, Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
}

func TestARuleForARedesignedPage(t *testing.T) {
	known := []news.Link{{URL: "https://oak.example/old/1", Title: "The council settles the matter of the bridge, part 2"}}
	for name, known := range map[string][]news.Link{"with what is known": known, "without": nil} {
		t.Run(name, func(t *testing.T) {
			p, ok := Rule(input(redesigned()), known)
			if !ok || len(p.Links) != 6 || p.Links[0].Title != "The council settles the matter of the bridge, part 0" {
				t.Fatalf("%t %+v", ok, p)
			}
			if p.Known != len(known) {
				t.Errorf("%d of the links are known", p.Known)
			}
			if p.Rule.List != "div.cards" && p.Rule.List != "section > div.cards" {
				t.Errorf("rule %+v", p.Rule)
			}
		})
	}
}

func TestNoRuleForMenusAlone(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, `<div class=m><a href="/%d">Office %d</a></div>`, i, i)
	}
	if p, ok := Rule(input("<body><div id=all>"+b.String()+"</div>"), nil); ok {
		t.Errorf("proposed %+v", p.Rule)
	}
}

func TestDatedRowsComeBeforeUndatedOnes(t *testing.T) {
	page := `<ul id=services>`
	for i := range 12 {
		page += fmt.Sprintf(`<li><a href="/s/%d">How to apply for the service number %d</a></li>`, i, i)
	}
	page += `</ul><table class=board><tbody>`
	for i := range 5 {
		page += fmt.Sprintf(`<tr class="%s"><td><a href="/n/%d">Water is cut in street %d</a></td><td>2026-11-%02d</td></tr>`,
			[]string{"odd", "even"}[i%2], i, i, 20-i)
	}
	p, ok := Rule(input(page+"</table>"), nil)
	if !ok || len(p.Links) != 5 || !p.Links[4].Published.Known() {
		t.Errorf("%t %+v", ok, p)
	}
}

func TestListingsOfAHomePage(t *testing.T) {
	home := `<a href="/">Home</a><a href="/more">More news than you can read about the old bridge and all its repairs</a>
		<a href="/a.pdf">News</a><a href="https://other.example/news">News</a><a href="/press/">Press releases</a>
		<a href="/news/">News</a><a href="/news/">News again</a><a href="/xw/">政务新闻</a><a href="/yw/">要闻</a>`
	var got []string
	for _, l := range Listings(Page{
		Source: news.Source{URL: "https://oak.example/"}, URL: "https://oak.example/", Body: []byte(home),
	}, 4) {
		got = append(got, l.URL)
	}
	want := "https://oak.example/yw/ https://oak.example/news/ https://oak.example/press/ https://oak.example/xw/"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzRule(f *testing.F) {
	f.Add([]byte(redesigned()))
	f.Add([]byte("<table id=x><tr><td><a href=1>x</a>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 1<<14 {
			return
		}
		in := input(string(body))
		if p, ok := Rule(in, nil); ok && len(p.Links) < leastRows {
			t.Errorf("%d links", len(p.Links))
		}
		Listings(in, 3)
	})
}
