package send

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

const (
	// defaultGrace is how late a missed edition is still sent.
	defaultGrace = 36 * time.Hour
	// planBatch is how many subscriptions are planned in one transaction.
	planBatch = 500
	// retryAfter is when an edition that failed is tried again.
	retryAfter = 15 * time.Minute
)

// nothingNew is why no mail is made of an edition.
const nothingNew = "nothing new"

// Editions plans every edition that is due, page by page, and makes the mails of those that have something to tell. An
// edition that fails is on the log, waits a quarter of an hour and holds up no other.
func (r *Room) Editions(ctx context.Context) error {
	if err := r.Plan(ctx); err != nil {
		return err
	}
	return r.makeMails(ctx)
}

// Plan is the first half of Editions: what is due becomes rows. Their mails are made by the next Editions.
func (r *Room) Plan(ctx context.Context) error {
	d, err := r.desk(ctx, r.Now())
	if err != nil {
		return err
	}
	var last audience.Subscription
	for {
		due, err := r.Store.DueSubscriptions(ctx, d.end, last, planBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		if _, err := d.plan(ctx, due); err != nil {
			return err
		}
		last = due[len(due)-1]
	}
}

// decision is what becomes of one subscription that is due: an edition, with or without a mail, or, for a reason, none.
type decision struct {
	Draft
	*choice
	passed string    // why no edition is made; the window stays open
	next   time.Time // when it is due again, where no edition is made
}

// plan decides on subscriptions that are due and commits all that follows in one transaction. It gives how many mails
// there will be.
func (d *desk) plan(ctx context.Context, due []audience.Subscription) (int, error) {
	ids := make([]int64, len(due))
	for i, sub := range due {
		ids[i] = sub.SubscriberID
	}
	people, err := d.Store.SubscribersByID(ctx, ids)
	if err != nil {
		return 0, err
	}
	var out []decision
	var drafts []*Draft
	for _, sub := range due {
		of, err := d.draft(sub, people[sub.SubscriberID])
		if why := d.hindered(of, err); why.passed != "" {
			out = append(out, why)
			continue
		}
		drafts = append(drafts, &of)
	}
	choices, err := d.tell(ctx, drafts, time.Time{})
	if err != nil {
		return 0, err
	}
	for i, of := range drafts {
		x := decision{Draft: *of, choice: choices[i]}
		if err := d.cap(ctx, &x); err != nil {
			return 0, err
		}
		out = append(out, x)
	}
	return d.commit(ctx, out)
}

// hindered says why no edition is to be made of a draft, if so.
func (d *desk) hindered(of Draft, failed error) decision {
	sub, out := of.Subscription, decision{Draft: of, next: of.Next}
	late := d.end.Sub(sub.NextAt)
	switch {
	case failed != nil:
		out.passed = failed.Error()
		if out.next, _ = d.planner.Next(sub, d.end); out.next.IsZero() { // no such schedule: the next look may find better
			out.next = d.end.Add(retryAfter)
		}
		d.Log.Warn("no edition", "subscription", sub.ID, "error", failed)
	case of.Subscriber.Status != audience.Active:
		out.passed = "the subscriber is " + string(of.Subscriber.Status)
	case !sub.Active:
		out.passed = "the subscription has ended"
	case of.Subscriber.PausedUntil.After(d.end):
		out.passed = "paused until " + of.Subscriber.PausedUntil.Format(time.RFC3339)
	case !sub.NextAt.IsZero() && late > d.grace() && of.Next.Sub(d.end) < d.grace():
		out.passed = fmt.Sprintf("missed by %s, more than %s; its stories come with the next one", hours(late),
			hours(d.grace()))
		d.Log.Warn("edition missed; its stories come with the next one", "subscription", sub.ID, "late", late.String(),
			"next", of.Next)
	}
	return out
}

// hours writes a long while as people say it.
func hours(d time.Duration) string { return fmt.Sprintf("%.0f h", d.Hours()) }

func (r *Room) grace() time.Duration {
	if r.Grace > 0 {
		return r.Grace
	}
	return defaultGrace
}

// cap holds an immediate subscription to so many mails in a day: what is too much waits, and comes together.
func (d *desk) cap(ctx context.Context, x *decision) error {
	if x.Subscription.Frequency != audience.Immediate || len(x.Picks) == 0 || x.Welcome {
		return nil
	}
	mailed, err := d.Store.Mailed(ctx, x.Subscription.ID, d.end.Add(-24*time.Hour))
	if err != nil || len(mailed) < digest.ImmediateCap {
		return err
	}
	x.passed = fmt.Sprintf("%d mails within 24 hours; what is urgent comes together later", len(mailed))
	x.next = mailed[len(mailed)-digest.ImmediateCap].Add(24 * time.Hour)
	return nil
}

// commit writes decisions in one transaction: editions, deliveries, next windows, notices; or why there is none.
func (d *desk) commit(ctx context.Context, decisions []decision) (mails int, err error) {
	silent, err := d.silent(ctx, decisions)
	if err != nil {
		return 0, err
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		mails = 0
		var plans []store.Plan
		var planned []decision
		for _, x := range decisions {
			if x.passed != "" {
				if err := d.passOver(ctx, tx, x); err != nil {
					return err
				}
				continue
			}
			plans, planned = append(plans, d.planOf(x)), append(planned, x)
		}
		ids, err := tx.PlanEditions(ctx, plans)
		if err != nil {
			return err
		}
		for i, x := range planned {
			if ids[i] == 0 {
				if ids[i], err = planAgain(ctx, tx, plans[i], x); err != nil {
					return err
				}
			}
			switch {
			case ids[i] == 0: // nothing is left to do
			case len(x.Picks) > 0:
				mails++
			default:
				if err := d.reassure(ctx, tx, x, silent[x.Subscription.ID]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return mails, err
}

// passOver keeps why no edition is made and when the subscription is due again.
func (d *desk) passOver(ctx context.Context, tx *store.Tx, x decision) error {
	err := tx.PutPassedOver(ctx, store.PassedOver{
		SubscriptionID: x.Subscription.ID, DueAt: x.Subscription.NextAt, At: d.end, Reason: x.passed,
	})
	return errors.Join(err, tx.SetNextEdition(ctx, x.Subscription.ID, x.next))
}

// planOf puts a decision into rows.
func (d *desk) planOf(x decision) store.Plan {
	p := store.Plan{Next: x.Next, Edition: news.Edition{
		DigestID: x.Digest.ID, SubscriptionID: x.Subscription.ID, Start: x.Subscription.WindowStart, End: x.End,
		MadeAt: d.Now(), Zone: x.Subscription.Zone, Next: x.Next,
	}}
	if len(x.Picks) == 0 {
		p.Edition.Skipped = nothingNew
		return p
	}
	p.Edition.Issue, p.Edition.Stories = x.choice.issue, x.choice.told
	p.Delivery = audience.Delivery{
		Kind: "edition", SubscriberID: x.Subscriber.ID, Recipient: x.Subscriber.Address, State: audience.DeliveryPending,
		Policy: x.Digest.Policy, CreatedAt: d.Now(),
	}
	if !d.allowed(x.Subscriber.Address) {
		p.Delivery.State = audience.DeliverySuppressed
		d.Log.Warn("mail.only_to keeps a mail back", "kind", p.Delivery.Kind)
	}
	return p
}

// planAgain looks at a window that has an edition already: another process was faster, and nothing is left to do; or a
// reader left and came back. The welcome edition of the first time has the same, empty, window start, so the new one is
// kept under the start it really has.
func planAgain(ctx context.Context, tx *store.Tx, p store.Plan, x decision) (int64, error) {
	now, err := tx.Subscription(ctx, x.Subscription.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return 0, nil // the reader has left
	case err != nil || !now.WindowStart.Equal(x.Subscription.WindowStart):
		return 0, err
	case !x.Welcome:
		return 0, tx.SetNextEdition(ctx, now.ID, x.Next)
	}
	p.Edition.Start = x.Start
	ids, err := tx.PlanEditions(ctx, []store.Plan{p})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// Rewind takes subscriptions back whose windows begin in the future, because a clock that ran ahead was set back: they
// would be silent until it comes true. They look back over a week, since nobody knows what fell between; what they were
// told stays known.
func (r *Room) Rewind(ctx context.Context) error {
	now := r.Now()
	ahead, err := r.Store.AheadSubscriptions(ctx, now.Add(time.Hour))
	if err != nil || len(ahead) == 0 {
		return err
	}
	r.Log.Warn("the clock was set back; digests begin again from now", "subscriptions", len(ahead))
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		for _, sub := range ahead {
			next, err := digest.Next(sub, now)
			if err != nil {
				return err
			}
			if err := tx.RewindSubscription(ctx, sub.ID, now.Add(-welcome), next); err != nil {
				return err
			}
		}
		return nil
	})
}
