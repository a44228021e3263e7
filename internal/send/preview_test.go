package send

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/store"
)

// TestAnyPastMoment: what a reader was told then is shown byte for byte; what another would have been told then is shown
// as things stood, whatever has changed since.
func TestAnyPastMoment(t *testing.T) {
	r := on(t)
	r.Summary = func(_ context.Context, full news.FullStory, lang string) (news.Summary, error) {
		return news.Summary{Headline: full.Articles[0].Title, Lang: lang, MadeAt: r.now, Method: "extractive",
			Sentences: []news.Sentence{{Text: full.Articles[0].Text}}}, nil
	}
	r.sources("elm", "fir")
	ids := r.subscribe(audience.Subscription{Frequency: audience.Daily, Hour: 7, Zone: "UTC"},
		audience.Subscription{Frequency: audience.Daily, Hour: 18, Zone: "UTC"})
	story := r.publish("elm", "The bridge is closed", "For two weeks.")
	r.crawled("elm", news.StateFine)
	r.crawled("fir", news.StateBlocked)
	morning := newYear.Add(7 * time.Hour)
	r.at(morning)
	was := r.mails()[0]

	r.now = r.now.Add(time.Hour) // what comes now was not known in the morning
	r.crawled("fir", news.StateFine)
	r.publish("fir", "The library is open", "Until eight.")
	r.write(func(tx *store.Tx) error {
		a, _, err := tx.PutArticle(r.Context(), news.Article{
			SourceID: "elm", URL: "https://elm.example/open", Kind: news.KindArticle, Title: "The bridge opens", FirstSeen: r.now,
		})
		if err != nil {
			return err
		}
		return tx.PutMembers(r.Context(), story, []news.Member{{ArticleID: a, Canonical: a, Reason: "test"}}, r.now)
	})
	r.at(newYear.Add(20 * time.Hour))

	look := func(id int64, at time.Time) Preview {
		t.Helper()
		p, err := r.Preview(r.Context(), r.subscription(id), at)
		r.ok(err)
		return p
	}
	got := look(ids[0], morning)
	if !got.Kept || got.Text != was.Text || got.HTML != was.HTML || got.Subject != was.Subject {
		t.Errorf("the edition of the morning is another now: %q", got.Subject)
	}
	other := look(ids[1], morning)
	if other.Kept || other.Edition.ID != 0 || !bytes.Contains(other.Raw, []byte("Subject: ")) {
		t.Errorf("the second reader got none in the morning: %+v", other.Edition)
	}
	for _, want := range []string{"* The bridge is closed", "1 of 2 sources read", "City of fir: refuses to be read"} {
		if !strings.Contains(other.Text, want) || !strings.Contains(was.Text, want) {
			t.Errorf("%q is not told as of the morning:\n%s", want, other.Text)
		}
	}
	if strings.Contains(other.Text, "library") || strings.Contains(other.Text, "opens") {
		t.Errorf("the morning knows of the afternoon:\n%s", other.Text)
	}

	if late := look(ids[0], newYear.Add(20*time.Hour)); !strings.Contains(late.Text, "* The library is open") ||
		!strings.Contains(late.Text, "[Update] What is new: The bridge opens") {
		t.Errorf("the evening does not know of the day:\n%s", late.Text)
	}
}

// crawled puts a crawl on record.
func (r *rig) crawled(source string, state news.State) {
	r.Helper()
	r.write(func(tx *store.Tx) error {
		_, err := tx.AddCrawl(r.Context(), news.Crawl{
			SourceID: source, StartedAt: r.now, FinishedAt: r.now, State: state, Way: news.WayDated,
		})
		if err != nil {
			return err
		}
		return tx.PutHealth(r.Context(), news.Health{SourceID: source, State: state, Since: r.now, LastRead: r.now})
	})
}

// TestEveryStoryHasAPage: its own where the digest is public, else that of the edition.
func TestEveryStoryHasAPage(t *testing.T) {
	for _, public := range []bool{true, false} {
		r := newRig(t, nil)
		r.Digests[0].Public = public
		issue := digest.Issue{Digest: news.Digest{ID: "all"}, Stories: []digest.Story{{ID: 7}}}
		got := r.personal(issue, addressee{zone: "UTC"}, 3)
		want := got.Links.Edition
		if public {
			want = "https://tidings.example/story/7"
		}
		if got.Stories[0].Page != want || want == "" {
			t.Errorf("public %t: the page is %q, want %q", public, got.Stories[0].Page, want)
		}
	}
}
