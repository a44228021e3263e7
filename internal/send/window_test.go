package send

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/store"
)

// live looks every quarter of an hour until end; each day's noon (UTC) brings a story. It gives the stories.
func (r *rig) live(end time.Time) (stories []int64) {
	r.Helper()
	for r.now.Before(end) {
		if r.now.UTC().Hour() == 12 && r.now.Minute() == 0 {
			stories = append(stories, r.publish("elm", fmt.Sprintf("Report of %s", r.now.Format(time.DateOnly)), "They met."))
		}
		r.at(r.now.Add(15 * time.Minute))
	}
	return stories
}

// TestWindowsWhereClocksJump lives through days that are an hour shorter or longer, one that was left out, and a leap day.
func TestWindowsWhereClocksJump(t *testing.T) {
	for _, c := range []struct {
		name, zone   string
		hour, minute int
		from         string
		days         int
		mails        int
	}{
		{"spring, the hour that is skipped", "America/New_York", 2, 30, "2028-03-10", 4, 4},
		{"autumn, the hour that comes twice", "America/New_York", 1, 30, "2028-11-03", 4, 4},
		{"half an hour", "Australia/Lord_Howe", 2, 15, "2028-09-29", 4, 4},
		{"a day left out", "Pacific/Apia", 7, 30, "2011-12-28", 4, 4}, // the 29th, and the 31st to the 2nd, but four days of UTC
		{"a leap day", "Asia/Shanghai", 7, 30, "2028-02-27", 4, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := on(t)
			var err error
			r.now, err = time.Parse(time.DateOnly, c.from)
			r.ok(err)
			r.now = r.now.Add(11 * time.Hour)
			r.sources("elm")
			began := r.now
			id := r.subscribe(audience.Subscription{
				Frequency: audience.Daily, Hour: c.hour, Minute: c.minute, Zone: c.zone,
			})[0]
			stories := r.live(r.now.AddDate(0, 0, c.days))
			told, last := map[int64]int{}, began
			editions := r.editions(id)
			for _, e := range editions {
				if !e.Start.Equal(last) {
					t.Errorf("a window begins at %s, the one before ended at %s", e.Start, last)
				}
				last = e.End
				for _, s := range e.Stories {
					told[s.StoryID]++
				}
			}
			if mails := len(r.mails()); mails != c.mails {
				t.Errorf("%d mails in %d days, want %d", mails, c.days, c.mails)
			}
			for i, s := range stories[:c.mails] {
				if told[s] != 1 {
					t.Errorf("the story of day %d was told %d times", i+1, told[s])
				}
			}
		})
	}
}

func TestFrequencies(t *testing.T) {
	for _, c := range []struct {
		sub  audience.Subscription
		want int // mails in two weeks from Saturday, 1 January 2028, with a story each noon
	}{
		{audience.Subscription{Frequency: audience.Daily, Hour: 7}, 13}, // on the first day there is nothing yet
		{audience.Subscription{Frequency: audience.Weekdays, Hour: 7}, 10},
		{audience.Subscription{Frequency: audience.Weekly, Hour: 7, Schedule: "wed"}, 2},
		{audience.Subscription{Frequency: audience.Custom, Schedule: "0 18 * * 2,4"}, 4},
		{audience.Subscription{Frequency: audience.Custom, Schedule: "0 9,21 * * *"}, 14}, // each story at its next hour
		{audience.Subscription{Frequency: audience.Immediate}, 0},                         // none of it is urgent
		{audience.Subscription{Frequency: audience.Daily, Hour: 7, Filter: audience.Filter{Towns: []string{"fir"}}}, 0},
		{audience.Subscription{Frequency: audience.Daily, Hour: 7, Filter: audience.Filter{Keywords: []string{"01-03"}}}, 1},
	} {
		t.Run(fmt.Sprintf("%s %s %v", c.sub.Frequency, c.sub.Schedule, c.sub.Filter), func(t *testing.T) {
			t.Parallel()
			r := on(t)
			r.sources("elm", "fir")
			r.subscribe(c.sub)
			r.live(newYear.AddDate(0, 0, 14))
			if got := len(r.mails()); got != c.want {
				t.Errorf("%d mails, want %d", got, c.want)
			}
		})
	}
}

