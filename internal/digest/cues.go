package digest

import (
	"regexp"
	"strings"
)

// The word tables below are data: words of any language may be added. Words of scripts that set spaces are matched
// whole and may end in \w*; words of the others are matched anywhere.

// cues are words that make a date in the same sentence one that a reader can act on or must reckon with.
var cues = words(`
	deadline apply applications? register registration sign_up hearing consultation comments? objections? outage
	power_cut water_cut water_will_be shut_?down closed? closes closing closure roadworks diversion diverted vote
	polling appointment due payment enrol\w* public_meeting collection suspended
	frist anmeld\w* gesperrt sperrung anhörung
	inscriptions? enquête_publique fermeture coupure
	plazo inscripci\w+ corte cerrad\w+`, `
	截止 截至 报名 听证 征求意见 停水 停电 停气 停暖 停运 停课 封闭 封路 交通管制 限行 改道 绕行 申领 申报 缴费 缴纳 预约 招生
	公开招聘 投票 公示期 報名 聽證 徵求意見 封閉 預約 繳費 募集 締切 申込`)

// untilCues make the date a last day.
var untilCues = words(`by until till before no_later_than deadline closes due bis spätestens jusqu'au
	avant hasta antes`, `
	截止 截至 之前 以前 日前 为止 為止 止 締切`)

// promiseCues in the clause of a last day, where no cue stands beside them, say that it is the office's own: by then it
// will have finished or made known something, and a reader has nothing to do.
var promiseCues = words(`
	complet\w+ finish\w* announc\w+ publish\w* opens opened report_back deliver\w* fertig\w* veröffentlicht
	achev\w+ publié\w* termin\w+ publicad\w+`, `
	公布 公佈 完成 完工 竣工 建成 出台 印发 上报 办结 投用 投入使用 通车 落实 発表 公表`)

// urgentCues in a headline make a story urgent.
var urgentCues = words(`
	emergency evacuat\w* warnings? alerts? outage power_cut flood\w* storm hurricane typhoon earthquake wildfire recall
	boil_water contaminat\w* warnung überschwemmung alerte inondation alerta inundaci\w+`, `
	紧急 緊急 预警 預警 警报 疏散 撤离 停水 停电 停气 停课 洪水 台风 颱風 暴雨 暴雪 地震 火灾 召回 泄漏 避難`)

// calmCues in the same headline say that it is only talked of: a drill, a plan, a meeting.
var calmCues = words(`drill exercise training prevention preparedness conference awareness anniversary funding`,
	`演练 演習 演习 培训 防治 预防 预案 会议 座谈 召开 部署 宣传 讲座 周年 督导 调研 检查`)

// days are the ways dates stand in running text: 2026年11月30日, 11月30日, 2026-11-30, 30 November 2026, November 30.
var days = regexp.MustCompile(`(?i)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|` +
	`\b(\d{4})-(\d{2})-(\d{2})\b|` +
	`\b(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(` + monthNames + `)\.?(?:,? (\d{4}))?\b|` +
	`\b(` + monthNames + `)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?\b`)

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|` +
	`oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// words makes one expression of blank-separated words, "_" standing for a blank within one.
func words(spaced, wide string) *regexp.Regexp {
	alternatives := func(list string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(list), "|"), "_", " ")
	}
	return regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(?:` + alternatives(spaced) + `)(?:[^\pL\pN]|$)|` + alternatives(wide))
}

// urgent reports whether a headline calls for attention at once.
func urgent(headline string) bool {
	return urgentCues.MatchString(headline) && !calmCues.MatchString(headline)
}
