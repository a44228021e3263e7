package mail

import (
	"errors"
	"strings"
)

// route speaks MAIL, RCPT and DATA: in one go where the relay offers PIPELINING (RFC 2920), which saves two of a mail's
// four round trips, else one after the other.
func (c *smtpConn) route(env Envelope) error {
	if err := c.extend(c.opt.CommandTimeout); err != nil {
		c.drop()
		return &SendError{Stage: StageMail, Temporary: true, Err: err}
	}
	wide := needsUTF8(env.From) || needsUTF8(env.To)
	if wide && !c.offers("SMTPUTF8") {
		// RFC 6531, section 3.5: the code a relay would give.
		return &SendError{Stage: StageRcpt, Code: 553, Enhanced: "5.6.7", Reply: "relay offers no SMTPUTF8",
			Err: errors.New("address needs SMTPUTF8")}
	}
	verbs := []verb{
		{StageMail, "MAIL FROM:<" + env.From + ">" + parameter(wide, " BODY=8BITMIME SMTPUTF8"), 25},
		{StageRcpt, "RCPT TO:<" + env.To + ">", 25},
		{StageData, "DATA", 354},
	}
	if c.offers("PIPELINING") {
		return c.atOnce(verbs)
	}
	return c.inTurn(verbs)
}

// verb is a command, and the reply code or class it must get.
type verb struct {
	stage Stage
	line  string
	want  int
}

// parameter gives text where the relay offers what it is for.
func parameter(when bool, text string) string {
	if when {
		return text
	}
	return ""
}

// offers reports whether the relay named an extension in its greeting.
func (c *smtpConn) offers(extension string) bool {
	ok, _ := c.client.Extension(extension)
	return ok
}

// inTurn speaks each verb when the one before it was answered.
func (c *smtpConn) inTurn(verbs []verb) error {
	for _, v := range verbs {
		var code int
		var text string
		err := c.client.Text.PrintfLine("%s", v.line)
		if err == nil {
			code, text, err = c.client.Text.ReadResponse(v.want)
		}
		if err != nil {
			return c.refused(v.stage, err)
		}
		c.opt.step(Step{Stage: v.stage, Said: v.line, Code: code, Text: text})
	}
	return nil
}

// atOnce speaks all verbs and then reads all answers. The first refusal is the one that counts; those after it only
// follow from it. When the relay asks for a body all the same, the connection is given up: whatever were said next
// would be taken for one.
func (c *smtpConn) atOnce(verbs []verb) error {
	var all strings.Builder
	for _, v := range verbs {
		all.WriteString(v.line + "\r\n")
	}
	if _, err := c.client.Text.W.WriteString(all.String()); err != nil {
		return c.refused(StageMail, err)
	}
	if err := c.client.Text.W.Flush(); err != nil {
		return c.refused(StageMail, err)
	}
	var first *SendError
	for _, v := range verbs {
		code, text, err := c.client.Text.ReadResponse(v.want)
		if err == nil {
			c.opt.step(Step{Stage: v.stage, Said: v.line, Code: code, Text: text})
		}
		e := replyError(v.stage, err)
		switch {
		case err != nil && e.Code == 0:
			c.drop()
			return earlier(first, e)
		case err != nil:
			first = earlier(first, e)
		case v.stage == StageData && first != nil:
			c.drop()
		}
		if e.Code == 421 {
			c.drop()
			return first
		}
	}
	if first == nil {
		return nil
	}
	return c.reset(first)
}

// earlier gives the first of two refusals.
func earlier(first, e *SendError) *SendError {
	if first != nil {
		return first
	}
	return e
}

// refused classes a failed command. After a proper answer the connection is reset for the next mail; after 421 or
// silence it is dropped.
func (c *smtpConn) refused(stage Stage, err error) error {
	e := replyError(stage, err)
	if e.Code == 0 || e.Code == 421 {
		c.drop()
	}
	return c.reset(e)
}

// reset makes a connection that is still in order ready for the next mail, and gives e on.
func (c *smtpConn) reset(e *SendError) error {
	if c.alive && c.client.Reset() != nil {
		c.drop()
	}
	return e
}
