package mail

import (
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// NormalAddress gives the form in which an address is stored and mailed: no display name, the local part as it is, the
// domain in lower-case A-labels (RFC 5890), so that only a non-ASCII local part ever needs SMTPUTF8.
func NormalAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, '@')
	if at < 1 || !utf8.ValidString(s) || strings.ContainsFunc(s, invisible) || strings.ContainsAny(s, "<>, \t") {
		return "", fmt.Errorf("address %q is not local@domain", cut(s, 80))
	}
	local, domain := s[:at], s[at+1:]
	domain, err := ASCIIDomain(domain)
	if err != nil {
		return "", fmt.Errorf("address %q: %w", cut(s, 80), err)
	}
	// RFC 5321, section 4.5.3.1: 64 octets before the @, 254 in all.
	if len(local) > 64 || len(local)+1+len(domain) > 254 {
		return "", fmt.Errorf("address %q is too long", cut(s, 80))
	}
	parsed, err := netmail.ParseAddress(local + "@" + domain)
	if err != nil || parsed.Address != local+"@"+domain {
		return "", fmt.Errorf("address %q is not local@domain", cut(s, 80))
	}
	return parsed.Address, nil
}

// ReaderAddress gives the form in which a reader is known: as NormalAddress, in lower case. A local part may tell Ann from
// ann by the book (RFC 5321, section 2.4), but mailboxes do not, and one that did would let a stranger have the same
// mailbox asked a thousand times to confirm, and a reader who left be subscribed in other letters.
func ReaderAddress(s string) (string, error) {
	normal, err := NormalAddress(s)
	return strings.ToLower(normal), err
}

// ASCIIDomain turns a domain into lower-case A-labels.
func ASCIIDomain(domain string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil {
		return "", fmt.Errorf("domain %q: %w", cut(domain, 80), err)
	}
	if ascii == "" || len(ascii) > 253 {
		return "", fmt.Errorf("domain %q is empty or too long", cut(domain, 80))
	}
	return strings.ToLower(ascii), nil
}

// ParseAddress reads "Name <local@domain>" or a bare address, as configuration files have them.
func ParseAddress(s string) (Address, error) {
	if addr, err := NormalAddress(s); err == nil {
		return Address{Addr: addr}, nil
	}
	open := strings.LastIndexByte(s, '<')
	if open < 0 || !strings.HasSuffix(strings.TrimSpace(s), ">") {
		return Address{}, fmt.Errorf("address %q is neither local@domain nor Name <local@domain>", cut(s, 120))
	}
	addr, err := NormalAddress(strings.TrimSuffix(strings.TrimSpace(s[open+1:]), ">"))
	name := cleanName(strings.Trim(strings.TrimSpace(s[:open]), `"`))
	return Address{Name: name, Addr: addr}, err
}

// String gives "Name <addr>" for people; headers are written by [Compose].
func (a Address) String() string {
	if a.Name == "" {
		return a.Addr
	}
	return a.Name + " <" + a.Addr + ">"
}

// needsUTF8 reports whether an envelope address can only be spoken with SMTPUTF8 (RFC 6531).
func needsUTF8(addr string) bool {
	return strings.ContainsFunc(addr, func(r rune) bool { return r >= utf8.RuneSelf })
}
