package demo

import (
	"context"
	"slices"

	"tidings/internal/fault"
	"tidings/internal/mailtest"
	"tidings/internal/web/inbox"
)

// mailbox shows the mail server's inbox on the pages.
type mailbox struct{ server *mailtest.Server }

// Mails implements inbox.Mailbox.
func (b mailbox) Mails(ctx context.Context, n int) ([]inbox.Mail, error) {
	var out []inbox.Mail
	for _, m := range slices.Backward(b.server.Mails()) {
		if len(out) == n {
			break
		}
		out = append(out, shown(m))
	}
	return out, ctx.Err()
}

// Mail implements inbox.Mailbox.
func (b mailbox) Mail(_ context.Context, id string) (inbox.Mail, error) {
	m, ok := b.server.Mail(id)
	if !ok {
		return inbox.Mail{}, fault.New(fault.NotFound, "no mail %q", id)
	}
	return shown(m), nil
}

func shown(m mailtest.Mail) inbox.Mail { return inbox.Mail{ID: m.ID, View: m.View, Raw: m.Raw} }
