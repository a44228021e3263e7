package reader

import (
	"context"
	"strings"

	"tidings/internal/audience"
	"tidings/internal/store"
)

// exportPage is how many readers are read at once.
const exportPage = 500

// Export gives every subscription of every reader, readers without one, and addresses that must not be mailed, for
// another tidings to import.
func (r *Room) Export(ctx context.Context) ([]audience.Enrolment, error) {
	suppressions, err := r.Store.Suppressions(ctx, 0)
	if err != nil {
		return nil, err
	}
	barred := map[string]audience.Suppression{}
	for _, s := range suppressions {
		if s.Expires.IsZero() {
			barred[s.Address] = s
		}
	}
	var out []audience.Enrolment
	named := map[string]bool{}
	var after int64
	for {
		people, err := r.Store.Subscribers(ctx, store.SubscriberFilter{After: after, Limit: exportPage})
		if err != nil {
			return nil, err
		}
		if len(people) == 0 {
			break
		}
		for _, p := range people {
			subs, err := r.Store.SubscriptionsOf(ctx, p.ID)
			if err != nil {
				return nil, err
			}
			address := strings.ToLower(p.Address)
			out = append(out, exported(p, subs, barred[address])...)
			named[address] = true
		}
		after = people[len(people)-1].ID
	}
	for _, s := range suppressions {
		if s.Expires.IsZero() && !named[s.Address] {
			out = append(out, audience.Enrolment{
				Address: s.Address, Status: audience.Suppressed, EndedAt: s.At, EndedBy: s.Reason,
			})
		}
	}
	return out, nil
}

// exported gives a reader's rows, each with its end where it has one. A subscription that has ended is one the reader
// left; all end for an address that must not be mailed for good, which is then barred.
func exported(p audience.Subscriber, subs []audience.Subscription, barred audience.Suppression) []audience.Enrolment {
	of := audience.Enrolment{
		Address: p.Address, Status: p.Status, Zone: p.Zone, Language: p.Language, ConsentAt: p.ConsentAt,
		ConsentFrom: p.ConsentFrom, PausedUntil: p.PausedUntil,
	}
	if barred.Address != "" {
		of.Status, of.EndedAt, of.EndedBy = audience.Suppressed, barred.At, barred.Reason
	}
	if len(subs) == 0 {
		return []audience.Enrolment{of}
	}
	out := make([]audience.Enrolment, len(subs))
	for i, s := range subs {
		row := of
		row.Digest, row.Frequency, row.Hour, row.Minute, row.Timed = s.DigestID, s.Frequency, s.Hour, s.Minute, true
		row.Schedule, row.Zone, row.Language, row.Stories, row.Filter = s.Schedule, s.Zone, s.Language, s.Stories, s.Filter
		row.Pictures = s.Pictures
		if of.Status == audience.Active && !s.Active {
			row.Status = audience.Unsubscribed
		}
		if !s.EndedAt.IsZero() {
			row.EndedAt, row.EndedBy = s.EndedAt, string(s.EndedBy)
		}
		out[i] = row
	}
	return out
}
