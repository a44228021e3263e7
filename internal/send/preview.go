package send

import (
	"context"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
)

// Preview is the mail of one moment.
type Preview struct {
	digest.Rendered
	Raw     []byte       // the whole message
	Edition news.Edition // the one it was sent as; ID 0 when it is only what would have been
	Kept    bool         // these are the bytes that were signed then
}

// Empty reports whether no mail was, or would have been, made.
func (p Preview) Empty() bool { return p.Text == "" }

// afterMoment is how long after a moment its edition may have been made: the tick comes each minute, and a busy machine is late.
const afterMoment = 15 * time.Minute

// Preview gives the mail of a subscription at a moment: the one that was made for it then, or else what would have been
// made, from stories, sources and tellings as they stood, by the choices of today. Nothing is written.
func (r *Room) Preview(ctx context.Context, sub audience.Subscription, at time.Time) (Preview, error) {
	editions, err := r.Store.Editions(ctx, store.EditionFilter{SubscriptionID: sub.ID})
	if err != nil {
		return Preview{}, err
	}
	slices.Reverse(editions)
	last := time.Time{}
	for _, e := range editions {
		switch {
		case e.End.Before(at):
			last = e.End
		case e.End.Sub(at) < afterMoment && at.Before(r.Now()):
			return r.asItWas(ctx, e.ID)
		}
	}
	if at.Before(r.Now()) {
		sub.WindowStart = last
	}
	return r.asItWouldBe(ctx, sub, at)
}

// asItWas gives an edition's mail: the bytes that were signed, or, once they are let go of, the same told again.
func (r *Room) asItWas(ctx context.Context, id int64) (Preview, error) {
	e, err := r.Store.Edition(ctx, id)
	if err != nil || e.Skipped != "" {
		return Preview{Edition: e}, err
	}
	out := Preview{Edition: e}
	deliveries, err := r.Store.Deliveries(ctx, store.DeliveryFilter{EditionID: id, Limit: 1})
	if err != nil {
		return out, err
	}
	if len(deliveries) == 1 && len(deliveries[0].Message) > 0 {
		view, err := mail.Read(deliveries[0].Message)
		out.Rendered = digest.Rendered{Subject: view.Subject, HTML: view.HTML, Text: view.Text}
		out.Raw, out.Kept = deliveries[0].Message, true
		return out, err
	}
	to := audience.Delivery{CreatedAt: e.MadeAt}
	if len(deliveries) == 1 {
		to = deliveries[0]
	}
	out.Rendered, out.Raw, _, err = r.compose(ctx, e, to)
	return out, err
}

// asItWouldBe makes the mail that the window ending at a moment gives.
func (r *Room) asItWouldBe(ctx context.Context, sub audience.Subscription, at time.Time) (Preview, error) {
	person, err := r.Store.Subscriber(ctx, sub.SubscriberID)
	if err != nil {
		return Preview{}, err
	}
	d, err := r.desk(ctx, at)
	if err != nil {
		return Preview{}, err
	}
	by := time.Time{}
	if at.Before(r.Now()) {
		by = at
		if err := d.lookBack(ctx); err != nil {
			return Preview{}, err
		}
	}
	of, err := d.draft(sub, person)
	if err != nil {
		return Preview{}, err
	}
	if _, err := d.tell(ctx, []*Draft{&of}, by); err != nil || len(of.Chosen.Picks) == 0 {
		return Preview{}, err
	}
	to := addressee{Subscriber: person, Subscription: sub, zone: sub.Zone, next: of.Next}
	issue, err := r.illustrate(ctx, r.personal(of.issue(), to, 0), sub.Pictures)
	if err != nil {
		return Preview{}, err
	}
	rendered, err := digest.Render(r.Templates, issue)
	if err != nil {
		return Preview{}, err
	}
	raw, _, err := r.sealed(issue, rendered, audience.Delivery{Recipient: person.Address, CreatedAt: at}, 0, sub.ID)
	return Preview{Rendered: rendered, Raw: raw}, err
}

// lookBack makes a desk see stories and sources as they stood at its end.
func (d *desk) lookBack(ctx context.Context) error {
	healths, err := d.Store.HealthsAt(ctx, d.end)
	d.past = true
	clear(d.healths)
	for _, h := range healths {
		d.healths[h.SourceID] = h
	}
	return err
}
