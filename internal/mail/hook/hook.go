// Package hook reads what mail services report by HTTP: bounces, delays and complaints from Amazon SES (through SNS),
// Mailgun, Postmark and SendGrid.
//
// [New] gives the reader of one service, by its name and the secret agreed with it. [Reader.Read] takes one request
// and gives the events in it; a request whose signature does not verify is an error of kind Denied and nothing of it
// may be believed. Events of other kinds (opened, clicked, delivered) are left out. The package acts on nothing, keeps
// nothing and asks nobody; the one thing to be fetched, Amazon's certificate, is got by a function it is given.
package hook

import (
	"net/http"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail"
)

// Event is one thing that happened to a mail.
type Event struct {
	ID        string // the service's own, the same when it reports the event again
	Bounce    audience.Bounce
	Envelope  string // the sender the mail left us with, "" when the service does not say
	MessageID string // of our mail, with angle brackets, "" when the service does not say
}

// Request is one report.
type Request struct {
	Header http.Header
	Body   []byte
	Now    time.Time // in place of the clock
}

// Report is what a request said. Visit is an address to be asked once to prove that the reports are wanted (SNS); ""
// in all other requests.
type Report struct {
	Events []Event
	Visit  string
}

// Reader reads the reports of one service.
type Reader interface {
	Read(r Request) (Report, error)
}

// Services are the names [New] knows.
var Services = []string{"mailgun", "postmark", "sendgrid", "ses"}

// New gives the reader of a service. The secret is Mailgun's webhook signing key, SendGrid's public key, the password
// in Postmark's address (user:password@), or the ARN of the one SNS topic to believe. certificate fetches Amazon's
// signing certificate in PEM; the others need none.
func New(service, secret string, certificate func(url string) ([]byte, error)) (Reader, error) {
	if secret == "" {
		return nil, fault.New(fault.Invalid, "reports of %s need a secret to be believed", service)
	}
	switch service {
	case "mailgun":
		return mailgun{key: []byte(secret)}, nil
	case "postmark":
		return postmark{password: secret}, nil
	case "sendgrid":
		return newSendGrid(secret)
	case "ses":
		return ses{topic: secret, certificate: certificate}, nil
	}
	return nil, fault.New(fault.Invalid, "no mail service %q; known are %s", service, strings.Join(Services, ", "))
}

// denied is the answer to a request that cannot be believed.
func denied(service, why string) error {
	return fault.New(fault.Denied, "%s report not believed: %s", service, why)
}

// unreadable is the answer to a believed request that is not what the service documents.
func unreadable(service string, err error) error {
	return fault.As(fault.Invalid, fault.Wrap(err, "read %s report", service))
}

// kind tells what lasts from what passes by the enhanced status code, and where there is none by what the service says.
func kind(status string, permanent bool) audience.BounceKind {
	if mail.Passing(status) || status == "5.4.7" || !permanent { // 5.4.7: some say so of a mail grown too old
		return audience.BounceSoft
	}
	return audience.BounceHard
}

// bracketed gives a Message-ID with its angle brackets.
func bracketed(id string) string {
	if id = strings.Trim(strings.TrimSpace(id), "<>"); id == "" {
		return ""
	}
	return "<" + id + ">"
}
