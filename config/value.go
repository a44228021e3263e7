package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Secret is a value that is never printed.
type Secret string

// mask stands for a secret that is set.
const mask = "********"

// String hides the secret, so that no formatting verb or log line can show it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// MarshalText hides the secret from every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

// DSN names a database. A password in it is never printed.
type DSN string

// Reveal gives the name with its password.
func (d DSN) Reveal() string { return string(d) }

// String hides the password.
func (d DSN) String() string {
	u, err := url.Parse(string(d))
	if err != nil {
		return mask
	}
	if _, has := u.User.Password(); !has {
		return string(d)
	}
	u.User = url.UserPassword(u.User.Username(), "xxxxx")
	return u.String()
}

// MarshalText hides the password from every encoder.
func (d DSN) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Bytes is a size: "10MB", "512KiB", "4096".
type Bytes int64

// units are decimal (KB) and binary (KiB) suffixes.
var units = []struct {
	suffix string
	factor int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1},
}

// UnmarshalText reads a size.
func (b *Bytes) UnmarshalText(text []byte) error {
	s, factor := strings.TrimSpace(string(text)), int64(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			s, factor = strings.TrimSpace(rest), u.factor
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a size; write it like 10MB", text)
	}
	*b = Bytes(n * factor)
	return nil
}

// MarshalText writes the size in the largest decimal unit that keeps it exact.
func (b Bytes) MarshalText() ([]byte, error) {
	for _, u := range []int{5, 4, 3} {
		if n := int64(b); n > 0 && n%units[u].factor == 0 {
			return fmt.Appendf(nil, "%d%s", n/units[u].factor, units[u].suffix), nil
		}
	}
	return strconv.AppendInt(nil, int64(b), 10), nil
}
