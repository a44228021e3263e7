package send

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/token"
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

// Edition makes the edition of a subscription for the window [start, end) and its mail; or, when there is nothing to
// tell or nobody to tell it to, only moves the window on. Repeating it changes nothing.
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

// edition is Edition with its errors not named yet. It reports whether an edition was planned.
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
	d, err := r.desk(ctx, end)
	if err != nil {
		return false, err
	}
	planned, err := d.plan(ctx, []audience.Subscription{sub})
	if err != nil {
		return false, err
	}
	return planned > 0, r.makeMails(ctx)
}

// Draft chooses the stories of sub for the window that ends at end, without writing anything.
func (r *Room) Draft(ctx context.Context, sub audience.Subscription, end time.Time) (Draft, error) {
	person, err := r.Store.Subscriber(ctx, sub.SubscriberID)
	if err != nil {
		return Draft{Subscription: sub}, err
	}
	d, err := r.desk(ctx, end)
	if err != nil {
		return Draft{Subscription: sub}, err
	}
	out, err := d.draft(sub, person)
	if err != nil {
		return out, err
	}
	_, err = d.tell(ctx, []*Draft{&out}, time.Time{})
	return out, err
}

// issue is what a draft tells, without its reader's part.
func (d Draft) issue() digest.Issue {
	out := digest.Issue{
		Digest: d.Digest, Start: d.Start, End: d.End, Lang: language(d), Receipt: d.Receipt, Welcome: d.Welcome,
	}
	for _, p := range d.Chosen.Picks {
		out.Stories = append(out.Stories, digest.StoryOf(p))
	}
	return out
}

// Render gives the mail of a draft as the edition with that id would be.
func (r *Room) Render(d Draft, editionID int64) (digest.Rendered, error) {
	to := addressee{Subscriber: d.Subscriber, Subscription: d.Subscription, zone: d.Subscription.Zone, next: d.Next}
	return digest.Render(r.Templates, r.personal(d.issue(), to, editionID))
}

// addressee is the reader of an issue.
type addressee struct {
	audience.Subscriber
	audience.Subscription
	zone string
	next time.Time
}

// personal completes an issue by its reader's part: zone, links, when the next one is due and why it comes.
func (r *Room) personal(in digest.Issue, to addressee, editionID int64) digest.Issue {
	in.Zone, in.Next, in.Recipient = to.zone, to.next, to.Address
	in.Contact, in.Postal = r.contact(), r.Sender.Postal
	in.Links = digest.Links{
		Preferences: r.link(token.Preferences, to.Subscriber.ID),
		Unsubscribe: r.link(token.Unsubscribe, to.Subscription.ID),
		Edition:     r.link(token.Edition, editionID),
		Status:      r.Sender.BaseURL + "/status",
	}
	d, err := r.digest(in.Digest.ID)
	public := err == nil && d.Public
	if public {
		in.Links.Archive = r.Sender.BaseURL + "/archive"
	}
	in.Schedule = digest.Schedule(r.Templates.Locale(in.Lang), to.Subscription)
	if !strings.HasPrefix(in.Links.Edition, "https:") {
		return in // a mail's links are https
	}
	for i, s := range in.Stories {
		switch { // where all its sources stand: plain-http ones are linked from there
		case s.Page != "":
		case public:
			in.Stories[i].Page = fmt.Sprintf("%s/story/%d", r.Sender.BaseURL, s.ID)
		default:
			in.Stories[i].Page = in.Links.Edition
		}
		if s.Act.At.Known() {
			in.Stories[i].Calendar = fmt.Sprintf("%s/calendar.ics?story=%d", in.Links.Edition, s.ID)
		}
	}
	return in
}
