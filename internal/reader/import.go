package reader

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/store"
)

// Imported is what became of one row of an import.
type Imported string

// What can become of a row.
const (
	ImportAdded   Imported = "added"
	ImportKnown   Imported = "known"   // subscribed already; what its reader chose here stays
	ImportAsked   Imported = "asked"   // no consent in the file: asked by mail to confirm
	ImportBarred  Imported = "barred"  // must not be mailed there: must not be mailed here
	ImportIgnored Imported = "ignored" // had left, or never confirmed, there: its end is on record, whatever its status says
)

// ImportOptions say how rows are taken.
type ImportOptions struct {
	Ask bool // those without consent are asked by mail to confirm, instead of refused
	Dry bool // nothing is written or asked
}

// errDry undoes a dry run.
var errDry = errors.New("dry run")

// ImportResult is what became of one row, or why it was refused.
type ImportResult struct {
	Imported
	Err error // fault.Invalid or fault.Denied, unless the store failed
}

// importBatch is how many rows of a file are given to Import at once: few enough that its transaction does not hold up
// the daemon's, many enough that a file of thousands is not as many commits.
const importBatch = 500

// Import takes rows of another list of readers, in one transaction, and gives a result for each. Nobody is mailed
// against their will by it: a row needs to say when and how its reader agreed; whoever left, was erased or is
// suppressed here stays so, whatever the file says. There is no welcome digest: these readers are not new. A row that
// is refused, or that the store cannot keep, is left out alone.
func (r *Room) Import(ctx context.Context, rows []audience.Enrolment, opt ImportOptions) []ImportResult {
	out, arrivals := make([]ImportResult, len(rows)), make([]arrival, len(rows))
	for i, row := range rows {
		arrivals[i], out[i] = r.arrive(row, opt)
	}
	if err := r.takeAll(ctx, arrivals, out, opt.Dry); err != nil {
		for i := range arrivals { // one by one, to find which row it is
			if err := r.takeAll(ctx, arrivals[i:i+1], out[i:i+1], opt.Dry); err != nil {
				out[i] = ImportResult{Err: err}
			}
		}
	}
	for i := range out {
		if out[i].Imported == ImportAsked && !opt.Dry {
			out[i].Err = r.Subscribe(ctx, arrivals[i].wish)
		}
	}
	return out
}

// arrival is a row that may be kept.
type arrival struct {
	row    audience.Enrolment
	as     string // the address as the file has it, by which an older version may have erased it
	wish   Wish
	sub    audience.Subscription
	agreed bool
}

// arrive checks a row as far as it can be without the store. The result is empty when the row may be kept.
func (r *Room) arrive(row audience.Enrolment, opt ImportOptions) (a arrival, out ImportResult) {
	if a.as, out.Err = mail.NormalAddress(row.Address); out.Err != nil {
		return a, ImportResult{Err: fault.As(fault.Invalid, out.Err)}
	}
	row.Address = strings.ToLower(a.as)
	ended := !row.EndedAt.IsZero() || row.EndedBy != ""
	if row.Status == audience.Pending || row.Status == audience.Unsubscribed || ended && row.Status != audience.Suppressed {
		return a, ImportResult{Imported: ImportIgnored}
	}
	a.row, a.wish = row, r.wished(row)
	if row.Status == audience.Suppressed {
		return a, out // whatever else the row says
	}
	if a.sub, out.Err = r.Subscription(a.wish); out.Err != nil {
		return a, out
	}
	a.agreed, out.Err = r.agreed(row)
	if out.Err == nil && !a.agreed && !opt.Ask {
		out.Err = fault.New(fault.Denied, "no consent: consent_at and consent_from must say when and how this reader agreed")
	}
	return a, out
}

