package send

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"

	"golang.org/x/sync/errgroup"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/mail"
	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
)

// makeBatch is how many mails are made between two commits.
const makeBatch = 64

// letter is the mail of one edition, signed and ready to be kept.
type letter struct {
	delivery  audience.Delivery
	rendered  digest.Rendered
	messageID string
	raw       []byte
	failed    error
}

// makeMails makes the mails of planned editions: renders, composes and signs each, and commits them batch by batch with
// the job that sends them. A mail that cannot be made waits, and holds up no other.
func (r *Room) makeMails(ctx context.Context) error {
	var after int64
	for {
		waiting, err := r.Store.Unmade(ctx, r.Now(), after, makeBatch)
		if err != nil || len(waiting) == 0 {
			return err
		}
		letters := make([]letter, len(waiting))
		group, within := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i, delivery := range waiting {
			group.Go(func() error {
				letters[i] = r.letter(within, delivery)
				return within.Err()
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		if err := r.Store.Write(ctx, func(tx *store.Tx) error { return r.keep(ctx, tx, letters) }); err != nil {
			return err
		}
		after = waiting[len(waiting)-1].ID
	}
}

// keep commits letters, and that there is something to deliver.
func (r *Room) keep(ctx context.Context, tx *store.Tx, letters []letter) error {
	for _, l := range letters {
		id := l.delivery.ID
		if l.failed != nil {
			r.Log.Error("mail not made; tried again later", "delivery", id, "error", l.failed)
			if err := tx.PostponeMaking(ctx, id, r.Now().Add(retryAfter)); err != nil {
				return err
			}
			continue
		}
		err := errors.Join(
			tx.SetEditionMail(ctx, l.delivery.EditionID, l.rendered.Subject, l.rendered.Left),
			tx.SetDeliveryMessage(ctx, id, l.messageID, r.verp(id), l.raw),
		)
		if err != nil {
			return err
		}
	}
	return r.ThenDeliver(ctx, tx)
}

// letter makes the mail of one planned edition.
func (r *Room) letter(ctx context.Context, d audience.Delivery) letter {
	out := letter{delivery: d}
	edition, err := r.Store.Edition(ctx, d.EditionID)
	if err == nil {
		out.rendered, out.raw, out.messageID, err = r.compose(ctx, edition, d)
	}
	if err != nil {
		out.failed = fmt.Errorf("edition %d: %w", d.EditionID, err)
	}
	return out
}

// compose renders an edition to its reader and signs it.
func (r *Room) compose(
	ctx context.Context, edition news.Edition, d audience.Delivery,
) (out digest.Rendered, raw []byte, messageID string, err error) {
	issue, err := r.Issue(ctx, edition)
	if err != nil {
		return out, nil, "", err
	}
	if out, err = digest.Render(r.Templates, issue); err != nil {
		return out, nil, "", err
	}
	raw, messageID, err = r.sealed(issue, out, d, edition.ID, edition.SubscriptionID)
	return out, raw, messageID, err
}

// sealed makes the message of a rendered issue and signs it.
func (r *Room) sealed(
	issue digest.Issue, out digest.Rendered, d audience.Delivery, editionID, subscriptionID int64,
) (raw []byte, messageID string, err error) {
	m := mail.Message{
		Kind: mail.Digest, To: mail.Address{Addr: d.Recipient}, Subject: out.Subject, HTML: out.HTML, Text: out.Text,
		Date: d.CreatedAt, Language: issue.Lang, UnsubscribeURL: r.link(token.Unsubscribe, subscriptionID),
		UnsubscribeMailto: r.goner(subscriptionID),
		MessageID:         mail.MessageID(strconv.FormatInt(editionID, 10), d.ID, r.Secret, r.Sender.Domain),
	}
	for _, p := range out.Pictures {
		m.Pictures = append(m.Pictures, mail.Picture{ID: p.ID, JPEG: p.JPEG})
	}
	of, err := r.digest(issue.Digest.ID)
	if err != nil {
		of = issue.Digest // taken out of the configuration meanwhile
	}
	if raw, err = mail.Compose(m, r.identity(of)); err == nil {
		raw, err = mail.SignAll(raw, r.Signers)
	}
	return raw, m.MessageID, err
}

// Issue gives what an edition tells its reader, as it was kept: stories and receipt as they were when it was planned.
func (r *Room) Issue(ctx context.Context, edition news.Edition) (digest.Issue, error) {
	issue, err := digest.Recall(edition.Issue)
	if err != nil {
		return issue, err
	}
	to := addressee{zone: edition.Zone, next: edition.Next}
	if to.Subscription, err = r.Store.Subscription(ctx, edition.SubscriptionID); err != nil {
		return issue, err
	}
	if to.Subscriber, err = r.Store.Subscriber(ctx, to.SubscriberID); err != nil {
		return issue, err
	}
	return r.illustrate(ctx, r.personal(issue, to, edition.ID), to.Pictures)
}

// identity gives what all mails of a digest share.
func (r *Room) identity(d news.Digest) mail.Identity {
	return mail.Identity{
		From: r.Sender.From, ReplyTo: r.Sender.ReplyTo, ListID: d.ID + "." + r.Sender.Domain, ListName: d.Name,
		HelpURL: r.Sender.BaseURL + "/", OwnerAddress: r.Sender.From.Addr,
		FeedbackID: fmt.Sprintf("%s:edition:tidings", d.ID),
	}
}
