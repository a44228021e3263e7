package discover

import (
	"strings"

	"tidings/internal/discover/address"
	"tidings/internal/discover/phrase"
	"tidings/internal/news"
)

// recording reports links to the sound or the picture of a meeting, or into it: a short title that says so, or an
// address of those who host them.
func recording(l news.Link) bool {
	host := strings.TrimPrefix(address.Host(l.URL), "www.")
	for _, name := range []string{"youtube.com", "youtu.be", "vimeo.com", "zoom.us", "webex.com", "gotowebinar.com",
		"gotomeeting.com", "teams.microsoft.com", "facebook.com"} {
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
	}
	if len(l.Title) > 60 {
		return false
	}
	_, last, cut := strings.Cut(l.Title, " – ")
	if !cut {
		last = l.Title
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(last), phrase.NotWord) {
		switch word {
		case "video", "audio", "recording", "recorded", "webcast", "watch", "listen", "livestream", "youtube", "multimedia",
			"zoom", "webinar", "register", "rsvp", "directions", "map", "email":
			return true
		}
	}
	return false
}
