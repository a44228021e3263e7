package dedup

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// town makes articles of a made-up language whose words are as common as those of real ones: by Zipf's law.
type town struct {
	words []string
	zipf  *rand.Zipf
	day   time.Time
	id    int64
}

func newTown() *town {
	r := rand.New(rand.NewPCG(1, 2))
	t := &town{zipf: rand.NewZipf(r, 1.1, 8, 49_999), day: time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)}
	for range 50_000 {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(syllableOf(r))
		}
		t.words = append(t.words, b.String())
	}
	return t
}

func syllableOf(r *rand.Rand) string {
	return string("bcdfghklmnprstvz"[r.IntN(16)]) + string("aeiou"[r.IntN(5)]) + string("lmnrst"[r.IntN(6)])
}

// article makes the next article, of 250 words, a thousand to the day.
func (t *town) article() Doc {
	t.id++
	say := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = t.words[t.zipf.Uint64()]
		}
		return strings.Join(out, " ")
	}
	var text strings.Builder
	for i := range 12 {
		fmt.Fprintf(&text, "On August %d %s. ", 1+(int(t.id)+i)%28, say(20))
	}
	at := t.day.Add(time.Duration(t.id) * 86 * time.Second)
	return Doc{ID: t.id, Title: say(8), Text: text.String(), Published: at}
}

func BenchmarkSign(b *testing.B) {
	chinese := strings.Repeat("8月3日，云岭市新购置的三百辆公交车投入使用，覆盖12条线路。市交通运输局局长周正平介绍了情况。", 8)
	for name, doc := range map[string]Doc{
		"en": newTown().article(),
		"zh": {ID: 1, Title: "云岭市启用三百辆公交车", Text: chinese},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Sign(doc)
			}
		})
	}
}
