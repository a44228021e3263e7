package show

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"tidings/internal/audience"
)

// Delivery is a delivery as operators see it.
type Delivery struct {
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
	History    []Attempt              `json:"history,omitempty"`
}

// Attempt is one line of a delivery's history.
type Attempt struct {
	At         time.Time              `json:"at"`
	State      audience.DeliveryState `json:"state"`
	Code       int                    `json:"code,omitempty"`
	Reply      string                 `json:"reply,omitempty"`
	Connection string                 `json:"connection,omitempty"`
}

// NewDelivery makes the view of a delivery, with its history where that was read.
func NewDelivery(d audience.Delivery, history []audience.DeliveryEvent) Delivery {
	v := Delivery{
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
	for _, ev := range history {
		v.History = append(v.History, Attempt(ev))
	}
	return v
}

// Text is the view for people, a few lines.
func (v Delivery) Text() string {
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
	for i, a := range v.History {
		name := ""
		if i == 0 {
			name = "history"
		}
		line(name, "%s", a.text())
	}
	return b.String()
}

func (a Attempt) text() string {
	code, connection := "", ""
	if a.Code != 0 {
		code = strconv.Itoa(a.Code) + " "
	}
	if a.Connection != "" {
		connection = "(" + a.Connection + ")"
	}
	return fmt.Sprintf("%s %s: %s%s %s", a.At.Format(time.DateTime), a.State, code, a.Reply, connection)
}

// Deliveries writes deliveries, a line each: columns for people, objects as JSON.
func Deliveries(w io.Writer, found []audience.Delivery, asJSON bool) error {
	if asJSON {
		for _, d := range found {
			if err := json.NewEncoder(w).Encode(NewDelivery(d, nil)); err != nil {
				return err
			}
		}
		return nil
	}
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, d := range found {
		state, what := string(d.State), d.DigestID
		if d.Uncertain && d.State != audience.DeliveryUnknown {
			state += " (was unknown)"
		}
		if what == "" {
			what = d.Kind
		}
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\t%d\t%s\n", d.ID, d.CreatedAt.Format(time.DateTime), what, d.Recipient, state,
			d.Code, d.Reply)
	}
	return out.Flush()
}

// Counts says how many deliveries are in which state: "2 failed, 40 sent"; "none".
func Counts(of map[audience.DeliveryState]int) string {
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(of)) {
		if of[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", of[state], state))
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}
