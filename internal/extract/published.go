package extract

import (
	"strings"
	"time"

	"golang.org/x/net/html/atom"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/news"
)

// dateLayer is one rung of the ladder of publication dates.
type dateLayer struct {
	name string
	find func(p *page) (news.Date, string)
}

// dateLadder has the surest layer first. What is made by machines for machines comes before what is printed, and what
// is printed with a label before what is merely the first date.
var dateLadder = []dateLayer{
	{"meta PubDate", (*page).metaGovDate},
	{"json-ld", func(p *page) (news.Date, string) { return p.stamp(p.head.ld.Published), p.head.ld.Published }},
	{"meta", (*page).metaDate},
	{"datePublished", (*page).markedDate},
	{"labelled", func(p *page) (news.Date, string) { return p.printed.labelled, p.printed.why[0] }},
	{"url", (*page).urlDate},
	{"clock", func(p *page) (news.Date, string) { return p.printed.clock, p.printed.why[1] }},
	{"weak meta", (*page).weakMetaDate},
	{"listing", func(p *page) (news.Date, string) { return p.in.Link.Published, "" }},
	{"near", func(p *page) (news.Date, string) { return p.printed.near, p.printed.why[2] }},
	{"updated", func(p *page) (news.Date, string) { return p.printed.updated, p.printed.why[3] }},
}

// findDates fills Published and Updated.
func (p *page) findDates() {
	p.printed = p.readPrinted()
	var chosen string
	for _, l := range dateLadder {
		d, raw := l.find(p)
		if !d.Known() {
			continue
		}
		p.say("published", l.name, strings.TrimSpace(d.String()+" "+cutTo(raw, 80)))
		if chosen == "" {
			chosen, p.a.Published = l.name, d
		}
	}
	p.choose("published", chosen)
	p.findUpdated()
}

// findUpdated fills Updated where the page states one later than Published.
func (p *page) findUpdated() {
	modified, _ := p.head.first("article:modified_time", "og:updated_time", "datemodified", "last-modified-date")
	for _, d := range [...]news.Date{p.stamp(p.head.ld.Modified), p.stamp(modified), p.printed.updated} {
		if p.a.Published.Known() && d.Time.After(p.a.Published.Time) && d.String() != p.a.Published.String() {
			p.say("updated", "stated", d.String())
			p.choose("updated", "stated")
			p.a.Updated = d
			return
		}
	}
}

// govMeta are the names the Chinese government's site standard (GB/T, 2014 notice on site metadata) and its kin give
// the date of publication; Maketime and HtmlGenerateTime, when the page was generated, are not among them.
var govMeta = []string{"pubdate", "publishdate", "publish_date", "pub_date", "publishedtime", "firstpublishedtime"}

