// Package inbox shows mails that never left the machine, as mail programs would: a list, and each mail as a page, as
// text, with its headers and raw.
//
// [Handlers] gives the pages of a [Mailbox]; package web mounts them where there is one. Mails hold signed links, and
// whoever reads them can act for their readers, so they are shown to this machine and its private network only. A
// mail's HTML is shown in a frame where nothing runs and nothing is fetched.
package inbox

import (
	"context"

	"tidings/internal/fault"
	"tidings/internal/mail"
)

// Mailbox holds mails that never left the machine: the outbox of a daemon that does not send, or the mail server of
// the demonstration.
type Mailbox interface {
	// Mails gives at most n mails, newest first.
	Mails(ctx context.Context, n int) ([]Mail, error)
	// Mail gives one mail; fault.NotFound when there is none of that id.
	Mail(ctx context.Context, id string) (Mail, error)
}

// Mail is a mail to be shown.
type Mail struct {
	ID string
	mail.View
	Raw []byte
}

// Outbox is a folder of mails, as package mail keeps it.
type Outbox interface {
	Names() ([]string, error)
	Raw(name string) ([]byte, error)
}

// FilesOf shows an outbox.
func FilesOf(o Outbox) Mailbox { return files{o} }

type files struct{ Outbox }

// Mails implements Mailbox.
func (f files) Mails(ctx context.Context, n int) ([]Mail, error) {
	names, err := f.Names()
	if err != nil {
		return nil, err
	}
	var out []Mail
	for _, name := range names[:min(n, len(names))] {
		m, err := f.Mail(ctx, name)
		if fault.Is(err, fault.NotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, ctx.Err()
}

// Mail implements Mailbox. What cannot be taken apart is still shown raw.
func (f files) Mail(_ context.Context, id string) (Mail, error) {
	raw, err := f.Raw(id)
	if err != nil {
		return Mail{}, err
	}
	view, err := mail.Read(raw)
	if err != nil && view.Subject == "" {
		view.Subject = id
	}
	return Mail{ID: id, View: view, Raw: raw}, nil
}
