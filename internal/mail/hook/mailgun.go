package hook

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail/bounce"
)

// mailgun reads Mailgun's webhooks, signed by HMAC-SHA256 over timestamp and token:
// https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
type mailgun struct{ key []byte }

// mailgunFresh is how old a signature may be: Mailgun repeats a report for eight hours.
const mailgunFresh = 12 * time.Hour

type mailgunReport struct {
	Signature struct {
		Timestamp string `json:"timestamp"`
		Token     string `json:"token"`
		Signature string `json:"signature"`
	} `json:"signature"`
	Event struct {
		ID        string  `json:"id"`
		Event     string  `json:"event"`
		Severity  string  `json:"severity"`
		Reason    string  `json:"reason"`
		Recipient string  `json:"recipient"`
		Timestamp float64 `json:"timestamp"`
		Status    struct {
			Enhanced    string `json:"enhanced-code"`
			Message     string `json:"message"`
			Description string `json:"description"`
		} `json:"delivery-status"`
		Envelope struct {
			Sender string `json:"sender"`
		} `json:"envelope"`
		Message struct {
			Headers struct {
				MessageID string `json:"message-id"`
			} `json:"headers"`
		} `json:"message"`
	} `json:"event-data"`
}

func (m mailgun) Read(r Request) (Report, error) {
	var in mailgunReport
	if err := json.Unmarshal(r.Body, &in); err != nil {
		return Report{}, unreadable("mailgun", err)
	}
	sig := in.Signature
	mac := hmac.New(sha256.New, m.key)
	mac.Write([]byte(sig.Timestamp + sig.Token))
	if got, err := hex.DecodeString(sig.Signature); err != nil || !hmac.Equal(got, mac.Sum(nil)) {
		return Report{}, denied("mailgun", "wrong signature")
	}
	if at, err := strconv.ParseInt(sig.Timestamp, 10, 64); err != nil || !near(time.Unix(at, 0), r.Now, mailgunFresh) {
		return Report{}, denied("mailgun", "signed too long ago, or in the future")
	}
	e := in.Event
	b := audience.Bounce{Address: e.Recipient, At: unix(e.Timestamp, r.Now), Status: bounce.StatusIn(e.Status.Enhanced)}
	switch e.Event {
	case "complained":
		b.Kind, b.Status, b.Detail = audience.BounceComplaint, "", "feedback abuse"
	case "failed":
		b.Kind = kind(b.Status, e.Severity == "permanent")
		b.Detail = bounce.Clip(cmp.Or(e.Status.Message, e.Status.Description, e.Reason))
	default:
		return Report{}, nil
	}
	return Report{Events: []Event{{
		ID: e.ID, Bounce: b, Envelope: e.Envelope.Sender, MessageID: bracketed(e.Message.Headers.MessageID),
	}}}, nil
}

// near reports whether an instant lies within a span before now, or a few minutes after it: clocks differ.
func near(at, now time.Time, span time.Duration) bool {
	age := now.Sub(at)
	return age <= span && age >= -5*time.Minute
}

// unix reads seconds since 1970; what is not a sensible instant is now.
func unix(seconds float64, now time.Time) time.Time {
	if seconds <= 0 || seconds > 1e11 {
		return now
	}
	return time.UnixMicro(int64(seconds * 1e6)).UTC()
}