// metaGovDate reads PubDate.
func (p *page) metaGovDate() (news.Date, string) {
	v, _ := p.head.first(govMeta...)
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
func (p *page) metaDate() (news.Date, string) { return p.metaOf(pressMeta) }

// weakMetaDate reads the metas of uncertain meaning.
func (p *page) weakMetaDate() (news.Date, string) { return p.metaOf(weakMeta) }

// metaOf reads the first of the named metas that holds a date.
func (p *page) metaOf(names []string) (news.Date, string) {
	for _, name := range names {
		if v := p.head.meta[name]; v != "" {
			if d := p.stamp(v); d.Known() {
				return d, name + " " + v
			}
		}
	}
	return news.Date{}, ""
}

// markedDate reads an element marked as the date of publication, else the first time element.
func (p *page) markedDate() (news.Date, string) {
	var plain news.Date
	var plainRaw string
	for i := range p.t.nodes {
		d := &p.t.nodes[i]
		if d.isText {
			continue
		}
		mark := dateMark(d)
		away := cue.Related | cue.Comment | cue.Side | cue.Nav
		if mark == 1 {
			away |= cue.Foot // marked dates may stand in an article's footer
		}
		if mark == 0 || mark == 1 && plain.Known() || p.cutAt(int32(i))&away != 0 {
			continue
		}
		raw := p.timeValue(int32(i))
		date := p.stamp(raw)
		if mark == 2 && date.Known() {
			return date, raw
		}
		if mark == 1 {
			plain, plainRaw = date, raw
		}
	}
	return plain, plainRaw
}

// dateMark says how an element is marked: 2 as the date of publication, 1 as some time, 0 not at all.
func dateMark(d *node) int {
	prop, class := attr(d.n, "itemprop"), attr(d.n, "class")
	switch {
	case strings.Contains(prop, "datePublished"), strings.Contains(prop, "dateCreated"):
		return 2
	case d.tag != atom.Time && d.tag != atom.Abbr:
		return 0
	case d.tag == atom.Time && hasAttr(d, "pubdate"), strings.Contains(class, "published"):
		return 2
	case d.tag == atom.Time && !strings.Contains(class, "updated") && prop != "dateModified":
		return 1
	}
	return 0
}

// timeValue gives the machine-readable value of a time element, else its text.
func (p *page) timeValue(i int32) string {
	n := p.t.nodes[i].n
	for _, key := range [...]string{"datetime", "content", "title"} {
		if v := attr(n, key); v != "" && strings.ContainsAny(v, "0123456789") {
			return v
		}
	}
	if p.t.nodes[i].text > 120 {
		return ""
	}
	return p.t.textOf(i)
}

// hasAttr reports whether the element has the attribute, with or without a value.
func hasAttr(d *node, key string) bool {
	for i := range d.n.Attr {
		if d.n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// cutAt gives the furniture the tree node i is part of.
func (p *page) cutAt(i int32) cue.Set {
	k := searchBlocks(p.blocks, i)
	if k < len(p.blocks) && p.blocks[k].at < p.t.nodes[i].end {
		return p.blocks[k].cut
	}
	return 0
}

// urlDate reads a date from the page's address, else from its canonical one.
func (p *page) urlDate() (news.Date, string) {
	for _, u := range [...]string{p.in.URL, p.head.canonical, p.head.meta["og:url"]} {
		if m, ok := dates.InURL(u, p.dateOptions()); ok && plausible(m.Date) && !m.Month && !m.Yearless {
			return m.Date, u
		}
	}
	return news.Date{}, ""
}

// isoLayouts are the machine-readable forms whose offset is to be kept when the source names no zone.
var isoLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700", "2006-01-02T15:04Z07:00",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05.000Z0700", time.RFC1123Z,
}

// stamp reads a machine-readable date; the zero Date when it is none.
func (p *page) stamp(v string) news.Date {
	v = strings.TrimSpace(v)
	if len(v) < 6 || len(v) > 80 {
		return news.Date{}
	}
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, v); err == nil {
			return p.placed(t)
		}
	}
	if d, ok := dates.Parse(plainDates(v), p.dateOptions()); ok && plausible(d) {
		return d
	}
	return news.Date{}
}

// placed puts an instant in the source's zone, if it names one; a midnight of no zone stays a date.
func (p *page) placed(t time.Time) news.Date {
	if p.zoned {
		t = t.In(p.loc)
	}
	d := news.Date{Time: t, Clock: true}
	if !plausible(d) {
		return news.Date{}
	}
	return d
}

// plausible reports whether a page may have been published then.
func plausible(d news.Date) bool {
	y := d.Time.Year()
	return d.Known() && y >= 1994 && y <= 2100
}

// printedDates are the dates a reader sees around the article.
type printedDates struct {
	labelled, clock, near, updated news.Date
	why                            [4]string
}

// What stands before a printed date says what date it is.
var (
	publishedLabel = pattern(`(?i)(?:发布|發布|发表|發表|刊发|刊登|登载|时间|時間|日期|发文|成文|公開|掲載|公布|投稿|배포|등록|작성|입력|게시|` +
		`\bpublished|\bposted|\bpublish(?:ed)? date|\bpost date|\bdate|\bposted on|\bcreated|\bissued|\breleased?|` +
		`veröffentlicht|erstellt|eingestellt|\bstand|publié|\bmis en ligne|publicad[oa]|pubblicat[oa]|publicerad|` +
		`publisert|udgivet|` +
		`opublikowano|dodano|опубликовано|дата|gepubliceerd|yayınlanma|yayın tarihi|ngày)[^0-9]{0,24}$`)
	updatedLabel = pattern(`(?i)(?:更新|修改|수정|updated|modified|revised|reviewed|edited|aktualisiert|geändert|mis à ` +
		`jour|modifié|` +
		`actualizad|atualizad|aggiornat|uppdaterad|oppdatert|opdateret|aktualizacja|обновлено|bijgewerkt|` +
		`güncelle)[^0-9]{0,20}$`)
	notPublished = pattern(`(?i)(?:copyright|©|版权|著作権|截至|截止|有效期|deadline|expires?|since|seit|born|joined|registered|注册)` +
		`[^0-9]{0,20}$`)
)

