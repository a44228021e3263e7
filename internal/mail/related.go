package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"regexp"

	gomail "github.com/wneessen/go-mail"
)

// pictureID is what a Content-ID may be here: no quoting is needed anywhere, in the header or in a URL.
var pictureID = regexp.MustCompile(`^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$`)

// relate adds the HTML part and its pictures as one multipart/related alternative (RFC 2387), so that the text part stays
// beside the whole of it. go-mail would put it round both, with a random boundary.
func (b *builder) relate(html string, m Message, seed []byte) {
	hash := sha256.New()
	hash.Write(seed)
	for _, p := range m.Pictures {
		if !pictureID.MatchString(p.ID) || len(p.JPEG) == 0 {
			b.fail(fmt.Errorf("picture %q of %d bytes", p.ID, len(p.JPEG)))
		}
		hash.Write(p.JPEG)
	}
	boundary := "r_" + hex.EncodeToString(hash.Sum(nil)[:16])
	var body bytes.Buffer
	if err := writeRelated(&body, boundary, html, m.Pictures); err != nil {
		b.fail(err)
	}
	b.related = "multipart/related; type=\"text/html\";\r\n boundary=" + boundary
	b.msg.AddAlternativeWriter(gomail.ContentType(b.related), func(w io.Writer) (int64, error) {
		n, err := w.Write(body.Bytes())
		return int64(n), err
	}, gomail.WithPartEncoding(gomail.NoEncoding))
}

// bare takes back what go-mail says of every part and is not true of one that holds others: a charset, and 8bit.
func (b *builder) bare(raw []byte) []byte {
	if b.related == "" {
		return raw
	}
	return bytes.Replace(raw, []byte("Content-Transfer-Encoding: 8bit\r\nContent-Type: "+b.related+"; charset=UTF-8"),
		[]byte("Content-Transfer-Encoding: 7bit\r\nContent-Type: "+b.related), 1)
}

// writeRelated writes HTML and its pictures as one multipart/related body (RFC 2387), the HTML first.
func writeRelated(to io.Writer, boundary, html string, pictures []Picture) error {
	w := multipart.NewWriter(to)
	if err := w.SetBoundary(boundary); err != nil {
		return err
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type": {"text/html; charset=UTF-8"}, "Content-Transfer-Encoding": {encodingOf(html).String()},
	})
	if err != nil {
		return err
	}
	if err := writeText(part, html); err != nil {
		return err
	}
	for _, p := range pictures {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Type": {"image/jpeg"}, "Content-Transfer-Encoding": {"base64"}, "Content-Id": {"<" + p.ID + ">"},
			"Content-Disposition": {"inline"},
		})
		if err != nil {
			return err
		}
		if err := writeBase64(part, p.JPEG); err != nil {
			return err
		}
	}
	return w.Close()
}

// writeText writes text in the encoding that takes fewer bytes.
func writeText(w io.Writer, text string) error {
	if encodingOf(text) == gomail.EncodingB64 {
		return writeBase64(w, []byte(text))
	}
	quoted := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(quoted, text); err != nil {
		return err
	}
	return quoted.Close()
}

// writeBase64 writes lines of 76 characters (RFC 2045, section 6.8).
func writeBase64(w io.Writer, data []byte) error {
	const line = 57
	for len(data) > 0 {
		n := min(line, len(data))
		if _, err := io.WriteString(w, base64.StdEncoding.EncodeToString(data[:n])+"\r\n"); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}
