// Package doctor looks at what DNS says about a sender, as a receiving mail server would, and says what to put there.
//
// [Examine] takes how mail is sent and a resolver, and gives a finding for each check: whether returned mail finds its
// way (MX), SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489) with its alignment, and the name of the sending address
// (PTR). It asks the resolver and nobody else. An answer that could not be had is a finding of its own, not a failure.
package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"blitiri.com.ar/go/spf"
	"golang.org/x/net/publicsuffix"

	"tidings/internal/mail"
)

// Resolver answers questions to DNS; net.Resolver is one.
type Resolver interface {
	spf.DNSResolver
}

// Setup is how mail is sent. Domains are in A-labels.
type Setup struct {
	From      string        // domain of the sender's address
	Envelope  string        // domain bounces come back to
	Keys      []mail.Record // that must be published; none = mail is not signed by us
	Include   string        // SPF domain of the relay, "" = not known
	IP        netip.Addr    // the address mail leaves from; zero = not known
	TakesMail bool          // returned mail is taken at Envelope
}

// Level is how a check ended.
type Level string

// The levels, from good to bad; Unknown is when DNS did not answer.
const (
	OK      Level = "ok"
	Unknown Level = "unknown"
	Warn    Level = "warn"
	Fail    Level = "fail"
)

// Finding is what one check found.
type Finding struct {
	Check  string // "SPF", "DKIM", …
	Level  Level
	Text   string // what was seen, and what it means
	Advice string // what to do; "" when nothing is to be done
	Put    string // a line for the zone file; "" when there is none
}

// Examine makes all checks.
func Examine(ctx context.Context, dns Resolver, s Setup) []Finding {
	e := examiner{ctx: ctx, dns: dns, Setup: s}
	e.mx()
	e.spf()
	e.dkim()
	e.dmarc()
	e.reverse()
	return e.found
}

// Worst gives the worst level there is.
func Worst(found []Finding) Level {
	rank := map[Level]int{OK: 0, Unknown: 1, Warn: 2, Fail: 3}
	worst := OK
	for _, f := range found {
		if rank[f.Level] > rank[worst] {
			worst = f.Level
		}
	}
	return worst
}

type examiner struct {
	Setup
	ctx   context.Context //nolint:containedctx // it lives for one examination
	dns   Resolver
	found []Finding
}

func (e *examiner) add(f Finding) { e.found = append(e.found, f) }

// texts gives the TXT records of a name that begin with a version tag; ok is false when DNS did not answer, which is
// then on record.
func (e *examiner) texts(check, name, version string) (records []string, ok bool) {
	all, err := e.dns.LookupTXT(e.ctx, name)
	if err != nil && !notFound(err) {
		e.add(Finding{Check: check, Level: Unknown, Text: "DNS did not say what stands at " + name + ": " + reason(err),
			Advice: "try again later"})
		return nil, false
	}
	for _, t := range all {
		if first, _, _ := strings.Cut(t, " "); strings.EqualFold(strings.TrimRight(first, ";"), version) {
			records = append(records, t)
		}
	}
	return records, true
}

// notFound reports whether DNS said that there is nothing.
func notFound(err error) bool {
	d, ok := errors.AsType[*net.DNSError](err)
	return ok && d.IsNotFound
}

// reason gives the part of a DNS error that says why.
func reason(err error) string {
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return d.Err
	}
	return err.Error()
}

// mx looks whether returned mail and replies have somewhere to go.
func (e *examiner) mx() {
	e.mailbox(e.Envelope, "bounces", e.TakesMail)
	if e.From != e.Envelope {
		e.mailbox(e.From, "replies", false)
	}
}

// mailbox looks whether mail to a domain finds a server; what names the mails that are lost where it does not, needed
// whether that breaks sending.
func (e *examiner) mailbox(domain, what string, needed bool) {
	f := Finding{Check: "MX", Level: Fail}
	if !needed {
		f.Level = Warn
	}
	hosts, err := e.dns.LookupMX(e.ctx, domain)
	switch {
	case err != nil && !notFound(err):
		f.Level, f.Text, f.Advice = Unknown, "DNS did not say where mail to "+domain+" goes: "+reason(err), "try again later"
	case len(hosts) == 1 && strings.Trim(hosts[0].Host, ".") == "":
		f.Text = domain + " says that it takes no mail (RFC 7505), so " + what + " are lost"
		f.Advice = "name the mail server that takes them"
	case len(hosts) > 0:
		f.Level, f.Text = OK, what+" to "+domain+" go to "+strings.TrimSuffix(hosts[0].Host, ".")
	case e.address(domain):
		f.Level, f.Text = Warn, domain+" has no MX; mail servers fall back on its address, and some refuse to"
		f.Put = domain + ". IN MX 10 " + domain + "."
	default:
		f.Text = domain + " has neither MX nor address, so " + what + " are lost and some servers refuse the mail"
		f.Put = domain + ". IN MX 10 <your mail server>."
	}
	e.add(f)
}

func (e *examiner) address(domain string) bool {
	addrs, err := e.dns.LookupIPAddr(e.ctx, domain)
	return err == nil && len(addrs) > 0
}

// reverse looks whether the sending address has a name that leads back to it, which large receivers ask for.
func (e *examiner) reverse() {
	if !e.IP.IsValid() {
		return
	}
	f := Finding{Check: "PTR", Level: Fail, Advice: "ask whoever gave you the address to set its name, and give that name the address"}
	names, err := e.dns.LookupAddr(e.ctx, e.IP.String())
	switch {
	case err != nil && !notFound(err):
		f.Level, f.Text = Unknown, "DNS did not say the name of "+e.IP.String()+": "+reason(err)
	case len(names) == 0:
		f.Text = e.IP.String() + " has no name"
	default:
		f.Text = e.IP.String() + " is called " + strings.TrimSuffix(names[0], ".") + ", which does not lead back to it"
		for _, name := range names {
			if e.leads(name) {
				f.Level, f.Advice = OK, ""
				f.Text = e.IP.String() + " is called " + strings.TrimSuffix(name, ".") + ", and that leads back to it"
			}
		}
	}
	e.add(f)
}

// leads reports whether a name leads back to the sending address, as receivers check.
func (e *examiner) leads(name string) bool {
	addrs, err := e.dns.LookupIPAddr(e.ctx, name)
	if err != nil {
		return false
	}
	for _, a := range addrs {
		if ip, ok := netip.AddrFromSlice(a.IP); ok && ip.Unmap() == e.IP {
			return true
		}
	}
	return false
}

// organisation gives the domain that DMARC aligns by when it is relaxed: the one below the public suffix.
func organisation(domain string) string {
	org, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return domain
	}
	return org
}
