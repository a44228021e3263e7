package explain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/show"
	"tidings/internal/store"
)

// Reader is what one reader was told, by subscription.
type Reader struct {
	Address       string    `json:"address"`
	Subscriptions []Verdict `json:"subscriptions"`
}

// Verdict says when a subscription told a story, or why it did not.
type Verdict struct {
	Digest string    `json:"digest"`
	Told   []Telling `json:"told,omitempty"` // the latest first
	Kept   string    `json:"kept_out,omitempty"`
	Passed []string  `json:"passed_over,omitempty"` // why editions were not made that were due since the story came
	Next   string    `json:"next,omitempty"`        // what an edition made now would do
	NextAt time.Time `json:"next_at,omitzero"`
}

// Telling is an edition that told a story.
type Telling struct {
	Edition  int64     `json:"edition"`
	At       time.Time `json:"at"`
	Rank     int       `json:"rank"`
	Update   string    `json:"update,omitempty"`
	WebOnly  bool      `json:"web_only,omitempty"` // cut for the mail's size
	Delivery string    `json:"delivery,omitempty"`
}

// judge says for each subscription of an address what it was told of a story, and why not.
func (r *Room) judge(ctx context.Context, address string, t Account) (*Reader, error) {
	person, subs, err := r.Reader.ByAddress(ctx, address)
	if err != nil {
		return nil, err
	}
	v := &Reader{Address: person.Address}
	for _, sub := range subs {
		w := Verdict{Digest: sub.DigestID, Kept: t.unread()}
		if w.Kept == "" {
			c := jury{Room: r, person: person, sub: sub, full: t.Story.full}
			if w, err = c.verdict(ctx); err != nil {
				return nil, err
			}
		}
		v.Subscriptions = append(v.Subscriptions, w)
	}
	return v, nil
}

// unread says why there is no story that could be told, "" when there is one.
func (t Account) unread() string {
	switch {
	case t.Story != nil:
		return ""
	case t.Coverage != nil:
		return "the page was never fetched"
	case t.article == nil:
		return "no article was read from the page"
	case t.article.Kind != news.KindArticle:
		return fmt.Sprintf("the page was taken for %s, not for an article", show.Kind(t.article.Kind))
	}
	return "it waits to be put into a story"
}

// jury judges one story for one subscription.
type jury struct {
	*Room
	person audience.Subscriber
	sub    audience.Subscription
	full   news.FullStory
}

// verdict finds the editions that told the story; when there is none, the first rule that kept it out.
func (j *jury) verdict(ctx context.Context) (v Verdict, err error) {
	v.Digest = j.sub.DigestID
	if v.Told, err = j.told(ctx); err != nil {
		return v, err
	}
	if len(v.Told) == 0 && !slices.ContainsFunc(j.full.Articles, func(a news.Article) bool { return !a.Baseline }) {
		v.Kept = "all its articles were " + untold
		return v, nil
	}
	product, err := j.Reader.Digest(j.sub.DigestID)
	if err != nil {
		v.Kept = err.Error()
		return v, nil
	}
	if len(v.Told) == 0 {
		if v.Kept, err = j.past(ctx); err != nil {
			return v, err
		}
	}
	if v.Passed, err = j.passed(ctx); err != nil {
		return v, err
	}
	err = j.ahead(ctx, product, &v)
	return v, err
}

// ahead adds to a verdict what the next edition decides on the story, or why there is none to come. Where no edition
// told it, and none that is past says why, that is what kept it out.
func (j *jury) ahead(ctx context.Context, product news.Digest, v *Verdict) error {
	unexplained := len(v.Told) == 0 && v.Kept == ""
	if silent := j.silent(); silent != "" {
		if unexplained {
			v.Kept = silent
		} else {
			v.Next = silent
		}
		return nil
	}
	v.NextAt = j.sub.NextAt
	next, err := j.decision(ctx, j.sub, j.Now())
	switch {
	case err != nil:
		return err
	case next != nil:
		v.Next = next.reason
	case unexplained:
		v.Kept, err = j.outside(ctx, product)
	}
	return err
}

