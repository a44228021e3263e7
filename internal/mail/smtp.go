package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	gosmtp "github.com/wneessen/go-mail/smtp"

	"tidings/internal/fault"
)

// Security is how a connection to a relay is protected.
type Security string

// The kinds of protection. Certificates are always verified.
const (
	StartTLS Security = "starttls" // required, not merely tried; the zero value means this
	Implicit Security = "implicit" // TLS from the first byte, port 465
	Plain    Security = "none"     // a relay on this machine or a network of one's own
)

// SMTPOptions describe a relay.
type SMTPOptions struct {
	Host       string // a name, an address, or the path of a Unix socket
	Port       int    // 0 = 587, or 465 for Implicit, 25 for Plain, 24 for LMTP
	LMTP       bool   // speak LMTP to a delivery agent; without TLS
	Security   Security
	ServerName string         // name in the certificate, when it is not Host
	Roots      *x509.CertPool // nil = the system's
	Hello      string         // our name in EHLO; empty = "localhost"

	Login    string // empty = no sign-in
	Password string // or an access token for AuthXOAuth2
	Auth     Auth   // zero = AuthAuto, or AuthXOAuth2 with Tokens
	Tokens   Tokens // where access tokens come from, in place of Password; nil = nowhere

	DialTimeout    time.Duration // 0 = 30 s
	CommandTimeout time.Duration // 0 = 5 min, RFC 5321 section 4.5.3.2
	DotTimeout     time.Duration // 0 = 10 min, section 4.5.3.2.6
	Grace          time.Duration // how long an answer to the dot is awaited after cancellation; 0 = 20 s

	Steps func(Step) // told of each step that went well; nil = nobody is
}

// SMTP is the way out through a relay.
type SMTP struct {
	opt   SMTPOptions
	count atomic.Int64 // connections opened, for their names
}

// NewSMTP checks the options and fills in their defaults. It does not connect.
func NewSMTP(opt SMTPOptions) (*SMTP, error) {
	if err := opt.protect(); err != nil {
		return nil, err
	}
	if err := opt.signs(); err != nil {
		return nil, err
	}
	opt.DialTimeout = orDuration(opt.DialTimeout, 30*time.Second)
	opt.CommandTimeout = orDuration(opt.CommandTimeout, 5*time.Minute)
	opt.DotTimeout = orDuration(opt.DotTimeout, 10*time.Minute)
	opt.Grace = orDuration(opt.Grace, 20*time.Second)
	return &SMTP{opt: opt}, nil
}

// protect fills in how the relay is reached and protected.
func (o *SMTPOptions) protect() error {
	if o.Host == "" {
		return fault.New(fault.Invalid, "smtp relay has no host")
	}
	if o.Security == "" {
		o.Security = StartTLS
		if o.LMTP || localSocket(o.Host) {
			o.Security = Plain
		}
	}
	port, ok := map[Security]int{StartTLS: 587, Implicit: 465, Plain: 25}[o.Security]
	switch {
	case !ok:
		return fault.New(fault.Invalid, "smtp security %q is not starttls, implicit or none", o.Security)
	case o.LMTP && o.Security != Plain:
		return fault.New(fault.Invalid, "lmtp to %s is spoken without TLS: set tls to none", o.Host)
	case o.LMTP:
		port = 24
	}
	if o.Port == 0 {
		o.Port = port
	}
	return nil
}

func orDuration(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// loopback reports a relay on this machine, with which an open connection hides nothing from anybody.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || localSocket(host) || ip != nil && ip.IsLoopback()
}

// String names the relay, the protection and the login, never the password.
func (s *SMTP) String() string {
	text := "smtp " + s.address() + " " + string(s.opt.Security)
	if s.opt.LMTP {
		text = "lmtp " + s.address()
	}
	if s.opt.Login != "" {
		text += " as " + s.opt.Login
	}
	return text
}

func (s *SMTP) address() string {
	if localSocket(s.opt.Host) {
		return s.opt.Host
	}
	return net.JoinHostPort(s.opt.Host, strconv.Itoa(s.opt.Port))
}

// Open connects, greets, protects and signs in.
func (s *SMTP) Open(ctx context.Context) (Conn, error) {
	if s.opt.Tokens != nil {
		return s.openWithToken(ctx)
	}
	return s.open(ctx, s.opt.Password)
}

// open connects, and signs in with secret.
func (s *SMTP) open(ctx context.Context, secret string) (Conn, error) {
	raw, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	c, err := s.greet(raw)
	if err == nil {
		s.connected(c)
		err = s.prepare(c, secret)
	}
	if !stop() && err == nil {
		err = &SendError{Stage: StageHello, Temporary: true, Err: ctx.Err()}
	}
	if err != nil {
		raw.Close()
		return nil, withContext(ctx, err)
	}
	return c, nil
}

