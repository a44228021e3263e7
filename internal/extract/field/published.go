package field

import (
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// dateLayer is one rung of the ladder of publication dates.
type dateLayer struct {
	name string
	find func(p *Page) (news.Date, string)
}

// dateLadder has the surest layer first. What is made by machines for machines comes before what is printed, and what
// is printed with a label before what is merely the first date.
var dateLadder = []dateLayer{
	{"shown", (*Page).shownDate},
	{"meta PubDate", (*Page).metaGovDate},
	{"json-ld", func(p *Page) (news.Date, string) { return p.stamp(p.head.LD.Published), p.head.LD.Published }},
	{"meta", (*Page).metaDate},
	{"datePublished", (*Page).markedDate},
	{"labelled", func(p *Page) (news.Date, string) { return p.printed.labelled, p.printed.why[0] }},
	{"named", (*Page).namedDate},
	{"url", (*Page).urlDate},
	{"clock", func(p *Page) (news.Date, string) { return p.printed.clock, p.printed.why[1] }},
	{"weak meta", (*Page).weakMetaDate},
	{"end of <title>", (*Page).titleDate},
	{"listing", func(p *Page) (news.Date, string) { return p.known.Link.Published, "" }},
	{"near", func(p *Page) (news.Date, string) { return p.printed.near, p.printed.why[2] }},
	{"updated", func(p *Page) (news.Date, string) { return p.printed.updated, p.printed.why[3] }},
}

// findDates fills Published and Updated.
func (p *Page) findDates() {
	p.order = p.dateOrder()
	p.printed = p.readDates()
	var chosen string
	for _, l := range dateLadder {
		d, raw := l.find(p)
		if !d.Known() {
			continue
		}
		p.Say("published", l.name, strings.TrimSpace(d.String()+" "+wording.CutTo(raw, 80)))
		if chosen == "" {
			chosen, p.a.Published = l.name, d
		}
	}
	p.choose("published", chosen)
	p.findUpdated()
}

// findUpdated fills Updated where the page states one later than Published.
func (p *Page) findUpdated() {
	for _, d := range [...]news.Date{p.stamp(p.head.LD.Modified), p.metaModified(), p.printed.updated} {
		if p.a.Published.Known() && d.Time.After(p.a.Published.Time) && d.String() != p.a.Published.String() {
			p.Say("updated", "stated", d.String())
			p.choose("updated", "stated")
			p.a.Updated = d
			return
		}
	}
}

// metaModified reads the metas that state the last change.
func (p *Page) metaModified() news.Date {
	v, _ := p.head.First("article:modified_time", "og:updated_time", "datemodified", "last-modified-date")
	return p.stamp(v)
}

// govMeta are the names the Chinese government's site standard (GB/T, 2014 notice on site metadata) and its kin give
// the date of publication; Maketime and HtmlGenerateTime, when the page was generated, are not among them.
var govMeta = []string{"pubdate", "publishdate", "publish_date", "pub_date", "publishedtime", "firstpublishedtime"}

// metaGovDate reads PubDate.
func (p *Page) metaGovDate() (news.Date, string) {
	v, _ := p.head.First(govMeta...)
	return p.stamp(v), v
}

// pressMeta are the names the press gives the date of publication.
var pressMeta = []string{
	"article:published_time", "article:published", "og:article:published_time", "datepublished", "parsely-pub-date",
	"sailthru.date", "og:pubdate", "publication_date", "publish-date", "published_time", "published_date", "published",
	"citation_publication_date", "citation_date", "citation_online_date", "dc.date.issued", "dcterms.created",
	"dc.date.created",
	"dcterms.issued", "article.published", "article:post_date", "og:published_time",
	"cxenseparse:recs:publishtime", "rnews:datepublished", "bt:pubdate", "shareaholic:article_published_time",
	"article:create", "article:date", "article_date_original", "originalpublicationdate",
}

// weakMeta are names whose value may as well be the date of a change.
var weakMeta = []string{"dcterms.date", "dc.date", "date", "datecreated", "ptime"}

// metaDate reads the press's meta elements.
func (p *Page) metaDate() (news.Date, string) { return p.metaOf(pressMeta) }

// weakMetaDate reads the metas of uncertain meaning. A bare New Year's Day is what systems fill in for a day they were
// not told; it gives way to any printed date.
func (p *Page) weakMetaDate() (news.Date, string) {
	d, raw := p.metaOf(weakMeta)
	seen := p.printed.near.Known() || p.printed.updated.Known()
	if seen && !d.Clock && d.Known() && d.Time.YearDay() == 1 {
		return news.Date{}, ""
	}
	return d, raw
}

// metaOf reads the first of the named metas that holds a date.
func (p *Page) metaOf(names []string) (news.Date, string) {
	for _, name := range names {
		if v := p.head.Meta[name]; v != "" {
			if d := p.stamp(v); d.Known() {
				return d, name + " " + v
			}
		}
	}
	return news.Date{}, ""
}

// markedDate reads an element marked as the date of publication, else the first time element between the title and
// the text, else the first of all.
func (p *Page) markedDate() (news.Date, string) {
	var first, under news.Date
	var firstRaw, underRaw string
	top, bottom := p.underTitle()
	quoted := int32(0)
	for i := range int32(len(p.Tree.Nodes)) {
		if p.Tree.Nodes[i].Tag == atom.Blockquote {
			quoted = max(quoted, p.Tree.Nodes[i].End) // what is quoted or embedded has dates of its own
		}
		mark := p.dateMarkAt(i)
		if mark == 0 || i < quoted || under.Known() && mark == 1 {
			continue
		}
		raw := p.timeValue(i)
		date := p.asPrinted(i, p.stamp(raw))
		switch {
		case !date.Known():
		case mark == 2:
			return date, raw
		case i > top && i < bottom:
			under, underRaw = date, raw
		case !first.Known():
			first, firstRaw = date, raw
		}
	}
	if under.Known() {
		return under, underRaw
	}
	return first, firstRaw
}

// asPrinted is the date d of the time element i as its text prints it, where that is a day alone and either the clock
// of d is filled in (noon and midnight UTC, as fields of dates have them) or d is UTC and the day another by the zone.
func (p *Page) asPrinted(i int32, d news.Date) news.Date {
	if !d.Clock || p.Tree.Nodes[i].Weight > 60 {
		return d
	}
	text := plainDates(p.Tree.Text(i))
	m, ok := dates.First(text, p.dateOptions())
	if !ok || m.Yearless || m.Month || m.Date.Clock || strings.Contains(text, ":") {
		return d
	}
	utc := d.Time.UTC()
	filled := utc.Truncate(12 * time.Hour).Equal(utc)
	_, offset := d.Time.Zone()
	byZone := offset == 0 && !p.zoned && !sameDay(m.Date, d)
	if (filled || byZone) && m.Date.Time.Sub(d.Time).Abs() <= 36*time.Hour {
		return m.Date
	}
	return d
}

// dateMarkAt is dateMark of node i, 0 where it stands in what is no part of the article.
func (p *Page) dateMarkAt(i int32) int {
	if p.Tree.Nodes[i].IsText {
		return 0
	}
	mark := dateMark(&p.Tree.Nodes[i])
	away := cue.Related | cue.Comment | cue.Side | cue.Nav
	if mark == 1 {
		away |= cue.Foot // marked dates may stand in an article's footer
	}
	if mark != 0 && p.cutAt(i)&away != 0 {
		return 0
	}
	return mark
}

// dateMark says how an element is marked: 2 as the date of publication, 1 as some time, 0 not at all.
func dateMark(d *layout.Node) int {
	prop, class := d.Attr("itemprop"), d.Attr("class")
	switch {
	case strings.Contains(prop, "datePublished"), strings.Contains(prop, "dateCreated"):
		return 2
	case d.Tag != atom.Time && d.Tag != atom.Abbr:
		return 0
	case d.Tag == atom.Time && hasAttr(d, "pubdate"), strings.Contains(class, "published"):
		return 2
	case d.Tag == atom.Time && !strings.Contains(class, "updated") && prop != "dateModified":
		return 1
	}
	return 0
}

// timeValue gives the machine-readable value of a time element, else its text.
func (p *Page) timeValue(i int32) string {
	d := &p.Tree.Nodes[i]
	for _, key := range [...]string{"datetime", "content", "title"} {
		if v := d.Attr(key); v != "" && strings.ContainsAny(v, "0123456789") {
			return v
		}
	}
	if p.Tree.Nodes[i].Weight > 120 {
		return ""
	}
	return p.Tree.Text(i)
}

// hasAttr reports whether the element has the attribute, with or without a value.
func hasAttr(d *layout.Node, key string) bool {
	for i := range d.HTML.Attr {
		if d.HTML.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// titleDate reads the date that <title> ends with, parted from the title by a mark.
func (p *Page) titleDate() (news.Date, string) {
	title := p.head.Title
	at := strings.LastIndexAny(title, "|–—·,_")
	if at < 0 || len(title)-at > 40 {
		return news.Date{}, ""
	}
	_, size := utf8.DecodeRuneInString(title[at:])
	tail := strings.TrimSpace(title[at+size:])
	if m, ok := dates.First(tail, p.dateOptions()); ok && m.Start == 0 && m.End == len(tail) && !m.Yearless && !m.Month {
		return m.Date, title
	}
	return news.Date{}, ""
}

// urlDate reads a date from the page's address, else from its canonical one.
func (p *Page) urlDate() (news.Date, string) {
	for _, u := range [...]string{p.known.URL, p.head.Canonical, p.head.Meta["og:url"]} {
		if m, ok := dates.InURL(u, p.dateOptions()); ok && plausible(m.Date) && !m.Month && !m.Yearless {
			return m.Date, u
		}
	}
	return news.Date{}, ""
}
