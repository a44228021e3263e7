package send

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/digest"
	"tidings/internal/store"
	"tidings/internal/token"
)

// month is how long a digest that sends a sign of life is silent before it does.
const month = 30 * 24 * time.Hour

// confirmed is where the consent of those comes from who confirmed by themselves and now wait for their first digest.
const confirmed = "form"

// silent gives since when the subscriptions have had no mail that are told nothing now, and whose digest sends a sign of
// life.
func (d *desk) silent(ctx context.Context, decisions []decision) (map[int64]time.Time, error) {
	var ids []int64
	out := map[int64]time.Time{}
	for _, x := range decisions {
		if x.passed == "" && len(x.Picks) == 0 && x.Digest.StillHere {
			ids = append(ids, x.Subscription.ID)
			out[x.Subscription.ID] = x.Subscriber.ConsentAt
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	mailed, err := d.Store.LastMailed(ctx, ids)
	for id, at := range mailed {
		out[id] = at
	}
	return out, err
}

// reassure tells a reader that all is in order though there was nothing to tell: a new one at once, any other once a
// month, where the digest is set to.
func (d *desk) reassure(ctx context.Context, tx *store.Tx, x decision, silentSince time.Time) error {
	n := digest.Notice{
		Digests: []string{x.Digest.Name}, Next: x.Next, Preferences: d.link(token.Preferences, x.Subscriber.ID),
		Schedule:    digest.Schedule(d.Templates.Locale(language(x.Draft)), x.Subscription),
		Unsubscribe: d.link(token.Unsubscribe, x.Subscription.ID), LeaveMail: d.goner(x.Subscription.ID),
	}
	var once string
	months := int(d.end.Sub(silentSince) / month)
	switch {
	case x.Welcome && x.Subscriber.ConsentFrom == confirmed:
		n.Kind, once = digest.NoticeWelcome, fmt.Sprintf("welcome:%d:%d", x.Subscription.ID, d.end.UnixMicro())
	case !silentSince.IsZero() && months > 0:
		n.Kind, once = digest.NoticeStill, fmt.Sprintf("still:%d:%d:%d", x.Subscription.ID, silentSince.Unix(), months)
	default:
		return nil
	}
	to := Recipient{
		ID: x.Subscriber.ID, Address: x.Subscriber.Address, Lang: language(x.Draft), Zone: x.Subscription.Zone,
	}
	return d.Notice(ctx, tx, to, once, n)
}
