package discover

import (
	"strings"

	"tidings/internal/discover/address"
	"tidings/internal/news"
)

// toCalendar reports what anchors say that hand an event to the reader's own calendar: "Export to iCalendar", "Add
// event to your calendar", "Outlook". Their addresses look like pages.
func toCalendar(label string) bool {
	label = strings.ToLower(label)
	if len(label) > 40 {
		return false
	}
	verb, calendar := false, false
	for word := range strings.FieldsFuncSeq(label, notWord) {
		switch word {
		case "ical", "icalendar", "googlecal", "gcal", "ics":
			return true
		case "calendar", "kalender", "calendario", "calendrier":
			calendar = true
		case "add", "export", "save", "import", "google", "apple", "yahoo", "outlook", "hinzufügen", "ajouter", "añadir":
			verb = true
		}
	}
	return verb && calendar || label == "outlook"
}

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
	for word := range strings.FieldsFuncSeq(strings.ToLower(last), notWord) {
		switch word {
		case "video", "audio", "recording", "recorded", "webcast", "watch", "listen", "livestream", "youtube", "multimedia",
			"zoom", "webinar", "register", "rsvp", "directions", "map", "email":
			return true
		}
	}
	return false
}

// turnsPages reports the words of a link to another page of a listing: a bare number, "next", "last page".
func turnsPages(title string) bool { return numbered(title) || stepsOn(title) }

// numbered reports a title that is a small number.
func numbered(title string) bool { return strings.Trim(title, "0123456789") == "" && len(title) < 4 }

// leadsOff reports the words of a link to the rest of a listing or back to what is above it.
func leadsOff(title string) bool {
	if len(title) > maxMark {
		return false
	}
	lower := strings.Trim(strings.ToLower(title), " \u200b«»‹›<>←→")
	for _, start := range []string{"back to ", "return to ", "zurück z", "retour à ", "retour aux ", "volver a ", "torna a", "terug naar ", "powrót do "} {
		if strings.HasPrefix(lower, start) {
			return true
		}
	}
	return stepsOn(title)
}

// stepsOn reports the words of a link to the next page of a listing, or to its first or last.
func stepsOn(title string) bool {
	if len(title) > maxMark {
		return false
	}
	switch strings.Trim(strings.ToLower(title), " \u200b«»‹›<>←→[]()") {
	case "next", "previous", "prev", "first", "last", "next page", "previous page", "last page", "first page", "下页", "上页",
		"下一页", "上一页", "尾页", "末页", "首页", "下一頁", "上一頁", "次へ", "前へ", "次のページ", "前のページ", "다음", "이전", "nächste",
		"zurück", "vorherige", "suivant", "précédent", "siguiente", "anterior", "successivo", "precedente", "próxima",
		"volgende", "vorige", "следующая", "предыдущая", "następna", "poprzednia", "neste", "forrige":
		return true
	}
	return false
}

// details reports the words of a link to the page of what its row speaks of: "View details", "More info".
func details(title string) bool {
	if !vague(title) {
		return false
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), notWord) {
		switch word {
		case "details", "detail", "info", "information", "详情", "详细", "詳細", "자세히":
			return true
		}
	}
	return false
}
