package mail_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"tidings/internal/fault"
	"tidings/internal/mail"
)

const domain = "news.lindenau.example"

func key(t testing.TB, selector, kind string) mail.Key {
	t.Helper()
	text, err := mail.GenerateKey(kind)
	if err != nil {
		t.Fatal(err)
	}
	return mail.Key{Selector: selector, PEM: text}
}

func signer(t testing.TB, keys ...mail.Key) *mail.Signer {
	t.Helper()
	s, err := mail.NewSigner(domain, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// verify checks every signature of raw against the records of those who may have signed it.
func verify(t testing.TB, raw []byte, signers ...*mail.Signer) []*dkim.Verification {
	t.Helper()
	zone := map[string]string{}
	for _, s := range signers {
		records, err := s.Records()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			zone[r.Name] = r.Value
		}
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{
		LookupTXT: func(name string) ([]string, error) {
			if txt, ok := zone[strings.TrimSuffix(name, ".")]; ok {
				return []string{txt}, nil
			}
			return nil, errors.New("no record " + name)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func sign(t testing.TB, s *mail.Signer, raw []byte) []byte {
	t.Helper()
	out, err := s.Sign(raw)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBothSignaturesVerify(t *testing.T) {
	s := signer(t, key(t, "t1", mail.KeyRSA), key(t, "t2", mail.KeyEd25519))
	raw := compose(t, sampleMessage())
	signed := sign(t, s, raw)
	if !bytes.HasSuffix(signed, raw) {
		t.Error("signing changed the message")
	}
	if err := mail.Check(signed); err != nil {
		t.Error(err)
	}
	found := verify(t, signed, s)
	if len(found) != 2 {
		t.Fatalf("%d signatures, want 2", len(found))
	}
	for _, v := range found {
		if v.Err != nil || v.Domain != domain {
			t.Errorf("signature of %s: %v", v.Domain, v.Err)
		}
		for _, name := range []string{"List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Subject", "To"} {
			if !slices.ContainsFunc(v.HeaderKeys, func(k string) bool { return strings.EqualFold(k, name) }) {
				t.Errorf("%s is not signed", name)
			}
		}
	}
}

func TestTamperingBreaksTheSignature(t *testing.T) {
	s := signer(t, key(t, "t1", mail.KeyRSA))
	signed := string(sign(t, s, compose(t, sampleMessage())))
	for name, bad := range map[string]string{
		"second From":    strings.Replace(signed, "From: ", "From: <evil@x.example>\r\nFrom: ", 1),
		"subject":        strings.Replace(signed, "\r\nSubject: ", "\r\nSubject: x", 1),
		"one-click":      strings.Replace(signed, "/u/5h2k", "/u/0000", 1),
		"body":           strings.Replace(signed, "Impressum", "Imprint..", 1),
		"feedback":       strings.Replace(signed, "Feedback-ID: harbour", "Feedback-ID: habour", 1),
		"one-click flag": strings.Replace(signed, "List-Unsubscribe-Post: ", "X-Was: ", 1),
	} {
		if bad == signed {
			t.Fatalf("%s: nothing was changed", name)
		}
		if found := verify(t, []byte(bad), s); len(found) != 1 || found[0].Err == nil {
			t.Errorf("%s: still verifies", name)
		}
	}
}

// While a key is rotated, mail signed with the old selector is still on its way.
func TestRotation(t *testing.T) {
	before, after := signer(t, key(t, "autumn", mail.KeyRSA)), signer(t, key(t, "winter", mail.KeyRSA))
	for _, s := range []*mail.Signer{before, after} {
		for _, v := range verify(t, sign(t, s, compose(t, sampleMessage())), before, after) {
			if v.Err != nil {
				t.Error(v.Err)
			}
		}
	}
}

func TestNewSignerRefuses(t *testing.T) {
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Skip("this build makes no short keys")
	}
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(short)})
	if _, err := mail.ParseKey(pkcs1); err != nil {
		t.Errorf("PKCS #1 key: %v", err)
	}
	good := key(t, "t1", mail.KeyEd25519)
	for name, keys := range map[string][]mail.Key{
		"none": nil, "not PEM": {{Selector: "a", PEM: []byte("secret words")}}, "no selector": {{PEM: good.PEM}},
		"selector with a space": {{Selector: "a b", PEM: good.PEM}},
		"not a key":             {{Selector: "a", PEM: pem.EncodeToMemory(&pem.Block{Type: "X", Bytes: []byte("x")})}},
	} {
		if _, err := mail.NewSigner(domain, keys...); !fault.Is(err, fault.Invalid) ||
			strings.Contains(err.Error(), "secret words") || strings.Contains(err.Error(), "%!") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := mail.GenerateKey("dsa"); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown kind: %v", err)
	}
}

func TestZoneLineCutsLongStrings(t *testing.T) {
	records, err := signer(t, key(t, "t1", mail.KeyRSA)).Records()
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(records[0].Zone(), `"`) {
		if len(part) > 255 {
			t.Errorf("a string of %d bytes", len(part))
		}
	}
	if got := strings.ReplaceAll(records[0].Zone(), `" "`, ""); !strings.Contains(got, records[0].Value) {
		t.Errorf("zone line lost some of the value: %s", got)
	}
}

func BenchmarkSign(b *testing.B) {
	m := sampleMessage()
	m.HTML = bigHTML()
	raw := compose(b, m)
	for name, s := range map[string]*mail.Signer{
		"rsa": signer(b, key(b, "t1", mail.KeyRSA)), "ed25519": signer(b, key(b, "t1", mail.KeyEd25519)),
		"both": signer(b, key(b, "t1", mail.KeyRSA), key(b, "t2", mail.KeyEd25519)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				sign(b, s, raw)
			}
		})
	}
}

func BenchmarkCompose(b *testing.B) {
	m := sampleMessage()
	m.HTML = bigHTML()
	for b.Loop() {
		compose(b, m)
	}
}
