package send

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
	"tidings/internal/token"
	"tidings/templates"
)

// newYear is when the clocks of these tests start.
var newYear = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC) // a leap year

// rig is the room over a store with a clock that is moved by hand; nothing is delivered.
type rig struct {
	testing.TB
	*Room
	now time.Time
}

func newRig(t testing.TB, s *store.Store) *rig {
	t.Helper()
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	secret := []byte("a secret of at least thirty-two bytes")
	r := &rig{TB: t, now: newYear}
	r.Room = &Room{
		Store: s, Templates: set, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return r.now },
		Digests: []news.Digest{{ID: "all", Name: "All Towns", Language: "en", Zone: "UTC", Stories: 1000, Public: true}},
		Secret:  secret, Keys: token.Keyring{secret},
		Sender: Sender{
			From: mail.Address{Name: "Tidings", Addr: "digest@tidings.example"}, Domain: "tidings.example",
			BounceDomain: "tidings.example", BaseURL: "https://tidings.example",
		},
		Summary: func(context.Context, news.FullStory, string) (news.Summary, error) {
			return news.Summary{}, errors.New("no summarizer")
		},
		News:        func(full news.FullStory, n int, _ string) string { return full.Articles[len(full.Articles)-1].Title },
		ThenDeliver: func(context.Context, *store.Tx) error { return nil },
	}
	return r
}

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) write(fn func(tx *store.Tx) error) {
	r.Helper()
	r.ok(r.Store.Write(r.Context(), fn))
}

func (r *rig) sources(towns ...string) {
	r.Helper()
	var all []news.Source
	for _, town := range towns {
		all = append(all, news.Source{ID: town, Name: "City of " + town, Town: town, Language: "en", Enabled: true,
			URL: "https://" + town + ".example/"})
	}
	r.write(func(tx *store.Tx) error { return tx.SyncSources(r.Context(), all, r.now) })
}

// publish makes a story of one article that is read now.
func (r *rig) publish(town, title, text string) (story int64) {
	r.Helper()
	r.write(func(tx *store.Tx) (err error) {
		a := news.Article{
			SourceID: town, URL: fmt.Sprintf("https://%s.example/%d-%s", town, r.now.Unix(), title), Kind: news.KindArticle,
			Title: title, Text: text, Lang: "en", FirstSeen: r.now, Published: news.Date{Time: r.now, Clock: true},
		}
		if a.ID, _, err = tx.PutArticle(r.Context(), a); err != nil {
			return err
		}
		s := news.Story{
			Town: town, Representative: a.ID, FirstPublished: r.now, LastPublished: r.now, Changed: r.now,
		}
		if s.ID, err = tx.PutStory(r.Context(), s); err != nil {
			return err
		}
		story = s.ID
		return errors.Join(
			tx.PutMembers(r.Context(), s.ID, []news.Member{{ArticleID: a.ID, Canonical: a.ID, Reason: "alone"}}, r.now),
			tx.PutSummary(r.Context(), news.Summary{
				StoryID: s.ID, Headline: title, Sentences: []news.Sentence{{Text: text, ArticleID: a.ID}}, Method: "extractive",
				Lang: "en", MadeAt: r.now,
			}, s),
		)
	})
	return story
}

// subscribe makes active readers of subscriptions, whose first windows begin now unless they say otherwise.
func (r *rig) subscribe(subs ...audience.Subscription) []int64 {
	r.Helper()
	ids := make([]int64, len(subs))
	r.write(func(tx *store.Tx) error {
		for i, sub := range subs {
			person, _, err := tx.AddSubscriber(r.Context(), audience.Subscriber{
				Address: fmt.Sprintf("r%d-%d@reader.test", i, r.now.Unix()), Status: audience.Active, Language: "en",
				Zone: sub.Zone, CreatedAt: r.now, ConsentAt: r.now, ConsentFrom: confirmed,
			})
			if err != nil {
				return err
			}
			sub.SubscriberID, sub.Active, sub.DigestID = person.ID, true, "all"
			if sub.NextAt.IsZero() {
				sub.WindowStart = r.now
				if sub.NextAt, err = digest.Next(sub, r.now); err != nil {
					return err
				}
			}
			if ids[i], err = tx.PutSubscription(r.Context(), sub); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

func (r *rig) subscription(id int64) audience.Subscription {
	r.Helper()
	sub, err := r.Store.Subscription(r.Context(), id)
	r.ok(err)
	return sub
}

// at moves the clock and does what the job does then.
func (r *rig) at(now time.Time) {
	r.Helper()
	r.now = now
	r.ok(r.Editions(r.Context()))
}

// editions gives a subscription's editions, the first first, with what they tell.
func (r *rig) editions(id int64) []news.Edition {
	r.Helper()
	short, err := r.Store.Editions(r.Context(), store.EditionFilter{SubscriptionID: id})
	r.ok(err)
	out := make([]news.Edition, len(short))
	for i, e := range short {
		out[len(out)-1-i], err = r.Store.Edition(r.Context(), e.ID)
		r.ok(err)
	}
	return out
}

// mails gives the mails that were made, the first first.
func (r *rig) mails() []mail.View {
	r.Helper()
	deliveries, err := r.Store.Deliveries(r.Context(), store.DeliveryFilter{})
	r.ok(err)
	out := make([]mail.View, len(deliveries))
	for i, d := range deliveries {
		out[len(out)-1-i], err = mail.Read(d.Message)
		r.ok(err)
	}
	return out
}

// on gives a test on a new SQLite store.
func on(t testing.TB) *rig { return newRig(t, storetest.SQLite(t)) }
