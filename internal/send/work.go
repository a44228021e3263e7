package send

import (
	"context"
	"errors"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/store"
)

// worker sends one delivery after the other over a connection of its own.
//
// It does not wait for an outcome to be committed before it goes on, but the ledger commits in order: the outcome of
// one mail is durable no later than the "sending" of the next one, whose final dot waits for that. So a crash leaves at
// most one delivery of each connection in doubt.
type worker struct {
	*run
	line    *mail.Line
	outcome *outcome // given to the ledger, not yet known to be kept
}

// outcome is what became of a delivery, on its way to the store.
type outcome struct {
	claimed
	verdict    mail.Verdict
	connection string
	kept       <-chan error
}

// work sends what the queue gives. A worker whose relay wants fewer connections retires.
func (r *run) work(ctx context.Context) {
	w := worker{run: r, line: mail.NewLine(r.Transport, r.Batch)}
	defer w.line.Close() //nolint:errcheck // what was sent is on record; a failed farewell changes nothing
	for d := range r.queue {
		verdict := w.one(ctx, d)
		if verdict.Close && r.retire() {
			break
		}
	}
	w.settle(context.WithoutCancel(ctx))
}

// one sends one delivery and has what became of it recorded.
func (w *worker) one(ctx context.Context, d claimed) mail.Verdict {
	if !w.goesOn(ctx) || w.stopped(d.Delivery) {
		w.giveBack(ctx, d)
		return mail.Verdict{}
	}
	reply, err := w.line.Send(ctx, mail.Envelope{From: d.EnvelopeSender, To: d.Recipient}, d.Message,
		func(context.Context) error { return w.begin(d) })
	if resting, ok := errors.AsType[*mail.RestingError](err); ok {
		w.halt(w.restAll(context.WithoutCancel(ctx), resting))
		w.giveBack(ctx, d)
		return mail.Verdict{}
	}
	v := w.decide(reply, err, d)
	w.settle(context.WithoutCancel(ctx))
	if v.State == "" || v.State == audience.DeliverySuppressed { // another's, or suppressed by the commit itself
		if err := w.done(context.WithoutCancel(ctx), d, true); err != nil {
			w.halt(err)
		}
		return v
	}
	w.finish(context.WithoutCancel(ctx), d, w.line.Name(), v)
	return v
}

func (w *worker) giveBack(ctx context.Context, d claimed) {
	if err := w.done(context.WithoutCancel(ctx), d, false); err != nil {
		w.halt(err)
	}
}

// begin is the durable commit before the final dot; it says in mail's words why a mail must not go.
func (w *worker) begin(d claimed) error {
	err := <-w.ledger.begin(store.Begin{ID: d.ID, Holder: d.batch.holder, Connection: w.line.Name()})
	switch {
	case fault.Is(err, fault.Gone):
		return errors.Join(mail.ErrSuppressed, err)
	case fault.Is(err, fault.Conflict):
		return errors.Join(mail.ErrTaken, err)
	}
	return err
}

// finish has an outcome recorded, with what follows from it.
func (w *worker) finish(ctx context.Context, d claimed, connection string, v mail.Verdict) {
	now, conclusion := w.Now(), w.draw(d.Delivery, v)
	kept := w.ledger.record(func(tx *store.Tx) error {
		err := tx.FinishDelivery(ctx, d.ID, d.batch.holder, store.Outcome{
			State: v.State, Code: v.Code, Reply: v.Reply, NextTry: v.NextTry, At: now, Connection: connection,
		})
		if err != nil {
			return err
		}
		if err := w.bounced(ctx, tx, d.Delivery, v, now); err != nil {
			return err
		}
		return w.conclude(ctx, tx, d.Delivery, conclusion)
	})
	w.outcome = &outcome{d, v, connection, kept}
	if v.Setup {
		w.halt(fault.New(fault.Temporary, "sending stopped: %s", v.Stop))
	}
}

// bounced has a refusal of the recipient kept as the bounce it is. What follows for the address is judged there, as of
// any other bounce.
func (w *worker) bounced(ctx context.Context, tx *store.Tx, d audience.Delivery, v mail.Verdict, now time.Time) error {
	if w.Bounced == nil || v.State != audience.DeliveryFailed || v.Code == 0 ||
		v.Stage != mail.StageRcpt && v.Stage != mail.StageDot {
		return nil
	}
	b := audience.Bounce{
		DeliveryID: d.ID, Address: d.Recipient, Kind: audience.BounceHard, Status: v.Enhanced, Detail: v.Reply, At: now,
	}
	if v.Code/100 == 4 || mail.Passing(v.Enhanced) {
		b.Kind = audience.BounceSoft
	}
	return w.Bounced(ctx, tx, b)
}

// settle waits until the last outcome is kept, and reports it.
func (w *worker) settle(ctx context.Context) {
	o := w.outcome
	if o == nil {
		return
	}
	w.outcome = nil
	err := <-o.kept
	if fault.Is(err, fault.Conflict) {
		w.Log.Warn("outcome not recorded: another process has the delivery", "delivery", o.ID, "state", o.verdict.State)
		err = nil
	} else if err == nil {
		w.report(o)
	}
	if err = errors.Join(err, w.done(ctx, o.claimed, true)); err != nil {
		w.halt(err)
	}
}

// report logs an outcome without the address.
func (w *worker) report(o *outcome) {
	level := w.Log.Info
	if o.verdict.State != audience.DeliverySent {
		level = w.Log.Warn
	}
	level("delivery", "id", o.ID, "kind", o.Kind, "state", o.verdict.State, "code", o.verdict.Code,
		"reply", o.verdict.Reply, "connection", o.connection)
	if o.verdict.Stop != "" {
		w.Log.Error("mail is refused and the fault is ours: sending rests", "reason", o.verdict.Stop)
	}
}
