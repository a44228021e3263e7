package phrase

import "strings"

// ToCalendar reports what anchors say that hand an event to the reader's own calendar: "Export to iCalendar", "Add
// event to your calendar", "Outlook". Their addresses look like pages.
func ToCalendar(label string) bool {
	label = strings.ToLower(label)
	if len(label) > 40 {
		return false
	}
	verb, calendar := false, false
	for word := range strings.FieldsFuncSeq(label, NotWord) {
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

// Details reports the words of a link to the page of what its row speaks of: "View details", "More info".
func Details(title string) bool {
	if !Vague(title) {
		return false
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), NotWord) {
		switch word {
		case "details", "detail", "info", "information", "详情", "详细", "詳細", "자세히":
			return true
		}
	}
	return false
}

// TurnsPages reports the words of a link to another page of a listing: a bare number, "next", "last page".
func TurnsPages(title string) bool { return Numbered(title) || stepsOn(title) }

// Numbered reports a title that is a small number.
func Numbered(title string) bool { return strings.Trim(title, "0123456789") == "" && len(title) < 4 }

// maxStep is the longest text, in bytes, of a link that only leads on or back.
const maxStep = 60

// LeadsOff reports the words of a link to the rest of a listing or back to what is above it.
func LeadsOff(title string) bool {
	if len(title) > maxStep {
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
	if len(title) > maxStep {
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

// Unlinked gives a title without the words by which content systems say that it is a link's.
func Unlinked(title string) string {
	for _, start := range []string{"Permalink to ", "Permanent Link to ", "Permanent link to ", "Permanent Link: ", "Permalink: ",
		"Permalink zu ", "Permanenter Link zu ", "Lien permanent vers ", "Enlace permanente a ", "Link permanente a "} {
		if rest, ok := strings.CutPrefix(title, start); ok {
			return strings.Trim(rest, ": ")
		}
	}
	return title
}
