package reader_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/send"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
	"tidings/internal/token"
	"tidings/templates"
)

// fixture is a room over a real store, with a clock the test moves.
type fixture struct {
	*testing.T
	*reader.Room
	now time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{T: t, now: storetest.Start}
	set, err := templates.Load("")
	f.ok(err)
	clock := func() time.Time { return f.now }
	digests := []news.Digest{
		{ID: "linden", Name: "Linden Daily", Language: "en", Zone: "Europe/Dublin", Schedule: "15 6 * * 1-5"},
		{ID: "linhe", Name: "临河要闻", Language: "zh", Zone: "Asia/Shanghai"},
	}
	keys := token.Keyring{bytes.Repeat([]byte("k"), 32)}
	db := storetest.SQLite(t)
	f.Room = &reader.Room{
		Store: db, Digests: digests, Keys: keys, BaseURL: "https://tidings.example", Now: clock,
		Send: &send.Room{
			Store: db, Templates: set, Digests: digests, Keys: keys, Secret: keys[0], Now: clock,
			Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			Sender: send.Sender{
				From: mail.Address{Name: "Tidings", Addr: "news@tidings.example"}, Domain: "tidings.example",
				BounceDomain: "tidings.example", BaseURL: "https://tidings.example",
			},
			ThenDeliver: func(context.Context, *store.Tx) error { return nil },
		},
	}
	return f
}

func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) kind(err error, want fault.Kind) {
	f.Helper()
	if !fault.Is(err, want) {
		f.Fatalf("got error %v, want kind %q", err, want)
	}
}

func wish(digest string) reader.Wish {
	return reader.Wish{Address: "Reader@MAIL.example", DigestID: digest}
}

// state gives status and which digests are active.
func (f *fixture) state() (status audience.Status, active []string) {
	f.Helper()
	person, subs, err := f.ByAddress(f.Context(), "Reader@mail.example")
	f.ok(err)
	for _, s := range subs {
		if s.Active {
			active = append(active, s.DigestID)
		}
	}
	return person.Status, active
}

func (f *fixture) wantState(status audience.Status, active ...string) {
	f.Helper()
	got, now := f.state()
	if got != status || len(now) != len(active) {
		f.Fatalf("%s with %v, want %s with %v", got, now, status, active)
	}
}

// sendable claims all waiting mails and gives how many may go at the last moment.
func (f *fixture) sendable() (n int) {
	f.Helper()
	var claimed []audience.Delivery
	f.ok(f.Store.Write(f.Context(), func(tx *store.Tx) (err error) {
		claimed, err = tx.ClaimDeliveries(f.Context(), "test", f.now, f.now.Add(time.Minute), 100)
		return err
	}))
	for _, d := range claimed {
		err := f.Store.BeginSending(f.Context(), d.ID, "test", "1", f.now)
		if err == nil {
			n++
		} else {
			f.kind(err, fault.Gone)
		}
	}
	return n
}

func (f *fixture) ids() (out []int64) {
	f.Helper()
	_, subs, err := f.ByAddress(f.Context(), "Reader@mail.example")
	f.ok(err)
	for _, s := range subs {
		out = append(out, s.ID)
	}
	return out
}

func TestComeLeaveReturn(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	f.ok(f.Subscribe(ctx, wish("linden"), wish("linhe")))
	f.wantState(audience.Pending)
	if n := f.sendable(); n != 1 {
		t.Fatalf("%d requests for two digests", n)
	}
	subs, err := f.Confirm(ctx, "form", f.ids()...)
	f.ok(err)
	f.wantState(audience.Active, "linden", "linhe")
	if subs[0].NextAt.IsZero() || subs[0].Schedule != "15 6 * * 1-5" || !subs[0].WindowStart.IsZero() {
		t.Errorf("confirmed %+v", subs[0])
	}

	window := f.now.Add(-time.Hour)
	f.ok(f.Store.Write(ctx, func(tx *store.Tx) error { return tx.AdvanceSubscription(ctx, subs[1].ID, window, f.now) }))
	ended, err := f.Leave(ctx, subs[1].ID, true)
	f.ok(err)
	f.wantState(audience.Unsubscribed)
	again, err := f.Leave(ctx, subs[1].ID, true)
	if f.ok(err); len(ended) != 2 || len(again) != 0 {
		t.Fatalf("ended %v, then %v", ended, again)
	}
	back, err := f.Return(ctx, "undo", subs[1].ID)
	f.ok(err)
	f.wantState(audience.Active, "linhe")
	if !back[0].WindowStart.Equal(window) {
		t.Errorf("the window of one who returns begins at %v, want %v", back[0].WindowStart, window)
	}
}

