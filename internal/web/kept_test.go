package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
)

// TestAnEditionsPageShowsWhatWasTrueThen: the stories have changed since, and the sources are read again.
func TestAnEditionsPageShowsWhatWasTrueThen(t *testing.T) {
	f := newFixture(t)
	_, subs := f.subscriber()
	issue, err := digest.Record(digest.Issue{
		Stories: []digest.Story{{ID: 2, Town: "Linden", Headline: "As it was told that day"}},
		Receipt: digest.Receipt{Read: 3, Sources: 4, Troubled: []digest.Trouble{
			{Name: "Ashby Parish", State: news.StateBlocked, Since: f.now},
		}},
	})
	f.ok(err)
	var id int64
	f.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddEdition(f.Context(), news.Edition{
			DigestID: "linden", SubscriptionID: subs[0].ID, Start: f.now.Add(-24 * time.Hour), End: f.now, MadeAt: f.now,
			Issue: issue, Stories: []news.Told{{StoryID: 2, Rank: 1, Articles: 1}},
		})
		return err
	})
	a := f.want(f.get("/edition/"+f.keys.Sign(token.Edition, id, time.Time{})), http.StatusOK,
		"As it was told that day", "3 of 4 sources read", "Ashby Parish")
	if strings.Contains(a.body, "calendar.ics") {
		t.Error("there is nothing to act on")
	}
}
