package extract

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostilePages are 10 MB each of what parsers choke on.
func hostilePages() map[string]string {
	const size = 10 << 20
	fill := func(head, s string) string { return head + strings.Repeat(s, (size-len(head))/len(s)) }
	var fonts strings.Builder
	for i := range 400 {
		fmt.Fprintf(&fonts, "<font size=%d>", i)
	}
	return map[string]string{
		"divs":     fill("", "<div>"),
		"fonts":    fill(fonts.String(), "<p>x"),
		"links":    fill("", "<a href=x>"),
		"tables":   fill("", "<table><tr><td>"),
		"less":     fill("", "<"),
		"words":    fill("<p>", "word, "),
		"lines":    fill("", "x<br>"),
		"attrs":    fill("<div ", "a=1 b=2 "),
		"headings": fill("", "<h1>x</h1>"),
		"cards":    fill("", "<li><a href=x><h3>Heading of it</h3></a><p>text</p></li>"),
		"dates":    fill("", "<p>2023-08-07 "),
		"digits":   fill("<div>", "1"),
		"json":     fill(`<script type="application/ld+json">`, "["),
		"metas":    fill("", `<meta name=author content="a b">`),
		"svg":      fill("<svg>", "<g>"),
		"bold":     fill("", "<b><i>x<p>"),
	}
}

// TestHostile: never more than 2 s or 64 MB for 10 MB of foreign markup.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of megabytes")
	}
	for name, page := range hostilePages() {
		body := []byte(page)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		a, _ := Extract(Input{URL: "https://news.example/", Body: body})
		took := time.Since(start)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if took > 2*time.Second*slowness {
			t.Errorf("%s: %v", name, took)
		}
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
			t.Errorf("%s: %d MB kept", name, grown>>20)
		}
		if len(a.Text) > MaxBytes+MaxBytes/2 {
			t.Errorf("%s: text of %d bytes", name, len(a.Text))
		}
	}
}

// slowness is how much longer the time limit is than on an idle machine, for shared ones and the race detector.
const slowness = 4

// FuzzExtract: no bytes make Extract panic, and what comes out is readable text.
func FuzzExtract(f *testing.F) {
	for _, s := range []string{
		"", "<", "plain words", "<p>text, and more.</p>", "<div><div><a href=x>y</a>", "<table><tr><td>1<td>2",
		`<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"A"}]}</script><h1>x</h1>`,
		"<meta name=PubDate content=2023-08-07><div id=zoom>　　本报讯（记者 张三 通讯员 李四）8月3日，</div>",
		"<ul><li><a href=a>b</a><p>c</ul><footer>d</footer>", "<svg><title>x</title><p>y", "\x00\xff<b><p></b>",
	} {
		f.Add([]byte(s), "https://news.example/a?b=1")
	}
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		a, _ := Extract(Input{URL: url, Body: body})
		if strings.Contains(a.Text, "\n\n\n") || strings.TrimSpace(a.Text) != a.Text {
			t.Errorf("ragged text %q", a.Text)
		}
	})
}
