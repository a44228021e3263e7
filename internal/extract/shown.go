package extract

import (
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/news"
)

// longBefore is how far a date under the title must lie before the stated one to be believed more than it. Nearer ones
// may be of the event the article tells of.
const longBefore = 180 * 24 * time.Hour

// shownDate gives the only date a reader finds around the title where it contradicts what the page states for machines
// and the statement is explained: the page was put out anew and shows the day its metadata call that of the change, or
// it was moved from another system and states the day it was moved.
func (p *page) shownDate() (news.Date, string) {
	stated := p.statedDate()
	shown, raw := p.soleDate()
	if !stated.Known() || !shown.Known() || sameDay(shown, stated) || sameDay(swapped(shown), stated) {
		return news.Date{}, ""
	}
	if sameDay(p.in.Link.Published, stated) {
		return news.Date{}, "" // the listing shows readers the stated day
	}
	anew := sameDay(shown, p.stamp(p.head.ld.Modified)) || sameDay(shown, p.metaModified())
	if anew && shown.Time.After(stated.Time) || stated.Time.Sub(shown.Time) > longBefore {
		return shown, raw
	}
	return news.Date{}, ""
}

// statedDate gives the date of publication the page states for machines.
func (p *page) statedDate() news.Date {
	if d := p.stamp(p.head.ld.Published); d.Known() {
		return d
	}
	d, _ := p.metaDate()
	return d
}

// soleDate gives the date printed without a label between the title's neighbourhood and the text, if all that are
// printed there are of one day.
func (p *page) soleDate() (news.Date, string) {
	var sole news.Date
	var raw string
	if p.title < 0 {
		return sole, raw
	}
	away := cue.Furniture | cue.Hidden | cue.Links
	for i := max(0, p.title-4); i <= min(p.firstProse(), p.title+12, len(p.blocks)-1); i++ {
		b := &p.blocks[i]
		if b.cut&away != 0 || b.weight > 100 || i == p.title {
			continue
		}
		for _, m := range dates.Find(plainDates(b.text), p.dateOptions()) {
			switch {
			case m.Yearless || m.Month || !plausible(m.Date):
			case sole.Known() && !sameDay(sole, m.Date), p.calledOther(i, m):
				return news.Date{}, ""
			default:
				sole, raw = m.Date, cutTo(b.text, 80)
			}
		}
	}
	return sole, raw
}

// calledOther reports whether the date m of block i is labelled or marked as another than that of publication.
func (p *page) calledOther(i int, m dates.Match) bool {
	before := p.beforeDate(i, plainDates(p.blocks[i].text), m)
	if updatedLabel().MatchString(before) || notPublished().MatchString(before) {
		return true
	}
	for at := p.t.nodes[p.blocks[i].at].parent; at > 0; at = p.t.nodes[at].parent {
		d := &p.t.nodes[at]
		if d.cue&cue.Hidden != 0 || strings.Contains(attr(d.n, "itemprop"), "Modified") ||
			strings.Contains(attr(d.n, "class"), "updated") {
			return true
		}
		if d.text > 200 {
			break
		}
	}
	return false
}

// sameDay reports whether both are known and print the same calendar day.
func sameDay(a, b news.Date) bool {
	return a.Known() && b.Known() && a.Time.Format(time.DateOnly) == b.Time.Format(time.DateOnly)
}

// swapped is d with month and day exchanged, for dates in figures may have been read in the wrong order; the zero Date
// where there is none such.
func swapped(d news.Date) news.Date {
	y, m, day := d.Time.Date()
	if day > 12 {
		return news.Date{}
	}
	return news.Date{Time: time.Date(y, time.Month(day), int(m), 0, 0, 0, 0, d.Time.Location())}
}
