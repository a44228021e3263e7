package send

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
)

const (
	// overlap is looked at again before a window's start: a story committed late by another process falls into no
	// window otherwise. The ledger keeps it from being told twice.
	overlap = 6 * time.Hour
	// welcome is how far back the first edition of a subscription looks.
	welcome = 7 * 24 * time.Hour
	// defaultGrace is how late a missed edition is still sent.
	defaultGrace = 36 * time.Hour
)

// Draft is an edition before it is a row: what is told, why, and how it reads.
type Draft struct {
	Subscriber   audience.Subscriber
	Subscription audience.Subscription
	Digest       news.Digest
	Start, End   time.Time
	Welcome      bool
	Chosen       digest.Chosen
	Receipt      digest.Receipt
	Next         time.Time
}

// Edition makes the edition of a subscription for the window [start, end) and its delivery; or, when there is nothing
// to tell or nobody to tell it to, only moves the window on. Repeating it changes nothing.
func (r *Room) Edition(ctx context.Context, subscriptionID int64, start, end time.Time) error {
	_, err := r.edition(ctx, subscriptionID, start, end)
	return fault.Wrap(err, "edition of subscription %d", subscriptionID)
}

// Send makes the edition that is due by now, whatever the schedule says, and reports whether there was anything to
// tell.
func (r *Room) Send(ctx context.Context, subscriptionID int64) (bool, error) {
	sub, err := r.Store.Subscription(ctx, subscriptionID)
	if err != nil {
		return false, err
	}
	return r.edition(ctx, subscriptionID, sub.WindowStart, r.Now())
}

func (r *Room) edition(ctx context.Context, subscriptionID int64, start, end time.Time) (bool, error) {
	sub, err := r.Store.Subscription(ctx, subscriptionID)
	if fault.Is(err, fault.NotFound) {
		return false, nil // the reader has left
	}
	if err != nil {
		return false, err
	}
	if !sub.WindowStart.Equal(start) || !end.After(start) {
		return false, nil // this window has been told, or the clock was set back to before it
	}
	if _, err := r.digest(sub.DigestID); err != nil {
		return false, r.orphan(ctx, sub, end, err)
	}
	d, err := r.Draft(ctx, sub, end)
	if err != nil {
		return false, err
	}
	if d.Subscriber.Status != audience.Active || !sub.Active || d.Subscriber.PausedUntil.After(end) {
		return false, r.advance(ctx, d, sub.WindowStart)
	}
	if late := end.Sub(sub.NextAt); !sub.NextAt.IsZero() && late > r.grace() && d.Next.Sub(end) < r.grace() {
		r.Log.Warn("edition missed; its stories come with the next one", "subscription", sub.ID, "late", late.String(),
			"next", d.Next)
		return false, r.advance(ctx, d, sub.WindowStart)
	}
	if len(d.Chosen.Picks) == 0 {
		return false, r.skip(ctx, d)
	}
	return true, r.commit(ctx, d)
}

func (r *Room) grace() time.Duration {
	if r.Grace > 0 {
		return r.Grace
	}
	return defaultGrace
}

// Draft chooses the stories of sub for the window that ends at end, without writing anything.
func (r *Room) Draft(ctx context.Context, sub audience.Subscription, end time.Time) (Draft, error) {
	d := Draft{Subscription: sub, Start: sub.WindowStart, End: end}
	var err error
	if d.Subscriber, err = r.Store.Subscriber(ctx, sub.SubscriberID); err != nil {
		return d, err
	}
	if d.Digest, err = r.digest(sub.DigestID); err != nil {
		return d, err
	}
	if d.Next, err = digest.Next(sub, end); err != nil {
		return d, err
	}
	if sub.WindowStart.IsZero() {
		d.Welcome, d.Start = true, end.Add(-welcome)
	}
	sources, err := r.sources(ctx, d.Digest)
	if err != nil {
		return d, err
	}
	if d.Receipt, err = r.receipt(ctx, sources); err != nil {
		return d, err
	}
	candidates, err := r.candidates(ctx, d, sources)
	if err != nil {
		return d, err
	}
	d.Chosen = digest.Choose(digest.Selection{
		Subscription: sub, Digest: d.Digest, Candidates: candidates, End: end,
	})
	return d, nil
}

// sources gives the enabled sources whose towns and topics a digest covers.
func (r *Room) sources(ctx context.Context, d news.Digest) ([]news.Source, error) {
	all, err := r.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(s news.Source) bool {
		return !s.Enabled || (len(d.Towns) > 0 && !slices.Contains(d.Towns, s.Town))
	}), nil
}

