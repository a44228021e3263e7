package mail

import "context"

// Line keeps one connection open over a batch of mails and opens another when it broke or has carried its share. It is
// not for concurrent use: give each worker its own.
type Line struct {
	transport Transport
	limit     int
	conn      Conn
	carried   int
}

// NewLine makes a line. After limit mails the connection is renewed, as many relays demand; 0 = 100.
func NewLine(t Transport, limit int) *Line {
	if limit <= 0 {
		limit = 100
	}
	return &Line{transport: t, limit: limit}
}

// Send hands over one mail as [Conn.Send] does, connecting first where needed. A relay may close an idle connection at
// any time; when that shows at MAIL, before anything of this mail was said, one new connection is tried.
func (l *Line) Send(
	ctx context.Context, env Envelope, raw []byte, commit func(context.Context) error,
) (Reply, error) {
	reused, err := l.ready(ctx)
	if err != nil {
		return Reply{}, err
	}
	reply, err := l.conn.Send(ctx, env, raw, commit)
	if reused && ctx.Err() == nil && staleConnection(err) {
		if _, err := l.ready(ctx); err != nil {
			return Reply{}, err
		}
		reply, err = l.conn.Send(ctx, env, raw, commit)
	}
	l.carried++
	return reply, err
}

// staleConnection reports an error by which a relay ended a connection that lay idle: nothing of the mail was taken, so
// that another connection may be tried at once.
func staleConnection(err error) bool {
	e, ok := asSendError(err)
	return ok && e.Stage == StageMail && (e.Code == 0 || e.Code == 421)
}

// ready makes sure of a living connection and says whether it has been used before.
func (l *Line) ready(ctx context.Context) (reused bool, err error) {
	if l.conn != nil && l.conn.Alive() && l.carried < l.limit {
		return true, nil
	}
	if err := l.Close(); err != nil {
		return false, &SendError{Stage: StageDial, Temporary: true, Err: err}
	}
	conn, err := l.transport.Open(ctx)
	if err != nil {
		return false, err
	}
	l.conn, l.carried = conn, 0
	return false, nil
}

// Name tells the connection in use; "" before the first.
func (l *Line) Name() string {
	if l.conn == nil {
		return ""
	}
	return l.conn.Name()
}

// Close ends the connection if there is one.
func (l *Line) Close() error {
	if l.conn == nil {
		return nil
	}
	conn := l.conn
	l.conn = nil
	return conn.Close()
}
