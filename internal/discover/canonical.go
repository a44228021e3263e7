package discover

import (
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// maxAddress bounds an address; longer ones are state, not pages.
const maxAddress = 2000

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
	if !followable(href) {
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
	if s := u.String(); len(s) <= maxAddress {
		return s
	}
	return ""
}

// followable rejects cheaply what is no address of a page.
func followable(href string) bool {
	if href == "" || href[0] == '#' || len(href) > maxAddress {
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

// nowhere stands in for the address of an answer nobody knows the address of; the name cannot exist (RFC 2606).
const nowhere = "http://listing.invalid/"

// site is one answer being read, with what is known of its source.
type site struct {
	in      Input
	base    *url.URL
	lang    string
	domains []string // registrable domains and hosts that belong to the source
}

// newSite parses the answer's address.
func newSite(in Input) (*site, error) {
	if in.URL == "" {
		in.URL = nowhere
	}
	base, err := url.Parse(in.URL)
	if err != nil {
		return nil, fault.As(fault.Invalid, err)
	}
	s := &site{in: in, base: base, lang: in.Source.Language}
	s.domains = append(s.domains, domain(base.Hostname()))
	if home, err := url.Parse(in.Source.URL); err == nil && home.Host != "" {
		s.domains = append(s.domains, domain(home.Hostname()))
	}
	s.domains = append(s.domains, in.Source.Hosts...)
	return s, nil
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
	s, err := newSite(Input{URL: source.URL, Source: source})
	return err == nil && s.own(host)
}

// own reports whether host belongs to the source.
func (s *site) own(host string) bool {
	host = strings.ToLower(host)
	for _, d := range s.domains {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return false
}

// kind tells what an address leads to, by its host and path.
func (s *site) kind(address string) news.LinkKind {
	u, err := url.Parse(address)
	if err != nil {
		return news.LinkExternal
	}
	if document(u) {
		return news.LinkDocument
	}
	if !s.own(u.Hostname()) {
		return news.LinkExternal
	}
	return news.LinkPage
}

// document reports files, CivicPlus's /ViewFile/ and its kin, which have no extension, included.
func document(u *url.URL) bool {
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".zip", ".rar", ".7z",
		".csv", ".wps", ".et", ".ofd", ".hwp", ".hwpx", ".mp3", ".mp4", ".m4v", ".mov", ".wmv", ".epub":
		return true
	}
	p := strings.ToLower(u.Path)
	switch path.Base(p) {
	case "agendaviewer.php", "metaviewer.php", "mediaplayer.php", "video.aspx", "view.ashx", "fileopen.aspx",
		"filestream.ashx", "displayagendapdf.ashx", "compileddocument":
		return true
	}
	return strings.Contains(p, "/viewfile/") || strings.Contains(p, "/documentcenter/view/") ||
		strings.Contains(p, "/showpublisheddocument/") || strings.Contains(p, "/fs/resource-manager/view/")
}

// link makes a Link of an href, taken out of a viewer's or mail filter's address; ok is false when it leads nowhere or
// to the listing itself.
func (s *site) link(href, title string) (news.Link, bool) {
	address := canonical(s.base, href)
	if inner := unwrap(address); inner != "" {
		address = inner
	}
	if address == "" || address == canonical(s.base, s.in.URL) {
		return news.Link{}, false
	}
	return news.Link{URL: address, FoundOn: s.in.URL, Title: clean(title), Kind: s.kind(address)}, true
}

// samePath reports an address that differs from the listing's only in its query.
func (s *site) samePath(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	own, _, _ := strings.Cut(canonical(s.base, s.in.URL), "?")
	return path == own
}

// clean joins white space and trims a title; at most 500 bytes of it are kept.
func clean(title string) string {
	title = strings.Join(strings.Fields(strings.ReplaceAll(unglued(title), "\u200b", "")), " ")
	if len(title) > 500 {
		title = strings.ToValidUTF8(title[:500], "")
	}
	return title
}

// unglued puts a space where a word ends and another begins with a capital across the bound of two elements, as in
// "Committee Meetings" beside "Time: Monday", which style sheets set apart.
func unglued(text string) string {
	const mark = len(filler)
	for at := 0; ; {
		i := strings.Index(text[at:], filler)
		if i < 0 {
			return text
		}
		at += i
		end := at
		for strings.HasPrefix(text[end:], filler) {
			end += mark
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		behind, size := utf8.DecodeRuneInString(text[end:])
		then, _ := utf8.DecodeRuneInString(text[end+size:])
		if (before == ')' || unicode.IsLetter(before)) && unicode.IsUpper(behind) && unicode.IsLower(then) {
			text = text[:at] + " " + text[end:]
		}
		at = min(at+1, len(text))
		for at < len(text) && !utf8.RuneStart(text[at]) {
			at++
		}
	}
}
