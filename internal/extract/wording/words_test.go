package wording

import (
	"slices"
	"testing"
)

// TestAgreement: from 0 for nothing in common to 1 for the same letters.
func TestAgreement(t *testing.T) {
	for _, c := range []struct {
		a, b       string
		from, upTo float64
	}{
		{"River Walls!", "river walls", 1, 1}, {"River walls mended", "River walls mended | Elmford", 0.8, 0.95},
		{"river walls", "Elmford: river walls", 0.7, 0.9}, {"walls of the river", "the river of walls", 0.9, 0.9},
		{"河堤修复", "河堤修复开工", 0.8, 0.9}, {"Bridges", "Parks", 0, 0}, {"", "x", 0, 0},
	} {
		if got := Agreement(c.a, c.b); got < c.from || got > c.upTo {
			t.Errorf("%q, %q: %.2f", c.a, c.b, got)
		}
	}
}

func TestWords(t *testing.T) {
	if got := Words("River-Walls 河堤 2026年"); !slices.Equal(got, []string{"river", "walls", "河", "堤", "2026", "年"}) {
		t.Errorf("%q", got)
	}
}

// TestAppendSqueezed: a line break of the source is a space between words, and nothing between wide characters.
func TestAppendSqueezed(t *testing.T) {
	for in, want := range map[string]string{
		"  a \n\t b ": "a b ", "河堤\n  修复": "河堤修复", "河堤 修复": "河堤 修复", "a\u200bb\u3000c": "ab c",
	} {
		if got := string(AppendSqueezed(nil, in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestWeigh: white space of any script weighs nothing; commas and stops of any script are counted.
func TestWeigh(t *testing.T) {
	for s, want := range map[string][2]int32{"a b, c.": {5, 2}, "河堤，\u3000修复。": {18, 2}, "\u00a0 \n": {0, 0}} {
		if w, m := Weigh(s); w != want[0] || m != want[1] {
			t.Errorf("%q: %d, %d", s, w, m)
		}
	}
}
