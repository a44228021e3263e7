package send

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
)

// Recipient is who a notice goes to. ID is 0 for the operator.
type Recipient struct {
	ID      int64
	Address string
	Lang    string
	Zone    string
}

// Notice renders, signs and queues a notice in tx. dedupe, when not empty, makes it go out once: a second notice with
// the same key is not made. What all notices share (service, time, contact) is filled in here.
func (r *Room) Notice(ctx context.Context, tx *store.Tx, to Recipient, dedupe string, n digest.Notice) error {
	n.Lang, n.Zone, n.At = to.Lang, to.Zone, r.Now()
	n.Service, n.Contact, n.Postal, n.Recipient = r.service(), r.contact(), r.Sender.Postal, to.Address
	n.Status = r.Sender.BaseURL + "/status"
	rendered, err := digest.RenderNotice(r.Templates, n)
	if err != nil {
		return err
	}
	kind := "notice"
	if n.Kind == digest.NoticeConfirm {
		kind = "confirm"
	}
	m := mail.Message{
		Kind: mail.Notice, To: mail.Address{Addr: to.Address}, Subject: rendered.Subject, HTML: rendered.HTML,
		Text: rendered.Text, Date: r.Now(), Language: to.Lang,
	}
	d := audience.Delivery{Kind: kind, SubscriberID: to.ID, Recipient: to.Address, CreatedAt: r.Now()}
	identity := mail.Identity{From: r.Sender.From, ReplyTo: r.Sender.ReplyTo}
	_, err = r.enclose(ctx, tx, d, dedupe, string(n.Kind), m, identity)
	return fault.Wrap(err, "%s notice", n.Kind)
}

// contact is where readers can write to.
func (r *Room) contact() string { return cmp.Or(r.Sender.ReplyTo.Addr, r.Sender.From.Addr) }

// service is the name the operator gave the sender.
func (r *Room) service() string {
	if r.Sender.From.Name != "" {
		return r.Sender.From.Name
	}
	return "Tidings"
}

// troubleFor is how long a source must be in trouble before the operator is told: a restart of a town's server at
// night is no news.
const troubleFor = 2 * time.Hour

// Watch tells the operator once of each change of a source's state, and once of its recovery.
func (r *Room) Watch(ctx context.Context) error {
	healths, err := r.Store.Healths(ctx)
	if err != nil {
		return err
	}
	all, err := r.Store.Sources(ctx)
	if err != nil {
		return err
	}
	var changes []digest.SourceChange
	var told []news.Health
	for _, h := range healths {
		if !r.changed(h) {
			continue
		}
		changes = append(changes, change(h, all))
		h.Notified = h.State
		told = append(told, h)
		r.Log.Warn("source changed its state", "source", h.SourceID, "state", h.State, "since", h.Since, "error", h.Err)
	}
	if len(changes) == 0 {
		return nil
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error { return r.tellOperator(ctx, tx, changes, told) })
}

// changed reports whether the operator is to be told of a state: trouble that has lasted, or that has ended.
func (r *Room) changed(h news.Health) bool {
	if h.State.Trouble() {
		return h.State != h.Notified && (r.Now().Sub(h.Since) >= troubleFor || h.State != news.StateUnreachable)
	}
	return h.Notified.Trouble()
}

func change(h news.Health, all []news.Source) digest.SourceChange {
	c := digest.SourceChange{
		ID: h.SourceID, Name: h.SourceID, From: h.Notified, To: h.State, Since: h.Since, LastRead: h.LastRead,
		LastNew: h.LastNew, Err: h.Err, Advice: "tidings source test " + h.SourceID,
	}
	if i := slices.IndexFunc(all, func(s news.Source) bool { return s.ID == h.SourceID }); i >= 0 {
		c.Name, c.URL = all[i].Name, all[i].URL
	}
	if c.From == "" {
		c.From = news.StateFine
	}
	return c
}

func (r *Room) tellOperator(
	ctx context.Context, tx *store.Tx, changes []digest.SourceChange, told []news.Health,
) error {
	for _, h := range told {
		now, err := tx.Health(ctx, h.SourceID)
		if err != nil {
			return err
		}
		now.Notified = h.Notified // a crawl may have changed the rest meanwhile
		if err := tx.PutHealth(ctx, now); err != nil {
			return err
		}
	}
	if r.Sender.Operator == "" {
		return nil
	}
	to := Recipient{Address: r.Sender.Operator, Lang: "en", Zone: "UTC"}
	key := fmt.Sprintf("watch:%s:%s:%d", changes[0].ID, changes[0].To, changes[0].Since.Unix())
	return r.Notice(ctx, tx, to, key, digest.Notice{Kind: digest.NoticeSource, Changes: changes})
}
