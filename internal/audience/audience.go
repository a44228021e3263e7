// Package audience holds the values about readers: Subscriber, Subscription, Frequency, Filter, Delivery, Suppression,
// Bounce. Plain data like package news, which it may import; nothing here knows a clock, a network or a database.
package audience

import (
	"strings"
	"time"
)

// Status is where a subscriber stands.
type Status string

// The subscriber states. Only Active ones are mailed digests.
const (
	Pending      Status = "pending"      // asked, not confirmed
	Active       Status = "active"       // confirmed
	Unsubscribed Status = "unsubscribed" // left
	Suppressed   Status = "suppressed"   // must not be mailed: bounces, complaint
)

// Subscriber is a person or address.
type Subscriber struct {
	ID          int64
	Address     string // normalised: domain in lower-case A-labels
	Status      Status
	Language    string // BCP 47 of mails and pages
	Zone        string // IANA
	ConsentAt   time.Time
	ConsentFrom string // "form", "cli", "import"
	CreatedAt   time.Time
	PausedUntil time.Time // zero = not paused
}

// Frequency is how often a subscription's editions come.
type Frequency string

// The frequencies. Custom uses Subscription.Schedule.
const (
	Immediate Frequency = "immediate"
	Daily     Frequency = "daily"
	Weekdays  Frequency = "weekdays"
	Weekly    Frequency = "weekly"
	Custom    Frequency = "custom"
)

// Subscription joins a subscriber to a digest with a filter and a frequency.
type Subscription struct {
	ID           int64
	SubscriberID int64
	DigestID     string
	Filter       Filter
	Frequency    Frequency
	Hour         int    // local hour of day, 0–23
	Minute       int    // 0–59
	Schedule     string // cron expression when Frequency is Custom
	Zone         string // IANA
	Language     string // BCP 47
	Stories      int    // at most so many; 0 = the digest's own limit
	Pictures     bool   // its mails show small pictures, where the operator allows them
	Active       bool
	WindowStart  time.Time // start of the next edition's window = end of the last one
	NextAt       time.Time // when the next edition is due
	EndedAt      time.Time // when its reader left; zero = active, or never confirmed
	EndedBy      Departure // how
}

// Departure is how a reader left.
type Departure string

// The ways to leave.
const (
	ByOneClick Departure = "one-click" // the button of a mail program (RFC 8058)
	ByPage     Departure = "page"      // the page a mail's link leads to
	ByMail     Departure = "mail"      // a mail to the unsubscribe address
)

// Filter narrows a digest. Empty lists let everything pass.
type Filter struct {
	Towns    []string `json:"towns,omitempty"`
	Topics   []string `json:"topics,omitempty"`
	Keywords []string `json:"keywords,omitempty"` // word, +must, !not, /regex/
}

// DeliveryState is where a delivery stands; the transitions are those of ARCHITECTURE.md.
type DeliveryState string

// The delivery states.
const (
	DeliveryPending    DeliveryState = "pending"
	DeliverySending    DeliveryState = "sending"
	DeliverySent       DeliveryState = "sent"
	DeliveryDeferred   DeliveryState = "deferred"
	DeliveryFailed     DeliveryState = "failed"
	DeliveryUnknown    DeliveryState = "unknown"
	DeliverySuppressed DeliveryState = "suppressed"
)

// DeliveryStates are all of them, in the order of a delivery's life.
var DeliveryStates = []DeliveryState{
	DeliveryPending, DeliverySending, DeliverySent, DeliveryDeferred, DeliveryFailed, DeliveryUnknown, DeliverySuppressed,
}

// Delivery is one mail to one subscriber: an edition, or a notice such as the confirmation request.
type Delivery struct {
	ID             int64
	Kind           string // "edition", "confirm", "notice"
	EditionID      int64  // 0 unless Kind is "edition"
	SubscriberID   int64  // 0 for notices to the operator
	Recipient      string
	EnvelopeSender string // VERP
	MessageID      string
	State          DeliveryState
	Policy         string // "resend" or "hold"
	Message        []byte // the signed bytes, the same for every attempt
	Hash           string // SHA-256 of Message, hex
	Attempts       int
	NextTry        time.Time
	Code           int    // last SMTP reply code, 0 = none
	Reply          string // last SMTP reply or error
	Connection     string // id of the connection used last
	CreatedAt      time.Time
	SentAt         time.Time
	Uncertain      bool // it passed through unknown: a second copy may exist

	DigestID string // of the edition, "" for notices
	Zone     string // IANA, of the subscription the edition is for
}

// Domain gives the recipient's domain.
func (d Delivery) Domain() string {
	return strings.ToLower(d.Recipient[strings.LastIndexByte(d.Recipient, '@')+1:])
}

// DeliveryEvent is a change in a delivery's life after it was made: an attempt that ended, or what an operator did.
type DeliveryEvent struct {
	At         time.Time
	State      DeliveryState // what it became
	Code       int           // SMTP reply code, 0 = none
	Reply      string        // SMTP reply, error or the operator's note
	Connection string        // id of the connection used, "" = none
}

// Suppression is an address we must not mail.
type Suppression struct {
	Address string
	Reason  string // "hard bounce 5.1.1", "complaint", "operator"
	At      time.Time
	Expires time.Time // zero = never
}

// BounceKind classes a returned failure.
type BounceKind string

// The bounce kinds.
const (
	BounceHard      BounceKind = "hard"
	BounceSoft      BounceKind = "soft"
	BounceComplaint BounceKind = "complaint"
)

// Bounce is a returned failure.
type Bounce struct {
	ID         int64
	DeliveryID int64
	Address    string
	Kind       BounceKind
	Status     string // enhanced status code, "5.1.1"
	Detail     string
	At         time.Time
}

// Returned is one thing that came back: a mail, or an event a mail service reported.
type Returned struct {
	ID        int64
	Channel   string // "listener", "imap", or the name of a mail service
	Key       string // the same for the same thing, however often it comes
	Class     string // what it turned out to be; see package bounce
	Recipient string // the address it came to, or the one the event is about
	Raw       []byte // kept only of what a person should look at
	At        time.Time
}