// TestUrgentMailsAreCapped: a flood of warnings is no flood of mails, and nothing of it is lost.
func TestUrgentMailsAreCapped(t *testing.T) {
	r := on(t)
	r.sources("elm")
	id := r.subscribe(audience.Subscription{Frequency: audience.Immediate})[0]
	const warnings = digest.ImmediateCap + 5
	for i := range warnings {
		r.publish("elm", fmt.Sprintf("Flood warning number %d", i), "Keep away from the river.")
		r.at(r.now.Add(digest.ImmediateEvery))
	}
	if got := len(r.mails()); got != digest.ImmediateCap {
		t.Errorf("%d mails, want %d", got, digest.ImmediateCap)
	}
	passed, err := r.Store.PassedOver(r.Context(), id, newYear)
	if r.ok(err); len(passed) != 1 || !strings.Contains(passed[0].Reason, "6 mails within 24 hours") {
		t.Errorf("passed over: %+v", passed)
	}
	for range 24 * 4 {
		r.at(r.now.Add(digest.ImmediateEvery))
	}
	mails := r.mails()
	if len(mails) != digest.ImmediateCap+1 || strings.Count(mails[len(mails)-1].Text, "* Flood warning") != 5 {
		t.Errorf("%d mails, the last:\n%s", len(mails), mails[len(mails)-1].Text)
	}
}

func TestAMissedEditionSaysWhy(t *testing.T) {
	r := on(t)
	r.sources("elm")
	id := r.subscribe(audience.Subscription{Frequency: audience.Daily, Hour: 7})[0]
	story := r.publish("elm", "A report", "They met.")
	due := r.subscription(id).NextAt
	r.at(due.Add(3 * 24 * time.Hour)) // the machine slept
	passed, err := r.Store.PassedOver(r.Context(), id, newYear)
	r.ok(err)
	if len(passed) != 1 || !passed[0].DueAt.Equal(due) || !strings.Contains(passed[0].Reason, "missed by 72 h") {
		t.Errorf("passed over: %+v", passed)
	}
	r.at(r.subscription(id).NextAt)
	if e := r.editions(id); len(e) != 1 || len(e[0].Stories) != 1 || e[0].Stories[0].StoryID != story {
		t.Errorf("editions %+v", e)
	}
}

func TestAClockSetBackSilencesNobody(t *testing.T) {
	r := on(t)
	r.sources("elm")
	id := r.subscribe(audience.Subscription{Frequency: audience.Daily, Hour: 7})[0]
	first := r.publish("elm", "A report", "They met.")
	r.at(newYear.AddDate(8, 0, 0)) // passed over: eight years late
	r.at(newYear.AddDate(8, 0, 1)) // told, in a time that is not
	r.at(newYear.Add(30 * time.Hour))
	second := r.publish("elm", "Another report", "They met again.")
	r.at(newYear.Add(60 * time.Hour))
	if n := len(r.mails()); n != 1 {
		t.Fatalf("%d mails before anybody noticed", n)
	}
	r.ok(r.Rewind(r.Context()))
	if sub := r.subscription(id); sub.WindowStart.After(r.now) || sub.NextAt.Sub(r.now) > 24*time.Hour {
		t.Errorf("it goes on from %s, due %s", sub.WindowStart, sub.NextAt)
	}
	third := r.publish("elm", "A third report", "They met once more.")
	r.at(r.subscription(id).NextAt)
	told := r.ledger()
	for _, story := range []int64{first, second, third} { // the second came while the clock was wrong
		if n := len(told[[2]int64{id, story}]); n != 1 {
			t.Errorf("story %d was told %d times", story, n)
		}
	}
}

