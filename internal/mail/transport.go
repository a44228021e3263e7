package mail

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Transport is a way out: [SMTP] to a relay, or [Outbox] into a folder.
type Transport interface {
	// Open connects. A failure is a *SendError of a stage before StageMail.
	Open(ctx context.Context) (Conn, error)
	// String names the way for logs, without secrets: "smtp mail.example:587 starttls".
	String() string
}

// Conn takes mails one after the other. It is not for concurrent use.
type Conn interface {
	// Send hands over one message. commit runs once the recipient and the whole body are accepted and before the mail
	// becomes the receiver's; its error abandons the message and comes back wrapped. A nil commit is none. Every error
	// is a *SendError. The Reply is the receiver's acceptance.
	Send(ctx context.Context, env Envelope, raw []byte, commit func(context.Context) error) (Reply, error)
	// Name tells the connection apart from others in the delivery's row: "mail.example#3".
	Name() string
	// Alive reports whether another Send may be tried on this connection.
	Alive() bool
	// Close ends the connection, with a farewell only when it is in order.
	Close() error
}

// Envelope is the mail's route, apart from its header.
type Envelope struct {
	From string // VERP address; empty = the null sender
	To   string
}

// Reply is the receiver's acceptance.
type Reply struct {
	Code       int
	Enhanced   string // "2.0.0"
	Text       string
	QueueID    string // as far as the text tells
	Connection string // names the connection, for the delivery's row
}

// Stage is how far a send came.
type Stage string

// The stages in their order.
const (
	StageCheck  Stage = "check"  // the message or its envelope was refused by us
	StageToken  Stage = "token"  // the access token to sign in with
	StageDial   Stage = "dial"   // TCP, and TLS when implicit
	StageHello  Stage = "hello"  // greeting and EHLO
	StageTLS    Stage = "tls"    // STARTTLS and the certificate
	StageAuth   Stage = "auth"   // sign-in
	StageMail   Stage = "mail"   // MAIL FROM
	StageRcpt   Stage = "rcpt"   // RCPT TO
	StageData   Stage = "data"   // DATA
	StageBody   Stage = "body"   // writing the message
	StageCommit Stage = "commit" // our own commit before the dot
	StageDot    Stage = "dot"    // the final dot was sent
)

// Errors a commit returns to say why the mail must not go; [Decide] knows them.
var (
	ErrSuppressed = errors.New("recipient has left or is suppressed") // the delivery becomes suppressed
	ErrTaken      = errors.New("delivery is no longer ours")          // the row is left as it is
)

// SendError is why a mail was not accepted, or not known to be.
type SendError struct {
	Stage     Stage
	Code      int    // SMTP reply code; 0 = no reply
	Enhanced  string // "5.1.1"
	Reply     string // the reply's text
	Setup     bool   // the connection was refused for good: the operator must act, the mail is not at fault
	Temporary bool   // worth another try: a 4xx, or no reply before the dot
	Uncertain bool   // the dot was sent and no answer read: the receiver may have the mail
	Err       error
}

// Error gives the stage, the reply or the cause.
func (e *SendError) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("%s: relay answered %d %s", e.Stage, e.Code, strings.TrimSpace(e.Enhanced+" "+e.Reply))
	}
	if e.Uncertain {
		return fmt.Sprintf("%s: no answer after the mail was handed over: %v", e.Stage, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.Stage, e.Err)
}

// Unwrap gives the cause; a refused commit's own error is found there.
func (e *SendError) Unwrap() error { return e.Err }

// BeforeDot reports that the receiver certainly has not got the mail.
func (e *SendError) BeforeDot() bool { return !e.Uncertain }

// enhancedForm finds an enhanced status code (RFC 3463) at the start of a reply.
var enhancedForm = regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)`)

// splitEnhanced parts an enhanced status code (RFC 3463) from the text behind it.
func splitEnhanced(text string) (code, rest string) {
	if m := enhancedForm.FindStringSubmatch(text); m != nil {
		return m[1], text[len(m[0]):]
	}
	return "", text
}

// queueForm finds the queue id in the acceptances of Postfix, Exim, Sendmail and their like.
var queueForm = regexp.MustCompile(`(?i)(?:queued (?:mail for delivery )?as|\bid=|\bid) ?<?([A-Za-z0-9.-]{5,64})`)

// queueID finds the name a relay keeps the mail under in its answer, to be looked for in its log; "" when it names
// none.
func queueID(text string) string {
	if m := queueForm.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