// takeAll keeps the arrivals that have no result yet in one transaction, which a dry run undoes. An error means that
// nothing was kept.
func (r *Room) takeAll(ctx context.Context, arrivals []arrival, out []ImportResult, dry bool) error {
	results := make([]ImportResult, len(out))
	err := r.Store.Write(ctx, func(tx *store.Tx) error {
		copy(results, out)
		for i, a := range arrivals {
			if results[i].Imported != "" || results[i].Err != nil {
				continue
			}
			taken, err := r.take(ctx, tx, a)
			if err != nil && !fault.Is(err, fault.Denied) {
				return err
			}
			results[i] = ImportResult{Imported: taken, Err: err}
		}
		if dry {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return err
	}
	copy(out, results)
	return nil
}

// wished gives what a row asks for. The digest may be left out where there is only one.
func (r *Room) wished(row audience.Enrolment) Wish {
	w := Wish{
		Address: row.Address, DigestID: row.Digest, Filter: row.Filter, Frequency: row.Frequency, Hour: row.Hour,
		Minute: row.Minute, Timed: row.Timed, Schedule: row.Schedule, Zone: row.Zone, Language: row.Language,
		Stories: row.Stories, Pictures: row.Pictures,
	}
	if w.DigestID == "" && len(r.Digests) == 1 {
		w.DigestID = r.Digests[0].ID
	}
	return w
}

// agreed reports whether a row says when and how its reader agreed.
func (r *Room) agreed(row audience.Enrolment) (bool, error) {
	if row.ConsentAt.After(r.Now()) {
		return false, fault.New(fault.Invalid, "consent_at lies in the future")
	}
	return !row.ConsentAt.IsZero() && row.ConsentFrom != "", nil
}

// take keeps one row, unless its address is one that must not be mailed: then it has written nothing.
func (r *Room) take(ctx context.Context, tx *store.Tx, a arrival) (Imported, error) {
	row, sub := a.row, a.sub
	if row.Status == audience.Suppressed {
		return ImportBarred, r.bar(ctx, tx, row)
	}
	if err := r.barred(ctx, tx, row.Address, a.as); err != nil {
		return "", err
	}
	person, added, err := tx.AddSubscriber(ctx, audience.Subscriber{
		Address: row.Address, Status: audience.Pending, Language: sub.Language, Zone: sub.Zone, CreatedAt: r.Now(),
		PausedUntil: row.PausedUntil,
	})
	if err != nil {
		return "", err
	}
	if person.Status == audience.Unsubscribed || person.Status == audience.Suppressed {
		return "", fault.New(fault.Denied, "this reader is %s here; only they themselves can come back", person.Status)
	}
	existing, err := tx.SubscriptionsOf(ctx, person.ID)
	if err != nil {
		return "", err
	}
	switch {
	case slices.ContainsFunc(existing, func(s audience.Subscription) bool { return s.DigestID == sub.DigestID && s.Active }):
		return ImportKnown, nil
	case !a.agreed:
		return ImportAsked, nil
	case added || person.Status == audience.Pending:
		from := "import: " + strings.TrimPrefix(row.ConsentFrom, "import: ")
		if err := tx.SetSubscriberStatus(ctx, person.ID, audience.Active, row.ConsentAt, from); err != nil {
			return "", err
		}
	}
	return ImportAdded, r.begin(ctx, tx, person.ID, sub)
}

// bar keeps that an address must not be mailed, as it must not where it comes from.
func (r *Room) bar(ctx context.Context, tx *store.Tx, row audience.Enrolment) error {
	s := audience.Suppression{
		Address: row.Address, Reason: cmp.Or(row.EndedBy, "suppressed where it was imported from"), At: row.EndedAt,
	}
	if s.At.IsZero() || s.At.After(r.Now()) {
		s.At = r.Now()
	}
	return tx.PutSuppression(ctx, s)
}

// begin keeps a subscription that is active from now on. There is no welcome: its first edition is the next due.
func (r *Room) begin(ctx context.Context, tx *store.Tx, subscriberID int64, sub audience.Subscription) (err error) {
	sub.SubscriberID, sub.Active, sub.WindowStart = subscriberID, true, r.Now()
	if sub.NextAt, err = digest.Next(sub, r.Now()); err != nil {
		return err
	}
	_, err = tx.PutSubscription(ctx, sub)
	return err
}

// barred refuses an address that was erased, in the letters of the file too, or is suppressed here.
func (r *Room) barred(ctx context.Context, tx *store.Tx, address, as string) error {
	for _, form := range []string{address, as} {
		erased, err := tx.Erased(ctx, form)
		if err != nil {
			return err
		}
		if erased {
			return fault.New(fault.Denied, "this reader was erased here; only they themselves can come back")
		}
	}
	suppressed, err := tx.Suppressed(ctx, address, r.Now())
	if err == nil && suppressed {
		err = fault.New(fault.Denied, "this address must not be mailed; see `tidings subscriber list --status suppressed`")
	}
	return err
}
