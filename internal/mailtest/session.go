package mailtest

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// countingListener gives each connection its number.
type countingListener struct {
	net.Listener
	server *Server
}

type countedConn struct {
	net.Conn
	number int
}

func (l *countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	l.server.conns++
	return &countedConn{c, l.server.conns}, nil
}

// session is one EHLO's worth of a connection.
type session struct {
	server   *Server
	conn     *countedConn
	signedIn bool
	from, to string
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	inner := c.Conn()
	if secure, ok := inner.(*tls.Conn); ok {
		inner = secure.NetConn()
	}
	counted, ok := inner.(*countedConn)
	if !ok {
		return nil, fmt.Errorf("connection of type %T was not accepted here", inner)
	}
	ss := &session{server: s, conn: counted}
	return ss, ss.scripted(StepHello)
}

func (ss *session) Reset() { ss.from, ss.to = "", "" }

func (ss *session) Logout() error { return nil }

func (ss *session) Mail(from string, _ *smtp.MailOptions) error {
	if ss.server.opt.Login != "" && !ss.signedIn {
		return smtp.ErrAuthRequired
	}
	ss.from = from
	return ss.scripted(StepMail)
}

func (ss *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	ss.to = to
	return ss.scripted(StepRcpt)
}

// Data reads the mail and takes it. The steps around it are what a sender must get right.
func (ss *session) Data(r io.Reader) error {
	if err := ss.scripted(StepBody); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := Mail{
		Connection: ss.conn.number, EnvelopeFrom: ss.from, EnvelopeTo: ss.to,
		Raw: raw, ReceivedAt: time.Now().UTC(),
	}
	f := ss.server.match(StepDot, ss)
	if f != nil && !f.Accepted {
		return ss.act(f)
	}
	if err := ss.server.take(m); err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "journal: " + err.Error()}
	}
	if f != nil {
		return ss.act(f)
	}
	return nil
}

var _ smtp.AuthSession = (*session)(nil)

// AuthMechanisms implements smtp.AuthSession.
func (ss *session) AuthMechanisms() []string {
	switch {
	case ss.server.opt.Login == "":
		return nil
	case ss.server.opt.Mechanisms == nil:
		return []string{"PLAIN", "LOGIN"}
	}
	return ss.server.opt.Mechanisms
}

// Auth implements smtp.AuthSession.
func (ss *session) Auth(mech string) (sasl.Server, error) {
	if issuer := ss.server.opt.Issuer; issuer != nil && mech == "XOAUTH2" {
		return XOAuth2(ss.server.opt.Login, issuer.Good, func() { ss.signedIn = true }), nil
	}
	return exchange(mech, ss.server.opt.Login, ss.server.opt.Password, func() { ss.signedIn = true })
}
