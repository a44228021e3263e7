package extract

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/news"
)

// readDocument reads a document of testdata/pdf.
func readDocument(t *testing.T, name string, link news.Link) news.Article {
	t.Helper()
	body, err := os.ReadFile("testdata/pdf/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if !IsDocument(body) {
		t.Fatal("not taken for a document")
	}
	a, _ := Document(context.Background(), Input{URL: "https://town.example/a.pdf", Body: body, Link: link})
	return a
}

// TestDocument: a printed notice comes out with everything a page would.
func TestDocument(t *testing.T) {
	a := readDocument(t, "notice-en.pdf", news.Link{Title: "Download (PDF)"})
	want := news.Article{
		URL: "https://town.example/a.pdf", Kind: news.KindArticle, Lang: "en",
		Title: "Notice of Flood Wall Repairs on Willow Brook",
		Text: strings.Join([]string{
			"On the morning of August 3, the town council of Willow Brook met on its flood walls. Its members walked the " +
				"bank, heard the engineers, and asked for a plan before the autumn rains come. The office of the “first " +
				"finding” affirmed efficient traffic flow.",
			"What will close",
			"East River Road closes at night from September 1; buses take the north ring. Neighbours are told a week " +
				"ahead, and the work stays open to inspection by anyone who lives along the brook.",
			"East bank: 420 metres", "West bank: 310 metres",
		}, "\n\n"),
	}
	if a.Published.String() != "2026-08-07" || a.Event.String() != "2026-08-03" {
		t.Errorf("published %s, event %s", a.Published, a.Event)
	}
	a.Published, a.Event = news.Date{}, news.Date{}
	if d := cmp.Diff(want, a); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// TestDocumentChinese: characters that the file gives by their shapes, and lines joined without spaces.
func TestDocumentChinese(t *testing.T) {
	a := readDocument(t, "notice-zh.pdf", news.Link{})
	want := "8月3日上午，青石市河堤修缮，修缮河堤，上河堤，下河堤，三月修缮，七月通知，青石市河上河下，市上市下，" +
		"修缮河堤日日修，河堤青石，青石河堤，修缮通知。\n\n住户下河堤，三日上午，通知住户。"
	if a.Title != "青石市河堤修缮通知" || a.Text != want || a.Published.String() != "2026-08-07" {
		t.Errorf("%q %s\n%s", a.Title, a.Published, cmp.Diff(want, a.Text))
	}
}

// TestBrokenDocument: what cannot be read keeps what the listing said.
func TestBrokenDocument(t *testing.T) {
	a, why := Document(context.Background(), Input{Body: []byte("%PDF-1.7 broken"), Link: news.Link{Title: "Plan"}})
	if a.Kind != news.KindError || a.Title != "Plan" || len(why.Findings) != 1 {
		t.Errorf("%+v %v", a, why)
	}
}
