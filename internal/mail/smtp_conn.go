package mail

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/textproto"
	"time"

	gosmtp "github.com/wneessen/go-mail/smtp"
)

// smtpConn is one connection to a relay. Once alive is false the socket is closed and nothing is said any more: a
// command on a connection broken inside DATA would end the body and deliver half a mail.
type smtpConn struct {
	opt    *SMTPOptions
	raw    net.Conn
	client *gosmtp.Client
	name   string
	alive  bool
}

func (c *smtpConn) Alive() bool { return c.alive }

func (c *smtpConn) Name() string { return c.name }

// farewellTimeout is how long QUIT may take; the mails are safe by then.
const farewellTimeout = 2 * time.Second

// Close says goodbye, and hangs up on a relay that does not answer it.
func (c *smtpConn) Close() error {
	if !c.alive {
		return nil
	}
	c.alive = false
	if err := c.extend(farewellTimeout); err != nil {
		return c.raw.Close()
	}
	if err := c.client.Quit(); err != nil {
		return c.raw.Close()
	}
	return nil
}

func (c *smtpConn) drop() {
	c.alive = false
	_ = c.raw.Close() // the socket is given up; how its end went changes nothing
}

// extend renews the deadline for what comes next.
func (c *smtpConn) extend(d time.Duration) error { return c.client.UpdateDeadline(d) }

// Send implements [Conn].
func (c *smtpConn) Send(
	ctx context.Context, env Envelope, raw []byte, commit func(context.Context) error,
) (Reply, error) {
	if err := c.accept(env, raw); err != nil {
		return Reply{}, err
	}
	stop := context.AfterFunc(ctx, func() { c.raw.Close() }) //nolint:errcheck // it is closed to break off what waits on it
	err := c.upToTheDot(ctx, env, raw, commit)
	if !stop() && err == nil {
		err = &SendError{Stage: StageCommit, Temporary: true, Err: ctx.Err()}
		c.drop()
	}
	if err != nil {
		return Reply{}, withContext(ctx, err)
	}
	return c.dot(ctx)
}

// accept refuses what must not reach the wire.
func (c *smtpConn) accept(env Envelope, raw []byte) error {
	if !c.alive {
		return &SendError{Stage: StageCheck, Temporary: true, Err: net.ErrClosed}
	}
	if err := Check(raw); err != nil {
		return &SendError{Stage: StageCheck, Err: err}
	}
	if _, err := NormalAddress(env.To); err != nil {
		return &SendError{Stage: StageCheck, Err: err}
	}
	if env.From == "" {
		return nil
	}
	if _, err := NormalAddress(env.From); err != nil {
		return &SendError{Stage: StageCheck, Err: err}
	}
	return nil
}

// upToTheDot speaks MAIL, RCPT and DATA, writes the whole body, and commits.
func (c *smtpConn) upToTheDot(
	ctx context.Context, env Envelope, raw []byte, commit func(context.Context) error,
) error {
	if err := c.route(env); err != nil {
		return err
	}
	c.alive = false // until the dot is answered, the connection is good for nothing else
	if err := c.writeBody(raw); err != nil {
		c.drop()
		return &SendError{Stage: StageBody, Temporary: true, Err: err}
	}
	if commit != nil {
		if err := commit(ctx); err != nil {
			c.drop()
			return &SendError{Stage: StageCommit, Temporary: true, Err: err}
		}
	}
	return nil
}

// writeBody writes a checked message with its dots doubled (RFC 5321, section 4.5.2) and sees it off, so that a dead
// connection shows before the commit. The client's own dot writer looks at each byte by itself, which costs as much
// time as all the rest of a large mail's way; a checked message has CRLF line ends only.
func (c *smtpConn) writeBody(raw []byte) error {
	w := c.client.Text.W
	for at := bytes.Index(raw, []byte("\r\n.")); at >= 0; at = bytes.Index(raw, []byte("\r\n.")) {
		if _, err := w.Write(raw[:at+3]); err != nil {
			return err
		}
		if err := w.WriteByte('.'); err != nil {
			return err
		}
		raw = raw[at+3:]
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	return w.Flush()
}

// dot ends the body and reads the answer. Cancellation no longer breaks off at once: an answer given up is a delivery
// unknown, so a short grace is left for it.
func (c *smtpConn) dot(ctx context.Context) (Reply, error) {
	if err := c.extend(c.opt.DotTimeout); err != nil {
		c.drop()
		return Reply{}, &SendError{Stage: StageBody, Temporary: true, Err: err}
	}
	stop := c.graceful(ctx)
	code, text, err := c.endBody()
	stop()
	var answer *textproto.Error
	switch {
	case err == nil: // any 2xx accepts (RFC 5321, section 4.2.1)
		c.alive = true
		c.opt.step(Step{Stage: StageDot, Said: "the mail", Code: code, Text: text})
		return c.reply(code, text), nil
	case !errors.As(err, &answer) || answer.Code < 400 || answer.Code > 599:
		c.drop()
		return Reply{}, &SendError{Stage: StageDot, Uncertain: true, Err: err}
	}
	e := replyError(StageDot, err)
	if c.alive = e.Code != 421; !c.alive {
		c.drop()
	}
	return Reply{}, e
}

// endBody says the final dot. An error of its writing is as uncertain as a missing answer: part of it may have left.
func (c *smtpConn) endBody() (code int, text string, err error) {
	if err := c.client.Text.PrintfLine("."); err != nil {
		return 0, "", err
	}
	return c.client.Text.ReadResponse(2)
}

// graceful closes the socket when ctx ends and the grace after it has passed too. The returned function calls it off.
func (c *smtpConn) graceful(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(c.opt.Grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			_ = c.raw.Close() // the reader of the answer sees it
		case <-done:
		}
	})
	return func() { cancel(); close(done) }
}

func (c *smtpConn) reply(code int, text string) Reply {
	r := Reply{Code: code, Connection: c.name}
	r.Enhanced, r.Text = splitEnhanced(cleanLine(text))
	r.QueueID = queueID(r.Text)
	return r
}
