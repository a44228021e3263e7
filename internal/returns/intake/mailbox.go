package intake

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"tidings/internal/fault"
	"tidings/internal/mail/bounce"
)

// Marks remembers how far a mailbox has been read.
type Marks interface {
	Mark(ctx context.Context, mailbox string) (string, error)
	SetMark(ctx context.Context, mailbox, mark string) error
}

// Mailbox is read by IMAP (RFC 9051, and 3501). Mails are read by rising UID, each once; what was understood is marked
// \Seen, the rest stays unread for a person. A mailbox that was made anew (another UIDVALIDITY) is read from its start.
type Mailbox struct {
	Address  string      // host:port
	TLS      *tls.Config // for implicit TLS and STARTTLS
	Security string      // "implicit", "starttls", "none"
	Username string
	Password string
	Tokens   Tokens // where access tokens come from, in place of Password; nil = nowhere
	Folder   string // "INBOX" or another
	Taker    Taker
	Marks    Marks
	Log      *slog.Logger
}

// Read takes all new mails and gives their number.
func (m *Mailbox) Read(ctx context.Context) (n int, err error) {
	c, err := m.signedIn(ctx)
	if err != nil {
		return 0, fault.As(fault.Temporary, fault.Wrap(err, "open the mailbox of bounces at %s", m.Address))
	}
	stop := context.AfterFunc(ctx, func() { c.Close() }) //nolint:errcheck // it only has to stop what waits
	defer func() {
		stop()
		err = errors.Join(fault.Wrap(err, "read the mailbox of bounces"), ctx.Err())
		c.Close() //nolint:errcheck // nothing is lost with the connection
	}()
	selected, err := c.Select(m.Folder, nil).Wait()
	if err != nil {
		return 0, fmt.Errorf("open folder %q: %w", m.Folder, err)
	}
	last, err := m.last(ctx, selected.UIDValidity)
	if err != nil {
		return 0, err
	}
	uids, err := m.newer(c, last)
	if err != nil {
		return 0, err
	}
	for _, uid := range uids {
		if err := m.take(ctx, c, uid); err != nil {
			return n, err
		}
		n++
		if err := m.Marks.SetMark(ctx, m.name(), fmt.Sprintf("%d/%d", selected.UIDValidity, uid)); err != nil {
			return n, err
		}
	}
	return n, c.Logout().Wait()
}

// open connects.
func (m *Mailbox) open(ctx context.Context) (*imapclient.Client, error) {
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", m.Address)
	if err != nil {
		return nil, err
	}
	var c *imapclient.Client
	opt := &imapclient.Options{TLSConfig: m.TLS}
	switch m.Security {
	case "implicit":
		c = imapclient.New(tls.Client(conn, m.TLS), opt)
	case "starttls":
		c, err = imapclient.NewStartTLS(conn, opt)
	default:
		c = imapclient.New(conn, opt)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return c, nil
}

func (m *Mailbox) name() string { return m.Username + "@" + m.Address + "/" + m.Folder }

// last gives the UID read last, 0 when none was in this incarnation of the mailbox.
func (m *Mailbox) last(ctx context.Context, validity uint32) (imap.UID, error) {
	text, err := m.Marks.Mark(ctx, m.name())
	if err != nil {
		return 0, err
	}
	var known uint32
	var last imap.UID
	if _, err := fmt.Sscanf(text, "%d/%d", &known, &last); err != nil || known != validity {
		return 0, nil //nolint:nilerr // no mark yet, or one of another mailbox
	}
	return last, nil
}

// newer finds the mails after last. A search for "last+1:*" always finds the newest mail (RFC 9051, section 6.4.8), so
// older ones are left out here.
func (m *Mailbox) newer(c *imapclient.Client, last imap.UID) ([]imap.UID, error) {
	var set imap.UIDSet
	set.AddRange(last+1, 0)
	found, err := c.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{set}}, nil).Wait()
	if err != nil {
		return nil, err
	}
	uids := slices.DeleteFunc(found.AllUIDs(), func(u imap.UID) bool { return u <= last })
	slices.Sort(uids)
	return uids, nil
}

// take brings one mail to the Taker, and marks it as read when it was understood.
func (m *Mailbox) take(ctx context.Context, c *imapclient.Client, uid imap.UID) error {
	// One byte more than is read of any mail shows that there is more.
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: maxMail + 1}}
	found, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil || len(found) == 0 || len(found[0].BodySection) == 0 {
		return err // removed meanwhile, where there is no error
	}
	raw := found[0].BodySection[0].Bytes
	if len(raw) > maxMail {
		m.Log.Warn("a mail too large for a report stays unread", "uid", uid)
		return nil
	}
	class, err := m.Taker.Take(ctx, "imap", m.recipient(raw), raw)
	if err != nil || class == bounce.Unknown || class == bounce.Forged {
		return err
	}
	flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}, Silent: true}
	return c.Store(imap.UIDSetNum(uid), flags, nil).Close()
}

// recipientFields are where mail servers note whom a mail was delivered to, the surest first.
var recipientFields = []string{"Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "X-Delivered-To", "To", "Cc"}

// recipient finds the address a mail in the mailbox came to: the first one we gave out, else the first of all.
func (m *Mailbox) recipient(raw []byte) string {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	firstOf := ""
	for _, field := range recipientFields {
		for _, value := range msg.Header[field] {
			list, err := mail.ParseAddressList(value)
			if err != nil {
				list = []*mail.Address{{Address: strings.Trim(strings.TrimSpace(value), "<>")}}
			}
			for _, a := range list {
				if m.Taker.Welcome(a.Address) {
					return a.Address
				}
				if firstOf == "" {
					firstOf = a.Address
				}
			}
		}
	}
	return firstOf
}