func TestAReaderWhoMovesMissesNothing(t *testing.T) {
	r := on(t)
	r.sources("elm")
	id := r.subscribe(audience.Subscription{Frequency: audience.Daily, Hour: 7, Zone: "Asia/Tokyo"})[0]
	move := func(zone string) {
		sub := r.subscription(id)
		sub.Zone = zone
		var err error
		sub.NextAt, err = digest.Next(sub, r.now)
		r.ok(err)
		r.write(func(tx *store.Tx) error { _, err := tx.PutSubscription(r.Context(), sub); return err })
	}
	stories := r.live(newYear.AddDate(0, 0, 2))
	move("America/Los_Angeles")
	stories = append(stories, r.live(newYear.AddDate(0, 0, 4))...)
	move("Pacific/Kiritimati")
	stories = append(stories, r.live(newYear.AddDate(0, 0, 6))...)
	told := r.ledger()
	for i, s := range stories[:len(stories)-1] {
		if n := len(told[[2]int64{id, s}]); n != 1 {
			t.Errorf("story %d was told %d times", i, n)
		}
	}
	r.contiguous([]int64{id})
}

// welcomed is a subscription that has just been confirmed.
func (r *rig) welcomed() audience.Subscription {
	return audience.Subscription{Frequency: audience.Daily, Hour: 7, NextAt: r.now}
}

func TestTheWelcomeDigestCountsAsTold(t *testing.T) {
	r := on(t)
	r.sources("elm")
	old := r.publish("elm", "The bridge is closed", "For two weeks.")
	r.now = r.now.Add(48 * time.Hour)
	id := r.subscribe(r.welcomed())[0]
	r.at(r.now.Add(time.Minute))
	if m := r.mails(); len(m) != 1 || !strings.HasPrefix(m[0].Subject, "Welcome to All Towns: The bridge") {
		t.Fatalf("mails %+v", m)
	}
	r.at(r.subscription(id).NextAt)
	if n := len(r.mails()); n != 1 {
		t.Fatalf("%d mails: what the welcome digest told is told again", n)
	}
	r.write(func(tx *store.Tx) error {
		a, _, err := tx.PutArticle(r.Context(), news.Article{
			SourceID: "elm", URL: "https://elm.example/open", Kind: news.KindArticle, Title: "The bridge opens on Friday",
			Text: "A week early.", FirstSeen: r.now,
		})
		if err != nil {
			return err
		}
		return tx.PutMembers(r.Context(), old, []news.Member{{ArticleID: a, Canonical: a, Reason: "test"}}, r.now)
	})
	r.at(r.subscription(id).NextAt)
	m := r.mails()
	if len(m) != 2 || !strings.Contains(m[1].Text, "[Update] What is new: The bridge opens on Friday") ||
		strings.Contains(m[1].Subject, "Welcome") {
		t.Errorf("%d mails, the last:\n%s", len(m), m[len(m)-1].Text)
	}
}

func TestWhoConfirmsHearsAtOnceEvenOfNothing(t *testing.T) {
	r := on(t)
	r.sources("elm")
	id := r.subscribe(r.welcomed())[0]
	r.at(r.now.Add(time.Minute))
	r.at(r.now.Add(time.Minute))
	if m := r.mails(); len(m) != 1 || m[0].Subject != "You are subscribed to Tidings" {
		t.Errorf("mails %+v", m)
	}
	if sub := r.subscription(id); sub.WindowStart.IsZero() {
		t.Error("the window did not move")
	}
}

func TestASignOfLifeOnceAMonth(t *testing.T) {
	for _, still := range []bool{true, false} {
		r := on(t)
		r.Digests[0].StillHere = still
		r.sources("elm")
		r.subscribe(audience.Subscription{Frequency: audience.Daily, Hour: 7})
		r.publish("elm", "A report", "They met.")
		var at []int
		for day := range 100 {
			before := len(r.mails())
			r.at(newYear.AddDate(0, 0, day).Add(7 * time.Hour))
			if len(r.mails()) > before {
				at = append(at, day)
			}
		}
		want := "[0]"
		if still {
			want = "[0 30 60 90]"
		}
		if got := fmt.Sprint(at); got != want {
			t.Errorf("with still_here %t mails come on days %s, want %s", still, got, want)
		}
	}
}
