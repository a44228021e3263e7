package discover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tidings/internal/charset"
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

func TestZEval(t *testing.T) {
	f := os.Getenv("INDEX")
	if f == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(f)
	out, _ := os.Create(os.Getenv("OUT"))
	defer out.Close()
	enc := json.NewEncoder(out)
	for l := range strings.Lines(string(b)) {
		file, url, _ := strings.Cut(strings.TrimRight(l, "\n"), "\t")
		body, _ := os.ReadFile(file)
		body, _ = charset.Decode(body, "", "")
		r, err := Find(Input{URL: url, Body: body, Saved: true, Now: time.Now()})
		if err != nil {
			fmt.Println(err)
		}
		type L struct{ Url, Title, Date string }
		type ll struct {
			U string `json:"url"`
			T string `json:"title"`
			D string `json:"date"`
		}
		ls := []ll{}
		for _, l := range r.Links {
			d := ""
			if l.Published.Known() {
				d = l.Published.Time.Format(time.DateOnly)
			}
			ls = append(ls, ll{l.URL, l.Title, d})
		}
		enc.Encode(map[string]any{"file": file, "way": r.Way, "links": ls, "next": r.Next})
	}
}