// maxDatedBlock is the weight above which a block is prose, whose dates are those of events.
const maxDatedBlock = 260

// readPrinted looks for dates in the short blocks from the top of the page to a little after the article.
func (p *page) readPrinted() printedDates {
	var out printedDates
	last := min(len(p.blocks), p.body.last+12)
	for i := range p.blocks[:last] {
		b := &p.blocks[i]
		if b.cut&(cue.Related|cue.Comment|cue.Ad) != 0 || b.cut&cue.Foot != 0 && i < p.body.first ||
			!mayHoldDate(plainDates(b.text)) {
			continue
		}
		prose := b.weight > maxDatedBlock || b.weight > 60 && b.marks > 1 && endsSentence(b.text) && b.cut == 0
		text := plainDates(b.text)
		if prose {
			text = strings.ToValidUTF8(text[:min(len(text), 200)], "")
		}
		for _, m := range dates.Find(text, p.dateOptions()) {
			if m.Yearless || m.Month || !plausible(m.Date) {
				continue
			}
			p.takePrinted(&out, i, text, m, prose)
		}
	}
	return out
}

// takePrinted files the date m of block i under what stands before it.
func (p *page) takePrinted(out *printedDates, i int, text string, m dates.Match, prose bool) {
	before := text[:m.Start]
	if strings.TrimSpace(before) == "" && i > 0 && len(p.blocks[i-1].text) < 40 {
		before = p.blocks[i-1].text
	}
	before = before[max(0, len(before)-60):]
	set := func(d *news.Date, k int) {
		if !d.Known() {
			*d, out.why[k] = m.Date, cutTo(text, 80)
		}
	}
	switch {
	case notPublished().MatchString(before):
	case updatedLabel().MatchString(before):
		set(&out.updated, 3)
	case publishedLabel().MatchString(before) && (!p.amongProse(i) || p.standsAlone(i)):
		set(&out.labelled, 0)
	case prose || p.amongProse(i):
	case m.Date.Clock && p.nearTitle(i):
		set(&out.clock, 1)
	case p.nearTitle(i):
		set(&out.near, 2)
	}
}

// nearTitle reports whether block i stands where bylines do: around the title, or at either end of the article.
func (p *page) nearTitle(i int) bool {
	if p.title >= 0 && i >= p.title-6 && i <= p.title+12 {
		return true
	}
	prose := p.firstProse()
	return i >= prose-10 && i <= prose+1 || i >= p.body.last-2 && i < p.body.last+6
}

// firstProse gives the first block of the text that is a paragraph of some length.
func (p *page) firstProse() int {
	for i := p.body.first; i < p.body.last; i++ {
		if b := &p.blocks[i]; b.cut == 0 && b.weight > 120 {
			return i
		}
	}
	return p.body.first
}

// standsAlone reports whether block i is a short line and no part of a list, such as of references.
func (p *page) standsAlone(i int) bool {
	return p.blocks[i].weight < 100 && p.blocks[i].kind != listItem
}

// amongProse reports whether block i stands behind the first paragraph of the text and before the last.
func (p *page) amongProse(i int) bool {
	if i < p.body.first || i >= p.body.last || p.blocks[i].cut != 0 {
		return false
	}
	long := func(k int) bool { return p.blocks[k].weight > 120 && p.blocks[k].cut == 0 }
	before, after := false, false
	for k := p.body.first; k < i && !before; k++ {
		before = long(k)
	}
	for k := i + 1; k < p.body.last && !after; k++ {
		after = long(k)
	}
	return before && after
}

// mayHoldDate is a quick look for a year or a day in figures.
func mayHoldDate(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			if n++; n >= 3 {
				return true
			}
		}
	}
	return strings.Contains(s, "〇") || n > 0 && strings.Contains(s, "年")
}
