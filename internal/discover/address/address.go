// Package address knows what addresses on a listing are worth: the form by which one page is known by one address
// ([Canonical]), which hosts are a source's own ([Owns]), what an address leads to, and which serve a reader and tell
// nothing ([Serves]). It looks at the text of addresses only, and knows no element of a page.
package address

import (
	"cmp"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

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

// unwrap gives the address that a viewer, a mail filter or a click counter wraps, "" for any other address.
func unwrap(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host, query, inner := strings.TrimPrefix(u.Host, "www."), u.Query(), ""
	switch {
	case host == "google.com" && u.Path == "/url":
		inner = cmp.Or(query.Get("q"), query.Get("url"))
	case strings.HasSuffix(host, ".safelinks.protection.outlook.com"):
		inner = query.Get("url")
	case host == "l.facebook.com":
		inner = query.Get("u")
	default:
		inner = viewed(u, query)
	}
	if inner == "" {
		return ""
	}
	return canonical(u, inner)
}

// viewed gives the document that a viewer's address names whole: viewer.html?file=/a.pdf, DocDisplay.aspx?Doc=/a.pdf.
func viewed(u *url.URL, query url.Values) string {
	name := strings.ToLower(u.Path)
	if !strings.Contains(name, "view") && !strings.Contains(name, "display") || document(u) {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		v := query.Get(name)
		if !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "http") {
			continue
		}
		if at, err := url.Parse(v); err == nil && document(at) {
			return v
		}
	}
	return ""
}

// Serves reports addresses that tell nothing of their own: maps, "add to calendar", "share this".
func Serves(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".ics", ".vcs":
		return true
	}
	if calendarFile.MatchString(strings.ToLower(u.Path + "?" + u.RawQuery)) {
		return true
	}
	at := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.ToLower(u.Path)
	for _, start := range []string{"maps.google.", "google.com/maps", "goo.gl/maps", "maps.app.goo.gl", "maps.apple.com",
		"bing.com/maps", "openstreetmap.org", "mapquest.com", "google.com/calendar/", "calendar.google.com/calendar/render",
		"calendar.google.com/calendar/event", "calendar.google.com/calendar/r/", "calendar.yahoo.com", "outlook.live.com/",
		"outlook.office.com/", "outlook.office365.com/", "facebook.com/sharer", "facebook.com/share.php", "twitter.com/intent",
		"twitter.com/share", "x.com/intent", "linkedin.com/share", "api.whatsapp.com/", "addtoany.com", "addthis.com",
		"reddit.com/submit", "service.weibo.com/share", "social-plugins.line.me", "vk.com/share.php", "vkontakte.ru/share.php",
		"connect.ok.ru/offer", "t.me/share", "telegram.me/share", "wa.me/", "b.hatena.ne.jp/entry", "b.hatena.ne.jp/add",
		"getpocket.com/edit", "getpocket.com/save", "pinterest.com/pin/create", "tumblr.com/share", "tumblr.com/widgets/share",
		"plus.google.com/share", "line.me/r/msg", "line.naver.jp/", "twitter.com/home", "sns.qzone.qq.com/",
		"xing.com/spi/shares", "share.naver.com/", "story.kakao.com/share", "threads.net/intent", "bsky.app/intent"} {
		if strings.HasPrefix(at, start) {
			return true
		}
	}
	return false
}

// Groups reports addresses that gather what others have in common and tell nothing of their own: all of one tag,
// category, author or place. One that names a piece beside its category (?category=roads&id=77) is that piece.
func Groups(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if office(u) {
		return true
	}
	parts := strings.Split(strings.Trim(strings.ToLower(u.Path), "/"), "/")
	for _, part := range parts[:len(parts)-1] {
		if group(part) {
			return true
		}
	}
	gathers := false
	for name := range u.Query() {
		switch name = strings.ToLower(name); {
		case name == "id" || name == "nid" || name == "aid" || name == "newsid" || name == "articleid":
			return false
		case group(name):
			gathers = true
		}
	}
	return gathers
}

// Office reports the page of a board or a person in a system that keeps meetings: it is the same for every meeting.
func Office(address string) bool {
	u, err := url.Parse(address)
	return err == nil && office(u)
}

// office reports the pages of boards and persons.
func office(u *url.URL) bool {
	switch strings.ToLower(path.Base(u.Path)) {
	case "departmentdetail.aspx", "persondetail.aspx":
		return true
	}
	return false
}

// Single reports the address of one piece rather than of a column: it ends in a long number or in many words.
func Single(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	last := path.Base(u.Path)
	last = strings.TrimSuffix(last, path.Ext(last))
	return longNumber.MatchString(last) || longNumber.MatchString(u.RawQuery) ||
		len(strings.FieldsFunc(last, func(r rune) bool { return r == '-' || r == '_' })) > 4
}

// longNumber identifies a page.
var longNumber = regexp.MustCompile(`[0-9]{4,}`)

// group reports the folders and parameters by which content systems gather pages.
func group(name string) bool {
	switch name {
	case "tag", "tags", "tagged", "category", "categories", "kategorie", "kategorien", "categorie", "categoria", "rubrik",
		"rubrique", "etiqueta", "etiquetas", "author", "authors", "autor", "autoren", "auteur", "hashtag", "venue", "venues",
		"location", "locations", "profile", "profiles":
		return true
	}
	return false
}

// calendarFile is the part of an address that asks for an event as a calendar's file: /ical/, ?ical=1, ics_download.
var calendarFile = regexp.MustCompile(`(^|[/_=&?-])(ics|ical|icalendar)($|[/_=&?.-])`)
