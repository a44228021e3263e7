package ground

import "strings"

// units sorts the words after a number into classes that must not be taken for each other. A word of no class may
// stand for any.
var units = map[string]string{
	"day": "day", "days": "day", "天": "day", "week": "week", "weeks": "week", "周": "week", "星期": "week",
	"个星期": "week", "month": "month", "months": "month", "个月": "month", "year": "year", "years": "year", "年": "year",
	"hour": "hour", "hours": "hour", "小时": "hour", "个小时": "hour", "minute": "minute", "minutes": "minute",
	"分钟": "minute", "km": "km", "kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km",
	"公里": "km", "千米": "km", "mile": "mile", "miles": "mile", "英里": "mile", "meter": "m", "meters": "m", "metre": "m",
	"metres": "m", "米": "m", "foot": "foot", "feet": "foot", "acre": "acre", "acres": "acre", "亩": "mu", "mu": "mu",
	"公顷": "ha", "hectares": "ha",
	"ton": "t", "tons": "t", "tonnes": "t", "吨": "t", "kg": "kg", "公斤": "kg", "kilograms": "kg",
	"people": "person", "person": "person", "persons": "person", "人": "person", "名": "person", "residents": "person",
	"students": "person", "workers": "person", "volunteers": "person", "位": "person", "patients": "person",
	"household": "home", "households": "home", "homes": "home", "户": "home", "families": "home", "school": "school",
	"schools": "school", "所": "school", "bus": "vehicle", "buses": "vehicle", "vehicles": "vehicle", "辆": "vehicle",
	"cars": "vehicle", "degrees": "degree", "℃": "degree", "度": "degree", "岁": "age",
}

// unitOf gives the class of the unit a number is followed by.
func unitOf(follows string) string {
	for n := len(follows); n > 0; n-- {
		if u, ok := units[follows[:n]]; ok && (n == len(follows) || follows[0] >= 0x80) {
			return u
		}
	}
	return ""
}

// currencyOf gives the currency of an amount from the sign before it or the word after it.
func currencyOf(before, follows string) string {
	switch strings.TrimSpace(before) {
	case "$", "us$":
		return "USD"
	case "hk$":
		return "HKD"
	case "€":
		return "EUR"
	case "£":
		return "GBP"
	case "¥", "rmb":
		return "CNY"
	}
	for _, c := range currencies {
		if strings.HasPrefix(follows, c.word) {
			return c.code
		}
	}
	return ""
}

var currencies = []struct{ word, code string }{
	{"美元", "USD"}, {"dollar", "USD"}, {"欧元", "EUR"}, {"euro", "EUR"}, {"英镑", "GBP"}, {"日元", "JPY"}, {"yen", "JPY"},
	{"港元", "HKD"}, {"港币", "HKD"}, {"元", "CNY"}, {"人民币", "CNY"}, {"yuan", "CNY"}, {"rmb", "CNY"},
}

// countedHan reports whether what follows a Chinese numeral of one character makes it a count (三名) and not a part of
// a word (三峡).
func countedHan(follows string) bool {
	for _, w := range []string{
		"个", "名", "人", "家", "次", "天", "年", "条", "项", "所", "座", "辆", "台", "处", "起", "例", "户", "亩", "元", "米", "公", "吨",
		"层", "届", "期", "批", "种", "类", "位", "岁", "组", "轮", "小时", "周", "支", "场", "间", "块", "张", "件", "只", "艘", "架", "万",
		"亿",
	} {
		if strings.HasPrefix(follows, w) {
			return true
		}
	}
	return false
}
