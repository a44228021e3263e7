package digest

import (
	"strings"
	"testing"

	"tidings/internal/fault"
)

func TestKeywords(t *testing.T) {
	tests := []struct {
		keywords, text string
		want           bool
	}{
		{"ai", "Training begins", false},
		{"ai", "AI技术座谈会", true},
		{"ai", "the AI, again", true},
		{"cafe", "A new Café opens", true},
		{"café", "A new cafe opens", true},
		{"ＡＢＣ", "abc line", true},
		{"bridge", "Bridges closed", false},
		{"water tariff", "the new Water  Tariff rises", true},
		{"停水", "城南三个小区停水八小时", true},
		{"大桥", "大型桥梁", false},
		{"東京", "東京都", true},
		{"C++", "a C++ course", true},
		{"5g", "5G网络", true},
		{"5g", "15g", false},
		{"bridge, tunnel", "the tunnel", true},
		{"+bridge, +tunnel", "the tunnel", false},
		{"+bridge, +tunnel", "bridge and tunnel", true},
		{"tunnel, !toll", "tunnel toll", false},
		{"!toll", "tunnel", true},
		{"/tariff|fee/", "a FEE is due", true},
		{"+/\\d+ 路/", "公交 12 路改道", true},
		{"!/canc?elled/", "Cancelled today", false},
		{"/café/", "Café", true},
	}
	for _, tt := range tests {
		k, err := ParseKeywords(strings.Split(tt.keywords, ", "))
		if err != nil {
			t.Fatalf("%s: %v", tt.keywords, err)
		}
		if _, refused := k.Match(tt.text); (refused == "") != tt.want {
			t.Errorf("%q in %q: refused %q, want match %v", tt.keywords, tt.text, refused, tt.want)
		}
	}
}

func TestParseKeywordsRefuses(t *testing.T) {
	for name, in := range map[string][]string{
		"expression": {"/(/"}, "nothing to match": {"+"}, "long": {strings.Repeat("x", 400)}, "many": make([]string, 101),
	} {
		if _, err := ParseKeywords(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: err = %v, want an invalid one", name, err)
		}
	}
	if k, err := ParseKeywords([]string{"", "  "}); err != nil || !k.Empty() {
		t.Errorf("blank keywords: %v, %v", k, err)
	}
}

func FuzzKeywords(f *testing.F) {
	f.Add("+停水", "城南停水")
	f.Add("/a+/", "aaa")
	f.Fuzz(func(t *testing.T, keyword, text string) {
		if k, err := ParseKeywords([]string{keyword}); err == nil {
			k.Match(text)
		}
	})
}
