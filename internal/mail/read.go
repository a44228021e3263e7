package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // decodes what is not UTF-8
	gomessage "github.com/emersion/go-message/mail"
)

// Field is one header field, decoded.
type Field struct {
	Name  string
	Value string
}

// View is a mail as a reader sees it, for the pages that show an outbox.
type View struct {
	From, To string
	Subject  string
	Date     time.Time
	Text     string
	HTML     string  // with the pictures the mail brings inlined
	Headers  []Field // in their order

	pictures []string // pairs of "cid:…" and the data URL to put there
}

// maxPart bounds how much of one part is read.
const maxPart = 8 << 20

// Read takes a mail apart. Text in an unknown charset is shown as it is. A part that cannot be read ends the reading
// with an error; what came before it is in the View all the same.
func Read(raw []byte) (View, error) {
	entity, err := message.Read(bytes.NewReader(raw))
	if entity == nil || err != nil && !foreignCharset(err) {
		return View{}, fmt.Errorf("read mail: %w", err)
	}
	r := gomessage.NewReader(entity)
	v := View{From: fieldText(r.Header, "From"), To: fieldText(r.Header, "To"), Subject: fieldText(r.Header, "Subject")}
	v.Date, err = r.Header.Date()
	if err != nil {
		v.Date = time.Time{} // a mail may be shown without its date
	}
	for fields := r.Header.Fields(); fields.Next(); {
		value, err := fields.Text()
		if err != nil {
			value = fields.Value()
		}
		v.Headers = append(v.Headers, Field{Name: fields.Key(), Value: value})
	}
	err = v.readParts(r)
	v.HTML = strings.NewReplacer(v.pictures...).Replace(v.HTML)
	return v, err
}

// readParts reads the parts that are shown; attachments are not.
func (v *View) readParts(r *gomessage.Reader) error {
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if part == nil || err != nil && !foreignCharset(err) {
			return fmt.Errorf("read part: %w", err)
		}
		head, inline := part.Header.(*gomessage.InlineHeader)
		if !inline {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(part.Body, maxPart))
		if err != nil {
			return fmt.Errorf("read part: %w", err)
		}
		v.add(head, body)
	}
}

// add takes a part over: of texts the first of each kind, of pictures those the HTML can name. A part of a kind that
// cannot be read is text.
func (v *View) add(head *gomessage.InlineHeader, body []byte) {
	kind, _, err := head.ContentType()
	switch {
	case err == nil && kind == "text/html" && v.HTML == "":
		v.HTML = string(body)
	case (err != nil || kind == "text/plain") && v.Text == "":
		v.Text = strings.ReplaceAll(string(body), "\r\n", "\n")
	case strings.HasPrefix(kind, "image/") && head.Get("Content-Id") != "":
		id := strings.Trim(head.Get("Content-Id"), "<> ")
		v.pictures = append(v.pictures, "cid:"+id, "data:"+kind+";base64,"+base64.StdEncoding.EncodeToString(body))
	}
}

// foreignCharset reports an error after which a part can be read all the same, its text undecoded.
func foreignCharset(err error) bool {
	return message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)
}

// fieldText gives a field decoded, or as it stands where it cannot be.
func fieldText(h gomessage.Header, name string) string {
	text, err := h.Text(name)
	if err != nil {
		return h.Get(name)
	}
	return text
}
