package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"The Bridge, re-opened!":   "the|bridge|re|opened",
		"淮北市发布2026年通知":             "淮|北|市|发|布|2026|年|通|知",
		"Éire Straße Łódź Ørsted":  "eire|strasse|lodz|orsted",
		"Ａｂｃ１２３ ｶﾞｰﾄﾞ":             "abc123|ガ|ー|ド",
		"がか カ\u3099":               "が|か|ガ",
		"부산시는 열다":                  "부|산|시|는|열|다",
		"दिल्ली":                   "दिल्ली",
		"Москва ёлка":              "москва|елка",
		"":                         "",
		"…。、\x00\xff":              "",
		"a\u0301b":                 "ab",
		strings.Repeat("x", 200):   strings.Repeat("x", maxWord),
		"don't 1,234 state-of-art": "don|t|1|234|state|of|art",
	} {
		if got := strings.Join(texts(Words(text)), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	show := func(q Query) string {
		var b strings.Builder
		for i, terms := range [][]Term{q.All, q.Not} {
			for _, term := range terms {
				b.WriteString(" " + strings.Repeat("-", i) + strings.Join(term.Words, "+"))
				if term.Prefix {
					b.WriteString("*")
				}
			}
		}
		return strings.TrimSpace(b.String())
	}
	for text, want := range map[string]string{
		"bridge 大桥":           "bridge 大+桥",
		`"new bridge" -"a b"`: "new+bridge -a+b",
		"bridg* 桥*":           "bridg* 桥",
		"“open again”":        "open+again",
		`"unclosed phrase`:    "unclosed+phrase",
		"-x":                  "-x",
		"- * () NEAR AND":     "near and",
		"  ":                  "",
		`a" OR 1=1 --`:        "a or+1+1",
	} {
		if got := show(Parse(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if !Parse("-x").Empty() || Parse("x").Empty() {
		t.Error("what asks for nothing is empty, and nothing else")
	}
	if q := Parse(strings.Repeat("a ", 1000)); len(q.All) != maxTerms {
		t.Errorf("%d terms", len(q.All))
	}
}

func TestMarks(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"大桥", "临河大桥今天恢复通车，大桥", "大桥|大桥"},
		{"cafe", "The Café and the CAFE", "Café|CAFE"},
		{"bridg*", "Bridges over the bridge", "Bridges|bridge"},
		{`"the bridge" bridge`, "over the bridge", "the bridge"},
		{"art", "artificial", ""},
		{"x", "", ""},
	} {
		var got []string
		for _, s := range Parse(c.query).Marks(c.text) {
			got = append(got, c.text[s.Start:s.End])
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

// FuzzWords: whatever comes, words stand where they say, in order, and a text is found by any piece of itself.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"The bridge", "淮北市大桥", "ｶﾞ\u3099", "a\u0301\xff-b*", `"x" -y`, "부산 ßß"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, w := range Words(text) {
			if w.Text == "" || !utf8.ValidString(w.Text) || w.Start < 0 || w.End > len(text) || w.Start > w.End {
				t.Fatalf("word %+v of %q", w, text)
			}
			if strings.ContainsAny(w.Text, " '\"\\*") || w.End < end {
				t.Fatalf("word %+v of %q", w, text)
			}
			end = w.End
		}
		for _, s := range Parse(text).Marks(text) {
			if s.Start >= s.End || s.End > len(text) {
				t.Fatalf("mark %+v in %q", s, text)
			}
		}
		if got := Text(3, text, text); len(got) > 3 || slices.Contains(got, "") {
			t.Fatalf("text %q", got)
		}
	})
}
