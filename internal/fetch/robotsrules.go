package fetch

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rules are the lines of one robots.txt that bind us.
//
// They are read here and not by temoto/robotstxt, which colly uses: that package joins a group with an empty Disallow
// to the next group, so the common "User-agent: * / Disallow: / User-agent: BadBot / Disallow: /" shuts everybody out,
// gives up a file with one bad line, and does not anchor patterns with a wildcard.
type rules struct {
	lines    []rule
	delay    time.Duration
	sitemaps []string
}

// rule is one Allow or Disallow.
type rule struct {
	pattern string
	allow   bool
}

// String gives the rule as the file has it.
func (r rule) String() string {
	if r.allow {
		return "Allow: " + r.pattern
	}
	return "Disallow: " + r.pattern
}

// parseRobots reads a robots.txt for the product token agent (lower case). Lines it cannot read are passed over, as
// RFC 9309 section 2.2 wants. The groups that name agent are taken together; when there are none, those for "*".
func parseRobots(text []byte, agent string) *rules {
	var own, all rules
	var group []*rules // what the lines that come are added to
	var named, head bool
	var sitemaps []string
	for _, line := range bytes.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, ok := robotsLine(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent", "useragent":
			if !head { // several in a row head one group
				group = nil
			}
			head = true
			who := &all
			if productToken(value) == agent {
				who, named = &own, true
			} else if value != "*" {
				continue
			}
			if !slices.Contains(group, who) { // a name that is repeated says nothing more
				group = append(group, who)
			}
		case "sitemap":
			sitemaps = append(sitemaps, value)
		case "allow", "disallow", "crawl-delay":
			head = false
			for _, r := range group {
				r.add(key, value)
			}
		}
	}
	binding := all
	if named {
		binding = own
	}
	binding.sitemaps = sitemaps
	return &binding
}

// robotsLine takes a line apart: lower-case key, value, comment gone.
func robotsLine(line []byte) (key, value string, ok bool) {
	text, _, _ := strings.Cut(string(bytes.TrimPrefix(line, []byte("\uFEFF"))), "#")
	key, value, ok = strings.Cut(text, ":")
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value), ok
}

// productToken cuts a version off.
func productToken(value string) string { return Options{UserAgent: value}.token() }

// add adds a line of a group. An empty pattern says nothing: "Disallow:" allows all, as no rule does.
func (r *rules) add(key, value string) {
	if key == "crawl-delay" {
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
			r.delay = time.Duration(s * float64(time.Second))
		}
		return
	}
	if value == "" {
		return
	}
	if value[0] != '/' && value[0] != '*' {
		value = "/" + value
	}
	r.lines = append(r.lines, rule{pattern: normalized(value), allow: key == "allow"})
}

// allow applies the rules to an escaped path with query: the longest pattern that matches decides, Allow before
// Disallow when two are as long (RFC 9309 section 2.2.2). It names the rule.
func (r *rules) allow(path string) (bool, rule) {
	best := rule{allow: true}
	if path == "/robots.txt" {
		return true, best
	}
	path = normalized(path)
	for _, line := range r.lines {
		longer := len(line.pattern) > len(best.pattern)
		if (longer || len(line.pattern) == len(best.pattern) && line.allow) && line.matches(path) {
			best = line
		}
	}
	return best.allow, best
}

// matches applies one pattern: a prefix, in which * stands for any characters and a final $ for the end.
func (r rule) matches(path string) bool {
	pattern, end := strings.CutSuffix(r.pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	path = path[len(parts[0]):]
	for i, part := range parts[1:] {
		if end && i == len(parts)-2 {
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return !end || path == ""
}

// normalized writes percent-encoding in one way, so that a rule and a path compare byte by byte: unreserved characters
// plain, all else that is not ASCII or was encoded as %XX in capitals.
func normalized(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if i += 2; unreserved(byte(v)) {
					b.WriteByte(byte(v))
				} else {
					fmt.Fprintf(&b, "%%%02X", v)
				}
				continue
			}
		}
		if c >= 0x80 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
