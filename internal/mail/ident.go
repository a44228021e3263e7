package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"

	"tidings/internal/fault"
)

// tokenAlphabet is lower-case base32: local parts get case-folded on their way back.
const tokenAlphabet = "abcdefghijklmnopqrstuvwxyz234567"

// mark is the first n characters of an HMAC-SHA256 over the parts; each character carries five bits.
func mark(secret []byte, n int, parts ...string) string {
	h := hmac.New(sha256.New, secret)
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return base32.NewEncoding(tokenAlphabet).EncodeToString(h.Sum(nil))[:n]
}

// MessageID names a delivery for good: <d{edition}.r{delivery}.{hmac}@domain>. Fixed when the row is created, it is the
// same in every attempt, so that a mailbox with duplicate suppression (RFC 7352) drops a second copy.
func MessageID(editionKey string, deliveryID int64, secret []byte, domain string) string {
	key := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, cut(editionKey, 60))
	id := strconv.FormatInt(deliveryID, 10)
	return "<d" + key + ".r" + id + "." + mark(secret, 8, "message-id", editionKey, id) + "@" + domain + ">"
}

// ThreadID names what mails are about, such as a source, so that its trouble and its recovery stand together.
func ThreadID(about string, secret []byte, domain string) string {
	return "<thread." + mark(secret, 16, "thread", about) + "@" + domain + ">"
}

// VERP makes and reads the envelope sender of each delivery, so that a bounce names its delivery by the address it
// comes back to: b+{delivery}.{hmac}@domain, the delivery with leading zeros. The zero Prefix is "b". A token is good
// for its prefix only, so another prefix can name other things (subscriptions to leave) with the same secret.
type VERP struct {
	Prefix string
	Domain string
	Secret []byte
}

// verpMark is the length of the token in characters: 100 bits.
const verpMark = 20

func (v VERP) prefix() string {
	if v.Prefix == "" {
		return "b"
	}
	return strings.ToLower(v.Prefix)
}

// Address gives the envelope sender of a delivery.
func (v VERP) Address(deliveryID int64) string {
	id := strconv.FormatInt(deliveryID, 10)
	return fmt.Sprintf("%s+%08d.%s@%s", v.prefix(), deliveryID, mark(v.Secret, verpMark, "verp", v.prefix(), id), v.Domain)
}

// Delivery reads the delivery out of an address made by [VERP.Address], whatever case it came back in. The token is
// compared in constant time; an address that is not ours or a forged one is an error of kind Denied.
func (v VERP) Delivery(addr string) (int64, error) {
	addr = strings.ToLower(strings.Trim(strings.TrimSpace(addr), "<>"))
	local, domain, _ := strings.Cut(addr, "@")
	token, ours := strings.CutPrefix(local, v.prefix()+"+")
	digits, sum, ok := strings.Cut(token, ".")
	id, err := strconv.ParseInt(digits, 10, 64)
	if !ours || !ok || err != nil || id <= 0 || domain != strings.ToLower(v.Domain) {
		return 0, fault.New(fault.Denied, "address %q carries no delivery", cut(addr, 120))
	}
	want := mark(v.Secret, verpMark, "verp", v.prefix(), strconv.FormatInt(id, 10))
	if !hmac.Equal([]byte(sum), []byte(want)) {
		return 0, fault.New(fault.Denied, "address %q has a wrong token", cut(addr, 120))
	}
	return id, nil
}

// Ours reports whether an address has the form of a token, whether or not it verifies.
func (v VERP) Ours(addr string) bool {
	local, domain, ok := strings.Cut(strings.ToLower(strings.Trim(strings.TrimSpace(addr), "<>")), "@")
	return ok && strings.HasPrefix(local, v.prefix()+"+") && domain == strings.ToLower(v.Domain)
}

// CheckSecret refuses a secret too short to sign with.
func CheckSecret(secret []byte) error {
	if len(secret) < 16 {
		return fmt.Errorf("secret of %d bytes is too short, at least 16 are needed", len(secret))
	}
	return nil
}
