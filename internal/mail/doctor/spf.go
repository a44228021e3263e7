package doctor

import (
	"errors"
	"net"
	"strings"

	"blitiri.com.ar/go/spf"
)

// documentation is an address that no SPF record lets send (RFC 5737), to evaluate a record without knowing ours.
var documentation = net.IPv4(192, 0, 2, 1)

// spf looks whether the envelope's domain lets our relay send for it.
func (e *examiner) spf() {
	records, ok := e.texts("SPF", e.Envelope, "v=spf1")
	if !ok {
		return
	}
	f := Finding{Check: "SPF", Level: Fail, Put: e.wantSPF()}
	switch {
	case len(records) == 0:
		f.Text = e.Envelope + " does not say who may send for it"
		e.add(f)
	case len(records) > 1:
		f.Text = e.Envelope + " has several SPF records, which counts as none: " + strings.Join(records, " and ")
		f.Put, f.Advice = "", "join them into one"
		e.add(f)
	default:
		e.evaluate(records[0])
	}
}

// evaluate asks an SPF record about our address, or where it is not known whether it can be evaluated at all.
func (e *examiner) evaluate(record string) {
	f := Finding{Check: "SPF", Level: Fail}
	ip := documentation
	if e.IP.IsValid() {
		ip = e.IP.AsSlice()
	}
	result, err := spf.CheckHostWithSender(ip, e.Envelope, "b@"+e.Envelope, spf.WithResolver(e.dns), spf.WithContext(e.ctx))
	switch {
	case errors.Is(err, spf.ErrLookupLimitReached):
		f.Text, f.Advice = record+" needs more than ten questions to DNS, so it counts as broken", "name fewer others with include"
	case result == spf.TempError:
		f.Level, f.Text, f.Advice = Unknown, "DNS did not answer what "+record+" refers to", "try again later"
	case result == spf.PermError:
		f.Text, f.Advice = record+" is broken: "+err.Error(), "correct it"
	case !e.IP.IsValid():
		e.withoutIP(record, &f)
	case result == spf.Pass:
		f.Level, f.Text = OK, record+" lets "+e.IP.String()+" send"
	default:
		f.Text = record + " does not let " + e.IP.String() + " send (" + string(result) + ")"
		f.Advice, f.Put = "let it send", e.wantSPF()
	}
	e.add(f)
}

// withoutIP judges a record by whether it names the relay, where that is known.
func (e *examiner) withoutIP(record string, f *Finding) {
	switch {
	case e.Include == "":
		f.Level, f.Text = OK, record+" can be evaluated"
		f.Advice = "name the address mail leaves from with --ip, to see whether it may send"
	case strings.Contains(record, e.Include):
		f.Level, f.Text = OK, record+" names "+e.Include
	default:
		f.Level, f.Text = Warn, record+" does not name "+e.Include+", the relay's"
		f.Advice, f.Put = "unless another name in it leads there, add include:"+e.Include, e.wantSPF()
	}
}

// wantSPF gives the record to publish.
func (e *examiner) wantSPF() string {
	who := "mx"
	switch {
	case e.Include != "":
		who = "include:" + e.Include
	case e.IP.Is4():
		who = "ip4:" + e.IP.String()
	case e.IP.IsValid():
		who = "ip6:" + e.IP.String()
	}
	return e.Envelope + `. IN TXT "v=spf1 ` + who + ` -all"`
}

// includes are the SPF domains of well-known relays, by the end of the relay's host name, from each one's manual.
var includes = []struct{ host, spf string }{
	{"gmail.com", "_spf.google.com"}, {"office365.com", "spf.protection.outlook.com"}, {"qq.com", "spf.mail.qq.com"},
	{"163.com", "spf.163.com"}, {"126.com", "spf.163.com"}, {"amazonaws.com", "amazonses.com"},
	{"postmarkapp.com", "spf.mtasv.net"}, {"mailgun.org", "mailgun.org"}, {"sendgrid.net", "sendgrid.net"},
	{"brevo.com", "spf.brevo.com"}, {"mailjet.com", "spf.mailjet.com"}, {"fastmail.com", "spf.messagingengine.com"},
}

// IncludeOf gives the SPF domain of a well-known relay by its host name, "" for others.
func IncludeOf(host string) string {
	for _, i := range includes {
		if host == i.host || strings.HasSuffix(host, "."+i.host) {
			return i.spf
		}
	}
	return ""
}
