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
	AuthXOAuth2 Auth = "xoauth2" // the password is an access token
)

func (a Auth) check() error {
	switch a {
	case "", AuthAuto, AuthPlain, AuthLogin, AuthCRAMMD5, AuthXOAuth2:
		return nil
	}
	return fault.New(fault.Invalid, "smtp auth %q is not auto, plain, login, cram-md5 or xoauth2", a)
}

func (s *SMTP) signIn(c *smtpConn) error {
	_, offered := c.client.Extension("AUTH")
	way := s.opt.Auth
	if way == "" || way == AuthAuto {
		way = bestAuth(offered, s.opt.Security != Plain || loopback(s.opt.Host))
	}
	if way == "" {
		err := errors.New("the relay offers no way to sign in that we know; it offers: " + cleanLine(offered))
		return &SendError{Stage: StageAuth, Temporary: true, Setup: true, Err: err}
	}
	if err := c.client.Auth(s.mechanism(way)); err != nil {
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

func (s *SMTP) mechanism(way Auth) gosmtp.Auth {
	host, open := s.serverName(), loopback(s.opt.Host)
	switch way {
	case AuthLogin:
		return gosmtp.LoginAuth(s.opt.Login, s.opt.Password, host, open)
	case AuthCRAMMD5:
		return gosmtp.CRAMMD5Auth(s.opt.Login, s.opt.Password)
	case AuthXOAuth2:
		return gosmtp.XOAuth2Auth(s.opt.Login, s.opt.Password)
	default:
		return gosmtp.PlainAuth("", s.opt.Login, s.opt.Password, host, open)
	}
}
