package dedup

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

func TestPrintRoundTrip(t *testing.T) {
	long := strings.Repeat("8月3日，云岭市启用三百辆公交车，覆盖12条线路。The town of Yunling put 300 buses on 12 routes on Aug. 3. ", 3)
	for _, d := range []Doc{{}, {Title: "A"}, {Title: "云岭市启用公交车", Text: long, URL: "https://a.example/news/new-buses-for-yunling"}} {
		p, _ := newSigner().read(d)
		got, err := decode(p.encode())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.encode(), p.encode()) || got.grams != p.grams || !equalTerms(got.terms, p.terms) {
			t.Errorf("decode(encode(p)) = %+v, want %+v", got, p)
		}
	}
}

func equalTerms(a, b []term) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }

func TestDecodeRefuses(t *testing.T) {
	whole := Sign(Doc{Title: "Millford rebuilds footbridge", Text: report}).Data
	bad := map[string][]byte{
		"empty": nil, "other version": append([]byte{version + 1}, whole[1:]...), "cut": whole[:len(whole)-1],
		"longer": append(bytes.Clone(whole), 0), "script": append([]byte{version, 9}, whole[2:]...),
		"count": {version, 0, 0, 255},
	}
	for name, data := range bad {
		if _, err := decode(data); err == nil {
			t.Errorf("%s: decoded", name)
		}
	}
	for i := range whole {
		decode(whole[:i])
	}
}

// FuzzDecode: any bytes are a fingerprint or an error, and a fingerprint is written as it was read.
func FuzzDecode(f *testing.F) {
	f.Add(Sign(Doc{Title: "Millford rebuilds footbridge", Text: report}).Data)
	f.Add(Sign(Doc{Title: "云岭市启用三百辆公交车", Text: "8月3日，云岭市启用三百辆公交车。"}).Data)
	f.Add([]byte{version})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := decode(data)
		if err != nil {
			return
		}
		q, err := decode(p.encode())
		if err != nil || !bytes.Equal(q.encode(), p.encode()) {
			t.Fatalf("decode(encode) differs: %v", err)
		}
		field := newField([]node{{id: 1, print: p}, {id: 2, fresh: true, print: q}}, Options{}.withDefaults())
		field.isCopy(0, 1)
		field.evidence(p.concepts, q.concepts)
	})
}

// FuzzSign: any text has a small fingerprint that can be read back, with few keys, and tells nothing new about itself.
func FuzzSign(f *testing.F) {
	f.Add("云岭市启用三百辆公交车", "8月3日，云岭市启用三百辆公交车，百分之四十。", "https://a.example/a-b-c")
	f.Add("Title", report, "::bad url")
	f.Add("", "2026-08-03 8:61 p.m. 99月99日 十百千万亿 １，２．３ Aug. 32, 1e9", "")
	f.Fuzz(func(t *testing.T, title, text, url string) {
		d := Doc{ID: 1, Title: title, Text: text, URL: url}
		got := Sign(d)
		if len(got.Data) > 2048 || len(got.Keys) > 60 {
			t.Fatalf("%d bytes, %d keys", len(got.Data), len(got.Keys))
		}
		if _, err := decode(got.Data); err != nil {
			t.Fatal(err)
		}
		what, fresh := Novelty([]Doc{d}, d)
		if fresh {
			t.Fatalf("an article adds %+v to itself", what)
		}
		if what, fresh = Novelty(nil, d); fresh && text[what.Offset:what.Offset+len(what.Sentence)] != what.Sentence {
			t.Fatalf("sentence %q does not stand at %d", what.Sentence, what.Offset)
		}
	})
}
