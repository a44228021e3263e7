package returns

import (
	"context"
	"net/http"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail/bounce"
	"tidings/internal/mail/hook"
	"tidings/internal/store"
)

// Hook takes one report of a mail service. Its errors are NotFound for a service that is not configured, Denied for
// what does not prove itself, Invalid for what cannot be read, and others when it should be brought again.
func (r *Room) Hook(ctx context.Context, service string, header http.Header, body []byte) error {
	reader, ok := r.Hooks[service]
	if !ok {
		return fault.New(fault.NotFound, "no reports of %q are taken here", service)
	}
	report, err := reader.Read(hook.Request{Header: header, Body: body, Now: r.Now()})
	if err != nil {
		return err
	}
	if report.Visit != "" {
		return fault.Wrap(r.Visit(ctx, report.Visit), "confirm the reports of %s", service)
	}
	return fault.Wrap(r.Store.Write(ctx, func(tx *store.Tx) error {
		for _, e := range report.Events {
			if err := r.event(ctx, tx, service, e); err != nil {
				return err
			}
		}
		return nil
	}), "take report of %s", service)
}

// event takes one event of a report.
func (r *Room) event(ctx context.Context, tx *store.Tx, service string, e hook.Event) error {
	class := bounce.Failure
	if e.Bounce.Kind == audience.BounceComplaint {
		class = bounce.Complaint
	}
	id := e.ID
	if id == "" {
		id = key(e.Bounce.Address, e.Bounce.At.String(), e.Bounce.Status)
	}
	added, err := tx.AddReturned(ctx, audience.Returned{
		Channel: service, Key: service + ":" + id, Class: string(class), Recipient: e.Bounce.Address, At: r.Now(),
	})
	if err != nil || !added {
		return err
	}
	b := e.Bounce
	if b.DeliveryID, err = r.deliveryOf(ctx, tx, e); err != nil {
		return err
	}
	return r.record(ctx, tx, b, true)
}

// deliveryOf finds the delivery an event is about: by the sender the mail left us with, else by its Message-ID; 0 when
// the service rewrote both.
func (r *Room) deliveryOf(ctx context.Context, tx *store.Tx, e hook.Event) (int64, error) {
	if id, err := r.VERP.Delivery(e.Envelope); err == nil {
		return id, nil
	}
	if e.MessageID == "" {
		return 0, nil
	}
	d, err := tx.DeliveryByMessageID(ctx, e.MessageID)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return d.ID, err
}
