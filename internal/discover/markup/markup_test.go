package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// element gives the first element of a name in a page.
func element(t *testing.T, page, name string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			return n
		}
	}
	t.Fatalf("no %s in %s", name, page)
	return nil
}

func TestLeadsTo(t *testing.T) {
	for page, want := range map[string]string{
		`<a href=" /a ">`: "/a",
		`<a href="#top">`: "",
		`<a href="javascript:show('/docs/a.pdf')">`:               "/docs/a.pdf",
		`<a href="javascript:go(%27news/1.html%27)">`:             "news/1.html",
		`<a href="#" onclick="location.href='news/1'">`:           "news/1",
		`<a href="#" onclick="toggle('May 6'); return false">`:    "",
		`<a href="#" data-href="/a" onclick="open('/b.html')">`:   "/a",
		`<a href="#" data-url="not an address">`:                  "",
		`<a href="#" onclick="window.open('view.aspx?id=3','')">`: "view.aspx?id=3",
	} {
		if got := LeadsTo(element(t, page, "a")); got != want {
			t.Errorf("%s leads to %q, want %q", page, got, want)
		}
	}
	if got := LeadsTo(element(t, `<em onclick="location='/a.html'">`, "em")); got != "" {
		t.Errorf("a word leads to %q", got)
	}
}

func TestTextIsClean(t *testing.T) {
	n := element(t, "<p class='a lead'> The council \n<b>met</b>\u200b. </p>", "p")
	if got := Text(n); got != "The council met ." {
		t.Errorf("%q", got)
	}
	if !HasClass(n, "lead") || HasClass(n, "lea") || Attr(n, "id") != "" || Has(n, "id") || !Has(n, "class") {
		t.Error("attributes are read wrong")
	}
	for text, want := range map[string]string{
		"Meetings" + Filler + "Time: Monday":   "Meetings Time: Monday",
		"Mc" + Filler + "DONALD" + Filler:      "McDONALD",
		"淮北" + Filler + "公告":                   "淮北公告",
		strings.Repeat("é", 300):               strings.Repeat("é", 250),
		" a\u00a0 b\t" + Filler + Filler + " ": "a b",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}
