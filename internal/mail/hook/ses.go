package hook

import (
	"cmp"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/url"
	"regexp"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/mail/bounce"
)

// ses reads Amazon SES notifications as SNS delivers them, believed by SNS's signature and by the topic they come from.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
type ses struct {
	topic       string
	certificate func(url string) ([]byte, error)
}

type snsMessage struct {
	Type             string
	MessageID        string `json:"MessageId"`
	TopicArn         string
	Subject          *string
	Message          string
	Timestamp        string
	Token            string
	SubscribeURL     string
	SignatureVersion string
	Signature        string
	SigningCertURL   string
}

func (s ses) Read(r Request) (Report, error) {
	var in snsMessage
	if err := json.Unmarshal(r.Body, &in); err != nil {
		return Report{}, unreadable("ses", err)
	}
	if in.TopicArn != s.topic {
		return Report{}, denied("ses", "another topic")
	}
	if err := s.verify(in, r.Now); err != nil {
		return Report{}, err
	}
	switch in.Type {
	case "SubscriptionConfirmation":
		if !amazons(in.SubscribeURL) {
			return Report{}, denied("ses", "the address to confirm at is not Amazon's")
		}
		return Report{Visit: in.SubscribeURL}, nil
	case "Notification":
		return sesEvents(in, r.Now)
	}
	return Report{}, nil
}

// snsHost is where SNS keeps certificates and confirmations.
var snsHost = regexp.MustCompile(`^sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?$`)

// amazons reports whether an address is SNS's own, over https and the usual port.
func amazons(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Scheme == "https" && u.User == nil && snsHost.MatchString(u.Host)
}

// verify checks SNS's signature.
func (s ses) verify(in snsMessage, now time.Time) error {
	if !amazons(in.SigningCertURL) || !strings.HasSuffix(in.SigningCertURL, ".pem") {
		return denied("ses", "the certificate is not kept at Amazon's")
	}
	algorithm := x509.SHA1WithRSA // version 1, which topics still default to
	switch in.SignatureVersion {
	case "1":
	case "2":
		algorithm = x509.SHA256WithRSA
	default:
		return denied("ses", "unknown signature version")
	}
	text, err := s.certificate(in.SigningCertURL)
	if err != nil {
		return fault.As(fault.Temporary, fault.Wrap(err, "fetch the certificate of SNS"))
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return denied("ses", "the certificate is no PEM file")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil || now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
		return denied("ses", "the certificate cannot be read, or its time is over")
	}
	sig, err := base64.StdEncoding.DecodeString(in.Signature)
	if err != nil || checkRSA(cert, algorithm, []byte(in.canonical()), sig) != nil {
		return denied("ses", "wrong signature")
	}
	return nil
}

// canonical gives the text SNS signs: names and values in byte order of the names, a line each.
func (m snsMessage) canonical() string {
	pairs := []string{"Message", m.Message, "MessageId", m.MessageID}
	if m.Type == "Notification" {
		if m.Subject != nil {
			pairs = append(pairs, "Subject", *m.Subject)
		}
	} else {
		pairs = append(pairs, "SubscribeURL", m.SubscribeURL)
	}
	pairs = append(pairs, "Timestamp", m.Timestamp)
	if m.Type != "Notification" {
		pairs = append(pairs, "Token", m.Token)
	}
	pairs = append(pairs, "TopicArn", m.TopicArn, "Type", m.Type)
	return strings.Join(pairs, "\n") + "\n"
}

type sesRecipient struct {
	Email      string `json:"emailAddress"`
	Status     string `json:"status"`
	Diagnostic string `json:"diagnosticCode"`
}

type sesNotification struct {
	Kind   string `json:"notificationType"`
	Event  string `json:"eventType"` // where events are published by a configuration set
	Bounce struct {
		Type       string         `json:"bounceType"`
		Recipients []sesRecipient `json:"bouncedRecipients"`
		FeedbackID string         `json:"feedbackId"`
	} `json:"bounce"`
	Complaint struct {
		Type       string         `json:"complaintFeedbackType"`
		Recipients []sesRecipient `json:"complainedRecipients"`
		FeedbackID string         `json:"feedbackId"`
	} `json:"complaint"`
	Mail struct {
		Source string `json:"source"`
	} `json:"mail"`
}

// sesEvents reads the notification inside: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
func sesEvents(in snsMessage, now time.Time) (Report, error) {
	var n sesNotification
	if err := json.Unmarshal([]byte(in.Message), &n); err != nil {
		return Report{}, unreadable("ses", err)
	}
	at, err := time.Parse(time.RFC3339, in.Timestamp)
	if err != nil {
		at = now
	}
	var out Report
	add := func(r sesRecipient, feedback string, b audience.Bounce) {
		b.Address, b.At = r.Email, at.UTC()
		out.Events = append(out.Events, Event{ID: feedback + " " + r.Email, Bounce: b, Envelope: n.Mail.Source})
	}
	switch cmp.Or(n.Kind, n.Event) {
	case "Bounce":
		for _, r := range n.Bounce.Recipients {
			b := audience.Bounce{Status: bounce.StatusIn(r.Status), Detail: bounce.Clip(r.Diagnostic)}
			b.Kind = kind(b.Status, n.Bounce.Type == "Permanent")
			add(r, n.Bounce.FeedbackID, b)
		}
	case "Complaint":
		if n.Complaint.Type == "not-spam" {
			return out, nil
		}
		for _, r := range n.Complaint.Recipients {
			add(r, n.Complaint.FeedbackID, audience.Bounce{
				Kind: audience.BounceComplaint, Detail: bounce.Clip("feedback " + cmp.Or(n.Complaint.Type, "abuse")),
			})
		}
	}
	return out, nil
}
