package tell

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"tidings/internal/dedup"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

var million = flag.Bool("million", false, "benchmark Cluster over 1,000,000 fingerprints too: minutes and gigabytes")

// region makes articles of a made-up language whose words are as common as those of real ones, by Zipf's law, with
// town names, dates, numbers, and in every fifth article the lines of one of a few templates.
type region struct {
	random *rand.Rand
	words  []string
	towns  []string
	zipf   *rand.Zipf
	made   int
}

func newRegion() *region {
	r := rand.New(rand.NewPCG(1, 2))
	g := &region{random: r, zipf: rand.NewZipf(r, 1.1, 8, 49_999)}
	for range 50_000 {
		g.words = append(g.words, wordOf(r))
	}
	for range 2_000 {
		w := wordOf(r)
		g.towns = append(g.towns, strings.ToUpper(w[:1])+w[1:])
	}
	return g
}

func wordOf(r *rand.Rand) string {
	var b strings.Builder
	for range 2 + r.IntN(3) {
		b.WriteByte("bcdfghklmnprstvz"[r.IntN(16)])
		b.WriteByte("aeiou"[r.IntN(5)])
		b.WriteByte("lmnrst"[r.IntN(6)])
	}
	return b.String()
}

func (g *region) say(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = g.words[g.zipf.Uint64()]
	}
	return strings.Join(out, " ")
}

// perDay is how many articles a day brings: a million in sixty days.
const perDay = 16_667

func (g *region) now() time.Time {
	return storetest.Start.Add(time.Duration(g.made) * 24 * time.Hour / perDay)
}

// article makes the next article, of some 250 words; id and date count up.
func (g *region) article() news.Article {
	g.made++
	at := g.now()
	town := g.towns[g.random.IntN(len(g.towns))]
	a := news.Article{ID: int64(g.made), SourceID: "mill", URL: fmt.Sprintf("https://mill.example/%d", g.made),
		Kind: news.KindArticle, Lang: "en", Title: town + " " + g.say(7), Published: news.Date{Time: at, Clock: true}, FirstSeen: at}
	var text strings.Builder
	fmt.Fprintf(&text, "In %s on %s %s. ", town, at.Format("January 2"), g.say(12))
	lines := 11
	if kind := g.random.IntN(50); kind < 10 {
		frame := rand.New(rand.NewPCG(9, uint64(kind)))
		for range 6 {
			fmt.Fprintf(&text, "The %s of %s will %s until %d. ", g.words[frame.IntN(2_000)], town,
				g.words[frame.IntN(2_000)]+" the "+g.words[frame.IntN(2_000)]+" of the "+g.words[frame.IntN(2_000)], 100+g.random.IntN(900))
		}
		lines = 4
	}
	for range lines {
		fmt.Fprintf(&text, "%s %s %d. ", g.towns[g.random.IntN(len(g.towns))], g.say(18), 10+g.random.IntN(90_000))
	}
	a.Text = text.String()
	return a
}

// sampled is how many articles are signed to make all fingerprints of a store from.
const sampled = 20_000

// sample signs articles and counts how many of them have each key.
func (g *region) sample() (signed []news.Fingerprint, common map[uint32]int) {
	common = map[uint32]int{}
	for range sampled {
		f := dedup.Sign(docOf(g.article()))
		for _, k := range f.Keys {
			common[uint32(k)]++
		}
		signed = append(signed, f)
	}
	return signed, common
}

// stock is a store filled with fingerprints.
type stock struct {
	*region
	store  *store.Store
	signed []news.Fingerprint
	common map[uint32]int
}

// filled is how many fingerprints are written at a time: many, for then a page of keys is written once for all of them.
const filled = 100_000

