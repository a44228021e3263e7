// Package bounce reads what comes back: delivery status notifications (RFC 3464), abuse reports (RFC 5965), the plain
// texts of older servers, and the automatic replies among them.
//
// [Read] takes one mail and the address it was delivered to and says what it is. It acts on nothing and answers
// nothing. What it does not understand has the class Unknown and must be kept for a person. A delivery is named only by
// a VERP token that verifies, so a forged report moves nothing.
package bounce

import (
	"bytes"
	"io"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // decodes what is not UTF-8

	"tidings/internal/audience"
	ours "tidings/internal/mail"
)

// Class is what a returned mail turned out to be.
type Class string

// The classes.
const (
	Failure   Class = "failure"    // a delivery failed or is late; see Bounces
	Complaint Class = "complaint"  // a reader called the mail spam
	Notice    Class = "notice"     // a report of success, or that a mail was not spam: nothing to do
	AutoReply Class = "auto-reply" // out of office and the like: nothing to do
	Forged    Class = "forged"     // its token is not ours: keep, do not act
	Unknown   Class = "unknown"    // keep for a person
)

// Reading is what [Read] understood.
type Reading struct {
	Class   Class
	Bounces []audience.Bounce // for Failure and Complaint; DeliveryID 0 = the report names no delivery of ours
}

// Tokens finds the delivery behind an envelope address; mail.VERP is one. Its error means "not ours or forged".
type Tokens interface {
	Delivery(address string) (int64, error)
	Ours(address string) bool // has the form of a token, whether or not it verifies
}

// Read classes one mail that was delivered to the address rcpt at the time at.
func Read(raw []byte, rcpt string, tokens Tokens, at time.Time) Reading {
	p, err := takeApart(raw)
	if err != nil {
		return Reading{Class: Unknown}
	}
	r := Reading{Class: p.class()}
	if r.Class != Failure && r.Class != Complaint {
		return r
	}
	id, forged := p.delivery(rcpt, tokens)
	if forged {
		return Reading{Class: Forged}
	}
	for _, b := range p.bounces {
		b.DeliveryID, b.At = id, at
		r.Bounces = append(r.Bounces, b)
	}
	return r
}

// Suppress says whether a bounce alone is reason enough never to mail its address again, and which: a complaint, or a
// mailbox that does not exist (5.1.x). Other failures are counted by the caller.
func Suppress(b audience.Bounce) (reason string, yes bool) {
	switch {
	case b.Kind == audience.BounceComplaint:
		return "complaint", true
	case b.Kind == audience.BounceHard && ours.AddressGone(b.Status):
		return "hard bounce " + b.Status, true
	}
	return "", false
}

// pieces is a mail taken apart.
type pieces struct {
	head     mail.Header // raw values of the top header
	report   string      // report-type of the multipart/report
	status   []block     // message/delivery-status
	feedback block       // message/feedback-report
	original block       // header of the mail that came back
	text     string      // first text part
	bounces  []audience.Bounce
}

// maxPart bounds how much of a part is read: reports are short, and returned mails are not needed whole.
const maxPart = 256 << 10

// takeApart sorts the parts of a returned mail. Its error means that it is no mail at all.
func takeApart(raw []byte) (*pieces, error) {
	head, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	entity, err := message.Read(bytes.NewReader(raw))
	if entity == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return nil, err
	}
	p := &pieces{head: head.Header}
	// A part that cannot be read ends the walk; what was understood before it counts.
	_ = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if part == nil {
			return err
		}
		return p.visit(part)
	})
	p.read()
	return p, nil
}

// visit reads one part. A part whose kind cannot be read is text, as RFC 2045 section 5.2 wants.
func (p *pieces) visit(part *message.Entity) error {
	kind, params, err := part.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	if kind == "multipart/report" && p.report == "" {
		p.report = strings.ToLower(params["report-type"])
	}
	if strings.HasPrefix(kind, "multipart/") {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(part.Body, maxPart))
	if err != nil {
		return err
	}
	p.keep(kind, body)
	return nil
}

// keep files a part by its kind. Of the plain texts the first is for people, and the rest are quotations.
func (p *pieces) keep(kind string, body []byte) {
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		p.status = append(p.status, blocks(body)...)
	case "message/feedback-report":
		p.feedback = first(blocks(body))
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers":
		p.original = first(blocks(body))
	case "text/plain":
		if p.text == "" {
			p.text = string(body)
		}
	}
}

// delivery looks for a token where reports carry one: the address the report came to, then the envelope sender it
// quotes, then the returned mail's header. A token that does not verify marks the report as forged.
func (p *pieces) delivery(rcpt string, tokens Tokens) (id int64, forged bool) {
	for _, addr := range []string{rcpt, p.feedback["original-mail-from"], p.original["return-path"]} {
		addr = strings.Trim(strings.TrimSpace(addr), "<>")
		if addr == "" || !tokens.Ours(addr) {
			continue
		}
		id, err := tokens.Delivery(addr)
		return id, err != nil
	}
	return 0, false
}
