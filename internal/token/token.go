// Package token makes and checks the signed links that readers act by. A token names one thing (a subscription, a
// subscriber, an edition) for one purpose; it holds no secret, needs no row, and cannot be used for another purpose.
// It is not used up: GET may show what it leads to, POST acts.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"tidings/internal/fault"
)

// Purpose is what a token may be used for.
type Purpose string

// The purposes.
const (
	Confirm     Purpose = "confirm"     // names a subscription to be confirmed
	Preferences Purpose = "preferences" // names a subscriber
	Unsubscribe Purpose = "unsubscribe" // names a subscription
	Edition     Purpose = "edition"     // names an edition on the web
	Form        Purpose = "form"        // names the second at which a form was shown
)

// macSize is the length of the signature in bytes: 128 bits.
const macSize = 16

// Keyring signs with its first key and accepts all, so that a key can be rotated.
type Keyring [][]byte

// Sign makes a token for id that is valid until expires; a zero expires never ends. It is safe in a URL.
func (k Keyring) Sign(p Purpose, id int64, expires time.Time) string {
	body := binary.AppendVarint(nil, id)
	if !expires.IsZero() {
		body = binary.AppendVarint(body, expires.Unix())
	}
	return base64.RawURLEncoding.EncodeToString(append(sum(k[0], p, body), body...))
}

// Verify gives the id of a token. A forged, foreign or mangled one is fault.Denied; an expired one is fault.Gone, and
// its id is given with the error, so that a new link can be offered to the address on record.
func (k Keyring) Verify(p Purpose, text string, now time.Time) (int64, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) <= macSize || len(raw) > macSize+2*binary.MaxVarintLen64 {
		return 0, fault.New(fault.Denied, "this link is not complete")
	}
	mac, body := raw[:macSize], raw[macSize:]
	ok := false
	for _, key := range k {
		ok = hmac.Equal(mac, sum(key, p, body)) || ok
	}
	if !ok {
		return 0, fault.New(fault.Denied, "this link is not valid")
	}
	id, n := binary.Varint(body)
	if n <= 0 {
		return 0, fault.New(fault.Denied, "this link is not valid")
	}
	if expires, m := binary.Varint(body[n:]); m > 0 && now.Unix() >= expires {
		return id, fault.New(fault.Gone, "this link has expired")
	}
	return id, nil
}

// sum is HMAC-SHA256 over purpose and body, cut to macSize (RFC 2104 allows half of the hash).
func sum(key []byte, p Purpose, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(p))
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)[:macSize]
}
