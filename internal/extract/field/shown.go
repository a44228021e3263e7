package field

import (
	"strings"
	"time"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// longBefore is how far a date under the title must lie before the stated one to be believed more than it. Nearer ones
// may be of the event the article tells of.
const longBefore = 180 * 24 * time.Hour

// shownDate gives the only date a reader finds around the title where it contradicts what the page states for machines
// and the statement is explained: the page was put out anew and shows the day its metadata call that of the change, or
// it was moved from another system and states the day it was moved.
func (p *Page) shownDate() (news.Date, string) {
	stated := p.statedDate()
	shown, raw := p.soleDate()
	if !stated.Known() || !shown.Known() || sameDay(shown, stated) || sameDay(swapped(shown), stated) {
		return news.Date{}, ""
	}
	if named, _ := p.urlDate(); sameDay(p.known.Link.Published, stated) || sameDay(named, stated) {
		return news.Date{}, "" // the listing shows readers the stated day, or the address has it
	}
	anew := sameDay(shown, p.stamp(p.head.LD.Modified)) || sameDay(shown, p.metaModified())
	if anew && shown.Time.After(stated.Time) || stated.Time.Sub(shown.Time) > longBefore {
		return shown, raw
	}
	return news.Date{}, ""
}

// statedDate gives the date of publication the page states for machines.
func (p *Page) statedDate() news.Date {
	if d := p.stamp(p.head.LD.Published); d.Known() {
		return d
	}
	d, _ := p.metaDate()
	return d
}

// soleDate gives the date printed without a label between the title's neighbourhood and the text, if all that are
// printed there are of one day.
func (p *Page) soleDate() (news.Date, string) {
	var sole news.Date
	var raw string
	if p.Title < 0 {
		return sole, raw
	}
	away := cue.Furniture | cue.Hidden | cue.Links
	for i := max(0, p.Title-4); i <= min(p.firstProse(), p.Title+12, len(p.Blocks)-1); i++ {
		b := &p.Blocks[i]
		if b.Cut&away != 0 || b.Weight > 100 || i == p.Title {
			continue
		}
		for _, m := range dates.Find(plainDates(b.Text), p.dateOptions()) {
			switch {
			case m.Yearless || m.Month || !plausible(m.Date):
			case sole.Known() && !sameDay(sole, m.Date), p.calledOther(i, m):
				return news.Date{}, ""
			default:
				sole, raw = m.Date, wording.CutTo(b.Text, 80)
			}
		}
	}
	return sole, raw
}

// calledOther reports whether the date m of block i is labelled or marked as another than that of publication.
func (p *Page) calledOther(i int, m dates.Match) bool {
	before := p.beforeDate(i, plainDates(p.Blocks[i].Text), m)
	if updatedLabel().MatchString(before) || notPublished().MatchString(before) {
		return true
	}
	for at := p.Tree.Nodes[p.Blocks[i].At].Parent; at > 0; at = p.Tree.Nodes[at].Parent {
		d := &p.Tree.Nodes[at]
		if d.Cue&cue.Hidden != 0 || strings.Contains(d.Attr("itemprop"), "Modified") ||
			strings.Contains(d.Attr("class"), "updated") {
			return true
		}
		if d.Weight > 200 {
			break
		}
	}
	return false
}
