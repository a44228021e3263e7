package field

import (
	"strings"
	"unicode/utf8"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

var (
	// （记者 甲 乙 通讯员 丙）, 本报记者 甲, 记者：甲
	reporterHan = wording.Guard(`(?:[记記]者|采写|首席记者|全媒体记者)[ 　\x{a0}]*[:：/／|]?[ 　\x{a0}]*`+hanNames,
		"记者", "記者", "采写")
	// 通讯员 丙, 特约记者 丁
	correspondentHan = wording.Guard(`(?:通[讯訊][员員]|特约记者)[ 　\x{a0}]*[:：/／|]?[ 　\x{a0}]*`+hanNames,
		"通讯", "通訊", "特约记者")
	// reported by A and correspondent B
	reportedBy = wording.Pattern(`(?i)\breported by (?:reporters? )?([^.;()]{3,120}?)` +
		`(?:,? and correspondents?|,? correspondents?|, with correspondents?) ([^.;()]{3,120}?)(?:[.;()]|$)`)
	// This article was reported by A.
	reportedBare = wording.Pattern(`(?i)\b(?:this (?:news )?(?:article|story|report) was )?(?:reported|written) by ` +
		`(?:reporters? )?([A-Z][^.;()]{2,80})[.]?$`)
	byKorean = wording.Pattern(`([가-힣]{2,4})\s*(?:선임|수습|객원|인턴)?\s*기자(?:\s|$|[=(\]])`)
)

// （文・甲乙丙丁）, 【取材：甲乙丙丁】, （甲乙丙記者）
var byJapanese = wording.Pattern(`[（(【](?:(?:取材・文|文・写真|写真・文|文|取材|執筆|記者)\s*[・:：＝=]\s*` +
	`([\p{Han}\p{Hiragana}\p{Katakana}ー 　]{2,12})|([\p{Han}\p{Hiragana}\p{Katakana}]{2,8})記者)[）)】]`)

// stopHan are words that follow 记者 in running text and are no names.
var stopHan = wording.Pattern(`^(?:了解|获悉|从|昨|今|近|在|采访|看到|日前|发现|走进|来到|表示|注意|问|问道|联系|随|获|招待|会|手记|观察|节|证|站|团|` +
	`报道|摄|日|也|对|就|于|说|提问|通过|跟随|走访|现场|探访|再次|多次|一行|以|为|向|将|连线|查询|梳理|从业|编辑|拍摄|打探|朋友|协会|组|部|们)`)

// creditedInText reads the credits that news texts carry in their first and last paragraphs.
func (p *Page) creditedInText() credit {
	by := news.Byline{}
	for _, i := range p.edges() {
		text := p.Blocks[i].Text
		long := p.Blocks[i].Weight > 400
		p.creditedInEnglish(&by, text)
		if long {
			text = wording.CutTo(text, 180)
		}
		if strings.Contains(text, "기자") && len(by.Reporters) == 0 {
			if m := byKorean().FindStringSubmatch(text); m != nil {
				by.Reporters = merge(by.Reporters, p.people([]string{m[1]}))
			}
		}
		if strings.HasPrefix(p.lang, "ja") && wording.HoldsAny(text, "（", "(", "【") {
			if m := byJapanese().FindStringSubmatch(text); m != nil {
				by.Reporters = merge(by.Reporters, p.people([]string{m[1] + m[2]}))
				continue
			}
		}
		by.Reporters = merge(by.Reporters, p.hanCredit(reporterHan, text, long))
		by.Correspondents = merge(by.Correspondents, p.hanCredit(correspondentHan, text, long))
	}
	return credit{"credits in text", by}
}

// creditedInEnglish reads "reported by A and correspondent B" and "written by A". A quick look comes first: most
// paragraphs have neither.
func (p *Page) creditedInEnglish(by *news.Byline, text string) {
	if !wording.HoldsAny(text, " by ", " BY ", " By ") {
		return
	}
	if m := reportedBy().FindStringSubmatch(text); m != nil {
		by.Reporters = merge(by.Reporters, p.people([]string{m[1]}))
		by.Correspondents = merge(by.Correspondents, p.people([]string{m[2]}))
	} else if len(text) < 200 {
		if m := reportedBare().FindStringSubmatch(text); m != nil {
			by.Reporters = merge(by.Reporters, p.people([]string{m[1]}))
		}
	}
}

// hanCredit gives the names after a label; in prose only those a bracket or comma closes.
func (p *Page) hanCredit(label wording.Guarded, text string, prose bool) []string {
	if !label.May(text) {
		return nil
	}
	var out []string
	for _, m := range label.Re().FindAllStringSubmatchIndex(text, 3) {
		names := text[m[2]:m[3]]
		rest := strings.TrimLeft(text[m[3]:], " 　\u00a0")
		labelled := strings.ContainsAny(text[m[0]:m[2]], ":：/／| 　\u00a0") ||
			strings.HasPrefix(rest, "）") || strings.HasPrefix(rest, ")")
		if stopHan().MatchString(names) || !labelled && (prose || len(text) > 90) {
			continue
		}
		out = merge(out, p.people([]string{joinHan(trimRoles(names))}))
	}
	return out
}

// closingHan is an editor's or author's line that stands alone.
var closingHan = wording.Guard(`^\p{Han}{0,6}[（(【\[]?(?:责任|責任|本文|本期|网站)?`+
	`(?:编辑|編輯|责编|責編|作者|文|编审)\s*[:：/／|]\s*`+hanNames, "编", "編", "作者", "文")

// closingByline takes the author or editor named in a line of its own, when nobody else is named.
func (p *Page) closingByline() credit {
	for i := p.Body.First; i < min(p.Body.Last+6, len(p.Blocks)); i++ {
		b := &p.Blocks[i]
		if b.Weight > 200 || b.Cut&(cue.Related|cue.Comment|cue.Nav) != 0 {
			continue
		}
		for _, line := range [...]wording.Guarded{closingHan, editorInline} {
			if m := line.Find(b.Text); m != nil {
				if names := p.people([]string{joinHan(trimRoles(m[1]))}); len(names) > 0 {
					return credit{"editor line", news.Byline{Reporters: names}}
				}
			}
		}
	}
	return credit{}
}

var editorInline = wording.Guard(`(?:编辑|編輯|责编|責編)\s*[:：]\s*`+hanNames, "编", "編")

// surnames are the most frequent Chinese family names, by which a line is told to be a name.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石" +
	"廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤" +
	"張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇魏呂盧鍾譚陸賈韋鄒龍賀顧龔邵萬錢嚴湯"

// soleName is a line that is nothing but Chinese names.
var soleName = wording.Pattern(`^\p{Han}{2,3}(?:[ 、　\x{a0}]+\p{Han}{2,3}){0,3}$`)

// soleByline takes a line that is nothing but a Chinese name between the title and the first paragraph.
func (p *Page) soleByline() credit {
	for i := max(p.Title+1, p.Body.First); i <= p.firstProse() && i < len(p.Blocks); i++ {
		b := &p.Blocks[i]
		if b.Weight > 45 || b.Link > 0 || b.Cut&^cue.Meta != 0 || b.Kind == layout.Heading ||
			!soleName().MatchString(b.Text) {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(b.Text); strings.ContainsRune(surnames, first) {
			if names := p.people([]string{joinHan(b.Text)}); len(names) > 0 {
				return credit{"name line", news.Byline{Reporters: names}}
			}
		}
	}
	return credit{}
}
