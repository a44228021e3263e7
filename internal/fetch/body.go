package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/andybalholm/brotli"

	"tidings/internal/fault"
)

// The biggest bodies are what memory must have room for: a page that is read is in it as a whole, twice while it grows.
const (
	bigBody = 1 << 20 // decoded bytes beyond which a body is a big one; pages hardly ever are
	maxBig  = 4       // big bodies read at once over all hosts
)

// body is an answer's body: decoded, capped twice, and giving its turn back at the end.
type body struct {
	raw    io.ReadCloser
	coding []string // as applied, first to last
	max    int64
	sent   int64 // Content-Length, -1 when unknown
	done   func()
	count  *atomic.Int64
	lost   func(error) error
	room   func() (func(), error) // waits until it may become a big one

	r    io.Reader
	big  func() // ends what room began; nil while it is small
	got  int64  // decoded bytes
	fail error
}

// coding reads which encodings were applied to a body. A gzip file by its name or type counts: sitemaps come so.
func coding(resp *http.Response) []string {
	var names []string
	for _, name := range strings.Split(strings.ToLower(strings.Join(resp.Header.Values("Content-Encoding"), ",")), ",") {
		if name = strings.TrimSpace(name); name != "" && name != "identity" && name != "none" {
			names = append(names, name)
		}
	}
	path, kind := strings.ToLower(resp.Request.URL.Path), strings.ToLower(resp.Header.Get("Content-Type"))
	if len(names) == 0 && (strings.HasSuffix(path, ".gz") || strings.Contains(kind, "gzip")) {
		names = append(names, "gzip")
	}
	return names
}

// Read gives decoded bytes. Going past a cap, or an end that comes too soon, is an error.
func (b *body) Read(p []byte) (int, error) {
	if b.fail != nil {
		return 0, b.fail
	}
	n, err := b.read(p)
	b.got += int64(n)
	if b.got > b.max {
		n, err = 0, tooLarge(b.max)
	}
	if b.got > bigBody && b.big == nil && err == nil {
		if b.big, err = b.room(); err != nil {
			n, err = 0, b.explain(err)
		}
	}
	if err != nil {
		b.fail = err
		b.end()
	}
	return n, err
}

// end gives back what the body took of what all share.
func (b *body) end() {
	if b.big != nil {
		b.big()
		b.big = nil
	}
	b.done()
}

// read is Read without the bounds on what was decoded. The decoder is made by the first call, since it reads ahead.
func (b *body) read(p []byte) (int, error) {
	if b.sent > b.max {
		return 0, tooLarge(b.max)
	}
	if b.r == nil {
		r, err := decoder(&capped{r: b.raw, left: b.max, max: b.max, count: b.count}, b.coding)
		if err != nil {
			return 0, b.explain(err)
		}
		b.r = r
	}
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = b.explain(err)
	}
	return n, err
}

// explain names the trouble of a body that broke off.
func (b *body) explain(err error) error {
	if TroubleOf(err) != "" {
		return err
	}
	if len(b.coding) > 0 && corrupt(err) {
		return troublef(fault.Temporary, TroubleBody, "%s body is damaged: %w", strings.Join(b.coding, ", "), err)
	}
	return b.lost(err)
}

// Close gives the turn back.
func (b *body) Close() error {
	err := b.raw.Close()
	b.end()
	return err
}

func tooLarge(limit int64) error {
	return troublef(fault.Invalid, TroubleSize, "body is larger than %d bytes", limit)
}

// corrupt reports an error of a decompressor about its input, as against one of the connection.
func corrupt(err error) bool {
	switch err.(type) {
	case flate.CorruptInputError:
		return true
	}
	return err == gzip.ErrChecksum || err == gzip.ErrHeader || err == zlib.ErrChecksum || err == zlib.ErrHeader ||
		err == io.ErrUnexpectedEOF || strings.HasPrefix(err.Error(), "brotli: ")
}

// capped counts the bytes as sent, so that a compressed stream without content ends too.
type capped struct {
	r         io.Reader
	left, max int64
	count     *atomic.Int64
}

// Read fails past the cap, rather than to end as a shorter body would.
func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.count.Add(int64(n))
	if c.left -= int64(n); c.left < 0 {
		return 0, tooLarge(c.max)
	}
	return n, err
}

// decoder undoes the named encodings, last applied first. A name that the bytes do not bear out is ignored: headers
// lie, mostly behind proxies that unpacked the body and left the header.
func decoder(r io.Reader, names []string) (io.Reader, error) {
	if len(names) == 0 {
		return r, nil
	}
	if len(names) > 2 {
		return nil, troublef(fault.Invalid, TroubleBody, "%d encodings round one body", len(names))
	}
	for i := len(names) - 1; i >= 0; i-- {
		buffered := bufio.NewReaderSize(r, 4096)
		start, err := buffered.Peek(32)
		if len(start) == 0 {
			if err == io.EOF {
				return buffered, nil
			}
			return nil, err
		}
		if r, err = undo(buffered, start, names[i]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// undo wraps r, which begins with start, in the decompressor of name.
func undo(r *bufio.Reader, start []byte, name string) (io.Reader, error) {
	switch name {
	case "gzip", "x-gzip":
		if bytes.HasPrefix(start, []byte{0x1f, 0x8b}) {
			return gzip.NewReader(r)
		}
		return r, nil
	case "br":
		if plain(start) {
			return r, nil
		}
		return brotli.NewReader(r), nil
	case "deflate": // zlib by the standard, raw by habit of old servers
		switch {
		case len(start) > 1 && start[0]&0x0f == 8 && (int(start[0])<<8|int(start[1]))%31 == 0:
			return zlib.NewReader(r)
		case plain(start):
			return r, nil
		}
		return flate.NewReader(r), nil
	}
	if plain(start) { // "utf-8" and the like have been seen here
		return r, nil
	}
	return nil, troublef(fault.Invalid, TroubleBody, "unknown content encoding %q", name)
}

// plain reports the start of a text as markup or JSON has it.
func plain(start []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\uFEFF")), " \t\r\n")
	if len(text) == 0 || text[0] != '<' && text[0] != '{' && text[0] != '[' {
		return false
	}
	for _, c := range start {
		if c < 0x20 && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}
