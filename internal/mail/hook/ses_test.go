package hook_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // SNS signature version 1 is SHA-1
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail/hook"
)

// sns signs messages of any type as Amazon does.
type sns struct {
	*testing.T
	key         *rsa.PrivateKey
	certificate []byte
}

// newSNS makes one whose certificate is good until a time.
func newSNS(t *testing.T, until time.Time) sns {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sns.amazonaws.com"},
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return sns{t, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

// message signs the fields named by signed, in that order, and gives the message of all.
func (s sns) message(version string, signed []string, fields map[string]string) hook.Request {
	s.Helper()
	all := map[string]string{
		"MessageId": "m-1", "TopicArn": topic, "Timestamp": "2026-11-23T07:59:00.000Z", "SignatureVersion": version,
		"SigningCertURL": "https://sns.eu-central-1.amazonaws.com/a.pem",
	}
	maps.Copy(all, fields)
	var text strings.Builder
	for _, name := range signed {
		text.WriteString(name + "\n" + all[name] + "\n")
	}
	sum256, sum1 := sha256.Sum256([]byte(text.String())), sha1.Sum([]byte(text.String())) //nolint:gosec // see above
	hash, sum := crypto.SHA256, sum256[:]
	if version == "1" {
		hash, sum = crypto.SHA1, sum1[:]
	}
	sig, err := rsa.SignPKCS1v15(rand.Reader, s.key, hash, sum)
	if err != nil {
		s.Fatal(err)
	}
	all["Signature"] = base64.StdEncoding.EncodeToString(sig)
	body, err := json.Marshal(all)
	if err != nil {
		s.Fatal(err)
	}
	return hook.Request{Body: body, Now: now}
}

// read reads a request by the certificate, or the error, that asking for it gives.
func (s sns) read(r hook.Request, certificate []byte, failure error) (hook.Report, error) {
	s.Helper()
	reader, err := hook.New("ses", topic, func(string) ([]byte, error) { return certificate, failure })
	if err != nil {
		s.Fatal(err)
	}
	return reader.Read(r)
}

// The names whose values SNS signs, by the type of the message.
var (
	ofNotification = []string{"Message", "MessageId", "Timestamp", "TopicArn", "Type"}
	withSubject    = []string{"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
	ofConfirmation = []string{"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"}
)

// TestSESConfirms: a topic that asks whether its reports are wanted names the address to visit, and none but Amazon's is
// visited, however well the message is signed.
func TestSESConfirms(t *testing.T) {
	s := newSNS(t, now.AddDate(0, 6, 0))
	for _, tt := range []struct {
		address string
		denied  bool
	}{
		{"https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription", false},
		{"https://evil.example/?Action=ConfirmSubscription", true},
		{"http://sns.eu-central-1.amazonaws.com/", true},
	} {
		r := s.message("1", ofConfirmation, map[string]string{
			"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe.", "Token": "abc", "SubscribeURL": tt.address,
		})
		got, err := s.read(r, s.certificate, nil)
		if tt.denied && (!fault.Is(err, fault.Denied) || got.Visit != "") || !tt.denied && (err != nil || got.Visit != tt.address) {
			t.Errorf("%s: to visit %q, %v", tt.address, got.Visit, err)
		}
	}
}

// TestSESComplaint, by a notification with a subject, which is signed too.
func TestSESComplaint(t *testing.T) {
	s := newSNS(t, now.AddDate(0, 6, 0))
	got, err := s.read(s.message("2", withSubject, map[string]string{
		"Type": "Notification", "Subject": "Complaint", "Message": `{"notificationType":"Complaint","complaint":{
			"feedbackId":"f2","complainedRecipients":[{"emailAddress":"r@reader.example"}]}}`,
	}), s.certificate, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []hook.Event{{ID: "f2 r@reader.example", Bounce: audience.Bounce{
		Address: "r@reader.example", Kind: audience.BounceComplaint, Detail: "feedback abuse",
		At: time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC),
	}}}
	if diff := cmp.Diff(want, got.Events); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSESCertificate: without a certificate to check by nothing is believed; where that may pass, the report is to be
// brought again.
func TestSESCertificate(t *testing.T) {
	s, old := newSNS(t, now.AddDate(0, 6, 0)), newSNS(t, now.AddDate(0, 0, -1))
	fields := map[string]string{"Type": "Notification", "Message": `{}`}
	good := s.message("2", ofNotification, fields)
	for _, tt := range []struct {
		name        string
		request     hook.Request
		certificate []byte
		failure     error
		want        fault.Kind
	}{
		{"cannot be fetched", good, nil, errors.New("no answer"), fault.Temporary},
		{"is none", good, []byte("<html>"), nil, fault.Denied},
		{"is cut short", good, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), nil, fault.Denied},
		{"is another's", good, newSNS(t, now.AddDate(0, 6, 0)).certificate, nil, fault.Denied},
		{"is out of date", old.message("2", ofNotification, fields), old.certificate, nil, fault.Denied},
		{"signs in an unknown way", s.message("3", ofNotification, fields), s.certificate, nil, fault.Denied},
	} {
		if _, err := s.read(tt.request, tt.certificate, tt.failure); !fault.Is(err, tt.want) {
			t.Errorf("a certificate that %s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := s.read(good, s.certificate, nil); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

// TestUnreadableReports: what is signed and is no report is wrong for good, and is not to be brought again.
func TestUnreadableReports(t *testing.T) {
	for _, s := range []service{mailgun(), postmark(), sendgrid(t), ses(t)} {
		r := s.sign(`"no report"`)
		if s.name == "mailgun" {
			r.Body = []byte("no JSON")
		}
		if _, err := s.reader(t).Read(r); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want fault.Invalid", s.name, err)
		}
	}
}
