package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tidings/internal/audience"
)

// deliveryView is a delivery as JSON.
type deliveryView struct {
	ID         int64                  `json:"id"`
	Kind       string                 `json:"kind"`
	Digest     string                 `json:"digest,omitempty"`
	Edition    int64                  `json:"edition,omitempty"`
	To         string                 `json:"to"`
	State      audience.DeliveryState `json:"state"`
	Policy     string                 `json:"policy"`
	Uncertain  bool                   `json:"uncertain"`
	Attempts   int                    `json:"attempts"`
	Code       int                    `json:"code,omitempty"`
	Reply      string                 `json:"reply,omitempty"`
	MessageID  string                 `json:"message_id"`
	MailFrom   string                 `json:"mail_from"`
	SHA256     string                 `json:"sha256,omitempty"`
	Bytes      int                    `json:"bytes,omitempty"`
	Connection string                 `json:"connection,omitempty"`
	CreatedAt  time.Time              `json:"created_at"`
	SentAt     *time.Time             `json:"sent_at,omitempty"`
	NextTry    *time.Time             `json:"next_try,omitempty"`
	History    []eventView            `json:"history,omitempty"`
}

type eventView struct {
	At         time.Time              `json:"at"`
	State      audience.DeliveryState `json:"state"`
	Code       int                    `json:"code,omitempty"`
	Reply      string                 `json:"reply,omitempty"`
	Connection string                 `json:"connection,omitempty"`
}

func viewDelivery(d audience.Delivery) deliveryView {
	v := deliveryView{
		ID: d.ID, Kind: d.Kind, Digest: d.DigestID, Edition: d.EditionID, To: d.Recipient, State: d.State, Policy: d.Policy,
		Uncertain: d.Uncertain, Attempts: d.Attempts, Code: d.Code, Reply: d.Reply, MessageID: d.MessageID,
		MailFrom: d.EnvelopeSender, SHA256: d.Hash, Bytes: len(d.Message), Connection: d.Connection, CreatedAt: d.CreatedAt,
	}
	if !d.SentAt.IsZero() {
		v.SentAt = &d.SentAt
	}
	if !d.NextTry.IsZero() && d.State != audience.DeliverySending && d.State != audience.DeliverySuppressed {
		v.NextTry = &d.NextTry
	}
	return v
}

// text is the view for people.
func (v deliveryView) text() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	what := v.Kind
	if v.Digest != "" {
		what = fmt.Sprintf("edition %d of %s", v.Edition, v.Digest)
	}
	line("delivery", "%d, %s, made %s", v.ID, what, v.CreatedAt.Format(time.DateTime))
	line("to", "%s", v.To)
	line("from", "%s (returned mail)", v.MailFrom)
	line("Message-ID", "%s", v.MessageID)
	if v.Bytes > 0 {
		line("mail", "%d bytes, SHA-256 %s", v.Bytes, v.SHA256)
	} else {
		line("mail", "its bytes are not kept (any more)")
	}
	state := string(v.State)
	if v.Uncertain {
		state += "; its fate was unknown once, so a second copy of the same bytes may exist"
	}
	line("state", "%s; policy %s", state, v.Policy)
	if v.NextTry != nil {
		line("next try", "%s", v.NextTry.Format(time.DateTime))
	}
	for i, ev := range v.History {
		name := ""
		if i == 0 {
			name = "history"
		}
		code := ""
		if ev.Code != 0 {
			code = strconv.Itoa(ev.Code) + " "
		}
		line(name, "%s %s: %s%s %s", ev.At.Format(time.DateTime), ev.State, code, ev.Reply, parens(ev.Connection))
	}
	return b.String()
}

func parens(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}
