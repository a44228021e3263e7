package fetch

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"tidings/internal/fault"
)

func TestGuard(t *testing.T) {
	refused := []string{
		"127.0.0.1", "127.8.9.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
		"100.100.100.200", "0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1",
		"192.0.2.7", "168.63.129.16", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1",
		"fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
		"64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "::127.0.0.1", "100::1",
	}
	for _, s := range refused {
		if (guard{}).refuse(netip.MustParseAddr(s)) == "" {
			t.Errorf("%s let through", s)
		}
	}
	for _, s := range []string{"8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
		"172.32.0.1", "100.128.0.1", "2400:3200::1"} {
		if why := (guard{}).refuse(netip.MustParseAddr(s)); why != "" {
			t.Errorf("%s refused: %s", s, why)
		}
	}
	lab := guard{nets: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")}}
	if lab.refuse(netip.MustParseAddr("::ffff:10.20.1.1")) != "" || lab.refuse(netip.MustParseAddr("10.21.1.1")) == "" {
		t.Error("allowed networks are not exactly those")
	}
	if (guard{}).control(t.Context(), "tcp", "nonsense", nil) == nil {
		t.Error("an address that cannot be read is let through")
	}
}

// TestGuardHoldsForNamesAndRedirects reaches loopback by a name, which is resolved before the guard looks, and from a
// page that is allowed.
func TestGuardHoldsForNamesAndRedirects(t *testing.T) {
	srv := serve(t, map[string]http.HandlerFunc{"/a": text("inside")})
	at := newClock()
	c := New(at.now, Options{Wait: at.wait})
	byName := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	for _, address := range []string{srv.URL + "/a", byName + "/a"} {
		_, err := c.Get(t.Context(), Request{URL: address})
		if TroubleOf(err) != TroubleAddress || !fault.Is(err, fault.Denied) {
			t.Errorf("%s: error %v (%s)", address, err, fault.KindOf(err))
		}
	}
	if ok, why := c.Robots().Allowed(t.Context(), srv.URL+"/a"); ok || !strings.Contains(why, "loopback") {
		t.Errorf("robots: %v, %q", ok, why)
	}
	front := serve(t, map[string]http.HandlerFunc{"/": redirect("http://127.77.0.1:38080/latest/meta-data")})
	host, err := url.Parse(front.URL)
	if err != nil {
		t.Fatal(err)
	}
	only := netip.PrefixFrom(netip.MustParseAddr(host.Hostname()), 32)
	c = New(at.now, Options{AllowNets: []netip.Prefix{only}, NoRobots: true})
	if _, err := c.Get(t.Context(), Request{URL: front.URL}); TroubleOf(err) != TroubleAddress {
		t.Errorf("redirect inside: error %v", err)
	}
}

func TestCheckURL(t *testing.T) {
	for address, ok := range map[string]bool{
		"http://town.example/": true, "https://town.example:443/": true, "http://town.example:81/": true,
		"http://town.example:8080/": true, "http://town.example:22/": false, "http://town.example:6379/": false,
		"gopher://town.example/": false, "http:///x": false, "http://town.example:70000/": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := checkURL(u) == nil; got != ok {
			t.Errorf("%s: allowed %v, want %v", address, got, ok)
		}
	}
}