// candidates gives the stories that got an article in the window, with what was told of them before.
func (r *Room) candidates(ctx context.Context, d Draft, sources []news.Source) ([]digest.Candidate, error) {
	ids := make([]string, len(sources))
	for i, s := range sources {
		ids[i] = s.ID
	}
	stories, err := r.Store.StoriesJoined(ctx, ids, d.Start.Add(-overlap), d.End)
	if err != nil || len(stories) == 0 {
		return nil, err
	}
	told, err := r.Store.Told(ctx, d.Subscription.ID, stories)
	if err != nil {
		return nil, err
	}
	full, err := r.Store.FullStories(ctx, stories)
	if err != nil {
		return nil, err
	}
	all, err := r.Store.Sources(ctx) // a story may have articles of sources the digest does not cover
	if err != nil {
		return nil, err
	}
	out := make([]digest.Candidate, 0, len(full))
	for _, f := range full {
		c, err := r.candidate(ctx, f, told, d)
		if err != nil {
			return nil, err
		}
		c.Sources = of(all, c.Story.Articles)
		out = append(out, c)
	}
	return out, nil
}

// candidate completes one story: its summary in the reader's language where its articles allow, and what is new since
// it was told. A summary that is not made yet never delays an edition: it is made here.
func (r *Room) candidate(
	ctx context.Context, full news.FullStory, told map[int64]news.Told, d Draft,
) (digest.Candidate, error) {
	lang := language(d)
	if full.Summary.MadeAt.IsZero() || !news.SameLanguage(full.Summary.Lang, lang) {
		summary, err := r.Summary(ctx, full, lang)
		switch {
		case err == nil && (full.Summary.MadeAt.IsZero() || news.SameLanguage(summary.Lang, lang)):
			full.Summary = summary
		case err != nil && full.Summary.MadeAt.IsZero():
			r.Log.Warn("story without a summary", "story", full.Story.ID, "error", err)
		}
	}
	c := digest.Candidate{Story: full}
	if before, ok := told[full.Story.ID]; ok {
		c.Told = &before
		if before.Articles < len(full.Articles) {
			c.NewFacts = r.News(full, before.Articles, lang)
		}
	}
	return c, ctx.Err()
}

// of gives the sources that the articles come from.
func of(sources []news.Source, articles []news.Article) []news.Source {
	return slices.DeleteFunc(slices.Clone(sources), func(s news.Source) bool {
		return !slices.ContainsFunc(articles, func(a news.Article) bool { return a.SourceID == s.ID })
	})
}

// language gives the language an edition is written in.
func language(d Draft) string {
	for _, l := range []string{d.Subscription.Language, d.Subscriber.Language, d.Digest.Language} {
		if l != "" {
			return l
		}
	}
	return "en"
}

// receipt says how many sources were read, and which could not be and since when.
func (r *Room) receipt(ctx context.Context, sources []news.Source) (digest.Receipt, error) {
	healths, err := r.Store.Healths(ctx)
	if err != nil {
		return digest.Receipt{}, err
	}
	receipt := digest.Receipt{Sources: len(sources)}
	for _, s := range sources {
		i := slices.IndexFunc(healths, func(h news.Health) bool { return h.SourceID == s.ID })
		switch {
		case i < 0 || healths[i].State == news.StateNew:
		case healths[i].State.Trouble():
			trouble := digest.Trouble{Name: s.Name, State: healths[i].State, Since: healths[i].Troubled}
			if trouble.Since.IsZero() {
				trouble.Since = healths[i].Since
			}
			receipt.Troubled = append(receipt.Troubled, trouble)
		default:
			receipt.Read++
		}
	}
	return receipt, nil
}

// Render gives the mail of a draft as the edition with that id would be.
func (r *Room) Render(d Draft, editionID int64) (digest.Rendered, error) {
	issue := digest.Issue{
		Digest: d.Digest, Start: d.Start, End: d.End, Lang: language(d), Zone: d.Subscription.Zone,
		Receipt: d.Receipt, Next: d.Next, Recipient: d.Subscriber.Address, Welcome: d.Welcome,
		Contact: r.contact(), Postal: r.Sender.Postal,
		Links: digest.Links{
			Preferences: r.link(token.Preferences, d.Subscriber.ID),
			Unsubscribe: r.link(token.Unsubscribe, d.Subscription.ID),
			Edition:     r.link(token.Edition, editionID),
			Status:      r.Sender.BaseURL + "/status",
		},
	}
	if d.Digest.Public {
		issue.Links.Archive = r.Sender.BaseURL + "/archive"
	}
	issue.Schedule = digest.Schedule(r.Templates.Locale(issue.Lang), d.Subscription)
	for _, p := range d.Chosen.Picks {
		story := digest.StoryOf(p)
		if story.Page == "" && strings.HasPrefix(issue.Links.Edition, "https:") {
			story.Page = issue.Links.Edition // a mail's links are https; plain-http sources are linked from there
		}
		issue.Stories = append(issue.Stories, story)
	}
	return digest.Render(r.Templates, issue)
}

