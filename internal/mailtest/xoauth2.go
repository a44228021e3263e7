package mailtest

import (
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// xoauth2 is the server's side of XOAUTH2 as Google and Microsoft play it: a token that is not taken is answered with a
// challenge that says so, and refused once the client has acknowledged that.
type xoauth2 struct {
	login   string
	good    func(token string) bool
	done    func()
	refused bool
}

// XOAuth2 gives the server's side of XOAUTH2 for one login. done is called once the client is signed in.
func XOAuth2(login string, good func(token string) bool, done func()) sasl.Server {
	return &xoauth2{login: login, good: good, done: done}
}

// Next implements sasl.Server.
func (x *xoauth2) Next(response []byte) ([]byte, bool, error) {
	if response == nil && !x.refused {
		return nil, false, nil
	}
	token, ours := strings.CutPrefix(string(response), "user="+x.login+"\x01auth=Bearer ")
	token, whole := strings.CutSuffix(token, "\x01\x01")
	switch {
	case x.refused:
		return nil, false, smtp.ErrAuthFailed
	case !ours || !whole || !x.good(token):
		x.refused = true
		return []byte(`{"status":"401","schemes":"bearer","scope":"mail"}`), false, nil
	}
	x.done()
	return nil, true, nil
}
