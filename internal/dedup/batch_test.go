package dedup

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// press makes headlines of a made-up language: of each event every paper says a few of the things that can be said of
// it, and the rest in words that anything may be told in.
type press struct {
	random *rand.Rand
	word   func() string
	glue   string
	idle   int // words of a headline that mean little
	filler []string
	zipf   *rand.Zipf
}

func newPress(lang string) *press {
	r := rand.New(rand.NewPCG(11, uint64(len(lang))))
	p := &press{random: r, zipf: rand.NewZipf(r, 1.1, 20, 2_999), glue: " ", idle: 4}
	p.word = func() string {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(syllableOf(r))
		}
		return b.String()
	}
	if lang == "zh" {
		character := func() rune { return rune(0x4e00 + r.IntN(2_000)) }
		p.idle, p.glue, p.word = 1, "", func() string { return string([]rune{character(), character()}) }
	}
	for range 3_000 {
		p.filler = append(p.filler, p.word())
	}
	return p
}

// event gives n headlines of an event: what comes first of what can be said of it is said most.
func (p *press) event(n int) []string {
	sayable := make([]string, 14)
	for i := range sayable {
		sayable[i] = p.word()
	}
	said := rand.NewZipf(p.random, 1.3, 2, uint64(len(sayable)-1))
	out := make([]string, n)
	for i := range out {
		var words []string
		for range 4 {
			words = append(words, sayable[said.Uint64()])
		}
		out[i] = p.headline(words)
	}
	return out
}

// headline mixes words with some that mean little.
func (p *press) headline(words []string) string {
	for range p.idle {
		words = append(words, p.filler[p.zipf.Uint64()])
	}
	p.random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return strings.Join(words, p.glue)
}

// TestHeadlinesInSmallBatches: headlines alone find their events however few come at once, also those of great events,
// whose words so many articles hold that the index does not follow them.
func TestHeadlinesInSmallBatches(t *testing.T) {
	const leastPrecision, leastRecall = 0.95, 0.53 // by their candidates alone, small batches recall .27 to .51
	for _, lang := range []string{"en", "zh"} {
		p := newPress(lang)
		var docs []Doc
		event := map[int64]int{}
		add := func(title string, of int) {
			at := time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC).Add(time.Duration(p.random.IntN(36*60)) * time.Minute)
			docs = append(docs, Doc{ID: int64(len(docs) + 1), Title: title, Published: at})
			event[int64(len(docs))] = of
		}
		for i := range 4 {
			for _, title := range p.event(70 + 40*i) {
				add(title, i+1)
			}
		}
		for i := range 200 {
			add(p.event(1)[0], -i)
		}
		for _, size := range []int{1, 40, len(docs)} {
			t.Run(fmt.Sprint(lang, " ", size), func(t *testing.T) {
				of := storiesOf(t, docs, size)
				precision, recall := agreement(docs, of, event)
				t.Logf("precision %.3f, recall %.3f", precision, recall)
				if precision < leastPrecision || recall < leastRecall {
					t.Errorf("precision %.3f, recall %.3f; want at least %v and %v", precision, recall, leastPrecision, leastRecall)
				}
			})
		}
	}
}

// agreement compares pairs of one story with pairs of one event.
func agreement(docs []Doc, story map[int64]int64, event map[int64]int) (precision, recall float64) {
	var right, joined, same float64
	for i, a := range docs {
		for _, b := range docs[:i] {
			in, one := story[a.ID] == story[b.ID], event[a.ID] == event[b.ID]
			if in {
				joined++
			}
			if one {
				same++
			}
			if in && one {
				right++
			}
		}
	}
	return right / max(joined, 1), right / same
}
