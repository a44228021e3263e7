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

// sentenceEnd parts sentences well enough to keep a cue and its date together.
var sentenceEnd = regexp.MustCompile(`[。！？；\n]|[.!?] `)

// clauseEnd parts the clauses of a sentence.
var clauseEnd = regexp.MustCompile(`[，、；]|[,;:] `)

// actsIn finds the dates in text that something can still be done about, in the order they stand. Published says which
// year a date without one means.
func actsIn(text string, published time.Time) []Act {
	var acts []Act
	for _, sentence := range sentenceEnd.Split(text, -1) {
		if !strings.ContainsAny(sentence, "0123456789") { // most; the expressions are dear
			continue
		}
		dated := days.FindAllStringSubmatchIndex(sentence, -1)
		if len(dated) == 0 || !cues.MatchString(sentence) {
			continue
		}
		for _, m := range dated {
			day, ok := dayOf(submatches(sentence, m), published)
			if !ok {
				continue
			}
			around := sentence[max(0, m[0]-40):min(len(sentence), m[1]+12)]
			until := untilCues.MatchString(around)
			if until && promised(clauseAt(sentence, m[0], m[1])) {
				continue
			}
			acts = append(acts, Act{At: news.Date{Time: day}, Until: until})
		}
	}
	return acts
}

// clauseAt gives the clause of sentence that holds the bytes from start to end.
func clauseAt(sentence string, start, end int) string {
	from, to := 0, len(sentence)
	for _, at := range clauseEnd.FindAllStringIndex(sentence, -1) {
		if at[1] <= start {
			from = at[1]
		}
		if at[0] >= end {
			to = at[0]
			break
		}
	}
	return sentence[from:to]
}

// promised reports whether a clause with a last day binds an office, not its readers.
func promised(clause string) bool {
	return promiseCues.MatchString(clause) && !cues.MatchString(clause)
}

// submatches gives the texts of a match by its positions, "" for groups that took no part.
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

// number reads digits that a pattern has matched; 0 for what it left out.
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
