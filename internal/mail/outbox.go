package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tidings/internal/fault"
)

// Outbox is the way out while no relay is configured: each mail becomes a file in a folder, and nothing leaves the
// machine. A mail's file name follows from its Date and Message-ID, so a second copy replaces the first.
type Outbox struct {
	dir string
}

// NewOutbox makes the folder, readable by its owner only, if it is not there.
func NewOutbox(dir string) (*Outbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make outbox: %w", err)
	}
	return &Outbox{dir: dir}, nil
}

// String names the folder.
func (o *Outbox) String() string { return "outbox " + o.dir }

// Dir is the folder of the outbox.
func (o *Outbox) Dir() string { return o.dir }

// Open implements [Transport]; there is nothing to connect to.
func (o *Outbox) Open(context.Context) (Conn, error) { return outboxConn{o}, nil }

// Names lists the mails in the folder, the newest Date first, for [Outbox.Raw].
func (o *Outbox) Names() ([]string, error) {
	files, err := os.ReadDir(o.dir)
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".eml"); ok && f.Type().IsRegular() {
			names = append(names, name)
		}
	}
	slices.Reverse(names)
	return names, nil
}

// Raw gives the bytes of a mail that [Outbox.Names] listed.
func (o *Outbox) Raw(name string) ([]byte, error) {
	if name == "" || name != filepath.Base(name) || strings.HasPrefix(name, ".") {
		return nil, fault.New(fault.NotFound, "no mail %q in the outbox", name)
	}
	raw, err := os.ReadFile(filepath.Join(o.dir, name+".eml"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "no mail %q in the outbox", name)
	}
	return raw, err
}

type outboxConn struct{ o *Outbox }

func (outboxConn) Name() string { return "outbox" }

func (outboxConn) Alive() bool { return true }

func (outboxConn) Close() error { return nil }

// Send writes the mail whole and durably under a hidden name, commits, and then gives it its name: the rename is the
// dot. Beside it stands the envelope as NAME.json.
func (c outboxConn) Send(
	ctx context.Context, env Envelope, raw []byte, commit func(context.Context) error,
) (Reply, error) {
	if err := errors.Join(ctx.Err(), Check(raw)); err != nil {
		return Reply{}, &SendError{Stage: StageCheck, Temporary: ctx.Err() != nil, Err: err}
	}
	name := filepath.Join(c.o.dir, fileName(raw))
	temp, err := writeTemp(c.o.dir, raw)
	if err != nil {
		return Reply{}, &SendError{Stage: StageBody, Temporary: true, Err: err}
	}
	defer os.Remove(temp) // gone already when all went well
	if commit != nil {
		if err := commit(ctx); err != nil {
			return Reply{}, &SendError{Stage: StageCommit, Temporary: true, Err: err}
		}
	}
	if err := errors.Join(writeEnvelope(name+".json", env), os.Rename(temp, name+".eml"), syncDir(c.o.dir)); err != nil {
		return Reply{}, &SendError{Stage: StageDot, Temporary: true, Err: err}
	}
	return Reply{Code: 250, Enhanced: "2.0.0", Text: "kept as " + name + ".eml", Connection: "outbox"}, nil
}

// fileName gives a mail's file its name: its date, so that files sort by it, and its Message-ID, so that a mail written
// twice is there once. Both are of the sender's making, hence safeName.
func fileName(raw []byte) string {
	sum := sha256.Sum256(raw)
	id := hex.EncodeToString(sum[:8])
	stamp := "00000000T000000Z"
	if m, err := netmail.ReadMessage(bytes.NewReader(raw)); err == nil {
		if at, err := m.Header.Date(); err == nil {
			stamp = at.UTC().Format("20060102T150405Z")
		}
		if local, _, ok := strings.Cut(strings.Trim(m.Header.Get("Message-ID"), "<>"), "@"); ok {
			id = cut(safeName(local), 100)
		}
	}
	return stamp + "-" + id
}

// safeName makes a text part of a file name on any system.
func safeName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, s)
}

// writeTemp writes a file, durable, under a name nobody looks for, to be renamed: no reader of the folder sees half a
// mail.
func writeTemp(dir string, raw []byte) (name string, err error) {
	f, err := os.CreateTemp(dir, ".mail-*") // 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the first error is the one to tell
		return "", err
	}
	return f.Name(), nil
}

// writeEnvelope writes beside a mail whom it was from and for: its header need not say so.
func writeEnvelope(name string, env Envelope) error {
	text, err := json.Marshal(map[string]string{"mail_from": env.From, "rcpt_to": env.To})
	if err != nil {
		return err
	}
	temp, err := writeTemp(filepath.Dir(name), append(text, '\n'))
	if err != nil {
		return err
	}
	return os.Rename(temp, name)
}

// syncDir makes the names in a folder durable, as Sync does the content of a file.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
