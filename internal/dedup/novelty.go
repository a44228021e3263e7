package dedup

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Addition is what a later article adds to what was told.
type Addition struct {
	Kind     string // "number", "date", "time", "source" or "fact"
	New      string // the new detail in the article's own words: "三百人", "August 9"
	Sentence string // the sentence of the article's Text that carries it, word for word
	Offset   int    // byte offset of Sentence in Text
}

// Novelty reports whether now says something that none of the articles told says, and gives the sentence that says
// most of it. Numbers, dates and times are compared by value, over languages and ways of writing; a source is a name
// that now quotes and told does not; a fact is a sentence whose telling words are mostly new, which can only be seen
// against articles in the same script. With nothing told, everything is known to be new: the first sentence is given.
func Novelty(told []Doc, now Doc) (Addition, bool) {
	k := newKnowledge(told, now)
	var best Addition
	most := 0.0
	text := body(now.Text)
	from := strings.Index(now.Text, text)
	for _, s := range sentences(text) {
		if len(told) == 0 {
			return Addition{Kind: "fact", Sentence: s.text, Offset: from + s.offset}, true
		}
		if a, weight := k.judge(s.text); weight > most {
			best, most = a, weight
			best.Sentence, best.Offset = s.text, from+s.offset
		}
	}
	return best, most > 0
}

// knowledge is what has been told.
type knowledge struct {
	signer  *signer
	values  map[concept]bool // numbers, dates, times
	figures []float64
	words   map[uint32]bool // terms
	names   map[uint32]bool
	scripts [scriptDense + 1]bool
}

func newKnowledge(told []Doc, now Doc) *knowledge {
	k := &knowledge{signer: newSigner(), values: map[concept]bool{}, words: map[uint32]bool{}, names: map[uint32]bool{}}
	for _, d := range told {
		for _, text := range []string{d.Title, d.Text} {
			k.learn(k.signer.part(0, text, 1))
		}
		k.learnDay(d)
	}
	k.learnDay(now)
	return k
}

// learnDay makes the day of publication known: that an article came out is not its news.
func (k *knowledge) learnDay(d Doc) {
	if !d.Published.IsZero() {
		k.values[concept{hash32(d.Published.Format("01-02")), conceptDate}] = true
	}
}

func (k *knowledge) learn(p part) {
	for _, f := range p.facts {
		if kind, ok := conceptOf(f); ok {
			k.values[concept{hash32(f.value), kind}] = true
		}
		if v, err := strconv.ParseFloat(f.value, 64); err == nil {
			k.figures = append(k.figures, v)
		}
	}
	for _, t := range k.terms(p) {
		k.words[t.hash] = true
	}
	for name := range k.sure(p) {
		k.names[hash32(name)] = true
	}
	k.scripts[scriptOf([]part{p})] = true
}

// terms gives the telling terms of one part.
func (k *knowledge) terms(p part) []tallied {
	y := &k.signer.tally
	y.reset()
	y.addWords(p)
	return y.terms
}

// sure gives what is surely a name in p.
func (k *knowledge) sure(p part) map[string]string {
	out := latinNames(p.text, p.tokens)
	for spelled, name := range k.signer.denseNames(p.text, p.tokens) {
		out[spelled] = name
	}
	return out
}

// The weight of what a sentence may add.
const (
	newDate   = 3
	newNumber = 2
	newSource = 2
	newTime   = 1.5
	newFact   = 1

	newShare = 0.65 // of a sentence's telling terms must be new to make a fact
	newTerms = 5    // and at least so many
)

// judge gives what sentence adds first and how much it adds in all.
func (k *knowledge) judge(sentence string) (Addition, float64) {
	p := k.signer.part(0, sentence, 1)
	var a Addition
	sum, first := 0.0, 0.0
	add := func(kind, detail string, weight float64) {
		sum += weight
		if weight > first {
			first, a.Kind, a.New = weight, kind, detail
		}
	}
	for _, f := range p.facts {
		if kind, weight := k.weigh(p, f); weight > 0 {
			add(kind, p.surface(f), weight)
		}
	}
	if name := k.source(p); name != "" {
		add("source", name, newSource)
	}
	if k.scripts[scriptOf([]part{p})] && k.mostlyNew(p) {
		add("fact", "", newFact)
	}
	return a, sum
}

// weigh tells how much of a novelty f is.
func (k *knowledge) weigh(p part, f fact) (string, float64) {
	kind, ok := conceptOf(f)
	if !ok || k.values[concept{hash32(f.value), kind}] {
		return "", 0
	}
	switch kind {
	case conceptDate:
		return "date", newDate
	case conceptTime:
		return "time", newTime
	}
	v, err := strconv.ParseFloat(f.value, 64)
	rough := hedged(p.tokens, f)
	if err == nil && slices.ContainsFunc(k.figures, func(w float64) bool { return rounded(v, w) || rough && roughly(v, w) }) {
		return "", 0
	}
	return "number", newNumber
}

