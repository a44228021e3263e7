package hook_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail/hook"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// service is one mail service as a test plays it: it signs bodies as the real one does.
type service struct {
	name, secret string
	sign         func(body string) hook.Request
	certificate  []byte
}

func (s service) reader(t testing.TB) hook.Reader {
	t.Helper()
	r, err := hook.New(s.name, s.secret, func(string) ([]byte, error) { return s.certificate, nil })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mailgun signs timestamp and token, which stand beside the event.
func mailgun() service {
	return service{name: "mailgun", secret: "key-of-the-tests", sign: func(body string) hook.Request {
		ts := fmt.Sprint(now.Unix())
		mac := hmac.New(sha256.New, []byte("key-of-the-tests"))
		mac.Write([]byte(ts + "a-token"))
		return hook.Request{Now: now, Body: fmt.Appendf(nil,
			`{"signature":{"timestamp":%q,"token":"a-token","signature":%q},"event-data":%s}`,
			ts, hex.EncodeToString(mac.Sum(nil)), body)}
	}}
}

func postmark() service {
	return service{name: "postmark", secret: "pass word", sign: func(body string) hook.Request {
		r := http.Request{Header: http.Header{}}
		r.SetBasicAuth("hook", "pass word")
		return hook.Request{Header: r.Header, Body: []byte(body), Now: now}
	}}
}

func sendgrid(t testing.TB) service {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return service{name: "sendgrid", secret: base64.StdEncoding.EncodeToString(der), sign: func(body string) hook.Request {
		ts := fmt.Sprint(now.Unix())
		sum := sha256.Sum256([]byte(ts + body))
		sig, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		h.Set("X-Twilio-Email-Event-Webhook-Timestamp", ts)
		h.Set("X-Twilio-Email-Event-Webhook-Signature", base64.StdEncoding.EncodeToString(sig))
		return hook.Request{Header: h, Body: []byte(body), Now: now}
	}}
}

const topic = "arn:aws:sns:eu-central-1:000000000000:returns"

// ses wraps a body into an SNS notification signed with version 2.
func ses(t testing.TB) service {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sns.amazonaws.com"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s := service{name: "ses", secret: topic, certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
	s.sign = func(body string) hook.Request {
		text := "Message\n" + body + "\nMessageId\nm-1\nTimestamp\n2026-11-23T07:59:00.000Z\nTopicArn\n" + topic +
			"\nType\nNotification\n"
		sum := sha256.Sum256([]byte(text))
		sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(map[string]string{
			"Type": "Notification", "MessageId": "m-1", "TopicArn": topic, "Message": body,
			"Timestamp": "2026-11-23T07:59:00.000Z", "SignatureVersion": "2",
			"Signature":      base64.StdEncoding.EncodeToString(sig),
			"SigningCertURL": "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem",
		})
		if err != nil {
			t.Fatal(err)
		}
		return hook.Request{Body: raw, Now: now}
	}
	return s
}

func TestRead(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 58, 20, 0, time.UTC)
	stamp := fmt.Sprint(at.Unix())
	cases := []struct {
		name    string
		service service
		body    string
		want    []hook.Event
	}{
		{"mailgun says a mailbox is not there", mailgun(), `{"id":"e1","event":"failed","severity":"permanent",
			"recipient":"r@reader.example","timestamp":` + stamp + `.25,"envelope":{"sender":"b+1.x@news.example"},
			"delivery-status":{"enhanced-code":"5.1.1","message":"no such\r\nuser"},
			"message":{"headers":{"message-id":"d.r1@news.example"}}}`,
			[]hook.Event{{ID: "e1", Envelope: "b+1.x@news.example", MessageID: "<d.r1@news.example>", Bounce: audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceHard, Status: "5.1.1", Detail: "no such user",
				At: at.Add(250 * time.Millisecond)}}}},
		{"mailgun says a mail waits", mailgun(), `{"id":"e2","event":"failed","severity":"temporary",
			"recipient":"r@reader.example","timestamp":` + stamp + `}`,
			[]hook.Event{{ID: "e2", Bounce: audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceSoft, At: at}}}},
		{"mailgun says somebody read it", mailgun(), `{"id":"e3","event":"opened"}`, nil},
		{"mailgun passes a complaint on", mailgun(), `{"id":"e4","event":"complained","recipient":"r@reader.example",
			"timestamp":` + stamp + `}`,
			[]hook.Event{{ID: "e4", Bounce: audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceComplaint, Detail: "feedback abuse", At: at}}}},
		{"postmark says a mailbox is not there", postmark(), `{"RecordType":"Bounce","Type":"HardBounce","ID":42,
			"Email":"r@reader.example","Details":"smtp;550 5.1.1 unknown","BouncedAt":"2026-11-23T07:58:20Z"}`,
			[]hook.Event{{ID: "42", Bounce: audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceHard, Status: "5.1.1", Detail: "smtp;550 5.1.1 unknown",
				At: at}}}},
		{"postmark passes an out-of-office on", postmark(),
			`{"RecordType":"Bounce","Type":"AutoResponder","ID":43,"Email":"r@reader.example"}`, nil},
		{"postmark passes a complaint on", postmark(), `{"RecordType":"SpamComplaint","ID":44,"Email":"r@reader.example",
			"BouncedAt":"2026-11-23T07:58:20Z"}`,
			[]hook.Event{{ID: "44", Bounce: audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceComplaint, Detail: "feedback abuse", At: at}}}},
		{"sendgrid reports several", sendgrid(t), `[{"email":"a@reader.example","event":"bounce","type":"bounce",
			"status":"5.1.1","reason":"550 unknown","smtp-id":"<d.r2@news.example>","sg_event_id":"s1","timestamp":` + stamp + `},
			{"email":"b@reader.example","event":"bounce","type":"blocked","status":"5.7.1","sg_event_id":"s2","timestamp":` + stamp + `},
			{"email":"c@reader.example","event":"dropped","sg_event_id":"s3"},
			{"email":"d@reader.example","event":"spamreport","sg_event_id":"s4","timestamp":` + stamp + `}]`,
			[]hook.Event{
				{ID: "s1", MessageID: "<d.r2@news.example>", Bounce: audience.Bounce{Address: "a@reader.example",
					Kind: audience.BounceHard, Status: "5.1.1", Detail: "550 unknown", At: at}},
				{ID: "s2", Bounce: audience.Bounce{Address: "b@reader.example", Kind: audience.BounceSoft, Status: "5.7.1", At: at}},
				{ID: "s4", Bounce: audience.Bounce{Address: "d@reader.example", Kind: audience.BounceComplaint,
					Detail: "feedback abuse", At: at}},
			}},
		{"ses says a mailbox is not there", ses(t), `{"notificationType":"Bounce","bounce":{"bounceType":"Permanent",
			"feedbackId":"f1","bouncedRecipients":[{"emailAddress":"r@reader.example","status":"5.1.1",
			"diagnosticCode":"smtp; 550 5.1.1 unknown"}]},"mail":{"source":"b+1.x@news.example"}}`,
			[]hook.Event{{ID: "f1 r@reader.example", Envelope: "b+1.x@news.example", Bounce: audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceHard, Status: "5.1.1", Detail: "smtp; 550 5.1.1 unknown",
				At: time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC)}}}},
		{"ses says a mail was not spam", ses(t), `{"eventType":"Complaint","complaint":{"complaintFeedbackType":"not-spam",
			"complainedRecipients":[{"emailAddress":"r@reader.example"}]}}`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.service.reader(t).Read(c.service.sign(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Events); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What anybody could have sent is believed by none.
func TestForgedReportsAreDenied(t *testing.T) {
	for _, s := range []service{mailgun(), postmark(), sendgrid(t), ses(t)} {
		t.Run(s.name, func(t *testing.T) {
			good := s.sign(`{"notificationType":"Delivery"}`)
			for what, spoil := range map[string]func(hook.Request) hook.Request{
				"unsigned": func(r hook.Request) hook.Request {
					return hook.Request{Header: http.Header{}, Body: []byte(`{"Type":"Notification"}`), Now: now}
				},
				"changed": func(r hook.Request) hook.Request {
					h := r.Header.Clone()
					if s.name == "postmark" {
						h.Set("Authorization", "Basic aG9vazp3cm9uZw==")
					}
					body := strings.Replace(string(r.Body), "a-token", "b-token", 1)
					return hook.Request{Header: h, Body: []byte(strings.Replace(body, "Delivery", "Complaint", 1)), Now: now}
				},
			} {
				if _, err := s.reader(t).Read(spoil(good)); !fault.Is(err, fault.Denied) {
					t.Errorf("%s: %v, want denied", what, err)
				}
			}
			if s.name == "mailgun" || s.name == "sendgrid" {
				good.Now = now.AddDate(0, 0, 3)
				if _, err := s.reader(t).Read(good); !fault.Is(err, fault.Denied) {
					t.Errorf("replayed after three days: %v, want denied", err)
				}
			}
		})
	}
}

// The certificate must come from Amazon: else anybody could sign with their own.
func TestSESBelievesAmazonOnly(t *testing.T) {
	s := ses(t)
	for _, bad := range []string{
		"http://sns.eu-central-1.amazonaws.com/a.pem", "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
		"https://evil.example/sns.eu-central-1.amazonaws.com/a.pem", "https://sns.eu-central-1.amazonaws.com@evil.example/a.pem",
		"https://sns.eu-central-1.amazonaws.com:8443/a.pem", "https://bucket.s3.amazonaws.com/a.pem",
	} {
		r := s.sign(`{}`)
		r.Body = []byte(strings.Replace(string(r.Body),
			"https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem", bad, 1))
		if _, err := s.reader(t).Read(r); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: %v, want denied", bad, err)
		}
	}
	other := s
	other.secret = topic + "-other"
	if _, err := other.reader(t).Read(s.sign(`{}`)); !fault.Is(err, fault.Denied) {
		t.Errorf("another topic: %v, want denied", err)
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, secret, want string }{
		{"ses", "", "secret"}, {"pigeon", "x", "mailgun, postmark, sendgrid, ses"}, {"sendgrid", "!", "base64"},
		{"sendgrid", "AAAA", "public key"},
	} {
		if _, err := hook.New(c.name, c.secret, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New(%s, %q): %v, want a word of %q", c.name, c.secret, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	services := []service{mailgun(), postmark(), sendgrid(f), ses(f)}
	f.Add(uint8(0), `{"event":"failed"}`)
	f.Add(uint8(1), `{"RecordType":"Bounce","Type":"HardBounce"}`)
	f.Add(uint8(2), `[{"event":"bounce"}]`)
	f.Add(uint8(3), `{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{}]}}`)
	f.Fuzz(func(t *testing.T, n uint8, body string) {
		s := services[int(n)%len(services)]
		got, err := s.reader(t).Read(s.sign(body))
		if err != nil {
			return
		}
		for _, e := range got.Events {
			if e.Bounce.Kind == "" || e.Bounce.At.IsZero() || strings.ContainsAny(e.Bounce.Detail, "\r\n\x00") {
				t.Errorf("bad event %+v", e)
			}
		}
	})
}
