package send

import (
	"cmp"
	"context"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/mail"
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
//
// A notice to the operator has no List-Unsubscribe: it ends no subscription, and a button for it, or a program that tries
// such links, would silence the alarm. Its foot says where the address is set.
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
		Text: rendered.Text, Date: r.Now(), Language: to.Lang, UnsubscribeURL: n.Unsubscribe, UnsubscribeMailto: n.LeaveMail,
		Threads: r.threads(n),
	}
	d := audience.Delivery{Kind: kind, SubscriberID: to.ID, Recipient: to.Address, CreatedAt: r.Now()}
	identity := mail.Identity{From: r.Sender.From, ReplyTo: r.Sender.ReplyTo}
	_, err = r.enclose(ctx, tx, d, dedupe, string(n.Kind), m, identity)
	return fault.Wrap(err, "%s notice", n.Kind)
}

// mostThreads bounds the header of a notice of very many sources.
const mostThreads = 20

// threads names what a notice to the operator is about: a source, or what of mail rests.
func (r *Room) threads(n digest.Notice) (out []string) {
	var about []string
	switch n.Kind {
	case digest.NoticeSource:
		for _, c := range n.Changes[:min(len(n.Changes), mostThreads)] {
			about = append(about, "source "+c.ID)
		}
	case digest.NoticeMail:
		about = append(about, "mail "+n.Trouble.Scope)
	}
	for _, a := range about {
		out = append(out, mail.ThreadID(a, r.Secret, r.Sender.Domain))
	}
	return out
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