// commit writes edition, delivery, signed bytes, the next window and the deliver job in one transaction.
func (r *Room) commit(ctx context.Context, d Draft) error {
	edition := news.Edition{
		DigestID: d.Digest.ID, SubscriptionID: d.Subscription.ID, Start: d.Subscription.WindowStart, End: d.End,
		MadeAt: r.Now(),
	}
	for _, p := range d.Chosen.Picks {
		edition.Stories = append(edition.Stories, news.Told{
			StoryID: p.Candidate.Story.Story.ID, Rank: p.Rank, Update: p.Update, Articles: len(p.Candidate.Story.Articles),
		})
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := record(ctx, tx, d, edition)
		if err != nil || id == 0 {
			return err
		}
		rendered, err := r.Render(d, id)
		if err != nil {
			return err
		}
		if err := tx.SetEditionText(ctx, id, rendered.Subject, rendered.HTML, rendered.Text, rendered.Left); err != nil {
			return err
		}
		if err := r.deliverable(ctx, tx, d, id, rendered); err != nil {
			return err
		}
		return tx.AdvanceSubscription(ctx, d.Subscription.ID, d.End, d.Next)
	})
}

// record keeps an edition's row and gives its id, 0 when another process has told the window meanwhile. A reader who
// left and came back begins anew: the welcome edition of the first time has the same, empty, window start, so the new
// one is kept under the start it really has.
func record(ctx context.Context, tx *store.Tx, d Draft, e news.Edition) (int64, error) {
	id, added, err := tx.AddEdition(ctx, e)
	if err != nil || added {
		return id, err
	}
	now, err := tx.Subscription(ctx, d.Subscription.ID)
	if err != nil || !d.Welcome || !now.WindowStart.IsZero() {
		return 0, err
	}
	e.Start = d.Start
	if id, added, err = tx.AddEdition(ctx, e); !added {
		return 0, err
	}
	return id, err
}

// deliverable adds the delivery of an edition.
func (r *Room) deliverable(
	ctx context.Context, tx *store.Tx, d Draft, editionID int64, rendered digest.Rendered,
) error {
	m := mail.Message{
		Kind: mail.Digest, To: mail.Address{Addr: d.Subscriber.Address}, Subject: rendered.Subject, HTML: rendered.HTML,
		Text: rendered.Text, Date: r.Now(), Language: language(d),
		UnsubscribeURL: r.link(token.Unsubscribe, d.Subscription.ID), UnsubscribeMailto: r.goner(d.Subscription.ID),
	}
	delivery := audience.Delivery{
		Kind: "edition", EditionID: editionID, SubscriberID: d.Subscriber.ID, Recipient: d.Subscriber.Address,
		Policy: d.Digest.Policy, CreatedAt: r.Now(),
	}
	_, err := r.enclose(ctx, tx, delivery, "", strconv.FormatInt(editionID, 10), m, r.identity(d.Digest))
	return err
}

// identity gives what all mails of a digest share.
func (r *Room) identity(d news.Digest) mail.Identity {
	return mail.Identity{
		From: r.Sender.From, ReplyTo: r.Sender.ReplyTo, ListID: d.ID + "." + r.Sender.Domain, ListName: d.Name,
		HelpURL: r.Sender.BaseURL + "/", OwnerAddress: r.Sender.From.Addr,
		FeedbackID: fmt.Sprintf("%s:edition:tidings", d.ID),
	}
}

// skip records that a window had nothing to tell, and moves on.
func (r *Room) skip(ctx context.Context, d Draft) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := record(ctx, tx, d, news.Edition{
			DigestID: d.Digest.ID, SubscriptionID: d.Subscription.ID, Start: d.Subscription.WindowStart, End: d.End,
			MadeAt: r.Now(), Skipped: "nothing new",
		})
		if err != nil || id == 0 {
			return err
		}
		return tx.AdvanceSubscription(ctx, d.Subscription.ID, d.End, d.Next)
	})
}

// orphan leaves a subscription to a digest that is no longer configured waiting until its next time: its window stays
// open, so that nothing is lost when the digest comes back.
func (r *Room) orphan(ctx context.Context, sub audience.Subscription, end time.Time, why error) error {
	r.Log.Warn("no edition", "subscription", sub.ID, "error", why)
	next, err := digest.Next(sub, end)
	if err != nil {
		return err
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetNextEdition(ctx, sub.ID, next) })
}

// advance sets when the next edition is due and leaves the window open from start on.
func (r *Room) advance(ctx context.Context, d Draft, start time.Time) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		if start.IsZero() {
			return tx.SetNextEdition(ctx, d.Subscription.ID, d.Next)
		}
		return tx.AdvanceSubscription(ctx, d.Subscription.ID, start, d.Next)
	})
}
