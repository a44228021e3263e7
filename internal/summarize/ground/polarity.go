package ground

import (
	"strconv"
	"strings"
)

// denialWords deny what stands beside them.
var denialWords = set("not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot",
	"denied", "denies", "refused", "refuses", "failed", "fails", "unable", "unlikely", "isn", "aren", "wasn", "weren",
	"don", "doesn", "didn", "won", "wouldn", "hasn", "haven", "hadn", "couldn", "can't")

// denialHan are the Chinese ones; affirmHan are words they are part of and do not deny.
var (
	denialHan = []string{"不", "没有", "没", "未", "无", "非", "否认", "拒绝", "并非"}
	affirmHan = []string{"不断", "不仅", "不但", "不久", "不少", "不同", "不过", "不错", "不愧", "不论", "不管", "不得不", "不只", "未来",
		"无论", "无人机", "非常", "非遗", "除非", "无线", "无障碍", "南非", "非洲", "是否", "不动产", "未成年", "无锡", "不锈钢", "不用说", "无偿", "未央",
		"不限", "不足", "不到", "非机动", "并非没有"}
)

// absentHan are Chinese words another language may well say with a denial: 停水 is "no water".
const absentHan = "停禁免缺拒空"

// poles are pairs of things that a sentence and its source cannot say of the same event.
var poles = [][2][]string{
	{{"approv", "adopt", "passed", "voted", "backed", "backs", "agreed", "通过", "批准", "同意"},
		{"reject", "veto", "turned down", "voted down", "否决", "驳回", "未通过", "未批准"}},
	{{"rise", "rose", "increas", "grew", "grow", "climb", "上升", "增长", "提高", "增加", "上涨", "上调", "多于"},
		{"fall", "fell", "decreas", "declin", "drop", "reduc", "lower", "下降", "减少", "降低", "下跌", "下调", "缩短"}},
	{{"open", "开放", "开通", "恢复", "重开"}, {"clos", "shut", "关闭", "封闭", "停用", "停运", "停止"}},
	{{"held", "hold", "take place", "举行", "举办", "召开", "启动"}, {"cancel", "postpon", "取消", "推迟", "延期"}},
	{{"allow", "permit", "允许", "准许"}, {"ban", "prohibit", "forbid", "禁止", "严禁"}},
	{{"support", "favor", "支持", "赞成"}, {"oppos", "反对"}},
	{{"more than", "over", "at least", "exceed", "超过", "超", "至少", "以上", "余"},
		{"less than", "fewer than", "under", "at most", "不足", "不到", "以下", "至多"}},
	{{"free", "免费"}, {"charge", "fee", "收费", "付费"}},
	{{"before", "之前", "以前", "前完成"}, {"after", "之后", "以后", "后完成"}},
	{{"won", "win", "beat", "defeated", "获胜", "战胜", "击败"}, {"lost", "lose", "落败", "负于", "不敌", "输给"}},
	{{"guilty", "convict", "有罪"}, {"acquit", "innocent", "无罪"}},
	{{"extend", "延长"}, {"shorten", "缩短"}},
	{{"north", "北部", "以北"}, {"south", "南部", "以南"}},
	{{"east", "东部", "以东"}, {"west", "西部", "以西"}},
}

// polarity counts the denials of a text and tells on which side of which pair it stands.
func polarity(text string, words []string) (int, map[string]bool) {
	n := 0
	for _, w := range words {
		if denialWords[w] {
			n++
		}
	}
	han := text
	for _, w := range affirmHan {
		han = strings.ReplaceAll(han, w, " ")
	}
	for _, w := range denialHan {
		n += strings.Count(han, w)
		han = strings.ReplaceAll(han, w, " ")
	}
	return n, sides(text, words)
}

// sides tells on which side of each pair a text stands, by cues that may be the beginnings of words.
func sides(text string, words []string) map[string]bool {
	out := map[string]bool{}
	line := " " + strings.Join(words, " ") + " "
	for i, pair := range poles {
		for side, cues := range pair {
			for _, cue := range cues {
				if cue[0] < 0x80 && strings.Contains(line, " "+cue) || cue[0] >= 0x80 && strings.Contains(text, cue) {
					out[poleKey(i, side)] = true
				}
			}
		}
	}
	return out
}

func poleKey(pair, side int) string { return strconv.Itoa(2*pair + side) }

func set(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}