// fill brings the store to n fingerprints as if their articles had been clustered, each a story of its own. They are
// those of the sample over and over: what several of it have in common is as common in the store, what only one has
// stays rare.
func (k *stock) fill(b *testing.B, n int) {
	for k.made < n {
		part := make([]store.Signed, min(n-k.made, filled))
		for i := range part {
			part[i] = k.next(k.made % sampled)
		}
		err := k.store.Write(b.Context(), func(tx *store.Tx) error { return tx.PutFingerprints(b.Context(), part) })
		if err != nil {
			b.Fatal(err)
		}
		_, err = k.store.DB().ExecContext(b.Context(), `INSERT INTO story_members
			(article_id, story_id, canonical, reason, score, joined_at)
			SELECT article_id, article_id, article_id, '', 0, published FROM fingerprints WHERE article_id >= $1`,
			part[0].ArticleID)
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (k *stock) next(i int) store.Signed {
	k.made++
	out := store.Signed{ArticleID: int64(k.made), Published: k.now(), Fingerprint: news.Fingerprint{Data: k.signed[i].Data}}
	for _, key := range dedup.Keys(out.Fingerprint.Data, out.Published) {
		if k.common[uint32(key)] == 1 {
			key ^= uint64(uint32(k.made/sampled) * 0x9E3779B1)
		}
		out.Fingerprint.Keys = append(out.Fingerprint.Keys, key)
	}
	return out
}

// BenchmarkCluster clusters new articles, as a crawl leaves them, into stores of 10,000, 100,000 and, with -million,
// 1,000,000 fingerprints: what it takes should not grow with the store, in time or in memory. What is
// measured is to read the texts, find the candidates, decide, and write fingerprints and keys in one transaction.
func BenchmarkCluster(b *testing.B) {
	sizes := []int{10_000, 100_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	for _, database := range []struct {
		name string
		open func(testing.TB) *store.Store
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		b.Run(database.name, func(b *testing.B) { benchmarkCluster(b, database.open(b), sizes) })
	}
}

func benchmarkCluster(b *testing.B, s *store.Store, sizes []int) {
	k := &stock{region: newRegion(), store: s}
	k.signed, k.common = k.sample()
	k.made = 0
	// The index alone: a million articles and stories are not needed to fill it.
	loose := map[string]string{
		"sqlite": `PRAGMA foreign_keys = off`,
		"postgres": `ALTER TABLE fingerprints DROP CONSTRAINT fingerprints_article_id_fkey;
			ALTER TABLE story_members DROP CONSTRAINT story_members_article_id_fkey;
			ALTER TABLE story_members DROP CONSTRAINT story_members_story_id_fkey`,
	}[s.Dialect()]
	if _, err := s.DB().ExecContext(b.Context(), loose); err != nil {
		b.Fatal(err)
	}
	for _, size := range sizes {
		k.fill(b, size)
		b.Run(fmt.Sprint(size), func(b *testing.B) { benchmarkDecide(b, s, k.region) })
	}
}

// crawled is how many articles one crawl leaves.
const crawled = 400

// benchmarkDecide places batches and writes their fingerprints. It counts processor time, which other programs on the
// machine do not change as they do the time of day; sign/place is the share of it that reading the texts takes alone.
func benchmarkDecide(b *testing.B, s *store.Store, g *region) {
	var placed, signing time.Duration
	articles, peak := 0, uint64(0)
	for b.Loop() {
		docs := make([]dedup.Doc, crawled)
		for i := range docs {
			docs[i] = docOf(g.article())
		}
		signing += spent(b, func() error {
			for _, d := range docs {
				dedup.Sign(d)
			}
			return nil
		})
		placed += spent(b, func() error { return decide(b, s, docs) })
		articles += len(docs)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
	}
	b.ReportMetric(float64(articles)/placed.Seconds(), "articles/core-s")
	b.ReportMetric(signing.Seconds()/placed.Seconds(), "sign/place")
	b.ReportMetric(float64(peak)/(1<<20), "heap-MiB")
}

func decide(b *testing.B, s *store.Store, docs []dedup.Doc) error {
	placements, err := dedup.Cluster(b.Context(), s, docs, dedup.Options{})
	if err != nil {
		return err
	}
	signed := make([]store.Signed, len(docs))
	for i, p := range placements {
		signed[i] = store.Signed{ArticleID: p.ArticleID, Published: docs[i].Published, Fingerprint: p.Fingerprint}
	}
	return s.Write(b.Context(), func(tx *store.Tx) error { return tx.PutFingerprints(b.Context(), signed) })
}

// spent gives the processor time of this process that do takes. What a database server does is not in it.
func spent(b *testing.B, do func() error) time.Duration {
	b.Helper()
	before := cpu(b)
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return cpu(b) - before
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
