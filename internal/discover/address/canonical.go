package address

import (
	"net/url"
	"strings"
)

// MaxLength bounds an address, in bytes; longer ones are state, not pages.
const MaxLength = 2000

// Canonical resolves href against base and strips what does not tell pages apart: fragment, default port, utm_* and
// session parameters, and all but the last of a parameter that repeats (some pagers append to their own query). It
// gives "" for what is not an http address.
func Canonical(base, href string) string {
	b, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return canonical(b, href)
}

// canonical is Canonical with a parsed base.
func canonical(base *url.URL, href string) string {
	href = strings.TrimSpace(href)
	if !Followable(href) {
		return ""
	}
	u, err := base.Parse(unspace(href))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	u.Fragment, u.RawFragment, u.User = "", "", nil
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		u.Host = u.Hostname()
	}
	u.Path, u.RawPath = withoutSession(u.Path), withoutSession(u.RawPath)
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery, u.ForceQuery = cleanQuery(u.RawQuery), false
	if s := u.String(); len(s) <= MaxLength {
		return s
	}
	return ""
}

// Followable rejects cheaply what is no address of a page.
func Followable(href string) bool {
	if href == "" || href[0] == '#' || len(href) > MaxLength {
		return false
	}
	i := strings.IndexAny(href, ":/?#")
	if i <= 0 || href[i] != ':' {
		return true
	}
	scheme := strings.ToLower(href[:i])
	return scheme == "http" || scheme == "https" || strings.Contains(scheme, ".")
}

// unspace drops line breaks and tabs inside an address, as browsers do, and escapes spaces.
func unspace(href string) string {
	if !strings.ContainsAny(href, " \t\r\n\\") {
		return href
	}
	return strings.NewReplacer("\t", "", "\r", "", "\n", "", " ", "%20", "\\", "/").Replace(href)
}

// withoutSession cuts ";jsessionid=…" from a path.
func withoutSession(p string) string {
	i := strings.Index(strings.ToLower(p), ";jsessionid=")
	if i < 0 {
		return p
	}
	rest := p[i+1:]
	if j := strings.IndexAny(rest, "/;"); j >= 0 {
		return p[:i] + rest[j:]
	}
	return p[:i]
}

// cleanQuery drops tracking and session parameters and all but the last of a repeated one; the order stays.
func cleanQuery(query string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	last := make(map[string]int, len(parts))
	for i, part := range parts {
		last[paramName(part)] = i
	}
	kept := parts[:0:0]
	for i, part := range parts {
		name := paramName(part)
		if part == "" || noise(name) || last[name] != i && !strings.HasSuffix(name, "[]") {
			continue
		}
		kept = append(kept, part)
	}
	return strings.Join(kept, "&")
}

// paramName gives a parameter's name in lower case.
func paramName(part string) string {
	name, _, _ := strings.Cut(part, "=")
	return strings.ToLower(strings.NewReplacer("%5B", "[", "%5D", "]", "%5b", "[", "%5d", "]").Replace(name))
}

// noise reports parameters that track readers or carry a session.
func noise(name string) bool {
	switch name {
	case "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "yclid", "igshid", "spm", "jsessionid", "phpsessid",
		"aspsessionid", "cfid", "cftoken", "_ga", "_gl", "sessionid":
		return true
	}
	return strings.HasPrefix(name, "utm_")
}
