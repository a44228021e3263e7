// Package returns takes what comes back: bounces and complaints by mail or reported by a mail service, and mails to the
// unsubscribe address. It binds package bounce to the store.
//
// Whatever is taken is recorded with what follows from it in one transaction, once, however often it comes: a caller
// may say "accepted" when [Room.Take] has returned, and may bring the same thing again after a crash. A bounce moves
// something only when it is known which delivery it is about: by the token in the address it came to, or by the word of
// a mail service that proved itself. It is then about that delivery's recipient, whatever address the report names.
// Automatic replies are noted and nothing more; what is not understood is kept whole for a person, unless it stays in the
// mailbox it was read from. Nothing is answered.
package returns

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strconv"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/mail/bounce"
	"tidings/internal/mail/hook"
	"tidings/internal/store"
)

// Room is where returned mail is taken.
type Room struct {
	Store  *store.Store
	VERP   mail.VERP              // of deliveries
	Goners mail.VERP              // of unsubscribe addresses; its tokens name subscriptions
	Hooks  map[string]hook.Reader // by the name of the service
	Log    *slog.Logger
	Now    func() time.Time

	// Leave ends a subscription; repeating it changes nothing.
	Leave func(ctx context.Context, subscriptionID int64) error
	// Visit asks an address once, to prove to a mail service that its reports are wanted.
	Visit func(ctx context.Context, address string) error
}

// left is the class of a mail to an unsubscribe address.
const left bounce.Class = "unsubscribe"

// Welcome reports whether mail to an address is to be taken: only those we gave out ourselves are.
func (r *Room) Welcome(address string) bool {
	for _, v := range []mail.VERP{r.VERP, r.Goners} {
		if _, err := v.Delivery(address); err == nil {
			return true
		}
	}
	return false
}

// Take takes one mail that came to rcpt over a channel ("listener", "imap") and says what it was. An error means that
// nothing was recorded and the mail should be brought again.
func (r *Room) Take(ctx context.Context, channel, rcpt string, raw []byte) (bounce.Class, error) {
	now := r.Now()
	reading := bounce.Read(raw, rcpt, r.VERP, now)
	if id, err := r.Goners.Delivery(rcpt); err == nil && reading.Class == bounce.Unknown {
		// Leaving is committed before the mail is noted: a crash between the two lets it be brought again.
		if err := r.Leave(ctx, id); err != nil {
			return "", err
		}
		reading.Class = left
	}
	kept := audience.Returned{
		Channel: channel, Key: key(rcpt, string(raw)), Class: string(reading.Class), Recipient: rcpt, At: now,
	}
	if channel == "listener" && (reading.Class == bounce.Unknown || reading.Class == bounce.Forged) {
		kept.Raw = raw // the listener's mail is nowhere else
	}
	err := r.Store.Write(ctx, func(tx *store.Tx) error {
		added, err := tx.AddReturned(ctx, kept)
		if err != nil || !added {
			return err
		}
		for _, b := range reading.Bounces {
			if err := r.record(ctx, tx, b, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		r.Log.Info("returned mail", "channel", channel, "class", reading.Class)
	}
	return reading.Class, fault.Wrap(err, "take returned mail")
}

// key names what came back by its content.
func key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Refused keeps that a relay refused a delivery's recipient while it was being sent: a bounce like any other.
func (r *Room) Refused(ctx context.Context, tx *store.Tx, b audience.Bounce) error {
	b.Detail = bounce.Clip(b.Detail)
	return r.record(ctx, tx, b, true)
}

// record keeps one bounce and what follows from it. trusted says that the one who reports it proved who they are, so
// that the address they name can be believed where no delivery is known.
func (r *Room) record(ctx context.Context, tx *store.Tx, b audience.Bounce, trusted bool) error {
	known := false
	if b.DeliveryID != 0 {
		d, err := tx.Delivery(ctx, b.DeliveryID)
		switch {
		case fault.Is(err, fault.NotFound): // erased meanwhile
			b.DeliveryID = 0
		case err != nil:
			return err
		default:
			b.Address, known = d.Recipient, true
		}
	}
	if normal, err := mail.ReaderAddress(b.Address); err == nil {
		b.Address = normal
	} else {
		known, trusted = false, false
	}
	earlier, err := tx.Bounces(ctx, store.BounceFilter{Address: b.Address, Since: bounce.Since(b)})
	if err != nil {
		return err
	}
	if _, err := tx.AddBounce(ctx, b); err != nil || !known && !trusted {
		return err
	}
	s, yes := bounce.Judge(b, earlier)
	if !yes {
		return nil
	}
	changed, err := tx.Suppress(ctx, s)
	if changed {
		r.Log.Warn("an address is mailed no more", "delivery", b.DeliveryID, "kind", b.Kind, "status", b.Status,
			"until", s.Expires)
	}
	return err
}

// Mark gives how far a mailbox has been read, "" for one not known.
func (r *Room) Mark(ctx context.Context, mailbox string) (string, error) {
	return r.Store.Meta(ctx, "read "+mailbox)
}

// SetMark remembers how far a mailbox has been read.
func (r *Room) SetMark(ctx context.Context, mailbox, mark string) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error { return tx.PutMeta(ctx, "read "+mailbox, mark) })
}
