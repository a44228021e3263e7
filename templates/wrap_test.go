package templates

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "临河": 4, "é": 1, "e\u0301": 1, "，a": 3} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 10, "short"},
		{"the bridge reopens", 12, "the bridge…"},
		{"临河湿地公园开放", 9, "临河湿地…"},
		{"unbrokenverylongword", 8, "unbroke…"},
	}
	for _, tt := range tests {
		if got := Truncate(tt.in, tt.limit); got != tt.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name, in    string
		limit       int
		first, rest string
		want        string
	}{
		{"words", "one two three four", 9, "", "", "one two\nthree\nfour"},
		{"indent", "one two three", 9, "* ", "  ", "* one two\n  three"},
		{"han", "临河湿地公园开放", 8, "", "", "临河湿地\n公园开放"},
		{"no line begins with a stop", "临河湿地公园。", 12, "", "", "临河湿地公\n园。"},
		{"no line ends with an opener", "临河湿地（公园）", 10, "", "", "临河湿地\n（公园）"},
		{"address stays whole", "see https://a.example/long/path now", 12, "", "", "see\nhttps://a.example/long/path\nnow"},
		{"endless word is cut", strings.Repeat("x", 12), 5, "", "", "xxxxx\nxxxxx\nxx"},
		{"empty", "", 10, "* ", "", "*"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Wrap(tt.in, tt.limit, tt.first, tt.rest); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("临河湿地公园 opens， on （Saturday）")
	f.Add(strings.Repeat("。", 200))
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		out := Wrap(s, 40, "   ", "  ")
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(out), squeeze(s); got != want {
			t.Errorf("text changed: %q, want %q", got, want)
		}
		for _, line := range strings.Split(out, "\n") {
			if Width(line) > 40 && !strings.Contains(line, "://") {
				t.Errorf("line of %d columns: %q", Width(line), line)
			}
		}
	})
}
