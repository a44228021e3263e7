package field

import (
	"strings"

	"tidings/internal/dates"
	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// printedDates are the dates a reader sees around the article.
type printedDates struct {
	labelled, clock, near, updated news.Date
	why                            [4]string
}

// What stands before a printed date says what date it is.
var (
	publishedLabel = wording.Pattern(`(?i)(?:发布|發布|发表|發表|刊发|刊登|登载|时间|時間|日期|发文|成文|公開|掲載|公布|投稿|배포|등록|작성|입력|게시|` +
		`\bpublished|\bposted|\bpublish(?:ed)? date|\bpost date|\bdate|\bposted on|\bcreated|\bissued|\breleased?|` +
		`veröffentlicht|erstellt|eingestellt|\bstand|publié|\bmis en ligne|publicad[oa]|pubblicat[oa]|publicerad|` +
		`publisert|udgivet|` +
		`opublikowano|dodano|опубликовано|дата|gepubliceerd|yayınlanma|yayın tarihi|ngày|` +
		`نشر|פורסם|प्रकाशित|প্রকাশিত|เผยแพร่|đăng lúc|diterbitkan|dipublikasikan|közzétéve|megjelent|publikováno|` +
		`zveřejněno|objavljeno|publicat|δημοσι|опубліковано|julkaistu)[^0-9=]{0,24}$`)
	updatedLabel = wording.Pattern(
		`(?i)(?:更新|修改|수정|updated|modified|revised|reviewed|edited|aktualisiert|geändert|mis à ` +
			`jour|modifié|` +
			`actualizad|atualizad|aggiornat|uppdaterad|oppdatert|opdateret|aktualizacja|обновлено|bijgewerkt|` +
			`güncelle|` +
			`تحديث|עודכן|अपडेट|cập nhật|diperbarui|frissítve|aktualizováno|ažurirano|actualizat|ενημέρωση|оновлено|` +
			`päivitetty)[^0-9]{0,20}$`)
	notPublished = wording.Pattern(
		`(?i)(?:copyright|©|版权|著作権|截至|截止|有效期|deadline|expires?|since|seit|born|joined|registered|注册|` +
			`(?:会议|活动|报名|考试|公示|施工|开标|受理|办理|举办|召开|实施|生效|开始|结束|预约|面试|申报|培训|比赛|演出|开放|出生)(?:时间|日期)|` +
			`\b(?:due|start|end|closing|opening|meeting|event|effective|expiry) (?:date|time))` +
			`[^0-9]{0,20}$`)
)

// maxDatedBlock is the weight above which a block is prose, whose dates are those of events.
const maxDatedBlock = 260

// maxLabelled is how many bytes into prose a labelled date may stand: further in, what is published is news.
const maxLabelled = 90

// readDates looks for dates in the short blocks from the top of the page to a little after the article.
func (p *Page) readDates() printedDates {
	var out printedDates
	last := min(len(p.Blocks), p.Body.Last+12)
	for i := range p.Blocks[:last] {
		b := &p.Blocks[i]
		if b.Cut&(cue.Related|cue.Comment|cue.Ad) != 0 || b.Cut&cue.Foot != 0 && i < p.Body.First {
			continue
		}
		text := plainDates(b.Text)
		if !mayHoldDate(text) {
			continue
		}
		prose := b.Weight > maxDatedBlock || b.Weight > 60 && b.Marks > 1 && wording.EndsSentence(b.Text) && b.Cut == 0
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
func (p *Page) takePrinted(out *printedDates, i int, text string, m dates.Match, prose bool) {
	before := p.beforeDate(i, text, m)
	set := func(d *news.Date, k int) {
		if !d.Known() {
			*d, out.why[k] = m.Date, wording.CutTo(text, 80)
		}
	}
	switch {
	case notPublished().MatchString(before):
	case updatedLabel().MatchString(before):
		set(&out.updated, 3)
	case publishedLabel().MatchString(before) && (!p.amongProse(i) || p.standsAlone(i)):
		if !p.isReference(i) && (!prose || m.Start < maxLabelled) {
			set(&out.labelled, 0)
		}
	case prose || p.amongProse(i) && !p.isDateLine(i, m):
	case m.Date.Clock && p.nearTitle(i):
		set(&out.clock, 1)
	case p.nearTitle(i):
		set(&out.near, 2)
	}
}

// beforeDate gives the end of what stands before the date m of block i, whose text is given: the block before where
// nothing else does.
func (p *Page) beforeDate(i int, text string, m dates.Match) string {
	before := text[:m.Start]
	if strings.TrimSpace(before) == "" && i > 0 && len(p.Blocks[i-1].Text) < 40 {
		before = p.Blocks[i-1].Text
	}
	return before[max(0, len(before)-60):]
}

// standsAlone reports whether block i is a short line and no part of a list, such as of references.
func (p *Page) standsAlone(i int) bool {
	return p.Blocks[i].Weight < 100 && p.Blocks[i].Kind != layout.Point
}

// isReference reports whether block i is a long row of a list, as works cited have, each with its own date.
func (p *Page) isReference(i int) bool {
	return p.Blocks[i].Kind == layout.Point && p.Blocks[i].Weight > 160
}

// isDateLine reports whether block i is little else than the date m, some lines below the title: a lead may stand
// between.
func (p *Page) isDateLine(i int, m dates.Match) bool {
	return p.Title >= 0 && i > p.Title && i <= p.Title+8 && len(p.Blocks[i].Text) < m.End-m.Start+16
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
