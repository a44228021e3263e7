package demo

import (
	"context"
	"slices"

	"tidings/internal/fault"
	"tidings/internal/mailtest"
	"tidings/internal/web"
)

// mailbox shows the mail server's inbox on the pages.
type mailbox struct{ server *mailtest.Server }

// Mails implements web.Mailbox.
func (b mailbox) Mails(ctx context.Context, n int) ([]web.Mail, error) {
	var out []web.Mail
	for _, m := range slices.Backward(b.server.Mails()) {
		if len(out) == n {
			break
		}
		out = append(out, shown(m))
	}
	return out, ctx.Err()
}

// Mail implements web.Mailbox.
func (b mailbox) Mail(_ context.Context, id string) (web.Mail, error) {
	m, ok := b.server.Mail(id)
	if !ok {
		return web.Mail{}, fault.New(fault.NotFound, "no mail %q", id)
	}
	return shown(m), nil
}

func shown(m mailtest.Mail) web.Mail { return web.Mail{ID: m.ID, View: m.View, Raw: m.Raw} }
