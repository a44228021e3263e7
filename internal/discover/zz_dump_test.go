package discover

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestZDump(t *testing.T) {
	f := os.Getenv("DUMP")
	if f == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(f)
	s, _ := newSite(Input{URL: "https://x.test/l", Now: time.Now()})
	doc, _ := html.Parse(bytes.NewReader(b))
	var r Result
	s.head(doc, &r)
	p := s.lay(doc)
	marks := map[int]string{}
	for _, a := range p.links {
		c := "["
		if p.els[a.el].chrome {
			c = "~["
		}
		marks[a.start] += c
		marks[a.end] += "](" + a.URL[max(0, len(a.URL)-30):] + ")"
	}
	for _, d := range p.dates {
		marks[d.start] += "{{"
		marks[d.end] += "=" + d.Date.String() + "}}"
	}
	var o strings.Builder
	for i := 0; i <= len(p.flat); i++ {
		o.WriteString(marks[i])
		if i < len(p.flat) {
			o.WriteByte(p.flat[i])
		}
	}
	last := ""
	for l := range strings.Lines(o.String()) {
		if l == "\n" {
			continue
		}
		if l != last {
			fmt.Print(l)
		}
		last = l
	}
}
