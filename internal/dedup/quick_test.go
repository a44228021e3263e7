package dedup

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// The short cuts of reading and comparing say what their plain definitions say.

func TestDenseIsItsScripts(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		want := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer,
			unicode.Myanmar)
		if isDense(r) != want {
			t.Fatalf("isDense(%U) = %v", r, !want)
		}
	}
}

func TestRankOrdersByWhatTells(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var terms []term
	for range 3000 {
		terms = append(terms, term{hash: r.Uint32N(50), weight: uint8(r.UintN(256)), class: class(r.UintN(uint(classes)))})
	}
	tells := func(t term) float64 { return float64(t.weight) * telling[t.class] }
	slices.SortFunc(terms, func(a, b term) int { return cmp.Compare(a.rank(), b.rank()) })
	for i, b := range terms[1:] {
		a := terms[i]
		if tells(a) < tells(b) || tells(a) == tells(b) && a.hash > b.hash {
			t.Fatalf("%+v stands before %+v", a, b)
		}
	}
}

func TestLowest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for most := 1; most < 7; most++ {
		var all []uint64
		var kept lowest
		for range r.IntN(20) {
			all = append(all, r.Uint64N(30))
			kept.add(all[len(all)-1], most)
		}
		slices.Sort(all)
		if want := all[:min(len(all), most)]; !slices.Equal(kept, want) {
			t.Errorf("the %d lowest of %v are %v", most, all, kept)
		}
	}
}

// FuzzBody: what is left of a text is what stands between its first and its last line that is no frame.
func FuzzBody(f *testing.F) {
	f.Add("Home\nThe bridge opens.\n\nMenu\nIt was closed.\nShare this\n")
	f.Add("责任编辑：甲\n")
	f.Add("\n\nOne.")
	f.Fuzz(func(t *testing.T, text string) {
		want, from, to, at := text, -1, 0, 0
		for line := range strings.Lines(text) {
			if !isFrame(line) {
				if from < 0 {
					from = at
				}
				to = at + len(line)
			}
			at += len(line)
		}
		if from >= 0 {
			want = text[from:to]
		}
		if got := body(text); got != want {
			t.Errorf("body(%q) = %q, want %q", text, got, want)
		}
	})
}

// FuzzWordRun: plain words end where any word does.
func FuzzWordRun(f *testing.F) {
	for _, s := range []string{"town's hall", "it' s", "cafés", "a1-b", "o’clock", "X光"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := wordRun(s), longWordRun(s); got != want {
			t.Errorf("wordRun(%q) = %d, want %d", s, got, want)
		}
	})
}