// dial connects, with TLS where it comes first.
func (s *SMTP) dial(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: s.opt.DialTimeout}
	network := "tcp"
	if localSocket(s.opt.Host) {
		network = "unix"
	}
	raw, err := d.DialContext(ctx, network, s.address())
	if err != nil {
		return nil, &SendError{Stage: StageDial, Temporary: true, Err: err}
	}
	if s.opt.LMTP {
		return lmtpConn{raw}, nil
	}
	if s.opt.Security != Implicit {
		return raw, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.opt.DialTimeout)
	defer cancel()
	secure := tls.Client(raw, s.tlsConfig())
	if err := secure.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, s.tlsError(err)
	}
	return secure, nil
}

func (s *SMTP) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.serverName(), RootCAs: s.opt.Roots, MinVersion: tls.VersionTLS12}
}

func (s *SMTP) serverName() string {
	if s.opt.ServerName != "" {
		return s.opt.ServerName
	}
	return s.opt.Host
}

// tlsError says what is wrong with a certificate in words an operator can act on.
func (s *SMTP) tlsError(err error) *SendError {
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	hint := ""
	switch {
	case errors.As(err, &name):
		hint = "the certificate is not for " + s.serverName() + "; set the relay's host to a name the certificate holds"
	case errors.As(err, &unknown):
		hint = "the certificate is not signed by a known authority; give the relay's CA file if it is your own"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		hint = "the certificate has expired or the clock of this machine is wrong"
	default:
		var record tls.RecordHeaderError
		if errors.As(err, &record) {
			hint = "the relay does not speak TLS on this port; try starttls on 587 or implicit on 465"
		}
	}
	if hint != "" {
		err = fmt.Errorf("%s: %w", hint, err)
	}
	return &SendError{Stage: StageTLS, Temporary: true, Setup: hint != "", Err: err}
}

// greet waits for the greeting and answers it.
func (s *SMTP) greet(raw net.Conn) (*smtpConn, error) {
	// The greeting is read before the client exists, so its deadline is set on the bare connection.
	timer := time.AfterFunc(s.opt.CommandTimeout, func() { raw.Close() })
	client, err := gosmtp.NewClient(raw, s.serverName())
	if err == nil {
		err = client.Hello(s.hello())
	}
	if !timer.Stop() {
		err = fmt.Errorf("no greeting within %s", s.opt.CommandTimeout)
	}
	if err != nil {
		return nil, replyError(StageHello, err)
	}
	client.SkipSMTPUTF8(true)
	name := fmt.Sprintf("%s#%d", s.opt.Host, s.count.Add(1))
	return &smtpConn{opt: &s.opt, raw: raw, client: client, name: name, alive: true}, nil
}

func (s *SMTP) hello() string {
	if s.opt.Hello == "" {
		return "localhost"
	}
	return s.opt.Hello
}

// prepare makes a greeted connection ready for mail: TLS where the relay must offer it, and the sign-in. No secret is
// sent over an open connection to another machine.
func (s *SMTP) prepare(c *smtpConn, secret string) error {
	if err := c.extend(s.opt.CommandTimeout); err != nil {
		return &SendError{Stage: StageHello, Temporary: true, Err: err}
	}
	if s.opt.Security == StartTLS {
		if ok, _ := c.client.Extension("STARTTLS"); !ok {
			err := errors.New("the relay offers no STARTTLS; nothing was sent over the open connection")
			return &SendError{Stage: StageTLS, Temporary: true, Setup: true, Err: err}
		}
		if err := c.client.StartTLS(s.tlsConfig()); err != nil {
			if answer := replyError(StageTLS, err); answer.Code != 0 {
				return answer
			}
			return s.tlsError(err)
		}
		if state, ok := c.client.TLSConnectionState(); ok {
			s.opt.step(Step{Stage: StageTLS, Said: "STARTTLS", Text: protection(state)})
		}
	}
	if s.opt.Login == "" {
		return nil
	}
	return s.signIn(c, secret)
}

// replyError classes an error of the SMTP client before the dot: an answer by its code, silence as temporary.
func replyError(stage Stage, err error) *SendError {
	e := &SendError{Stage: stage, Temporary: true, Err: err}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		e.Code = answer.Code
		e.Enhanced, e.Reply = splitEnhanced(cleanLine(answer.Msg))
		e.Temporary = answer.Code < 500
		e.Setup = answer.Code >= 500 && slices.Contains([]Stage{StageHello, StageTLS, StageAuth}, stage)
	}
	return e
}

// withContext names the cancellation as the cause of an error it brought about.
func withContext(ctx context.Context, err error) error {
	e, ok := errors.AsType[*SendError](err)
	if ok && ctx.Err() != nil && e.Code == 0 && !errors.Is(err, ctx.Err()) {
		e.Err = fmt.Errorf("%w: %w", ctx.Err(), e.Err)
	}
	return err
}

// hasWord looks for word among the parameters of an extension, whatever the case.
func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}
