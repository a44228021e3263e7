package reader

import (
	"context"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// newRoom makes a room over an empty store, with one digest.
func newRoom(t *testing.T, now *time.Time) *Room {
	t.Helper()
	return &Room{
		Store: storetest.SQLite(t), Now: func() time.Time { return *now },
		Digests: []news.Digest{{ID: "all", Zone: "UTC", Language: "en"}},
	}
}

// status makes an address a subscriber of a status since now.
func (r *Room) status(t *testing.T, address string, s audience.Status) (id int64) {
	t.Helper()
	err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
		person, _, err := tx.AddSubscriber(t.Context(), audience.Subscriber{
			Address: address, Status: audience.Pending, Language: "en", Zone: "UTC", CreatedAt: r.Now(),
		})
		id = person.ID
		if err != nil || s == audience.Pending {
			return err
		}
		return tx.SetSubscriberStatus(t.Context(), id, s, r.Now(), "form")
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestImportMailsNobodyAgainstTheirWill: whatever the file says, who left, was erased or is suppressed here stays so, and
// who agreed to nothing is not mailed.
func TestImportMailsNobodyAgainstTheirWill(t *testing.T) {
	now := storetest.Start
	r := newRoom(t, &now)
	ctx := t.Context()
	r.status(t, "left@reader.example", audience.Unsubscribed)
	erased := r.status(t, "erased@reader.example", audience.Active)
	older := r.status(t, "Older@reader.example", audience.Active) // as versions kept it that told capitals apart
	for _, id := range []int64{erased, older} {
		if err := r.Erase(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Block(ctx, r.status(t, "blocked@reader.example", audience.Active)); err != nil {
		t.Fatal(err)
	}
	future, silent := enrolled(1, "future@reader.example"), enrolled(1, "silent@reader.example")
	future.ConsentAt, silent.ConsentAt = now.Add(time.Hour), time.Time{}
	for _, tt := range []struct {
		row  audience.Enrolment
		kind fault.Kind
		want string
	}{
		{enrolled(1, "left@reader.example"), fault.Denied, "unsubscribed here"},
		{enrolled(1, "erased@reader.example"), fault.Denied, "erased here"},
		{enrolled(1, "Older@reader.example"), fault.Denied, "erased here"},
		{enrolled(1, "blocked@reader.example"), fault.Denied, "must not be mailed"},
		{silent, fault.Denied, "no consent"},
		{future, fault.Invalid, "lies in the future"},
		{enrolled(1, "nobody"), fault.Invalid, ""},
		{audience.Enrolment{Address: "x@reader.example", Digest: "none"}, fault.NotFound, `no digest "none"`},
	} {
		got := r.Import(ctx, []audience.Enrolment{tt.row}, ImportOptions{})[0]
		if got.Imported != "" || !fault.Is(got.Err, tt.kind) || !strings.Contains(got.Err.Error(), tt.want) {
			t.Errorf("%s: %q, %v; want %s: %s", tt.row.Address, got.Imported, got.Err, tt.kind, tt.want)
		}
	}
	due, err := r.Store.DueSubscriptions(ctx, now.AddDate(1, 0, 0), audience.Subscription{}, 0)
	if err != nil || len(due) != 0 {
		t.Errorf("%d subscriptions are active, %v; want none", len(due), err)
	}
}

// TestImportAgain: a dry run keeps nothing, a row taken twice is known the second time, and the digest may be left out
// where there is one.
func TestImportAgain(t *testing.T) {
	now := storetest.Start
	r := newRoom(t, &now)
	row := enrolled(1, "ann@reader.example")
	row.Digest = ""
	barred := audience.Enrolment{Address: "bo@reader.example", Status: audience.Suppressed, EndedAt: now.Add(time.Hour)}
	for _, tt := range []struct {
		opt  ImportOptions
		want [2]Imported
	}{
		{ImportOptions{Dry: true}, [2]Imported{ImportAdded, ImportBarred}},
		{ImportOptions{}, [2]Imported{ImportAdded, ImportBarred}},
		{ImportOptions{}, [2]Imported{ImportKnown, ImportBarred}},
	} {
		got := r.Import(t.Context(), []audience.Enrolment{row, barred}, tt.opt)
		if got[0].Err != nil || got[1].Err != nil || got[0].Imported != tt.want[0] || got[1].Imported != tt.want[1] {
			t.Errorf("%+v: got %+v, want %v", tt.opt, got, tt.want)
		}
	}
	s, err := r.Store.Suppression(t.Context(), "bo@reader.example")
	if err != nil || !s.At.Equal(now) {
		t.Errorf("suppressed at %v, %v; want now, as the file's time is still to come", s.At, err)
	}
}

// TestForget: readers are erased when the time in which they can come back is over, those who left and those who never
// confirmed; nobody else is.
func TestForget(t *testing.T) {
	now := storetest.Start
	r := newRoom(t, &now)
	r.status(t, "left@reader.example", audience.Unsubscribed)
	r.status(t, "asked@reader.example", audience.Pending)
	r.status(t, "stays@reader.example", audience.Active)
	now = now.Add(remember)
	r.status(t, "late@reader.example", audience.Unsubscribed)
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{now, "left asked stays late"}, // to the second they may come back
		{now.Add(time.Second), "stays late"},
		{now.Add(remember + time.Second), "stays"},
	} {
		now = tt.at
		if err := r.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.names(t.Context()); got != tt.want {
			t.Errorf("at %v there are %s, want %s", tt.at, got, tt.want)
		}
	}
}

// names lists who is there, by the first part of their addresses.
func (r *Room) names(ctx context.Context) string {
	people, err := r.Store.Subscribers(ctx, store.SubscriberFilter{})
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, p := range people {
		name, _, _ := strings.Cut(p.Address, "@")
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// put keeps a subscription as it is.
func (r *Room) put(t *testing.T, s audience.Subscription) {
	t.Helper()
	if err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.PutSubscription(t.Context(), s)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
