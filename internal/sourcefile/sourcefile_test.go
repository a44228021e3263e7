package sourcefile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/sourcefile"
)

// TestSourcesComeBack: what is written is read the same, in both formats.
func TestSourcesComeBack(t *testing.T) {
	sources := []news.Source{
		{
			ID: "oak", Name: "Oakfield", Town: "Oakfield", Country: "GB", Zone: "Europe/London", Language: "en",
			URL: "https://oak.example/news", Topics: []string{"council", "roads"}, Schedule: "@hourly", Backfill: 3, Enabled: true,
			Rule: &news.Rule{Item: "li.news", Remove: []string{".ad"}},
		},
		{ID: "liu", Name: "柳河", Town: "柳河", Zone: "Asia/Shanghai", URL: "https://liu.example/f.xml", Way: news.WayFeed},
	}
	for _, format := range []string{sourcefile.YAML, sourcefile.OPML} {
		var out strings.Builder
		if err := sourcefile.Write(&out, format, sources); err != nil {
			t.Fatal(err)
		}
		got, err := sourcefile.Read("sources", []byte(out.String()), sourcefile.Defaults{})
		if diff := cmp.Diff(sources, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", format, err, diff)
		}
	}
}

// TestFeedsOfAReader: what another program wrote is completed from its folders, its addresses and the defaults.
func TestFeedsOfAReader(t *testing.T) {
	const feeds = `<opml version="2.0"><body><outline text="Towns"><outline text="Oakfield council" xmlUrl="https://www.oakfield.gov.uk/rss"/>
<outline text="Oakfield roads" xmlUrl="https://www.oakfield.gov.uk/roads.rss"/></outline></body></opml>`
	got, err := sourcefile.Read("feeds.opml", []byte(feeds), sourcefile.Defaults{Language: "en"})
	want := []news.Source{
		{ID: "oakfield", Name: "Oakfield council", Town: "Towns", Country: "GB", Zone: "Europe/London", Language: "en",
			URL: "https://www.oakfield.gov.uk/rss", Way: news.WayFeed, Enabled: true},
		{ID: "oakfield-2", Name: "Oakfield roads", Town: "Towns", Country: "GB", Zone: "Europe/London", Language: "en",
			URL: "https://www.oakfield.gov.uk/roads.rss", Way: news.WayFeed, Enabled: true},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

// TestMistakesAreNamed with their lines, all at once.
func TestMistakesAreNamed(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"- {id: oak, url: 'https://oak.example/'}\n- {url: x}\n", "f:2"},
		{"<opml><body>\n<outline text='a' xmlUrl='https://a.example/f'/></body></opml>", "f:2: https://a.example/f: the address does not tell"},
		{"<opml><body>\n<outline", "f: line 2"},
	} {
		_, err := sourcefile.Read("f", []byte(tt.text), sourcefile.Defaults{})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q in it", tt.text, err, tt.want)
		}
	}
}
