package send

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// TestPicturesGoOnlyToThoseWhoAsk makes the mails of two readers who are told the same, of whom one asked for pictures.
func TestPicturesGoOnlyToThoseWhoAsk(t *testing.T) {
	t.Parallel()
	for _, allowed := range []bool{true, false} {
		r := newRig(t, storetest.SQLite(t))
		r.Pictures = allowed
		r.sources("linden")
		daily := audience.Subscription{Frequency: audience.Daily, Hour: 7, Zone: "UTC"}
		asks := daily
		asks.Pictures = true
		ids := r.subscribe(daily, asks)
		r.now = r.now.Add(time.Hour)
		story := r.publish("linden", "Bridge", "The bridge is open again.")
		full, err := r.Store.FullStory(r.Context(), story)
		r.ok(err)
		r.write(func(tx *store.Tx) error {
			return tx.PutPicture(r.Context(), news.Picture{
				ArticleID: full.Story.Representative, JPEG: []byte("\xff\xd8picture"), Width: 160, Height: 90, At: r.now,
			})
		})
		r.at(newYear.Add(7*time.Hour + time.Minute))
		for i, id := range ids {
			sub := r.subscription(id)
			was, err := r.Preview(r.Context(), sub, r.now.Add(-time.Minute))
			r.ok(err)
			if !was.Kept {
				t.Fatal("no mail was made")
			}
			want := allowed && i == 1
			if got := bytes.Contains(was.Raw, []byte("multipart/related")); got != want || strings.Contains(was.HTML, "data:image/jpeg;base64,") != want {
				t.Errorf("allowed %v, asked %v: pictures %v", allowed, i == 1, got)
			}
			editions, err := r.Store.Editions(r.Context(), store.EditionFilter{SubscriptionID: id})
			r.ok(err)
			edition, err := r.Store.Edition(r.Context(), editions[0].ID)
			r.ok(err)
			again, _, _, err := r.compose(r.Context(), edition, audience.Delivery{Recipient: "a@reader.test", CreatedAt: r.now})
			r.ok(err)
			if len(again.Pictures) == 1 != want {
				t.Errorf("told again with %d pictures", len(again.Pictures))
			}
		}
	}
}
