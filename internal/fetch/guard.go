package fetch

import (
	"context"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"

	"tidings/internal/fault"
)

// guard decides about addresses after resolution, right before the connection is made.
type guard struct {
	all  bool
	nets []netip.Prefix
}

// control is a net.Dialer's ControlContext.
func (g guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return trouble1(fault.Denied, TroubleAddress, err)
	}
	if why := g.refuse(ap.Addr()); why != "" {
		return troublef(fault.Denied, TroubleAddress, "address %s refused: %s", ap.Addr(), why)
	}
	return nil
}

// refuse says why addr is not public, "" when it may be reached.
func (g guard) refuse(addr netip.Addr) string {
	if g.all {
		return ""
	}
	if addr.Zone() != "" {
		return "it has a zone"
	}
	addr = embedded(addr.Unmap())
	for _, net := range g.nets {
		if net.Contains(addr) {
			return ""
		}
	}
	switch {
	case addr.IsLoopback():
		return "loopback"
	case addr.IsPrivate():
		return "private network"
	case addr.IsLinkLocalUnicast(), addr.IsLinkLocalMulticast(), addr.IsInterfaceLocalMulticast():
		return "link-local"
	case addr.IsMulticast():
		return "multicast"
	case addr.IsUnspecified(), !addr.IsValid():
		return "unspecified"
	}
	for _, s := range special {
		if s.net.Contains(addr) {
			return s.why
		}
	}
	return ""
}

// embedded gives the IPv4 address inside a NAT64 address (RFC 6052), which is where such a packet ends up.
func embedded(addr netip.Addr) netip.Addr {
	if !nat64.Contains(addr) {
		return addr
	}
	b := addr.As16()
	return netip.AddrFrom4([4]byte(b[12:]))
}

// nat64 is the well-known prefix of RFC 6052.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// special are the networks of the IANA special-purpose registries (RFC 6890 and updates) that netip has no name for,
// and the one public address that is a cloud's metadata service.
var special = []struct {
	net netip.Prefix
	why string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "this network"},
	{netip.MustParsePrefix("100.64.0.0/10"), "carrier-grade NAT"},
	{netip.MustParsePrefix("168.63.129.16/32"), "metadata service"},
	{netip.MustParsePrefix("192.0.0.0/24"), "protocol assignments"},
	{netip.MustParsePrefix("192.0.2.0/24"), "documentation"},
	{netip.MustParsePrefix("192.88.99.0/24"), "6to4 relay"},
	{netip.MustParsePrefix("198.18.0.0/15"), "benchmarking"},
	{netip.MustParsePrefix("198.51.100.0/24"), "documentation"},
	{netip.MustParsePrefix("203.0.113.0/24"), "documentation"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"},
	{netip.MustParsePrefix("::/96"), "IPv4-compatible"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "local NAT64"},
	{netip.MustParsePrefix("100::/64"), "discard"},
	{netip.MustParsePrefix("2001::/23"), "protocol assignments"},
	{netip.MustParsePrefix("2001:db8::/32"), "documentation"},
	{netip.MustParsePrefix("2002::/16"), "6to4"},
	{netip.MustParsePrefix("3fff::/20"), "documentation"},
	{netip.MustParsePrefix("5f00::/16"), "segment routing"},
	{netip.MustParsePrefix("fec0::/10"), "site-local"},
}

// services are ports above 1023 where no site lives but something a forged request could do harm to. Below 1024 only
// 80 to 90 (seen on city sites) and 443 are let through.
var services = map[uint64]bool{
	1433: true, 1521: true, 1723: true, 2049: true, 2375: true, 2376: true, 2379: true, 2380: true, 3306: true,
	3389: true, 4369: true, 5060: true, 5061: true, 5432: true, 5672: true, 5900: true, 5984: true, 6000: true,
	6379: true, 6443: true, 6665: true, 6666: true, 6667: true, 6668: true, 6669: true, 9042: true, 9092: true,
	9200: true, 9300: true, 10250: true, 11211: true, 15672: true, 25565: true, 27017: true, 27018: true,
}

// checkURL refuses what no site is reached by.
func checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return troublef(fault.Denied, TroubleURL, "scheme %q is not http or https", u.Scheme)
	}
	if u.Hostname() == "" {
		return troublef(fault.Invalid, TroubleURL, "no host in %q", u.Redacted())
	}
	if u.User != nil {
		return troublef(fault.Denied, TroubleURL, "a URL with a password is not followed")
	}
	if u.Port() == "" {
		return nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port < 1024 && port != 443 && (port < 80 || port > 90) || services[port] {
		return troublef(fault.Denied, TroubleURL, "no site lives on port %s", u.Port())
	}
	return nil
}
