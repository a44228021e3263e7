package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// errUndo makes a transaction roll back.
var errUndo = errors.New("undo")

// fixture is a test with a store, and the shortest ways to put something into it.
type fixture struct {
	*testing.T
	s *store.Store
}

// write runs fn in a transaction that must succeed.
func (f *fixture) write(fn func(tx *store.Tx) error) {
	f.Helper()
	if err := f.s.Write(f.Context(), fn); err != nil {
		f.Fatal(err)
	}
}

// refused runs fn in a transaction that must fail with that kind.
func (f *fixture) refused(want fault.Kind, fn func(tx *store.Tx) error) error {
	f.Helper()
	err := f.s.Write(f.Context(), fn)
	f.kind(err, want)
	return err
}

func (f *fixture) kind(err error, want fault.Kind) {
	f.Helper()
	if !fault.Is(err, want) {
		f.Fatalf("got error %v, want kind %q", err, want)
	}
}

func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// same compares values; times by instant, nil and empty alike.
func (f *fixture) same(what string, got, want any) {
	f.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		f.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// must gives a function's value, with which the test ends when there is an error: must(f.s.Sources(ctx))(f).
func must[T any](v T, err error) func(*fixture) T {
	return func(f *fixture) T {
		f.Helper()
		f.ok(err)
		return v
	}
}

// together runs fn so many times at once and gives the errors.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errs
}

// after is a time so many minutes after Start.
func after(minutes int) time.Time { return Start.Add(time.Duration(minutes) * time.Minute) }

func (f *fixture) sources(ids ...string) {
	f.Helper()
	var all []news.Source
	for _, id := range ids {
		all = append(all, news.Source{ID: id, Name: "City of " + id, URL: "https://" + id + ".example/", Enabled: true})
	}
	f.write(func(tx *store.Tx) error { return tx.SyncSources(f.Context(), all, Start) })
}

// article is a plain article of a source.
func article(source string, n int) news.Article {
	return news.Article{
		SourceID: source, URL: fmt.Sprintf("https://%s.example/%d.html", source, n), Kind: news.KindArticle,
		Title: fmt.Sprintf("Bridge %d reopens", n), Text: "The bridge is open again.", Lang: "en",
		Published: news.Date{Time: after(n), Clock: true}, FirstSeen: Start,
	}
}

func (f *fixture) article(a news.Article) int64 {
	f.Helper()
	var id int64
	f.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.PutArticle(f.Context(), a)
		return err
	})
	return id
}

// story makes a story of articles that joined at a time.
func (f *fixture) story(joined time.Time, articles ...int64) int64 {
	f.Helper()
	var id int64
	f.write(func(tx *store.Tx) (err error) {
		id, err = tx.PutStory(f.Context(), news.Story{Town: "Linden", Representative: articles[0], Changed: joined})
		if err != nil {
			return err
		}
		var members []news.Member
		for _, a := range articles {
			members = append(members, news.Member{ArticleID: a, Canonical: a, Reason: "alone"})
		}
		return tx.PutMembers(f.Context(), id, members, joined)
	})
	return id
}

func (f *fixture) subscriber(address string, status audience.Status) audience.Subscriber {
	f.Helper()
	var out audience.Subscriber
	f.write(func(tx *store.Tx) (err error) {
		out, _, err = tx.AddSubscriber(f.Context(), audience.Subscriber{
			Address: address, Status: status, Language: "zh", Zone: "Asia/Shanghai", CreatedAt: Start,
		})
		return err
	})
	return out
}

// subscription is one that is due at Start.
func subscription(s audience.Subscriber) audience.Subscription {
	return audience.Subscription{
		SubscriberID: s.ID, DigestID: "linden-daily", Frequency: audience.Daily, Hour: 7, Minute: 15,
		Zone: "Asia/Shanghai", Language: "zh", Pictures: true, Active: true, WindowStart: after(-1440), NextAt: Start,
		Filter: audience.Filter{Towns: []string{"Linden"}, Keywords: []string{"+桥"}},
	}
}

func (f *fixture) subscription(s audience.Subscription) int64 {
	f.Helper()
	var id int64
	f.write(func(tx *store.Tx) (err error) {
		id, err = tx.PutSubscription(f.Context(), s)
		return err
	})
	return id
}

func (f *fixture) edition(e news.Edition) int64 {
	f.Helper()
	var id int64
	f.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddEdition(f.Context(), e)
		return err
	})
	return id
}

// deliver adds a delivery with a message.
func (f *fixture) deliver(d audience.Delivery, key string) int64 {
	f.Helper()
	d.CreatedAt = Start
	if d.Message == nil {
		d.Message = []byte("Subject: x\r\n\r\ny\r\n")
	}
	var id int64
	f.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddDelivery(f.Context(), d, key)
		return err
	})
	return id
}

// notices adds so many deliveries to different addresses and gives their ids.
func (f *fixture) notices(n int) []int64 {
	f.Helper()
	var ids []int64
	for i := range n {
		d := audience.Delivery{Kind: "notice", Recipient: fmt.Sprintf("r%d@reader.test", i)}
		ids = append(ids, f.deliver(d, fmt.Sprintf("key %d", i)))
	}
	return ids
}

func (f *fixture) claim(holder string, now, until time.Time, n int) []int64 {
	f.Helper()
	var ids []int64
	f.write(func(tx *store.Tx) error {
		ids = nil
		got, err := tx.ClaimDeliveries(f.Context(), store.Claim{Holder: holder, Now: now, Until: until, Limit: n})
		for _, d := range got {
			ids = append(ids, d.ID)
		}
		return err
	})
	return ids
}

func (f *fixture) finish(id int64, holder string, o store.Outcome) error {
	return f.s.Write(f.Context(), func(tx *store.Tx) error { return tx.FinishDelivery(f.Context(), id, holder, o) })
}
