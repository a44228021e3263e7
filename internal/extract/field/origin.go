package field

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"tidings/internal/extract/schema"
	"tidings/internal/extract/wording"
)

var (
	outletHan = wording.Guard(`(?:信息来源|文章来源|稿件来源|内容来源|本文来源|稿源|来源|來源)[ 　\x{a0}]*[:：][ 　\x{a0}]*`+
		`([^ 　\x{a0}|｜:：;；，,。\d\[【（(]{2,24})`, "源")
	outletLatin = wording.Guard(`^(?:Source|Quelle|Fuente|Fonte|Bron|Kilde|Källa)\s*:\s*([^|•;:]{2,60})$`, ":")
	outletEast  = wording.Guard(`^(?:出典|提供|출처)\s*[:：]\s*([^|:：]{2,30})$`, ":", "：")
)

// findOutlet fills Outlet, the paper a text came from: as a meta says, else as a short line near either end says.
func (p *Page) findOutlet() {
	if v, name := p.head.First("contentsource", "source", "article:source"); v != "" {
		if o := p.outlet(v); o != "" {
			p.a.Outlet = p.Say("outlet", "meta "+name, o)
			p.choose("outlet", "meta "+name)
			return
		}
	}
	for _, i := range p.edges() {
		b := &p.Blocks[i]
		if b.Weight > 240 {
			continue
		}
		for _, line := range [...]wording.Guarded{outletHan, outletLatin, outletEast} {
			if m := line.Find(b.Text); m != nil {
				if o := p.outlet(m[1]); o != "" {
					p.a.Outlet = p.Say("outlet", "printed", o)
					p.choose("outlet", "printed")
					return
				}
			}
		}
	}
}

// outlet cleans an outlet's name; "" when it says nothing.
func (p *Page) outlet(s string) string {
	s = strings.TrimPrefix(strings.TrimPrefix(schema.Clean(s), "来源："), "来源:")
	s = strings.Trim(strings.TrimSuffix(s, "举报"), " \t.,:：;-–—|《》()（）[]【】")
	size := utf8.RuneCountInString(s)
	if size < 2 || size > 60 || strings.ContainsAny(s, "=<>\"") || strings.Contains(s, "://") || notName().MatchString(s) {
		return ""
	}
	return s
}

var (
	// 新华社合肥8月7日电, 中新网淮北8月7日电, 本报合肥讯, 央广网北京2月13日消息
	datelineHan = wording.Pattern(
		`^[\s　（(【]*(?:据?\p{Han}{2,8}?(?:社|网|报|台))(\p{Han}{2,8}?)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:电|讯|消息)`)
	// HUAIBEI, Aug. 7 (Xinhua) -- and WASHINGTON (AP) —
	datelineLatin = wording.Pattern(`^([A-ZÀ-Þ][A-ZÀ-Þ.' -]{2,30}(?:, [A-Z][A-Za-z.]{1,20})?)` +
		`(?:, (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]+))?\s*(?:\([^()]{2,40}\)\s*)?(?:--|—|–|- )`)
	// Berlin (dpa) –
	datelineAgency = wording.Pattern(
		`^(\p{Lu}\p{L}+(?:[ /-]\p{L}+){0,2}),?\s*\((?:AP|Reuters|AFP|dpa|dpa/[a-z]+|ANSA|EFE|` +
			`KNA|epd|` +
			`Xinhua|Kyodo|Yonhap|ots|sda|APA|Belga|PAP|TT|NTB)\)`)
)

// findPlace fills Place from the dateline that opens the text, behind a lead where one was set before it.
func (p *Page) findPlace() {
	text := p.a.Text
	if p.led {
		_, text, _ = strings.Cut(text, "\n\n")
	}
	first, _, _ := strings.Cut(text, "\n")
	first = wording.CutTo(first, 240)
	for _, re := range [...]*regexp.Regexp{datelineAgency(), datelineHan(), datelineLatin()} {
		if m := re.FindStringSubmatch(first); m != nil {
			p.a.Place = p.Say("place", "dateline", strings.TrimSpace(m[1]))
			p.choose("place", "dateline")
			return
		}
	}
}
