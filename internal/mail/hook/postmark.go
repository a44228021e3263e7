package hook

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail/bounce"
)

// postmark reads Postmark's bounce and spam complaint webhooks. Postmark signs nothing: it is believed by the password
// in the address it was given (https://hook:password@…), see
// https://postmarkapp.com/developer/webhooks/bounce-webhook
type postmark struct{ password string }

type postmarkReport struct {
	RecordType  string    `json:"RecordType"`
	ID          int64     `json:"ID"`
	Type        string    `json:"Type"`
	Email       string    `json:"Email"`
	Description string    `json:"Description"`
	Details     string    `json:"Details"`
	BouncedAt   time.Time `json:"BouncedAt"`
	MessageID   string    `json:"MessageID"`
}

// postmarkHard are the types after which an address does not come back; the rest pass or are our fault.
// https://postmarkapp.com/developer/api/bounce-api#bounce-types
var postmarkHard = []string{"HardBounce", "BadEmailAddress", "AddressChange", "ManuallyDeactivated"}

func (p postmark) Read(r Request) (Report, error) {
	_, password, ok := (&http.Request{Header: r.Header}).BasicAuth()
	if !ok || subtle.ConstantTimeCompare([]byte(password), []byte(p.password)) != 1 {
		return Report{}, denied("postmark", "the password in the webhook's address is missing or wrong")
	}
	var in postmarkReport
	if err := json.Unmarshal(r.Body, &in); err != nil {
		return Report{}, unreadable("postmark", err)
	}
	b := audience.Bounce{Address: in.Email, At: in.BouncedAt.UTC(), Detail: bounce.Clip(cmp.Or(in.Details, in.Description))}
	if in.BouncedAt.IsZero() {
		b.At = r.Now
	}
	switch {
	case in.RecordType == "SpamComplaint", in.RecordType == "Bounce" && in.Type == "SpamComplaint":
		b.Kind, b.Detail = audience.BounceComplaint, "feedback abuse"
	case in.RecordType != "Bounce", in.Type == "AutoResponder", in.Type == "Subscribe", in.Type == "Unsubscribe":
		return Report{}, nil
	case slices.Contains(postmarkHard, in.Type):
		b.Kind, b.Status = audience.BounceHard, cmp.Or(bounce.StatusIn(b.Detail), "5.1.0")
	default:
		b.Kind, b.Status = audience.BounceSoft, bounce.StatusIn(b.Detail)
	}
	return Report{Events: []Event{{ID: strconv.FormatInt(in.ID, 10), Bounce: b}}}, nil
}
