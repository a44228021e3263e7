package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"

	"tidings/internal/fault"
)

// signedFields are the header fields a signature covers when they are present: RFC 6376, section 5.4.1, and the ones
// RFC 8058, section 4, and Gmail's feedback loop demand. From stands twice, so nobody can add a second one.
var signedFields = []string{
	"From", "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
	"Content-Language", "Content-Transfer-Encoding", "Auto-Submitted", "Precedence", "List-Id", "List-Help",
	"List-Owner", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
}

// Key is a DKIM key as configured.
type Key struct {
	Selector string
	PEM      []byte // PKCS #8 or PKCS #1
}

// Signer adds DKIM signatures for one domain. It is safe for concurrent use.
type Signer struct {
	domain string
	keys   []signingKey
}

type signingKey struct {
	selector string
	key      crypto.Signer
}

// NewSigner makes a signer. Each key signs, in the order given: one RSA key, or RSA and then Ed25519 (RFC 8463; large
// receivers verify only the first). To rotate, publish the new selector's record, then swap the key here.
func NewSigner(domain string, keys ...Key) (*Signer, error) {
	ascii, err := ASCIIDomain(domain)
	if err != nil {
		return nil, fault.New(fault.Invalid, "dkim: %w", err)
	}
	if len(keys) == 0 {
		return nil, fault.New(fault.Invalid, "dkim signer for %s has no key", domain)
	}
	s := &Signer{domain: ascii}
	for _, k := range keys {
		key, err := ParseKey(k.PEM)
		if err != nil {
			return nil, fault.New(fault.Invalid, "dkim key of selector %q: %w", k.Selector, err)
		}
		if k.Selector == "" || strings.ContainsAny(k.Selector, " \t\r\n;=") {
			return nil, fault.New(fault.Invalid, "dkim selector %q is not a DNS label", k.Selector)
		}
		s.keys = append(s.keys, signingKey{k.Selector, key})
	}
	return s, nil
}

// Sign gives raw with a DKIM-Signature of each key in front. Its time tag is the wall clock's, so sign once and keep
// the bytes.
func (s *Signer) Sign(raw []byte) ([]byte, error) {
	fields := presentFields(raw)
	var heads []string
	for _, k := range s.keys {
		head, err := k.signature(raw, s.domain, fields)
		if err != nil {
			return nil, fmt.Errorf("sign mail with selector %s: %w", k.selector, err)
		}
		heads = append(heads, head)
	}
	out := make([]byte, 0, len(raw)+1024)
	for _, h := range heads {
		out = append(out, h...)
	}
	return append(out, raw...), nil
}

// SignAll gives raw with the signatures of every signer.
func SignAll(raw []byte, signers []*Signer) ([]byte, error) {
	for _, s := range signers {
		signed, err := s.Sign(raw)
		if err != nil {
			return nil, err
		}
		raw = signed
	}
	return raw, nil
}

func (k signingKey) signature(raw []byte, domain string, fields []string) (string, error) {
	signer, err := dkim.NewSigner(&dkim.SignOptions{
		Domain: domain, Selector: k.selector, Signer: k.key, Hash: crypto.SHA256,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed,
		BodyCanonicalization:   dkim.CanonicalizationRelaxed,
		HeaderKeys:             fields,
	})
	if err != nil {
		return "", err
	}
	_, werr := signer.Write(raw)
	if err := errors.Join(signer.Close(), werr); err != nil {
		return "", err
	}
	return signer.Signature(), nil
}

// presentFields gives those of the fields to sign that a mail has: signing one that is absent would forbid a relay to
// add it.
func presentFields(raw []byte) []string {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	low := append([]byte("\r\n"), bytes.ToLower(head)...)
	var fields []string
	for _, name := range signedFields {
		if bytes.Contains(low, []byte("\r\n"+strings.ToLower(name)+":")) {
			fields = append(fields, name)
		}
	}
	return fields
}

// minRSABits is RFC 8301's floor for signers; [GenerateKey] makes keys of 2048.
const minRSABits = 1024

// ParseKey reads a private key, RSA or Ed25519, from PEM. The error never quotes the key.
func ParseKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fault.New(fault.Invalid, "no PEM block in the key")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return checkKey(key)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fault.New(fault.Invalid, "key is neither PKCS #1 nor PKCS #8")
	}
	return checkKey(key)
}

// checkKey refuses keys that receivers do not take, or not any more.
func checkKey(key any) (crypto.Signer, error) {
	switch k := key.(type) {
	case *rsa.PrivateKey:
		if k.N.BitLen() < minRSABits {
			return nil, fault.New(fault.Invalid, "RSA key of %d bits is too short", k.N.BitLen())
		}
		return k, nil
	case ed25519.PrivateKey:
		return k, nil
	}
	return nil, fault.New(fault.Invalid, "key is %T, neither RSA nor Ed25519", key)
}

// The kinds of key [GenerateKey] makes.
const (
	KeyRSA     = "rsa"
	KeyEd25519 = "ed25519"
)

// GenerateKey makes a private key as PKCS #8 PEM: RSA of 2048 bits, or Ed25519.
func GenerateKey(kind string) ([]byte, error) {
	var key any
	var err error
	switch kind {
	case KeyRSA:
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	case KeyEd25519:
		_, key, err = ed25519.GenerateKey(rand.Reader)
	default:
		return nil, fault.New(fault.Invalid, "unknown key kind %q", kind)
	}
	if err != nil {
		return nil, fmt.Errorf("generate %s key: %w", kind, err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode %s key: %w", kind, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// Record is the DNS record that publishes a key.
type Record struct {
	Name  string // "sel._domainkey.news.example"
	Value string // "v=DKIM1; k=rsa; p=…"
}

// Zone gives the record as a line of a zone file, its value cut into strings of at most 255 bytes.
func (r Record) Zone() string {
	var parts []string
	for v := r.Value; v != ""; {
		n := min(255, len(v))
		parts = append(parts, `"`+v[:n]+`"`)
		v = v[n:]
	}
	return r.Name + ". IN TXT ( " + strings.Join(parts, " ") + " )"
}

// Records gives the DNS records that must be published before the signer's mail is sent, in the order of its keys.
func (s *Signer) Records() ([]Record, error) {
	var out []Record
	for _, k := range s.keys {
		value, err := recordValue(k.key.Public())
		if err != nil {
			return nil, fmt.Errorf("record of selector %s: %w", k.selector, err)
		}
		out = append(out, Record{Name: k.selector + "._domainkey." + s.domain, Value: value})
	}
	return out, nil
}

// recordValue gives the TXT record that publishes a key.
func recordValue(pub crypto.PublicKey) (string, error) {
	if k, ok := pub.(ed25519.PublicKey); ok { // RFC 8463, section 4: the bare key
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(k), nil
	}
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return "", err
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), nil
}