// told gives the editions of the subscription that told the story.
func (j *jury) told(ctx context.Context) ([]Telling, error) {
	id := j.full.Story.ID
	editions, err := j.Store.Editions(ctx, store.EditionFilter{SubscriptionID: j.sub.ID, StoryID: id})
	if err != nil {
		return nil, err
	}
	var out []Telling
	for _, e := range editions {
		whole, err := j.Store.Edition(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		deliveries, err := j.Store.Deliveries(ctx, store.DeliveryFilter{EditionID: e.ID, Limit: 1})
		if err != nil {
			return nil, err
		}
		v := Telling{Edition: e.ID, At: e.MadeAt}
		for _, t := range whole.Stories {
			if t.StoryID == id {
				v.Rank, v.Update, v.WebOnly = t.Rank, t.Update, t.Left
			}
		}
		for _, d := range deliveries {
			v.Delivery = string(d.State)
		}
		out = append(out, v)
	}
	return out, nil
}

// passed says which editions that could have told the story were due and not made, and why.
func (j *jury) passed(ctx context.Context) ([]string, error) {
	passed, err := j.Store.PassedOver(ctx, j.sub.ID, j.since())
	var out []string
	for _, p := range passed {
		out = append(out, fmt.Sprintf("%s: %s", show.Local(p.DueAt, j.sub.Zone), p.Reason))
	}
	return out, err
}

// silent says why the subscription has no editions now, "" when it has.
func (j *jury) silent() string {
	switch {
	case j.person.Status != audience.Active:
		return "the subscriber is " + string(j.person.Status) + " and gets no editions"
	case !j.sub.Active:
		return "the subscription has ended"
	case j.person.PausedUntil.After(j.Now()):
		return "the subscriber paused until " + j.person.PausedUntil.Format(time.RFC3339)
	}
	return ""
}

// replays bounds the past editions that are decided again, and recent those that are looked through for them.
const (
	replays = 4
	recent  = 400
)

// past decides the editions again that were made after the story's first article came, and gives why the first that
// had the story to choose from did not tell it; "" when none had. It decides as for a reader who was told nothing: what
// the edition did tell would be left out as told otherwise, and leave its places to others.
func (j *jury) past(ctx context.Context) (string, error) {
	editions, err := j.Store.Editions(ctx, store.EditionFilter{SubscriptionID: j.sub.ID, Limit: recent})
	if err != nil {
		return "", err
	}
	slices.Reverse(editions)
	editions = slices.DeleteFunc(editions, func(e news.Edition) bool { return !e.End.After(j.since()) })
	for _, e := range editions[:min(len(editions), replays)] {
		sub := j.sub
		sub.ID, sub.WindowStart = 0, e.Start
		d, err := j.decision(ctx, sub, e.End)
		if err != nil || d == nil {
			if err != nil {
				return "", err
			}
			continue
		}
		why := d.reason
		if d.taken {
			why = "by what is known now it would have told it; the story, the filter or the digest has changed since"
		}
		return fmt.Sprintf("edition %d of %s did not tell it: %s", e.ID, e.End.Format(time.RFC3339), why), nil
	}
	return "", nil
}

// since gives when the story's first article was seen.
func (j *jury) since() time.Time {
	return slices.MinFunc(j.full.Articles, func(a, b news.Article) int {
		return a.FirstSeen.Compare(b.FirstSeen)
	}).FirstSeen
}

// decision is what an edition decides on a story, in words.
type decision struct {
	taken  bool
	reason string
}

// decision gives what an edition of sub made at end decides on the story, nil when it is not among its candidates.
func (j *jury) decision(ctx context.Context, sub audience.Subscription, end time.Time) (*decision, error) {
	draft, err := j.Send.Draft(ctx, sub, end)
	if err != nil {
		return nil, fault.Wrap(err, "decide for %s", sub.DigestID)
	}
	for _, d := range draft.Chosen.Decisions {
		if d.StoryID == j.full.Story.ID {
			return &decision{taken: d.Taken, reason: d.Reason}, nil
		}
	}
	return nil, nil
}

// outside says why the story is not among those the next edition chooses from.
func (j *jury) outside(ctx context.Context, d news.Digest) (string, error) {
	sources, err := j.Store.Sources(ctx)
	if err != nil {
		return "", err
	}
	sources = slices.DeleteFunc(sources, func(s news.Source) bool {
		return !s.Enabled || !slices.ContainsFunc(j.full.Articles, func(a news.Article) bool {
			return a.SourceID == s.ID && !a.Baseline
		})
	})
	if len(sources) == 0 {
		return "none of its sources is enabled", nil
	}
	ofTown := func(s news.Source) bool { return slices.Contains(d.Towns, s.Town) }
	if len(d.Towns) > 0 && !slices.ContainsFunc(sources, ofTown) {
		return fmt.Sprintf("none of its sources is of a town in digest %s", d.ID), nil
	}
	if j.sub.WindowStart.IsZero() {
		return "it came before the week that a first edition looks back on", nil
	}
	return "it came before " + j.sub.WindowStart.Format(time.RFC3339) + ", where the window of the next edition begins", nil
}
