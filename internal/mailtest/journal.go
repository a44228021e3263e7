package mailtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// Line is one line of the journal: a mail that was accepted, written before its 250.
type Line struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	Connection int       `json:"connection"`
	From       string    `json:"mail_from"`
	To         string    `json:"rcpt_to"`
	MessageID  string    `json:"message_id"`
	SHA256     string    `json:"sha256"`
	Size       int       `json:"size"`
	Raw        []byte    `json:"raw,omitempty"` // with Options.JournalRaw
}

type journal struct {
	mu   sync.Mutex
	file *os.File
	sync bool
	raw  bool
}

func openJournal(name string, durable, raw bool) (*journal, error) {
	if name == "" {
		return &journal{}, nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open mail journal: %w", err)
	}
	return &journal{file: f, sync: durable, raw: raw}, nil
}

func (j *journal) write(m Mail) error {
	if j.file == nil {
		return nil
	}
	sum := sha256.Sum256(m.Raw)
	l := Line{
		ID: m.ID, At: m.ReceivedAt, Connection: m.Connection, From: m.EnvelopeFrom, To: m.EnvelopeTo,
		MessageID: m.messageID(), SHA256: hex.EncodeToString(sum[:]), Size: len(m.Raw),
	}
	if j.raw {
		l.Raw = m.Raw
	}
	line, err := json.Marshal(l)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return err
	}
	if j.sync {
		return j.file.Sync()
	}
	return nil
}

func (m Mail) messageID() string {
	for _, f := range m.Headers {
		if strings.EqualFold(f.Name, "Message-ID") {
			return f.Value
		}
	}
	return ""
}

func (j *journal) close() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}

// ReadJournal reads a journal back. A last line cut short by a crash of the server is left out: its mail was not
// accepted.
func ReadJournal(name string) ([]Line, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read mail journal: %w", err)
	}
	var out []Line
	for line := range bytes.Lines(text) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var l Line
		if err := json.Unmarshal(line, &l); err != nil {
			return nil, fmt.Errorf("read mail journal after %d lines: %w", len(out), err)
		}
		out = append(out, l)
	}
	return out, nil
}
