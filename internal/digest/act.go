package digest

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tidings/internal/news"
)

// horizon is how far ahead a date still calls for action: beyond it, it is news and will be told again nearer the day.
const horizon = 60 * 24 * time.Hour

// cues are words that make a date in the same sentence one that a reader can act on or must reckon with.
var cues = regexp.MustCompile(`(?i)\b(?:deadline|appl(?:y|ication)s?|regist(?:er|ration)|sign up|hearing|consultation|` +
	`comments?|objections?|outage|power cut|water (?:cut|will be)|shut ?down|clos(?:e[sd]?|ure|ing)|roadworks|diver(?:sion|ted)|` +
	`vote|polling|appointment|due|payment|enrol\w*|public meeting|collection|suspended|frist|anmeld\w*|gesperrt|sperrung|` +
	`anhörung|inscriptions?|enquête publique|fermeture|coupure|plazo|inscripci\w+|corte|cerrad\w+)\b|` +
	`截止|截至|报名|听证|征求意见|停水|停电|停气|停暖|停运|停课|封闭|封路|交通管制|限行|改道|绕行|申领|申报|缴费|缴纳|预约|招生|公开招聘|投票|公示期|` +
	`報名|聽證|徵求意見|封閉|預約|繳費|募集|締切|申込`)

// untilCues make the date a last day.
var untilCues = regexp.MustCompile(`(?i)\b(?:by|until|till|before|no later than|deadline|closes|due|bis|spätestens|jusqu'au|avant|` +
	`hasta|antes)\b|截止|截至|之前|以前|日前|为止|為止|止|締切`)

// urgentCues in a headline make a story urgent.
var urgentCues = regexp.MustCompile(`(?i)\b(?:emergency|evacuat\w*|warnings?|alerts?|outage|power cut|flood\w*|storm|hurricane|` +
	`typhoon|earthquake|wildfire|recall|boil water|contaminat\w*|shelter|warnung|überschwemmung|alerte|inondation|alerta|` +
	`inundaci\w+)\b|紧急|緊急|预警|預警|警报|疏散|撤离|停水|停电|停气|停课|洪水|台风|颱風|暴雨|暴雪|地震|火灾|召回|污染|泄漏|避難`)

// days are the ways dates stand in running text: 2026年11月30日, 11月30日, 2026-11-30, 30 November 2026, November 30.
var days = regexp.MustCompile(`(?i)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|` +
	`\b(\d{4})-(\d{2})-(\d{2})\b|` +
	`\b(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(` + monthNames + `)\.?(?:,? (\d{4}))?\b|` +
	`\b(` + monthNames + `)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?\b`)

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|` +
	`oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// sentenceEnd parts sentences well enough to keep a cue and its date together.
var sentenceEnd = regexp.MustCompile(`[。！？；\n]|[.!?] `)

// urgent reports whether a headline calls for attention at once.
func urgent(headline string) bool { return urgentCues.MatchString(headline) }

// actsIn finds the dates in text that something can still be done about, in the order they stand. Published says which
// year a date without one means.
func actsIn(text string, published time.Time) []Act {
	var acts []Act
	for _, sentence := range sentenceEnd.Split(text, -1) {
		if !cues.MatchString(sentence) {
			continue
		}
		for _, m := range days.FindAllStringSubmatchIndex(sentence, -1) {
			day, ok := dayOf(submatches(sentence, m), published)
			if !ok {
				continue
			}
			around := sentence[max(0, m[0]-40):min(len(sentence), m[1]+12)]
			acts = append(acts, Act{At: news.Date{Time: day}, Until: untilCues.MatchString(around)})
		}
	}
	return acts
}

func submatches(s string, m []int) []string {
	out := make([]string, len(m)/2)
	for i := range out {
		if m[2*i] >= 0 {
			out[i] = s[m[2*i]:m[2*i+1]]
		}
	}
	return out
}

// dayOf reads one match of days.
func dayOf(m []string, published time.Time) (time.Time, bool) {
	var year, month, day string
	switch {
	case m[2] != "":
		year, month, day = m[1], m[2], m[3]
	case m[4] != "":
		year, month, day = m[4], m[5], m[6]
	case m[7] != "":
		day, month, year = m[7], m[8], m[9]
	default:
		month, day, year = m[10], m[11], m[12]
	}
	mo, d := monthOf(month), number(day)
	y := number(year)
	if year == "" {
		y = published.Year()
	}
	at := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, published.Location())
	if mo < 1 || mo > 12 || at.Day() != d || y < 1900 {
		return time.Time{}, false
	}
	if year == "" && published.Sub(at) > 180*24*time.Hour { // in December, "15 January" is next year's
		at = at.AddDate(1, 0, 0)
	}
	return at, true
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// monthOf reads a month's number or English name, 0 when it is neither.
func monthOf(s string) int {
	if n := number(s); n > 0 {
		return n
	}
	for m := time.January; m <= time.December && len(s) >= 3; m++ {
		if strings.EqualFold(s[:3], m.String()[:3]) {
			return int(m)
		}
	}
	return 0
}

// soonest gives the first act that has not passed at now and lies within the horizon. A bare day has not passed before
// it ends.
func soonest(acts []Act, now time.Time) Act {
	var best Act
	for _, a := range acts {
		last := a.At.Time
		if !a.At.Clock {
			last = last.AddDate(0, 0, 1)
		}
		if last.Before(now) || a.At.Time.After(now.Add(horizon)) {
			continue
		}
		if !best.At.Known() || a.At.Time.Before(best.At.Time) {
			best = a
		}
	}
	return best
}
