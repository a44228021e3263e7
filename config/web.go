package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Proxies gives the networks whose X-Forwarded-For is believed; one address is a network of its own.
func (w Web) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range w.TrustedProxies {
		p, err := network(text)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// network reads a network or a single address.
func network(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return p, fmt.Errorf("%q is not a network such as 10.0.0.0/8", text)
	}
	return p, nil
}

// web checks where pages are served and what links in mails begin with.
func (k *checker) web() {
	k.listen("web.listen", k.c.Web.Listen, "127.0.0.1:8080")
	for i, text := range k.c.Web.TrustedProxies {
		if _, err := network(text); err != nil {
			k.bad(fmt.Sprintf("web.trusted_proxies[%d]", i), "%v", err)
		}
	}
	u, err := url.Parse(k.c.BaseURL)
	if err == nil && (u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		k.bad("base_url", "%q: links are made by adding to it, so it ends with its host or a path", k.c.BaseURL)
	}
}

// listen checks an address to listen on.
func (k *checker) listen(path, addr, such string) {
	if _, port, err := net.SplitHostPort(addr); err != nil || port == "" {
		k.bad(path, "%q is not an address with a port such as %s", addr, such)
	}
}

// database checks the kind of database; what the rest of its name says, only opening it can tell.
func (k *checker) database() {
	if k.c.Database == "" {
		return
	}
	switch scheme, _, _ := strings.Cut(k.c.Database.Reveal(), ":"); scheme {
	case "sqlite", "sqlite3", "postgres", "postgresql":
	default: // it may hold a password, so it is not shown
		k.bad("database", "is neither sqlite:///path/tidings.db nor postgres://user@host/tidings")
	}
}
