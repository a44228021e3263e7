package opml

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

const space = "https://tidings.example/ns"

// wild is what feed readers write: folders, bare ampersands, a feed named by url only.
const wild = `<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0">
 <head><title>Feeds</title></head>
 <body>
  <outline text="Towns">
   <outline text="M` + "\xfc" + `hlenrath" xmlUrl="https://muehlenrath.example/feed?a=1&b=2" htmlUrl="https://muehlenrath.example/"
     category="/news/local,press"/>
   <outline title="Oak &eacute;" text="x" type="link" url="https://oak.example/news"/>
  </outline>
  <OUTLINE text="Elm" XMLURL=" https://elm.example/feed "/>
  <outline text="an empty folder"/>
 </body>
</opml>`

func TestParseWhatReadersWrite(t *testing.T) {
	got, err := Parse([]byte(wild), space)
	if err != nil {
		t.Fatal(err)
	}
	want := []Outline{
		{Title: "Mühlenrath", Feed: "https://muehlenrath.example/feed?a=1&b=2", Page: "https://muehlenrath.example/",
			Category: []string{"local", "press", "Towns"}, Extra: map[string]string{}, Line: 7},
		{Title: "Oak é", Page: "https://oak.example/news", Category: []string{"Towns"}, Extra: map[string]string{}, Line: 8},
		{Title: "Elm", Feed: "https://elm.example/feed", Extra: map[string]string{}, Line: 10},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestWhatIsWrittenComesBack(t *testing.T) {
	in := []Outline{
		{Title: `淮北 "要闻" <1>`, Feed: "https://a.example/?x=1&y=2", Page: "https://a.example/", Language: "zh",
			Category: []string{"press"}, Extra: map[string]string{"id": "a", "rule": `{"item":"li > a"}`}},
		{Title: "B", Page: "https://b.example/", Extra: map[string]string{}},
	}
	var b strings.Builder
	if err := Write(&b, "Mine", "tidings", space, in); err != nil {
		t.Fatal(err)
	}
	got, err := Parse([]byte(b.String()), space)
	for i := range got {
		got[i].Line = 0
	}
	if err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("%v\n%+v\n%s", err, got, b.String())
	}
}

func TestWhatIsNoOPMLIsNamedWithItsLine(t *testing.T) {
	for text, line := range map[string]int{
		"<html><body>x</body></html>": 1, "": 1, "<opml>\n<body>\n<outline text='a' xmlUrl='u'\n<": 4,
	} {
		_, err := Parse([]byte(text), space)
		if e, ok := errors.AsType[*Error](err); !ok || e.Line != line {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(wild))
	f.Add([]byte(`<opml xmlns:t="` + space + `"><outline t:id="a" url="u"><outline></opml>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := Parse(text, space)
		if err != nil {
			return
		}
		var b strings.Builder
		if err := Write(&b, "x", "t", space, got); err != nil {
			t.Fatal(err)
		}
		again, err := Parse([]byte(b.String()), space)
		if err != nil || len(again) != len(got) {
			t.Errorf("%d outlines, then %d, %v", len(got), len(again), err)
		}
	})
}
