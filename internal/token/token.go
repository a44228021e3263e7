// Package token makes and checks the signed links that readers act by. A token names one thing (a subscription, a
// subscriber, an edition) for one purpose; it holds no secret, needs no row, and cannot be used for another purpose.
// It is not used up: GET may show what it leads to, POST acts.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"
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
	Block       Purpose = "block"       // names a subscriber whose address must never be mailed
	Undo        Purpose = "undo"        // names subscriptions that were left
	Run         Purpose = "run"         // names the second at which crawls were asked for
)

// macSize is the length of the signature in bytes: 128 bits.
const macSize = 16

// Keyring signs with its first key and accepts all, so that a key can be rotated.
type Keyring [][]byte

// maxIDs bounds how many things one token names.
const maxIDs = 64

// Sign makes a token for id, and for more ids of the same kind, that is valid until expires; a zero expires never ends.
// It is safe in a URL.
func (k Keyring) Sign(p Purpose, id int64, expires time.Time, more ...int64) string {
	body := binary.AppendVarint(nil, id)
	switch {
	case !expires.IsZero():
		body = binary.AppendVarint(body, expires.Unix())
	case len(more) > 0:
		body = binary.AppendVarint(body, math.MaxInt64)
	}
	for _, id := range more[:min(len(more), maxIDs-1)] {
		body = binary.AppendVarint(body, id)
	}
	return base64.RawURLEncoding.EncodeToString(append(sum(k[0], p, body), body...))
}

// Verify gives the (first) id of a token. A forged, foreign or mangled one is fault.Denied; an expired one is
// fault.Gone, and its id is given with the error, so that a new link can be offered to the address on record.
func (k Keyring) Verify(p Purpose, text string, now time.Time) (int64, error) {
	ids, err := k.VerifyAll(p, text, now)
	if len(ids) == 0 {
		return 0, err
	}
	return ids[0], err
}

// VerifyAll is Verify for all ids of a token.
func (k Keyring) VerifyAll(p Purpose, text string, now time.Time) ([]int64, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) <= macSize || len(raw) > macSize+(maxIDs+1)*binary.MaxVarintLen64 {
		return nil, fault.New(fault.Denied, "this link is not complete")
	}
	mac, body := raw[:macSize], raw[macSize:]
	ok := false
	for _, key := range k {
		ok = hmac.Equal(mac, sum(key, p, body)) || ok
	}
	var numbers []int64
	for ok && len(body) > 0 {
		number, n := binary.Varint(body)
		if ok = n > 0; ok {
			numbers, body = append(numbers, number), body[n:]
		}
	}
	if !ok {
		return nil, fault.New(fault.Denied, "this link is not valid")
	}
	if len(numbers) == 1 {
		return numbers, nil
	}
	ids := append(numbers[:1:1], numbers[2:]...)
	if now.Unix() >= numbers[1] {
		return ids, fault.New(fault.Gone, "this link has expired")
	}
	return ids, nil
}

// sum is HMAC-SHA256 over purpose and body, cut to macSize (RFC 2104 allows half of the hash).
func sum(key []byte, p Purpose, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(p))
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)[:macSize]
}
