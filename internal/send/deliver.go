package send

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/store"
)

// lease is how long a claimed batch is ours. It is prolonged before each mail, so it need only outlive one.
const lease = 12 * time.Minute

// Deliver sends every delivery that is due, batch after batch, over one connection at a time. It ends when nothing is
// due, when ctx ends (the mail in hand is finished first), or when the relay says that the fault is ours.
func (r *Room) Deliver(ctx context.Context) error {
	line := mail.NewLine(r.Transport, r.Batch)
	defer line.Close() //nolint:errcheck // what was sent is on record; a failed farewell changes nothing
	if err := r.recover(ctx); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(uint64(r.Now().UnixNano()), 0)) //nolint:gosec // jitter needs no secrecy
	for n := 0; ; n++ {
		b := batch{Room: r, line: line, random: random, holder: fmt.Sprintf("%s/%d-%d", r.Worker, r.Now().UnixNano(), n)}
		more, err := b.run(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// recover takes deliveries that somebody began to send and never finished for unknown.
func (r *Room) recover(ctx context.Context) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.RecoverSending(ctx, r.Now())
		if n > 0 {
			r.Log.Warn("deliveries of unknown fate", "count", n)
		}
		return err
	})
}

// batch is one claim of deliveries.
type batch struct {
	*Room
	line   *mail.Line
	holder string
	random *rand.Rand // jitter
}

// run sends one batch and reports whether there may be more.
func (b *batch) run(ctx context.Context) (more bool, err error) {
	var claimed []audience.Delivery
	err = b.Store.Write(ctx, func(tx *store.Tx) (err error) {
		claimed, err = tx.ClaimDeliveries(ctx, b.holder, b.Now(), b.Now().Add(lease), max(1, b.Batch))
		return err
	})
	if err != nil || len(claimed) == 0 {
		return false, err
	}
	defer func() {
		err = errors.Join(err, b.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
			return tx.ReleaseDeliveries(context.WithoutCancel(ctx), b.holder)
		}))
	}()
	for _, d := range claimed {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err := b.one(ctx, d); err != nil {
			return false, err
		}
	}
	return true, nil
}

// one sends one delivery and records what became of it. A relay is not even asked about an address that is suppressed.
func (b *batch) one(ctx context.Context, d audience.Delivery) error {
	suppressed, err := b.Store.Suppressed(ctx, d.Recipient, b.Now())
	if err != nil {
		return err
	}
	if suppressed {
		if err := b.begin(ctx, d); !errors.Is(err, mail.ErrSuppressed) && !errors.Is(err, mail.ErrTaken) {
			return err
		}
		return nil
	}
	return b.send(ctx, d)
}

// send hands one delivery to the relay.
func (b *batch) send(ctx context.Context, d audience.Delivery) error {
	if err := b.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.ExtendDeliveries(ctx, b.holder, b.Now().Add(lease))
	}); err != nil {
		return err
	}
	reply, err := b.line.Send(ctx, mail.Envelope{From: d.EnvelopeSender, To: d.Recipient}, d.Message,
		func(ctx context.Context) error { return b.begin(ctx, d) })
	attempt := mail.Attempt{Attempts: d.Attempts + 1, Created: d.CreatedAt, Now: b.Now()}
	verdict := mail.Decide(reply, err, attempt, b.Retries, b.random)
	if verdict.State == "" || verdict.State == audience.DeliverySuppressed {
		return nil // another's, or suppressed by the commit itself
	}
	return b.finish(context.WithoutCancel(ctx), d, reply.Connection, verdict)
}

// begin is the durable commit before the final dot; it says in mail's words why a mail must not go.
func (b *batch) begin(ctx context.Context, d audience.Delivery) error {
	err := b.Store.BeginSending(ctx, d.ID, b.holder, b.holder, b.Now())
	switch {
	case fault.Is(err, fault.Gone):
		return errors.Join(mail.ErrSuppressed, err)
	case fault.Is(err, fault.Conflict):
		return errors.Join(mail.ErrTaken, err)
	}
	return err
}

// finish records a verdict, with the suppression it calls for.
func (b *batch) finish(ctx context.Context, d audience.Delivery, connection string, v mail.Verdict) error {
	err := b.Store.Write(ctx, func(tx *store.Tx) error {
		err := tx.FinishDelivery(ctx, d.ID, b.holder, store.Outcome{
			State: v.State, Code: v.Code, Reply: v.Reply, NextTry: v.NextTry, At: b.Now(),
		})
		if err != nil || v.Suppress == "" {
			return err
		}
		return tx.PutSuppression(ctx, audience.Suppression{Address: d.Recipient, Reason: v.Suppress, At: b.Now()})
	})
	if fault.Is(err, fault.Conflict) {
		b.Log.Warn("outcome not recorded: another process has the delivery", "delivery", d.ID, "state", v.State)
		return nil
	}
	b.report(d, connection, v)
	if err == nil && v.Stop != "" {
		return fault.New(fault.Temporary, "sending stopped: %s", v.Stop)
	}
	return err
}

// report logs an outcome without the address.
func (b *batch) report(d audience.Delivery, connection string, v mail.Verdict) {
	level := b.Log.Info
	if v.State != audience.DeliverySent {
		level = b.Log.Warn
	}
	level("delivery", "id", d.ID, "kind", d.Kind, "state", v.State, "code", v.Code, "reply", v.Reply,
		"connection", connection)
}
