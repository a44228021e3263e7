package address

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// nowhere stands in for the address of an answer nobody knows the address of; the name cannot exist (RFC 2606).
const nowhere = "http://listing.invalid/"

// Site is the addresses of one listing: where it was found, and which hosts are its source's own.
type Site struct {
	URL     string   // of the listing itself
	base    *url.URL // what its addresses are relative to
	domains []string // registrable domains and hosts that belong to the source
}

// New gives the addresses of a listing of source at an address, "" where nobody knows it; fault.Invalid when it is none.
func New(listing string, source news.Source) (*Site, error) {
	if listing == "" {
		listing = nowhere
	}
	base, err := url.Parse(listing)
	if err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	s := &Site{URL: listing, base: base}
	s.domains = append(s.domains, domain(base.Hostname()))
	if home, err := url.Parse(source.URL); err == nil && home.Host != "" {
		s.domains = append(s.domains, domain(home.Hostname()))
	}
	s.domains = append(s.domains, source.Hosts...)
	return s, nil
}

// Rebase has addresses be relative to another one from now on, as the page's base element says; one that is none
// changes nothing.
func (s *Site) Rebase(href string) {
	if u, err := url.Parse(s.Resolve(href)); err == nil && u.Host != "" {
		s.base = u
	}
}

// Base gives what addresses are relative to.
func (s *Site) Base() url.URL { return *s.base }

// Resolve gives the canonical address of what is written on the listing, "" for what is no http address.
func (s *Site) Resolve(href string) string { return canonical(s.base, href) }

// Link makes a Link, without a title, of an href, taken out of a viewer's or mail filter's address; ok is false when it
// leads nowhere or to the listing itself.
func (s *Site) Link(href string) (news.Link, bool) {
	address := s.Resolve(href)
	if inner := unwrap(address); inner != "" {
		address = inner
	}
	if address == "" || address == s.Resolve(s.URL) {
		return news.Link{}, false
	}
	return news.Link{URL: address, FoundOn: s.URL, Kind: s.Kind(address)}, true
}

// Page gives the canonical address of another page of the listing, "" for the same one or another publisher's.
func (s *Site) Page(href string) string {
	l, ok := s.Link(href)
	if !ok || !s.Owns(Host(l.URL)) {
		return ""
	}
	return l.URL
}

// SamePath reports an address that differs from the listing's only in its query.
func (s *Site) SamePath(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	own, _, _ := strings.Cut(s.Resolve(s.URL), "?")
	return path == own
}

// Owns reports whether host belongs to the source.
func (s *Site) Owns(host string) bool {
	host = strings.ToLower(host)
	for _, d := range s.domains {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return false
}

// Kind tells what an address leads to, by its host and path.
func (s *Site) Kind(address string) news.LinkKind {
	u, err := url.Parse(address)
	if err != nil {
		return news.LinkExternal
	}
	if document(u) {
		return news.LinkDocument
	}
	if !s.Owns(u.Hostname()) {
		return news.LinkExternal
	}
	return news.LinkPage
}

// domain gives the registrable domain of a host: "huaibei.gov.cn" for "wjw.huaibei.gov.cn". A host without one, such
// as an IP address, stays itself.
func domain(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// Owns reports whether a host belongs to a source: it lies in the registrable domain of its URL, or in one of its Hosts.
func Owns(source news.Source, host string) bool {
	s, err := New(source.URL, source)
	return err == nil && s.Owns(host)
}

// Host gives an address's host.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
