// Package send makes editions and brings mail to readers: it binds the pure stages digest and mail to the store.
//
// [Room.Edition] chooses and renders one subscription's stories of a window, and commits edition, delivery, signed
// bytes, the subscription's next window and the deliver job in one transaction; the row unique on (subscription,
// window start) is the lasting guard against a second one. [Room.Deliver] sends what is due over a few connections, by
// the state machine of ARCHITECTURE.md: the durable "sending" is committed before the final dot, so that a crash
// leaves a delivery unknown, never lost. Notices (confirmation, goodbye, source states) take the same road.
package send

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
	"tidings/templates"
)

// Sender is who mails, as the configuration says it.
type Sender struct {
	From, ReplyTo mail.Address
	Operator      string // told of source states; "" = nobody
	Postal        string
	Domain        string // of Message-IDs and List-Ids
	BounceDomain  string
	TakesMail     bool   // mail to BounceDomain reaches us: one can unsubscribe by it
	BaseURL       string // of the public pages, without a slash at the end
	OnlyTo        []string
}

// Room is where editions are made and mail is sent.
type Room struct {
	Store     *store.Store
	Templates *templates.Set
	Digests   []news.Digest
	Sender    Sender
	Keys      token.Keyring
	Secret    []byte // signs Message-IDs and envelope senders
	Signers   []*mail.Signer
	Transport mail.Transport
	Worker    string // holder of claimed deliveries
	Batch     int    // mails over one connection
	Retries   mail.Policy
	Pace      Pace
	Quiet     Quiet
	Pictures  bool // the operator allows pictures in the mails of those who ask for them

	Connections int           // at most so many at once; 0 = 1
	Grace       time.Duration // an edition missed by more than this waits for the next one; 0 = 36 h
	Log         *slog.Logger
	Now         func() time.Time

	// Summary makes a story's summary in a language without keeping it.
	Summary func(ctx context.Context, full news.FullStory, lang string) (news.Summary, error)
	// News gives one line on what the last articles of a story add to the first n; "" when they add nothing.
	News func(full news.FullStory, n int, lang string) string
	// Bounced keeps a refusal of a recipient in tx, with what follows from it for the address; nil = nobody does.
	Bounced func(ctx context.Context, tx *store.Tx, b audience.Bounce) error
	// ThenDeliver inserts the deliver job in tx.
	ThenDeliver func(ctx context.Context, tx *store.Tx) error

	started sync.Once // delivering, in this process
}

// digest finds a configured digest.
func (r *Room) digest(id string) (news.Digest, error) {
	for _, d := range r.Digests {
		if d.ID == id {
			return d, nil
		}
	}
	return news.Digest{}, fault.New(fault.NotFound, "digest %q is not configured", id)
}

// link makes a public URL that acts for one thing.
func (r *Room) link(p token.Purpose, id int64) string {
	return r.Sender.BaseURL + "/" + string(p) + "/" + url.PathEscape(r.Keys.Sign(p, id, time.Time{}))
}

// Goners names subscriptions by addresses: a mail to one ends its subscription.
func (r *Room) Goners() mail.VERP {
	return mail.VERP{Prefix: "u", Domain: r.Sender.BounceDomain, Secret: r.Secret}
}

// goner gives the URL by which a subscription is left by mail; "" where no mail reaches us.
func (r *Room) goner(subscriptionID int64) string {
	if !r.Sender.TakesMail {
		return ""
	}
	return "mailto:" + r.Goners().Address(subscriptionID) + "?subject=unsubscribe"
}

// verp gives the envelope sender of a delivery.
func (r *Room) verp(deliveryID int64) string {
	return r.VERP().Address(deliveryID)
}

// VERP names deliveries by their envelope senders.
func (r *Room) VERP() mail.VERP {
	return mail.VERP{Domain: r.Sender.BounceDomain, Secret: r.Secret}
}

// allowed reports whether the staging allow-list, if there is one, lets an address through.
func (r *Room) allowed(address string) bool {
	if len(r.Sender.OnlyTo) == 0 {
		return true
	}
	for _, a := range r.Sender.OnlyTo {
		if strings.EqualFold(a, address) || (strings.HasPrefix(a, "@") && strings.HasSuffix(strings.ToLower(address),
			strings.ToLower(a))) {
			return true
		}
	}
	return false
}

// enclose composes, signs and keeps a delivery's bytes in tx. m lacks only what the delivery's id makes possible.
func (r *Room) enclose(
	ctx context.Context, tx *store.Tx, d audience.Delivery, dedupe, key string, m mail.Message, id mail.Identity,
) (int64, error) {
	if !r.allowed(d.Recipient) {
		d.State = audience.DeliverySuppressed
		r.Log.Warn("mail.only_to keeps a mail back", "kind", d.Kind)
	}
	deliveryID, added, err := tx.AddDelivery(ctx, d, dedupe)
	if err != nil || !added || d.State == audience.DeliverySuppressed {
		return deliveryID, err
	}
	m.MessageID = mail.MessageID(key, deliveryID, r.Secret, r.Sender.Domain)
	raw, err := mail.Compose(m, id)
	if err != nil {
		return 0, err
	}
	if raw, err = mail.SignAll(raw, r.Signers); err != nil {
		return 0, err
	}
	if err := tx.SetDeliveryMessage(ctx, deliveryID, m.MessageID, r.verp(deliveryID), raw); err != nil {
		return 0, err
	}
	return deliveryID, r.ThenDeliver(ctx, tx)
}
