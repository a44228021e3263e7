package mail

import (
	"errors"

	gosmtp "github.com/wneessen/go-mail/smtp"

	"tidings/internal/fault"
)

// Auth is a way to sign in.
type Auth string

// The ways to sign in.
const (
	AuthAuto    Auth = "auto" // the zero value means this: the best one the relay offers
	AuthPlain   Auth = "plain"
	AuthLogin   Auth = "login"
	AuthCRAMMD5 Auth = "cram-md5"
	AuthXOAuth2 Auth = "xoauth2" // with an access token
)

func (a Auth) check() error {
	switch a {
	case "", AuthAuto, AuthPlain, AuthLogin, AuthCRAMMD5, AuthXOAuth2:
		return nil
	}
	return fault.New(fault.Invalid, "smtp auth %q is not auto, plain, login, cram-md5 or xoauth2", a)
}

// signs checks how a relay is signed in to.
func (o *SMTPOptions) signs() error {
	if err := o.Auth.check(); err != nil {
		return err
	}
	if o.Tokens != nil {
		if o.Auth == "" || o.Auth == AuthAuto {
			o.Auth = AuthXOAuth2
		}
		if o.Auth != AuthXOAuth2 || o.Login == "" {
			return fault.New(fault.Invalid, "access tokens for %s want xoauth2 and a login", o.Host)
		}
	}
	if o.Security == Plain && o.Login != "" && o.Auth != AuthCRAMMD5 && !loopback(o.Host) {
		return fault.New(fault.Invalid, "smtp login to %s would cross the network unencrypted", o.Host)
	}
	return nil
}

// signIn signs in with secret: a password, or an access token.
func (s *SMTP) signIn(c *smtpConn, secret string) error {
	_, offered := c.client.Extension("AUTH")
	way := s.opt.Auth
	if way == "" || way == AuthAuto {
		way = bestAuth(offered, s.opt.Security != Plain || loopback(s.opt.Host))
	}
	if way == "" {
		err := errors.New("the relay offers no way to sign in that we know; it offers: " + cleanLine(offered))
		return &SendError{Stage: StageAuth, Temporary: true, Setup: true, Err: err}
	}
	if err := c.client.Auth(s.mechanism(way, secret)); err != nil {
		return replyError(StageAuth, err)
	}
	s.opt.step(Step{Stage: StageAuth, Said: "sign in as " + s.opt.Login + " by " + string(way), Text: "signed in"})
	return nil
}

// bestAuth prefers what every relay gets right under TLS; without TLS only CRAM-MD5 keeps the password to itself.
func bestAuth(offered string, private bool) Auth {
	words := []struct {
		way  Auth
		word string
		open bool // shows the password to the wire
	}{{AuthPlain, "PLAIN", true}, {AuthLogin, "LOGIN", true}, {AuthCRAMMD5, "CRAM-MD5", false}}
	for _, w := range words {
		if hasWord(offered, w.word) && (private || !w.open) {
			return w.way
		}
	}
	return ""
}

// mechanism gives the sign-in by a way. LOGIN and PLAIN refuse by themselves to show the secret on an open connection,
// unless it leads to this machine.
func (s *SMTP) mechanism(way Auth, secret string) gosmtp.Auth {
	host, open := s.serverName(), loopback(s.opt.Host)
	switch way {
	case AuthLogin:
		return gosmtp.LoginAuth(s.opt.Login, secret, host, open)
	case AuthCRAMMD5:
		return gosmtp.CRAMMD5Auth(s.opt.Login, secret)
	case AuthXOAuth2:
		return gosmtp.XOAuth2Auth(s.opt.Login, secret)
	default:
		return gosmtp.PlainAuth("", s.opt.Login, secret, host, open)
	}
}
