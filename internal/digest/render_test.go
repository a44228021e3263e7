package digest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/templates"
)

func render(t testing.TB, in Issue) Rendered {
	t.Helper()
	r, err := Render(mustSet(t), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// crowded is an issue of n stories too large for a mail.
func crowded(t testing.TB, n int) Issue {
	in := chineseIssue(t)
	in.Stories = nil
	for i := range n {
		in.Stories = append(in.Stories, Story{
			ID: int64(i + 1), Town: fmt.Sprintf("第%d区", i%5), Headline: fmt.Sprintf("第%d号报道：城区道路改造工程今日开工", i+1),
			Sentences: []string{strings.Repeat("道路改造工程分三段进行。", 12)}, Lang: "zh",
			Sources: []SourceLink{{Name: "临河日报", URL: fmt.Sprintf("https://ribao.linhe.example/%d.html", i+1)}},
		})
	}
	return in
}

// TestChineseIsMeasuredAsItIsSent: three bytes in base64 take four, escaped one by one nine.
func TestChineseIsMeasuredAsItIsSent(t *testing.T) {
	text := strings.Repeat("道路改造工程", 1000)
	if size := EncodedSize(text); size < len(text)*4/3 || size > len(text)*3/2 {
		t.Errorf("%d bytes are said to take %d", len(text), size)
	}
	if size := EncodedSize(strings.Repeat("Road works. ", 1000)); size > 12_500 {
		t.Errorf("12000 bytes of English are said to take %d", size)
	}
}

func TestRenderKeepsTheBudgetByWholeStories(t *testing.T) {
	in := crowded(t, 300)
	r := render(t, in)
	if size := EncodedSize(r.HTML); size > Budget || size < Budget*9/10 {
		t.Errorf("HTML takes %d bytes encoded, want just below %d", size, Budget)
	}
	kept := 300 - len(r.Left)
	if kept == 0 || kept == 300 || r.Left[0] != int64(kept+1) {
		t.Fatalf("%d stories kept, first left %d", kept, r.Left[0])
	}
	for i := range 300 {
		url := fmt.Sprintf("https://ribao.linhe.example/%d.html", i+1)
		inHTML := strings.Contains(r.HTML, `"`+url+`"`)
		inText := strings.Contains(r.Text, "<"+url+">")
		if want := i < kept; inHTML != want || inText != want {
			t.Errorf("story %d: in HTML %v, in text %v, want %v", i+1, inHTML, inText, want)
		}
	}
	more := fmt.Sprintf("网页上还有 %d 则报道", len(r.Left))
	if !strings.Contains(r.HTML, more) || !strings.Contains(r.Text, more) {
		t.Errorf("both parts should say %q", more)
	}
}

func TestRenderHoldsEveryLinkInBothParts(t *testing.T) {
	for _, in := range []Issue{englishIssue(t), chineseIssue(t)} {
		r := render(t, in)
		for _, m := range regexp.MustCompile(`href="(https://[^"]+)"`).FindAllStringSubmatch(r.HTML, -1) {
			if !strings.Contains(r.Text, "<"+m[1]+">") {
				t.Errorf("text lacks %s", m[1])
			}
		}
		if strings.Contains(r.HTML, `href="http://`) {
			t.Error("an insecure link stands in the HTML")
		}
	}
}

func TestTextLinesFit(t *testing.T) {
	in := englishIssue(t)
	in.Stories[0].Sentences = append(in.Stories[0].Sentences, strings.Repeat("x", 1200), strings.Repeat("长", 300))
	for _, text := range []string{render(t, in).Text, render(t, crowded(t, 300)).Text} {
		for _, line := range strings.Split(text, "\n") {
			if templates.Width(line) > 78 && !strings.Contains(line, "https://") {
				t.Errorf("line of %d columns: %q", templates.Width(line), line)
			}
		}
		if strings.Contains(text, "\n\n\n") {
			t.Error("two blank lines in a row")
		}
	}
}

func TestSubjects(t *testing.T) {
	in := englishIssue(t)
	daily := render(t, in).Subject
	if !strings.HasPrefix(daily, "Port Ellery, 22 Nov: Hearing") || templates.Width(daily) > 78 {
		t.Errorf("subject = %q", daily)
	}
	in.Start = in.End.Add(-time.Hour)
	if hourly := render(t, in).Subject; !strings.HasPrefix(hourly, "Port Ellery, 22 Nov 07:30: ") {
		t.Errorf("subject of a short window = %q", hourly)
	}
	in.Stories[0].Headline = "Win!!! \r\nBcc: x@evil.example\u202e now"
	if s := render(t, in).Subject; strings.ContainsAny(s, "\r\n\u202e") || strings.Contains(s, "!!") {
		t.Errorf("subject = %q", s)
	}
	in.Stories = nil
	if s := render(t, in).Subject; s != "The Harbour Daily, 22 Nov: 0 stories" {
		t.Errorf("subject of nothing = %q", s)
	}
}

func TestTownsAreNamedInTheReadersLanguage(t *testing.T) {
	set := mustSet(t)
	set.NameTowns(map[string]map[string]string{"临河市": {"en": "Linhe"}})
	in := chineseIssue(t)
	in.Welcome, in.Lang = false, "en"
	in.Stories = append(in.Stories[1:], in.Stories[0])
	r, err := Render(set, in)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(r.Subject, "Linhe, 22 Nov: ") || !strings.Contains(r.Text, "\nLinhe\n---") ||
		!strings.Contains(r.HTML, ">Linhe</h2>") || !strings.Contains(r.Text, " · Linhe\n") {
		t.Errorf("subject %q\n%s", r.Subject, r.Text)
	}
	in.Lang = "zh"
	if r, err = Render(set, in); err != nil || strings.Contains(r.HTML+r.Text, "Linhe") {
		t.Errorf("the Chinese reader is told of Linhe (%v)", err)
	}
}

func TestWhatCanBeActedOnGoesByItsDay(t *testing.T) {
	in := englishIssue(t)
	for i, day := range []int{30, 24, 27} {
		in.Stories[i].Act = Act{At: news.Day(2026, 11, day, in.End.Location())}
	}
	text := render(t, in).Text
	first, second, third := strings.Index(text, "24 November"), strings.Index(text, "27 November"), strings.Index(text, "30 November")
	if first < 0 || first > second || second > third {
		t.Errorf("the days stand at %d, %d and %d:\n%s", first, second, third, text)
	}
}

func TestRenderRefusesZone(t *testing.T) {
	in := englishIssue(t)
	in.Zone = "Nowhere/Land"
	if _, err := Render(mustSet(t), in); !fault.Is(err, fault.Invalid) {
		t.Errorf("err = %v, want an invalid one", err)
	}
}

func TestRenderIsTheSameEveryTime(t *testing.T) {
	first := render(t, englishIssue(t))
	for range 20 {
		if r := render(t, englishIssue(t)); r.HTML != first.HTML || r.Text != first.Text {
			t.Fatal("two renders differ")
		}
	}
}

func TestDatesStayOnTheirDay(t *testing.T) {
	in := englishIssue(t)
	in.Zone = "America/Los_Angeles"
	in.Stories = in.Stories[2:3] // a bare date, 21 November in Dublin
	if text := render(t, in).Text; !strings.Contains(text, "  21 Nov · ") {
		t.Errorf("a bare date moved with the zone:\n%s", text)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" a \t b\r\nc ":                "a b c",
		"a\x00b\u200bc\u202ed":         "abcd",
		"Fish &amp; chips":             "Fish & chips",
		"<b>Bold</b> 3 < 5<br/>next":   "Bold 3 < 5 next",
		"bad \ufffd bytes":             "bad bytes",
		"line\u2028separator":          "line separator",
		"2&nbsp;km":                    "2 km",
		"家庭\U0001F468\u200d\U0001F469": "家庭\U0001F468\u200d\U0001F469",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMailHTMLKeepsTheRules checks on the parsed tree what mail programs ask for.
func TestMailHTMLKeepsTheRules(t *testing.T) {
	set := mustSet(t)
	for _, lang := range set.Languages() {
		issue := englishIssue(t)
		issue.Lang = lang
		checkRules(t, lang, render(t, issue).HTML)
		for name, n := range notices(lang) {
			r, err := RenderNotice(set, n)
			if err != nil {
				t.Fatal(err)
			}
			checkRules(t, name+" "+lang, r.HTML)
		}
	}
}

var smallFont = regexp.MustCompile(`(?:font-size:|font:(?:bold )?)(\d+)px`)

func checkRules(t *testing.T, name, body string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	headings := ""
	for n := range doc.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		switch n.Data {
		case "table":
			if n.Type == html.ElementNode && attr["role"] != "presentation" {
				t.Errorf("%s: a table without role=presentation", name)
			}
		case "script", "img", "form", "iframe", "link":
			t.Errorf("%s: has a <%s>", name, n.Data)
		case "h1", "h2", "h3":
			headings += n.Data[1:]
		}
		for _, m := range smallFont.FindAllStringSubmatch(attr["style"], -1) {
			if len(m[1]) < 2 && m[1] != "1" || m[1] < "14" && len(m[1]) == 2 {
				t.Errorf("%s: %spx text", name, m[1])
			}
		}
	}
	if !strings.HasPrefix(headings, "12") || strings.Contains(headings, "13") {
		t.Errorf("%s: headings go %s", name, headings)
	}
	for _, bad := range []string{"flex", "grid", "position:", "calc(", "var(", "url(", "http://"} {
		if strings.Contains(body, bad) {
			t.Errorf("%s: holds %q", name, bad)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Bridge\r\nBcc: x", "<script>alert(1)</script>", "javascript:alert(1)")
	f.Add("=?utf-8?q?x?=", strings.Repeat("长", 4000), "https://a.example/\"><b>")
	f.Add("{{.Name}}", ".\n.\n\u2028", "http://a.example")
	set := mustSet(f)
	f.Fuzz(func(t *testing.T, headline, sentence, url string) {
		in := englishIssue(t)
		in.Stories = []Story{{
			ID: 1, Town: headline, Headline: headline, Sentences: []string{sentence}, Place: sentence, Update: headline,
			Sources: []SourceLink{{Name: sentence, URL: url}}, Date: news.Date{Time: in.End},
		}}
		r, err := Render(set, in)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(r.Subject, unicode.IsControl) || !utf8.ValidString(r.HTML+r.Text+r.Subject) {
			t.Errorf("subject %q", r.Subject)
		}
		if strings.Contains(r.HTML, "<script") || strings.Contains(r.HTML, `href="javascript:`) {
			t.Error("a script got in")
		}
		if EncodedSize(r.HTML) > Budget {
			t.Errorf("%d bytes", EncodedSize(r.HTML))
		}
	})
}

func BenchmarkRender(b *testing.B) {
	set, in := mustSet(b), englishIssue(b)
	for b.Loop() {
		if _, err := Render(set, in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := templates.Load(""); err != nil {
			b.Fatal(err)
		}
	}
}
