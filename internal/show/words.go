package show

import (
	"fmt"
	"time"

	"tidings/internal/news"
)

// Ago says how far t is from now, roughly: "5 min ago", "3 h from now"; "never" for no time.
func Ago(now, t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d, word := now.Sub(t), "ago"
	if d < 0 {
		d, word = -d, "from now"
	}
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min %s", int(d.Minutes()), word)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %s", int(d.Hours()), word)
	}
	return fmt.Sprintf("%d days %s", int(d.Hours()/24), word)
}

// Since gives the day a state began on, or how long ago when that is today; "" for never.
func Since(now, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case now.Sub(t) < 24*time.Hour:
		return Ago(now, t)
	case now.Sub(t) < 300*24*time.Hour:
		return t.Local().Format("2 Jan")
	}
	return t.Local().Format("2 Jan 2006")
}

// Local writes a time in a zone, as people say it; in its own zone when the name is not known.
func Local(at time.Time, zone string) string {
	if loc, err := time.LoadLocation(zone); err == nil {
		at = at.In(loc)
	}
	return at.Format("Mon 2 Jan 2006 15:04 MST")
}

// After gives text behind a word that leads to it, "" for none.
func After(word, text string) string {
	if text == "" {
		return ""
	}
	return word + text
}

// At gives a time (RFC 3339) behind a word that leads to it, "" for none.
func At(word string, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return word + at.Format(time.RFC3339)
}

// Kind says what a page was taken for: "an article", "a listing".
func Kind(k news.ArticleKind) string {
	switch k {
	case news.KindArticle:
		return "an article"
	case news.KindListing:
		return "a listing"
	case news.KindError:
		return "an error page"
	case news.KindEmpty:
		return "an empty page"
	case news.KindScan:
		return "a document of pictures"
	case news.KindLocked:
		return "a document with a password"
	}
	return string(k)
}
