package extract

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tidings/internal/extract/place"
	"tidings/internal/news"
)

// sitePage makes page n of an invented site: menus, a note that stands on every page like a paragraph of the article,
// the article, and a column at the side that is longer than a short article. It gives the article's text too.
func sitePage(n int) (Input, string) {
	topics := [...]string{"flood walls", "the ice rink", "bus shelters", "the mill bridge", "school meals", "street lamps",
		"the library roof", "allotments", "the town clock", "playgrounds"}
	topic := topics[n%len(topics)]
	paras := []string{fmt.Sprintf("The council of Elmford voted on %s on Tuesday, after hearing residents for %d hours, and "+
		"set aside money for the first part of the work.", topic, n+2)}
	for k := range (n * 7) % 5 {
		paras = append(paras, fmt.Sprintf("In part %d of the plan, engineers look at %s again, compare costs with those of "+
			"year %d, and report to the council before the winter recess begins.", k+1, topic, 2010+n+k))
	}
	var menu strings.Builder
	for k := range 60 {
		fmt.Fprintf(&menu, "<li><a href=/menu/%d>Office of matters number %d</a></li>", k, k)
	}
	side := fmt.Sprintf("<p>Week %d at a glance: markets open early, bins are emptied a day late, and the pool is closed for "+
		"cleaning until further notice, say the works.</p>", n)
	page := fmt.Sprintf(`<html lang="en"><head><title>Vote on %[1]s | Elmford</title></head><body><ul class="menu">%[2]s</ul>
<div class="page"><h1>Vote on %[1]s</h1><p class="date">Published: August %[3]d, 2026</p><div class="article-text">
<p>Elmford Weekly comes to your door each Friday, with every vote of the council, and costs nothing at all.</p>
<p>%[4]s</p><p>Town Hall answers questions on weekdays from nine to five, by telephone, letter, and at the desk.</p>
</div></div><div class="column">%[5]s</div><div class="foot">%[2]s</div></body></html>`,
		topic, menu.String(), n%28+1, strings.Join(paras, "</p><p>"), strings.Repeat(side, 3+n/8*(n%2)*2))
	return Input{URL: fmt.Sprintf("https://elmford.example/%d.html", n), Body: []byte(page)}, strings.Join(paras, "\n\n")
}

// sitePages gives pages from … to-1 of the invented site.
func sitePages(from, to int) []Input {
	var out []Input
	for n := from; n < to; n++ {
		in, _ := sitePage(n)
		out = append(out, in)
	}
	return out
}

// TestTemplateIsMoreExact: what stands on every page is left out, and a short article is not lost to a longer column.
func TestTemplateIsMoreExact(t *testing.T) {
	tpl, ok := Learn(sitePages(0, 8))
	if !ok {
		t.Fatal("nothing learned")
	}
	if got := tpl.Body.String(); got != "div.article-text" || tpl.Frame.String() != "div.page" || len(tpl.Furniture) != 2 {
		t.Errorf("body %s, frame %s, %d lines", got, tpl.Frame, len(tpl.Furniture))
	}
	exact, without := 0, 0
	for n := 8; n < 28; n++ {
		in, want := sitePage(n)
		a, _, ok := tpl.Extract(in)
		if !ok || a.Text != want || a.Published.String() != fmt.Sprintf("2026-08-%02d", n%28+1) || !strings.HasPrefix(a.Title, "Vote on ") {
			t.Errorf("page %d: %t %q %s\n%s", n, ok, a.Title, a.Published, a.Text)
		} else {
			exact++
		}
		if g, _ := Extract(in); g.Text == want {
			without++
		}
	}
	if without >= exact {
		t.Errorf("%d pages exact without a template, %d with it: the pages prove nothing", without, exact)
	}
}

// TestDailyReportsAreNoFurniture: sentences that differ in their figures alone are news, not furniture.
func TestDailyReportsAreNoFurniture(t *testing.T) {
	report := func(n int) Input {
		return Input{Body: fmt.Appendf(nil, `<div class="sheet"><h1>Water level on day %d</h1><div class="words"><p>The river stands `+
			`at %d centimetres, %d more than the day before, and the wardens of the locks keep watch through the night.</p>`+
			`<p>The next report is given at %d o'clock, by radio, and on the board at the town hall of Elmford.</p></div></div>`,
			n, 200+n, n, n%12+1)}
	}
	var pages []Input
	for n := range 8 {
		pages = append(pages, report(n+1))
	}
	tpl, ok := Learn(pages)
	if !ok || len(tpl.Furniture) != 0 {
		t.Fatalf("%t %+v", ok, tpl)
	}
	want, _ := Extract(report(20))
	if got, _, ok := tpl.Extract(report(20)); !ok || got.Text != want.Text {
		t.Errorf("%t %q", ok, got.Text)
	}
}

// TestTemplateIsJSON: a template survives being kept, and one of another version is not taken.
func TestTemplateIsJSON(t *testing.T) {
	tpl, _ := Learn(sitePages(0, 8))
	data, err := json.Marshal(tpl)
	if err != nil {
		t.Fatal(err)
	}
	again, ok, err := ParseTemplate(data)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	in, _ := sitePage(9)
	a, _, _ := tpl.Extract(in)
	b, _, okB := again.Extract(in)
	if !okB || !sameArticle(a, b) {
		t.Errorf("%q, %q", a.Text, b.Text)
	}
	if _, ok, err := ParseTemplate([]byte(`{"version":999,"body":{"tag":"div"}}`)); ok || err != nil {
		t.Errorf("another version: %t, %v", ok, err)
	}
	if _, _, err := ParseTemplate([]byte(`{`)); err == nil {
		t.Error("no error for what is no JSON")
	}
}

