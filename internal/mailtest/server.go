// Package mailtest is an SMTP server on loopback for tests and for the demo: a mailbox that tells the truth.
//
// It writes each mail to its journal before it answers 250, so that whatever happens to the sender, the journal knows
// what was accepted. It keeps the mails in memory for [Server.Mails] and wakes those who [Server.Wait]. [Server.Script]
// makes it refuse, delay, fall silent, reset or drop at chosen moments. It sends nothing and listens on loopback only.
// An [Issuer] beside it gives out the access tokens of XOAUTH2.
package mailtest

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/internal/mail"
)

// Options describe a server. The zero value takes any mail on a free port.
type Options struct {
	Addr       string // "127.0.0.1:0" when empty
	STARTTLS   bool   // offer it, with a self-made certificate: see Roots
	Implicit   bool   // TLS from the first byte
	TLSName    string // the certificate's name; "127.0.0.1" and "localhost" when empty
	Login      string // demand this sign-in
	Password   string
	Mechanisms []string      // offered: PLAIN, LOGIN, CRAM-MD5, XOAUTH2; nil = PLAIN and LOGIN
	Issuer     *Issuer       // XOAUTH2 takes the tokens it gave out, in place of Password
	UTF8       bool          // offer SMTPUTF8
	MaxBytes   int64         // refuse larger mails with 552; 0 = no limit
	Journal    string        // file for the journal; empty = none
	JournalRaw bool          // the mails' bytes too
	Sync       bool          // fsync each journal line before its 250
	Delay      time.Duration // between the journal and the 250: opens the window a crash falls into
	Forget     bool          // keep no bytes in memory, only the count
}

// Mail is a mail as it arrived.
type Mail struct {
	ID         string // "1", "2", …
	Connection int    // which connection brought it, from 1
	EnvelopeFrom,
	EnvelopeTo string
	mail.View
	Raw        []byte
	ReceivedAt time.Time
}

// Server is a running server.
type Server struct {
	opt      Options
	smtp     *smtp.Server
	listener net.Listener
	addr     *net.TCPAddr
	roots    *x509.CertPool
	journal  *journal
	served   chan error
	done     chan struct{} // closed by Close: wakes the silent

	mu      sync.Mutex
	mails   []Mail
	taken   int           // numbers given out
	count   int           // mails shown
	changed chan struct{} // closed and replaced at each arrival
	faults  []*Fault
	conns   int
}

// Start makes a server that listens when Start returns.
func Start(opt Options) (*Server, error) {
	s := &Server{opt: opt, done: make(chan struct{}), changed: make(chan struct{}), served: make(chan error, 1)}
	var err error
	if s.journal, err = openJournal(opt.Journal, opt.Sync, opt.JournalRaw); err != nil {
		return nil, err
	}
	s.smtp = smtp.NewServer(smtp.BackendFunc(s.session))
	s.smtp.Domain = "mail.test"
	s.smtp.AllowInsecureAuth = true
	s.smtp.EnableSMTPUTF8 = opt.UTF8
	s.smtp.MaxMessageBytes = opt.MaxBytes
	s.smtp.ErrorLog = log.New(io.Discard, "", 0) // broken connections are this server's trade
	l, err := s.listen()
	if err != nil {
		return nil, errors.Join(err, s.journal.close())
	}
	s.listener, s.addr = l, l.Addr().(*net.TCPAddr)
	go func() { s.served <- s.smtp.Serve(l) }()
	return s, nil
}

func (s *Server) listen() (net.Listener, error) {
	if s.opt.STARTTLS || s.opt.Implicit {
		config, roots, err := selfMade(s.opt.TLSName)
		if err != nil {
			return nil, err
		}
		s.smtp.TLSConfig, s.roots = config, roots
	}
	addr := s.opt.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for mail: %w", err)
	}
	if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("listen for mail: %s is not a loopback address", addr), l.Close())
	}
	var counted net.Listener = &countingListener{Listener: l, server: s}
	if s.opt.Implicit {
		counted = tlsListener(counted, s.smtp.TLSConfig)
	}
	return counted, nil
}

// Addr is the server's "host:port".
func (s *Server) Addr() string { return s.addr.String() }

// Host is the server's address without its port.
func (s *Server) Host() string { return s.addr.IP.String() }

// Port is the server's port.
func (s *Server) Port() int { return s.addr.Port }

// Roots holds the self-made certificate of a server with TLS.
func (s *Server) Roots() *x509.CertPool { return s.roots }

// Close ends all connections and the journal.
func (s *Server) Close() error {
	select {
	case <-s.done:
		return nil
	default:
		close(s.done)
	}
	err := s.smtp.Close()
	// The SMTP server knows its listener only once its goroutine runs, so the listener is closed here too.
	if lerr := s.listener.Close(); !errors.Is(lerr, net.ErrClosed) {
		err = errors.Join(err, lerr)
	}
	return errors.Join(err, <-s.served, s.journal.close())
}

// Mails gives what arrived so far, the oldest first.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Mail gives the mail of that ID.
func (s *Server) Mail(id string) (Mail, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.mails, func(m Mail) bool { return m.ID == id })
	if i < 0 {
		return Mail{}, false
	}
	return s.mails[i], true
}

// Count is how many mails were accepted, the forgotten ones included.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Connections is how many connections were made so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

// Changed gives a channel that is closed when the next mail arrives.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Wait returns when n mails have arrived, with all mails, or when ctx ends, with its error.
func (s *Server) Wait(ctx context.Context, n int) ([]Mail, error) {
	for {
		changed := s.Changed()
		if s.Count() >= n {
			return s.Mails(), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return s.Mails(), fmt.Errorf("wait for %d mails, have %d: %w", n, s.Count(), ctx.Err())
		}
	}
}

// take journals a mail, then shows it.
func (s *Server) take(m Mail) error {
	s.mu.Lock()
	s.taken++
	m.ID = strconv.Itoa(s.taken)
	s.mu.Unlock()
	if !s.opt.Forget || s.opt.Journal != "" {
		if view, err := mail.Read(m.Raw); err == nil {
			m.View = view // what cannot be read is still shown raw
		}
	}
	if err := s.journal.write(m); err != nil {
		return err
	}
	if s.opt.Delay > 0 {
		s.pause(s.opt.Delay)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if !s.opt.Forget {
		s.mails = append(s.mails, m)
	}
	close(s.changed)
	s.changed = make(chan struct{})
	return nil
}

func (s *Server) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.done:
	}
}
