package hook

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail/bounce"
)

// sendgrid reads SendGrid's signed event webhook: ECDSA over timestamp and body, the public key from its settings.
// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
type sendgrid struct{ key *ecdsa.PublicKey }

// sendgridFresh is how old a signature may be: SendGrid repeats a report for a day.
const sendgridFresh = 25 * time.Hour

// newSendGrid takes the verification key as SendGrid's settings show it.
func newSendGrid(key string) (Reader, error) {
	der, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	if err != nil {
		return nil, fault.New(fault.Invalid, "the key of sendgrid is not the base64 text its settings show")
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the key of sendgrid is no public key: %w", err)
	}
	ec, ok := public.(*ecdsa.PublicKey)
	if !ok {
		return nil, fault.New(fault.Invalid, "the key of sendgrid is not one for ECDSA")
	}
	return sendgrid{ec}, nil
}

type sendgridEvent struct {
	Email     string  `json:"email"`
	Event     string  `json:"event"`
	Type      string  `json:"type"`
	Status    string  `json:"status"`
	Reason    string  `json:"reason"`
	Response  string  `json:"response"`
	SMTPID    string  `json:"smtp-id"`
	ID        string  `json:"sg_event_id"`
	Timestamp float64 `json:"timestamp"`
}

func (s sendgrid) Read(r Request) (Report, error) {
	timestamp := r.Header.Get("X-Twilio-Email-Event-Webhook-Timestamp")
	sig, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Twilio-Email-Event-Webhook-Signature"))
	sum := sha256.Sum256(slices.Concat([]byte(timestamp), r.Body))
	if err != nil || !ecdsa.VerifyASN1(s.key, sum[:], sig) {
		return Report{}, denied("sendgrid", "wrong signature")
	}
	if at, err := strconv.ParseInt(timestamp, 10, 64); err != nil || !near(time.Unix(at, 0), r.Now, sendgridFresh) {
		return Report{}, denied("sendgrid", "signed too long ago, or in the future")
	}
	var in []sendgridEvent
	if err := json.Unmarshal(r.Body, &in); err != nil {
		return Report{}, unreadable("sendgrid", err)
	}
	var out Report
	for _, e := range in {
		if b, ok := e.bounce(r.Now); ok {
			out.Events = append(out.Events, Event{ID: e.ID, Bounce: b, MessageID: bracketed(e.SMTPID)})
		}
	}
	return out, nil
}

// bounce gives what an event says; of "dropped" ones nothing, since they follow from an earlier one.
func (e sendgridEvent) bounce(now time.Time) (audience.Bounce, bool) {
	b := audience.Bounce{
		Address: e.Email, At: unix(e.Timestamp, now), Status: bounce.StatusIn(e.Status), Detail: bounce.Clip(cmp.Or(e.Reason, e.Response)),
	}
	switch e.Event {
	case "spamreport":
		b.Kind, b.Status, b.Detail = audience.BounceComplaint, "", "feedback abuse"
	case "bounce":
		b.Kind = kind(b.Status, e.Type != "blocked")
	case "deferred":
		b.Kind, b.Status = audience.BounceSoft, cmp.Or(bounce.StatusIn(b.Detail), b.Status)
	default:
		return b, false
	}
	return b, true
}