// TestComeAgain: one who left long ago gets the request like anybody else.
func TestComeAgain(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	s, err := f.Add(ctx, wish("linden"), "cli")
	f.ok(err)
	_, err = f.Leave(ctx, s.ID, false)
	f.ok(err)
	f.now = f.now.Add(48 * time.Hour)
	f.ok(f.Subscribe(ctx, wish("linden")))
	f.wantState(audience.Pending)
	if n := f.sendable(); n != 1 {
		t.Fatalf("%d requests may go", n)
	}
	_, err = f.Confirm(ctx, "form", s.ID)
	f.ok(err)
	f.wantState(audience.Active, "linden")
}

// TestStranger: a form filled in by somebody else changes nothing for an active reader.
func TestStranger(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	s, err := f.Add(ctx, wish("linden"), "cli")
	f.ok(err)
	w := wish("linden")
	w.Filter.Keywords, w.Frequency = []string{"spam"}, audience.Weekly
	f.ok(f.Subscribe(ctx, w))
	_, err = f.Confirm(ctx, "form", s.ID)
	f.ok(err)
	got, err := f.Store.Subscription(ctx, s.ID)
	f.ok(err)
	if got.Frequency != s.Frequency || len(got.Filter.Keywords) > 0 {
		t.Errorf("a stranger made it %+v", got)
	}
}

func TestBlockAndErase(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	s, err := f.Add(ctx, wish("linden"), "cli")
	f.ok(err)
	f.ok(f.Block(ctx, s.SubscriberID))
	f.ok(f.Subscribe(ctx, wish("linden")))
	f.ok(f.Renew(ctx, s.ID))
	if n := f.sendable(); n != 0 {
		t.Fatalf("%d mails to one who blocked us", n)
	}
	_, err = f.Confirm(ctx, "form", s.ID)
	f.kind(err, fault.Denied)
	f.ok(f.Erase(ctx, s.SubscriberID))
	f.ok(f.Renew(ctx, s.ID))
	_, err = f.Return(ctx, "undo", s.ID)
	f.kind(err, fault.NotFound)
	ended, err := f.Leave(ctx, s.ID, true)
	if f.ok(err); len(ended) != 0 {
		t.Errorf("ended %v", ended)
	}
}

func TestChange(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	s, err := f.Add(ctx, wish("linden"), "cli")
	f.ok(err)
	w := reader.Wish{
		Frequency: audience.Weekly, Schedule: "fri", Timed: true, Hour: 18, Zone: "Asia/Shanghai", Language: "zh", Stories: 5,
	}
	f.kind(f.Change(ctx, s.SubscriberID+1, s.ID, w), fault.Denied)
	f.ok(f.Change(ctx, s.SubscriberID, s.ID, w))
	got, err := f.Store.Subscription(ctx, s.ID)
	f.ok(err)
	if want := time.Date(2026, 3, 6, 10, 0, 0, 0, time.UTC); !got.NextAt.Equal(want) || !got.Active || got.Stories != 5 {
		t.Errorf("changed to %+v", got)
	}
	w.Zone = "Mars/Olympus"
	f.kind(f.Change(ctx, s.SubscriberID, s.ID, w), fault.Invalid)
}

func TestWrongWishes(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	f.kind(f.Subscribe(ctx), fault.Invalid)
	f.kind(f.Subscribe(ctx, reader.Wish{Address: "nobody", DigestID: "linden"}), fault.Invalid)
	f.kind(f.Subscribe(ctx, wish("nothing")), fault.NotFound)
	f.kind(f.Subscribe(ctx, reader.Wish{Address: "a@mail.example", DigestID: "linden", Zone: "Nowhere/X"}), fault.Invalid)
	_, _, err := f.ByAddress(ctx, "a@mail.example")
	f.kind(err, fault.NotFound)
}

// TestForget: who left, or never confirmed, is erased after the time the pages promise, and nobody else.
func TestForget(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	left, err := f.Add(ctx, reader.Wish{Address: "left@reader.example", DigestID: "linden"}, "cli")
	f.ok(err)
	_, err = f.Add(ctx, reader.Wish{Address: "stays@reader.example", DigestID: "linden"}, "cli")
	f.ok(err)
	f.ok(f.Subscribe(ctx, reader.Wish{Address: "silent@reader.example", DigestID: "linden"}))
	_, err = f.Leave(ctx, left.ID, true)
	f.ok(err)
	for _, step := range []struct {
		days, people int
	}{{27, 3}, {2, 1}} {
		f.now = f.now.AddDate(0, 0, step.days)
		f.ok(f.Forget(ctx))
		people, err := f.Store.Subscribers(ctx, store.SubscriberFilter{})
		if f.ok(err); len(people) != step.people {
			t.Errorf("after %d more days %d people are known, want %d", step.days, len(people), step.people)
		}
	}
	erased, err := f.Store.Erased(ctx, "left@reader.example")
	if f.ok(err); !erased {
		t.Error("no trace that would keep an import from bringing the address back")
	}
}
