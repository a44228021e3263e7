package sentence

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The shapes of Chinese clauses that cannot stand alone: those that set the scene for a main clause to come (of time,
// place, cause, purpose, condition), and those that announce what is said next.
var (
	sceneBegins = regexp.MustCompile(`^(?:由于|因为|因|虽然|尽管|如果|若|假如|随着|当|为|除|经|据|根据|按照|依据|针对|自|从|对于|关于|作为|` +
		`不仅|不但|无论|不管|只要|只有|在|通过|面对|围绕|截至|截止|近日|日前|昨日|昨天|今日|今天|去年|今年|目前|近期|近年来|当地时间|北京时间|` +
		`[0-9０-９]{1,4}[年月日])`)
	sceneEnds = []string{"后", "时", "前", "中", "上", "下", "期间", "以来", "之际", "获悉", "了解到", "会议", "消息", "报道", "那样", "一样"}
	sayEnds   = []string{"表示", "说", "称", "指出", "认为", "介绍", "透露", "强调", "发现", "显示", "宣布"}
)

// longScene is how many characters a clause that begins like a scene may have and still be one: a longer one is
// mostly a clause with a predicate of its own.
const longScene = 24

// Scene reports whether the clause (with its closing comma) only sets the scene: 8月3日， / 为推进…工作，. What follows
// it has a subject of its own.
func Scene(clause string) bool {
	clause = strings.TrimSpace(clause)
	return Length(clause) <= longScene && sceneBegins.MatchString(clause)
}

// Announces reports whether the clause ends by announcing what follows (他表示， / 主要包括：).
func Announces(clause string) bool {
	clause = strings.TrimSpace(clause)
	return strings.HasSuffix(clause, "：") || strings.HasSuffix(clause, ":") || pausesAfter(clause, sayEnds)
}

// pausesAfter reports whether the clause ends in one of words and a comma or colon.
func pausesAfter(clause string, words []string) bool {
	r, n := utf8.DecodeLastRuneInString(clause)
	clause = clause[:len(clause)-n]
	return strings.ContainsRune("，：,:", r) && slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(clause, w) })
}

// attribution is a sentence that tells only who speaks.
var attribution = regexp.MustCompile(`^[^，,：:]{1,24}(?:表示|说道?|称|指出|认为|介绍|强调)[。！]?$|` +
	`^(?:\p{L}[\p{L}.'’-]* ){1,8}(?:said|says|added|explained|told \p{L}+)\.$`)

// The words attributions end in, a stop aside.
var (
	speechHan    = []string{"表示", "说", "说道", "称", "指出", "认为", "介绍", "强调"}
	speechSpaced = []string{" said", " says", " added", " explained"}
)

// Attribution reports whether the sentence only tells who said what stands before it (某某说。).
func Attribution(s string) bool { return endsInSpeech(s) && attribution.MatchString(s) }

// endsInSpeech reports whether s may be an attribution: to look at its end first is much quicker.
func endsInSpeech(s string) bool {
	in := func(end string) func(string) bool {
		return func(word string) bool { return strings.HasSuffix(end, word) }
	}
	if end, ok := strings.CutSuffix(s, "."); ok {
		before := end[:max(0, strings.LastIndexByte(end, ' '))]
		return strings.HasSuffix(before, " told") || slices.ContainsFunc(speechSpaced, in(end))
	}
	return slices.ContainsFunc(speechHan, in(strings.TrimRight(s, "。！")))
}

// Beyond these a sentence is no sentence but a table; its parts need no looking at.
const (
	maxScenes = 4
	maxRun    = 12
)

// Leads gives the parts of a sentence of a script without spaces between words that can stand for the whole: runs of
// clauses that begin with the first or after scenes, and do not end in a scene, an announcement or an open quotation.
// The whole sentence is always the first of them. There is only the whole for other scripts, whose clauses lean on
// each other more.
func Leads(text string, s Span) []Span {
	out := []Span{s}
	clauses := Clauses(text, s)
	if len(clauses) == 1 || Spaced(s.In(text)) {
		return out
	}
	for from := range clauses[:min(len(clauses), maxScenes)] {
		for to := from; to < min(len(clauses), from+maxRun); to++ {
			run := Span{clauses[from].Start, clauses[to].End}
			if from == 0 && to == len(clauses)-1 || to < len(clauses)-1 && hangs(text, clauses[to], run) {
				continue
			}
			if to < len(clauses)-1 {
				run = Bare(text, run)
			}
			out = append(out, run.Trim(text))
		}
		if !Scene(clauses[from].In(text)) {
			break
		}
	}
	return out
}

// hangs reports that a run of sentences, of which last is the last, cannot stand alone: it sets a scene or announces
// what no longer follows, or leaves a quotation open.
func hangs(text string, last, run Span) bool {
	in := last.In(text)
	return Scene(in) || pausesAfter(strings.TrimSpace(in), sceneEnds) || Announces(in) || !run.Balanced(text)
}