// TestLearnIsDeterministic: the same pages in any order teach the same.
func TestLearnIsDeterministic(t *testing.T) {
	pages := sitePages(0, 8)
	first, _ := Learn(pages)
	pages[0], pages[5], pages[3] = pages[5], pages[3], pages[0]
	second, _ := Learn(pages)
	a, _ := json.Marshal(first)
	b, _ := json.Marshal(second)
	if string(a) != string(b) {
		t.Errorf("%s\n%s", a, b)
	}
}

// TestLearnNeedsPages: too few pages, or pages that have nothing in common, teach nothing.
func TestLearnNeedsPages(t *testing.T) {
	if _, ok := Learn(sitePages(0, MinLearned-1)); ok {
		t.Error("learned from too few pages")
	}
	var mixed []Input
	for i, in := range sitePages(0, 6) {
		in.Body = []byte(strings.ReplaceAll(string(in.Body), "article-text", "text-"+strings.Repeat("x", i+1)))
		in.Body = []byte(strings.ReplaceAll(string(in.Body), `<div class="page">`, strings.Repeat("<section>", i+1)))
		mixed = append(mixed, in)
	}
	if tpl, ok := Learn(mixed); ok {
		t.Errorf("learned %s", tpl.Body)
	}
}

// TestReaderJudges: a page the template does not fit is read without it; one whose container means another thing now is
// found out by the judge, and the template is to be learned anew.
func TestReaderJudges(t *testing.T) {
	tpl, _ := Learn(sitePages(0, 8))
	r := Reader{Template: tpl}
	for _, in := range sitePages(8, 18) {
		r.Extract(in)
	}
	if r.Read != 10 || r.Fitted != 10 || r.Doubts != 0 || r.Stale() {
		t.Fatalf("%+v", r)
	}
	r = Reader{Template: tpl}
	for _, in := range sitePages(8, 12) {
		in.Body = []byte(strings.ReplaceAll(string(in.Body), "article-text", "news-text"))
		want, _ := Extract(in)
		if got, why := r.Extract(in); got.Text != want.Text || why.Findings[len(why.Findings)-1].Layer != "template" {
			t.Errorf("%q %v", got.Text, why.Findings)
		}
	}
	if !r.Stale() {
		t.Errorf("not stale: %+v", r)
	}
	swapped, _ := sitePage(20)
	long := strings.Repeat("<p>The story told here is another one, which goes on for long, and has commas.</p>", 12)
	swapped.Body = []byte(strings.Replace(strings.Replace(string(swapped.Body), "article-text", "summary-of-it", 1),
		`<div class="column">`, `<article>`+long+`</article><div class="article-text"><p>`+
			strings.Repeat("A column of other words, that is no article, stands in its place. ", 6)+`</p></div><div class="column">`, 1))
	r = Reader{Template: tpl}
	r.Template.Frame = place.Place{}
	got, why := r.Extract(swapped)
	if r.Doubts != 1 || strings.HasPrefix(got.Text, "A column") ||
		!strings.HasPrefix(why.Findings[len(why.Findings)-1].Value, "redesigned?") {
		t.Errorf("%+v %q", r.Doubts, got.Text)
	}
}

// TestRuleComesFirst: the operator's selector is not overruled by what was learned.
func TestRuleComesFirst(t *testing.T) {
	tpl, _ := Learn(sitePages(0, 8))
	in, _ := sitePage(9)
	in.Source.Rule = &news.Rule{Body: "div.column"}
	r := Reader{Template: tpl}
	if a, _ := r.Extract(in); !strings.HasPrefix(a.Text, "Week 9") {
		t.Errorf("%q", a.Text)
	}
}

// FuzzTemplate: no page and no kept template make a reading panic.
func FuzzTemplate(f *testing.F) {
	tpl, _ := Learn(sitePages(0, 8))
	kept, _ := json.Marshal(tpl)
	in, _ := sitePage(9)
	f.Add(in.Body, kept)
	f.Add([]byte("<div class=a><div"), []byte(`{"version":2,"body":{"tag":"body","path":[{"tag":"p","nth":-1}]},"frame":{"tag":"div"}}`))
	f.Fuzz(func(t *testing.T, body, kept []byte) {
		tpl, ok, err := ParseTemplate(kept)
		if err != nil || !ok {
			return
		}
		r := Reader{Template: tpl}
		if a, _ := r.Extract(Input{Body: body}); strings.TrimSpace(a.Text) != a.Text {
			t.Errorf("ragged text %q", a.Text)
		}
	})
}

// BenchmarkTemplate times a page of the invented site with and without its template.
func BenchmarkTemplate(b *testing.B) {
	tpl, _ := Learn(sitePages(0, 8))
	pages := sitePages(8, 28)
	for name, read := range map[string]func(Input){
		"learned": func(in Input) { tpl.Extract(in) },
		"without": func(in Input) { Extract(in) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				read(pages[i%len(pages)])
				i++
			}
		})
	}
}
