// Package intake is where returned mail reaches us: a listener that a mail server hands it to, by SMTP or LMTP, and a
// mailbox read by IMAP.
//
// Both bring each mail to a [Taker] and say "accepted", or note it as read, only when the Taker has recorded it; what
// fails is brought again. Nothing is ever deleted and nothing is answered.
package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"tidings/internal/mail/bounce"
)

// Taker takes mail; returns.Room is one.
type Taker interface {
	// Welcome reports whether mail to an address is to be taken at all.
	Welcome(address string) bool
	// Take records one mail. An error means that it should be brought again.
	Take(ctx context.Context, channel, rcpt string, raw []byte) (bounce.Class, error)
}

// What strangers may ask of the listener.
const (
	maxMail        = 2 << 20 // reports quote at most a mail of ours
	maxRecipients  = 10
	maxConnections = 50
	patience       = time.Minute
)

// Listener takes mail by SMTP, or by LMTP where a mail server delivers it locally.
type Listener struct {
	server *smtp.Server
}

// NewListener makes a listener that calls itself domain. With lmtp it speaks LMTP. certificates, when there are any,
// let others use STARTTLS.
func NewListener(domain string, lmtp bool, certificates *tls.Config, taker Taker, log *slog.Logger) *Listener {
	backend := smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{taker: taker, log: log}, nil
	})
	s := smtp.NewServer(backend)
	s.Domain, s.LMTP, s.TLSConfig = domain, lmtp, certificates
	s.MaxMessageBytes, s.MaxRecipients, s.MaxLineLength = maxMail, maxRecipients, 64<<10
	s.ReadTimeout, s.WriteTimeout = patience, patience
	s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug) // scanners cause most of it
	return &Listener{server: s}
}

// Serve takes mail from listener until ctx ends.
func (l *Listener) Serve(ctx context.Context, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- l.server.Serve(netutil.LimitListener(listener, maxConnections)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := l.server.Shutdown(ending)
	if errors.Is(err, context.DeadlineExceeded) {
		err = l.server.Close()
	}
	return err
}

// session is one conversation.
type session struct {
	taker Taker
	log   *slog.Logger
	rcpt  []string
}

var (
	errStranger = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such address here"}
	errLater    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not recorded, try again"}
)

// Mail begins a mail. Any sender will do, the empty one above all: reports have it.
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt refuses addresses we never gave out, so that this is no place to leave spam.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.taker.Welcome(to) {
		return errStranger
	}
	s.rcpt = append(s.rcpt, to)
	return nil
}

// Data accepts a mail when it is recorded for all its recipients.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.rcpt {
		if err := s.take(to, raw); err != nil {
			return err
		}
	}
	return nil
}

// LMTPData answers for each recipient.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.rcpt {
		status.SetStatus(to, s.take(to, raw))
	}
	return nil
}

// take hands a mail over. When it cannot be put on record its server is asked to bring it again: a bounce refused for
// good is lost.
func (s *session) take(to string, raw []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := s.taker.Take(ctx, "listener", to, raw); err != nil {
		s.log.Error("returned mail not recorded; its server will bring it again", "error", err)
		return errLater
	}
	return nil
}

// Reset forgets the recipients.
func (s *session) Reset() { s.rcpt = nil }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }
