package doctor

import (
	"strings"

	"tidings/internal/mail"
)

// dkim looks whether the keys that sign are published.
func (e *examiner) dkim() {
	if len(e.Keys) == 0 {
		e.add(Finding{Check: "DKIM", Level: Fail, Text: "mail is not signed by tidings",
			Advice: "make a key with `tidings mail key`, name it under mail.dkim, or let the relay sign for " + e.From})
		return
	}
	for _, k := range e.Keys {
		e.key(k)
	}
}

// key looks whether a signing key is published as it is, alone and in force.
func (e *examiner) key(k mail.Record) {
	all, err := e.dns.LookupTXT(e.ctx, k.Name)
	f := Finding{Check: "DKIM", Level: Fail, Put: k.Zone()}
	switch {
	case err != nil && !notFound(err):
		f = Finding{Check: "DKIM", Level: Unknown, Text: "DNS did not say what stands at " + k.Name + ": " + reason(err),
			Advice: "try again later"}
	case len(all) == 0:
		f.Text = k.Name + " is not published, so signatures do not verify"
	case len(all) > 1:
		f.Text, f.Advice = k.Name+" has several records", "leave only this one"
	default:
		published := tags(all[0])
		switch {
		case published["p"] == "":
			f.Text = k.Name + " is revoked: it has no key"
		case published["p"] != tags(k.Value)["p"]:
			f.Text = k.Name + " publishes another key than the one that signs"
		case strings.Contains(published["t"], "y"):
			f.Level, f.Text = Warn, k.Name+" is published in test mode (t=y): receivers may ignore it"
		default:
			f.Level, f.Text, f.Put = OK, k.Name+" is the key that signs", ""
		}
	}
	e.add(f)
}

// tags reads a tag list (RFC 6376, section 3.2), spaces left out.
func tags(record string) map[string]string {
	out := map[string]string{}
	for tag := range strings.SplitSeq(record, ";") {
		name, value, ok := strings.Cut(tag, "=")
		if ok {
			out[strings.TrimSpace(name)] = strings.Join(strings.Fields(value), "")
		}
	}
	return out
}

// dmarc looks at the policy for the sender's domain, and whether SPF and DKIM speak for that domain.
func (e *examiner) dmarc() {
	at := "_dmarc." + e.From
	records, ok := e.texts("DMARC", at, "v=DMARC1")
	if org := organisation(e.From); ok && len(records) == 0 && org != e.From {
		at = "_dmarc." + org
		records, ok = e.texts("DMARC", at, "v=DMARC1")
	}
	if !ok {
		return
	}
	f := Finding{Check: "DMARC", Level: Fail}
	policy := map[string]string{}
	switch {
	case len(records) == 0:
		f.Text = "no policy for " + e.From + "; large receivers refuse or hide such mail when there is much of it"
		f.Put = "_dmarc." + e.From + `. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@` + e.From + `"`
	case len(records) > 1:
		f.Text, f.Advice = at+" has several policies, which counts as none", "leave only one"
	default:
		policy = tags(records[0])
		f.Level, f.Text = OK, at+" says "+records[0]
		if policy["p"] == "" {
			f.Level, f.Advice = Fail, "it lacks p=, so it counts as none"
		} else if policy["p"] == "none" {
			f.Advice = "when its reports show nothing strange, say p=quarantine"
		}
	}
	e.add(f)
	e.alignment(policy)
}

// alignment looks whether SPF or DKIM speak for the domain readers see; DMARC asks for one of them, large receivers
// for both.
func (e *examiner) alignment(policy map[string]string) {
	same := func(domain string, strict bool) bool {
		return domain == e.From || !strict && organisation(domain) == organisation(e.From)
	}
	bySPF := same(e.Envelope, policy["aspf"] == "s")
	byDKIM := false
	for _, k := range e.Keys {
		_, domain, _ := strings.Cut(k.Name, "._domainkey.")
		byDKIM = byDKIM || same(domain, policy["adkim"] == "s")
	}
	f := Finding{Check: "alignment", Level: OK, Text: "SPF and DKIM both speak for " + e.From}
	switch {
	case !bySPF && !byDKIM:
		f.Level, f.Text = Fail, "neither SPF ("+e.Envelope+") nor DKIM speaks for "+e.From+", so DMARC fails"
		f.Advice = "sign with a key of " + e.From + ", or set mail.bounce_domain to a name under it"
	case !bySPF:
		f.Level, f.Text = Warn, "only DKIM speaks for "+e.From+"; bounces go to "+e.Envelope
		f.Advice = "set mail.bounce_domain to a name under " + organisation(e.From)
	case !byDKIM:
		f.Level, f.Text = Warn, "only SPF speaks for "+e.From+"; it breaks when mail is forwarded"
		f.Advice = "sign with a key of " + e.From
	}
	e.add(f)
}