// rounded reports whether one of two figures may be a rounding of the other: close, and fewer digits.
func rounded(v, w float64) bool {
	if v == w {
		return true
	}
	return math.Abs(v-w) <= 0.05*max(v, w) && digitsOf(v) != digitsOf(w)
}

// hedges say that a figure is rounded: those that stand before one, and those that stand behind.
var (
	hedgesBefore = []string{"约", "近", "超", "过", "逾", "about", "some", "nearly", "almost", "around", "over", "than", "least"}
	hedgesBehind = []string{"余", "多", "左"}
)

// hedged reports whether f is said to be rounded.
func hedged(tokens []token, f fact) bool {
	return slices.Contains(hedgesBefore, word(tokens, f.first-1)) || slices.Contains(hedgesBehind, word(tokens, f.last+1))
}

// roughly reports whether the figure v, said to be rounded, may stand for w: the same but for the digits v leaves out.
func roughly(v, w float64) bool {
	unit := 1.0
	for v >= 10*unit && math.Mod(v, 10*unit) == 0 {
		unit *= 10
	}
	return math.Abs(v-w) < unit
}

// digitsOf counts the digits of v without trailing zeros.
func digitsOf(v float64) int {
	return len(strings.Trim(strings.ReplaceAll(decimal(v), ".", ""), "0"))
}

// speech are words that show that someone is quoted.
var speech = []string{"表示", "介绍", "告诉", "称", "指出", "回应", "透露", "said", "says", "told", "according to", "announced"}

// source gives a name that the sentence quotes and that was not known, "" for none.
func (k *knowledge) source(p part) string {
	low := strings.ToLower(p.text)
	if !slices.ContainsFunc(speech, func(s string) bool { return strings.Contains(low, s) }) {
		return ""
	}
	for _, f := range spans(p, make([]bool, len(p.tokens))) {
		known := true
		for _, t := range p.tokens[f.first : f.last+1] {
			known = known && k.words[t.root]
		}
		if p.tokens[f.first].kind == spaced && !known {
			return p.surface(f)
		}
	}
	found := k.sure(p)
	if slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(s string) bool { return k.names[hash32(s)] }) {
		return ""
	}
	for _, spelled := range slices.Sorted(maps.Keys(found)) {
		if r := []rune(found[spelled]); len(r) == 3 && strings.Contains(surnames, string(r[:1])) {
			return found[spelled]
		}
	}
	return ""
}

// mostlyNew reports whether the telling terms of p were mostly not told.
func (k *knowledge) mostlyNew(p part) bool {
	all, fresh := 0, 0
	for _, t := range k.terms(p) {
		if t.class == common {
			continue
		}
		all++
		if !k.words[t.hash] {
			fresh++
		}
	}
	return fresh >= newTerms && float64(fresh) >= newShare*float64(all)
}

// sentence is a piece of a text that ends where a reader would pause for breath.
type sentence struct {
	text   string
	offset int
}

// sentences splits text at line ends and closing punctuation, which stays with the sentence, quotes included.
func sentences(text string) []sentence {
	var out []sentence
	start := 0
	cut := func(end int) {
		s := text[start:end]
		trimmed := strings.TrimLeftFunc(s, unicode.IsSpace)
		if t := strings.TrimRightFunc(trimmed, unicode.IsSpace); t != "" {
			out = append(out, sentence{t, start + len(s) - len(trimmed)})
		}
		start = end
	}
	for i, r := range text {
		end := i + utf8.RuneLen(max(r, 0))
		switch {
		case i < start:
		case r == '\n':
			cut(i)
		case strings.ContainsRune("。！？", r), strings.ContainsRune(".!?", r) && closes(text[start:i], text[end:]):
			rest := text[end:]
			cut(end + len(rest) - len(strings.TrimLeft(rest, "”’」』\"')）")))
		}
	}
	cut(len(text))
	return out
}

// closes reports whether a full stop between before and after ends a sentence: space and a capital follow, and no
// abbreviation or initial stands before it.
func closes(before, after string) bool {
	after = strings.TrimLeft(after, "\"')”’")
	rest := strings.TrimLeft(after, " ")
	if rest == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if len(rest) == len(after) || unicode.IsLower(r) {
		return false
	}
	last := before[strings.LastIndexAny(before, " \n")+1:]
	return utf8.RuneCountInString(last) > 2 && !slices.Contains(abbreviations, strings.ToLower(last))
}

var abbreviations = []string{"mr", "mrs", "dr", "st", "gen", "gov", "sen", "rep", "jan", "feb", "mar", "apr", "aug",
	"sept", "oct", "nov", "dec", "no", "inc", "ltd", "ave", "prof", "p.m", "a.m"}
