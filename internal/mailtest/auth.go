package mailtest

import (
	"crypto/hmac"
	"crypto/md5"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// turns answers each response of the client in its turn: a challenge, or nothing once the last one convinced it.
type turns struct {
	steps []func(response string) (challenge string, ok bool)
	first bool // the client speaks first, and may leave out its initial response
	done  func()
	at    int
}

// Next implements sasl.Server.
func (t *turns) Next(response []byte) ([]byte, bool, error) {
	if t.first && response == nil {
		t.first = false
		return nil, false, nil
	}
	challenge, ok := t.steps[t.at](string(response))
	if !ok {
		return nil, false, smtp.ErrAuthFailed
	}
	if t.at++; t.at == len(t.steps) {
		t.done()
		return nil, true, nil
	}
	return []byte(challenge), false, nil
}

type turn = func(string) (string, bool)

// exchange plays the server's side of a mechanism.
func exchange(mech, login, password string, done func()) (sasl.Server, error) {
	is := func(want string) turn { return func(got string) (string, bool) { return "", got == want } }
	ask := func(question string) turn { return func(string) (string, bool) { return question, true } }
	switch strings.ToUpper(mech) {
	case "PLAIN":
		return &turns{steps: []turn{is("\x00" + login + "\x00" + password)}, first: true, done: done}, nil
	case "LOGIN":
		name := func(got string) (string, bool) { return "Password:", got == login }
		return &turns{steps: []turn{ask("Username:"), name, is(password)}, done: done}, nil
	case "CRAM-MD5":
		const challenge = "<20261122.1@mail.test>"
		sum := hmac.New(md5.New, []byte(password))
		sum.Write([]byte(challenge))
		want := fmt.Sprintf("%s %x", login, sum.Sum(nil))
		return &turns{steps: []turn{ask(challenge), is(want)}, done: done}, nil
	case "XOAUTH2":
		return XOAuth2(login, func(token string) bool { return token == password }, done), nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}
