package mail

import (
	"context"
	"errors"
	"io"
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
	body   io.WriteCloser // the open DATA, once committed
}

func (c *smtpConn) Alive() bool { return c.alive }

// farewellTimeout is how long QUIT may take; the mails are safe by then.
const farewellTimeout = 2 * time.Second

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
	stop := context.AfterFunc(ctx, func() { _ = c.raw.Close() })
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
	body, err := c.client.Data()
	if err != nil {
		return c.refused(StageData, err)
	}
	c.alive = false // until the dot is answered, the connection is good for nothing else
	if _, err := body.Write(raw); err == nil {
		err = c.client.Text.W.Flush() // so that a dead connection shows before the commit
	}
	if err != nil {
		c.drop()
		return &SendError{Stage: StageBody, Temporary: true, Err: err}
	}
	if commit != nil {
		if err := commit(ctx); err != nil {
			c.drop()
			return &SendError{Stage: StageCommit, Temporary: true, Err: err}
		}
	}
	c.body = body
	return nil
}

func (c *smtpConn) route(env Envelope) error {
	if err := c.extend(c.opt.CommandTimeout); err != nil {
		c.drop()
		return &SendError{Stage: StageMail, Temporary: true, Err: err}
	}
	wide := needsUTF8(env.From) || needsUTF8(env.To)
	if ok, _ := c.client.Extension("SMTPUTF8"); wide && !ok {
		// RFC 6531, section 3.5: the code a relay would give.
		return &SendError{Stage: StageRcpt, Code: 553, Enhanced: "5.6.7", Reply: "relay offers no SMTPUTF8",
			Err: errors.New("address needs SMTPUTF8")}
	}
	c.client.SkipSMTPUTF8(!wide)
	if err := c.client.Mail("<" + env.From + ">"); err != nil {
		return c.refused(StageMail, err)
	}
	if err := c.client.Rcpt("<" + env.To + ">"); err != nil {
		return c.refused(StageRcpt, err)
	}
	return nil
}

// refused classes a failed command. After a proper answer the connection is reset for the next mail; after 421 or
// silence it is dropped.
func (c *smtpConn) refused(stage Stage, err error) error {
	e := replyError(stage, err)
	if e.Code == 0 || e.Code == 421 || c.client.Reset() != nil {
		c.drop()
	}
	return e
}

// dot ends the body and reads the answer. Cancellation no longer breaks off at once: an answer given up is a delivery
// unknown, so a short grace is left for it.
func (c *smtpConn) dot(ctx context.Context) (Reply, error) {
	if err := c.extend(c.opt.DotTimeout); err != nil {
		c.drop()
		return Reply{}, &SendError{Stage: StageBody, Temporary: true, Err: err}
	}
	stop := c.graceful(ctx)
	err := c.body.Close()
	stop()
	var answer *textproto.Error
	switch {
	case err == nil:
		c.alive = true
		return c.accepted(), nil
	case errors.As(err, &answer) && answer.Code/100 == 2: // any 2xx accepts (RFC 5321, section 4.2.1)
		c.alive = true
		return c.reply(answer.Code, answer.Msg), nil
	case answer == nil || answer.Code < 400 || answer.Code > 599:
		c.drop()
		return Reply{}, &SendError{Stage: StageDot, Uncertain: true, Err: err}
	}
	e := replyError(StageDot, err)
	if c.alive = e.Code != 421; !c.alive {
		c.drop()
	}
	return Reply{}, e
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

// accepted reads the relay's answer to the dot.
func (c *smtpConn) accepted() Reply {
	text := ""
	if body, ok := c.body.(*gosmtp.DataCloser); ok {
		text = body.ServerResponse()
	}
	return c.reply(250, text)
}

func (c *smtpConn) reply(code int, text string) Reply {
	r := Reply{Code: code, Connection: c.name}
	r.Enhanced, r.Text = splitEnhanced(cleanLine(text))
	r.QueueID = queueID(r.Text)
	return r
}
