package show

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
)

// Findings writes what DNS says about a sender, with what to put there.
func Findings(w io.Writer, found []doctor.Finding) error {
	var t Table
	for _, f := range found {
		t.Row(strings.ToUpper(string(f.Level)), f.Check, f.Text)
		if f.Advice != "" {
			t.Row("", "", "→ "+f.Advice)
		}
		if f.Put != "" {
			t.Row("", "", "→ put into DNS: "+f.Put)
		}
	}
	return t.Print(w, "")
}

// Step writes one step of sending a mail: what was asked and answered.
func Step(w io.Writer, s mail.Step) {
	answer := s.Text
	if s.Code != 0 {
		answer = fmt.Sprintf("%d %s", s.Code, s.Text)
	}
	fmt.Fprintf(w, "  ok    %-5s %s\n              %s\n", s.Stage, s.Said, answer)
}

// Failure writes where sending a mail ended, and what to look at.
func Failure(w io.Writer, err error) {
	failure, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		fmt.Fprintf(w, "  FAIL  %v\n", err)
		return
	}
	fmt.Fprintf(w, "  FAIL  %v\n              → %s\n", failure, remedy(failure))
}

// stageAdvice says what to look at when a conversation ends at a stage.
var stageAdvice = map[mail.Stage]string{
	mail.StageCheck: "the address or the mail itself is wrong; see the message",
	mail.StageToken: "see `tidings mail doctor` and docs/mail.md, Access tokens",
	mail.StageDial:  "is host and port right, and does a firewall (many providers close port 25) let it out?",
	mail.StageHello: "does this host speak SMTP on this port? 465 wants tls: implicit, 587 tls: starttls",
	mail.StageTLS:   "the relay's name must stand in its certificate; for your own authority name mail.smtp.ca_file",
	mail.StageAuth: "check username and password; many providers want an app password or an authorization code. With oauth2 " +
		"the username is the mailbox the tokens are for, and scopes must allow SMTP",
	mail.StageMail: "the relay does not let this sender send: verify the domain there, or change mail.from or bounce_domain",
	mail.StageRcpt: "the relay does not take this recipient; without signing in most relays take only their own",
	mail.StageData: "the relay took sender and recipient but no mail; see its answer",
	mail.StageBody: "the connection broke while the mail was written; it was not sent",
	mail.StageDot:  "the relay refused the mail itself; see its answer, and `tidings mail doctor`",
}

// remedy says what to do about a failed sending.
func remedy(e *mail.SendError) string {
	switch {
	case e.Uncertain:
		return "no answer came after the last byte: the mail may or may not have been sent"
	case e.Code == 421 || e.Code/100 == 4:
		return "the relay asks to come back later; tidings would try again by itself"
	}
	return stageAdvice[e.Stage]
}
