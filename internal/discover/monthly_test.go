package discover_test

import (
	"testing"

	"tidings/internal/news"
)

func TestPapersNamedByTheirMonths(t *testing.T) {
	for name, body := range map[string]string{
		"with their years":    `<ul><li><a href="/1.pdf">January 2024</a></li><li><a href="/2.pdf">February 2024 newsletter</a></li><li><a href="/3.pdf">March 2024</a></li></ul>`,
		"under their years":   `<h3>2024</h3><ul><li><a href="/1.pdf">February</a></li><li><a href="/2.pdf">January</a></li></ul><h3>2023</h3><ul><li><a href="/3.pdf">December</a></li></ul>`,
		"in another language": `<ul><li><a href="/1.pdf">Amtsblatt Januar 2024</a></li><li><a href="/2.pdf">Amtsblatt Februar 2024</a></li><li><a href="/3.pdf">Amtsblatt März 2024</a></li></ul>`,
	} {
		r := find(t, "en", body)
		if r.Way != news.WayDated || !r.Confirmed() {
			t.Errorf("%s: way %q", name, r.Way)
		}
		check(t, r, "/1.pdf", "/2.pdf", "/3.pdf")
	}
	if r := find(t, "en", `<ul><li><a href="/a/1">January 2024</a></li><li><a href="/a/2">February 2024</a></li><li><a href="/a/3">March 2024</a></li></ul>`); r.Confirmed() {
		t.Errorf("the months of an archive became news: %s", told(r))
	}
}
