package mail

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
)

// Step is one step of a conversation that went well, for an operator to follow. It holds no secret.
type Step struct {
	Stage Stage
	Said  string // what was done or asked
	Code  int    // the answer's; 0 = none
	Text  string // the answer, or what was learnt
}

// step tells [SMTPOptions.Steps], if anybody listens.
func (o *SMTPOptions) step(s Step) {
	if o.Steps != nil {
		s.Text = cleanLine(s.Text)
		o.Steps(s)
	}
}

// connected tells of the connection and, where it is protected from its first byte, of the certificate.
func (s *SMTP) connected(c *smtpConn) {
	if s.opt.Steps == nil {
		return
	}
	s.opt.step(Step{Stage: StageDial, Said: "connect to " + s.address(), Text: "connected to " + c.raw.RemoteAddr().String()})
	if secure, ok := c.raw.(*tls.Conn); ok {
		s.opt.step(Step{Stage: StageTLS, Said: "TLS", Text: protection(secure.ConnectionState())})
	}
	var offers []string
	for _, extension := range []string{"STARTTLS", "AUTH", "PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8"} {
		if ok, words := c.client.Extension(extension); ok {
			offers = append(offers, strings.TrimSpace(extension+" "+words))
		}
	}
	s.opt.step(Step{Stage: StageHello, Said: "EHLO " + s.hello(), Text: "offers " + strings.Join(offers, ", ")})
}

// protection describes a TLS connection.
func protection(state tls.ConnectionState) string {
	text := tls.VersionName(state.Version)
	if len(state.PeerCertificates) == 0 {
		return text
	}
	cert := state.PeerCertificates[0]
	return fmt.Sprintf("%s, certificate of %s by %s, good until %s", text, nameOf(cert), cert.Issuer.CommonName,
		cert.NotAfter.UTC().Format("2006-01-02"))
}

// nameOf gives the names a certificate is for, the first three.
func nameOf(cert *x509.Certificate) string {
	if len(cert.DNSNames) > 0 {
		return strings.Join(cert.DNSNames[:min(3, len(cert.DNSNames))], ", ")
	}
	return cert.Subject.CommonName
}
