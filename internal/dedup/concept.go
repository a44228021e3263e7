package dedup

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"tidings/internal/dedup/pinyin"
)

// conceptKind says what a concept is.
type conceptKind uint8

const (
	conceptName    conceptKind = iota // a name by its pinyin
	conceptMaybe                      // what may be a name: any two or three characters of a Chinese headline
	conceptNumber                     // a number or percentage
	conceptDate                       // month and day
	conceptTime                       // time of day
	conceptSubject                    // a line of the glossary
	conceptKinds
)

//go:embed glossary.txt
var glossaryFile string

// book is the glossary made ready for reading texts.
type book struct {
	ideas   map[string]uint32 // a Chinese phrase, or stemmed English words joined by one space
	longest map[string]int    // the most tokens of a phrase that begins with a character or stem
}

// glossary reads the file. Each line is one concept: Chinese phrases, a colon, English phrases, commas between them.
var glossary = sync.OnceValue(func() *book {
	b := &book{map[string]uint32{}, map[string]int{}}
	for line := range strings.Lines(glossaryFile) {
		chinese, english, _ := strings.Cut(strings.TrimSpace(line), ":")
		id := hash32(line)
		for phrase := range strings.SplitSeq(chinese, ",") {
			b.ideas[phrase] = id
			first, n := utf8.DecodeRuneInString(phrase)
			b.longest[phrase[:n]] = max(b.longest[string(first)], utf8.RuneCountInString(phrase))
		}
		for phrase := range strings.SplitSeq(english, ",") {
			if tokens := tokenize(phrase); len(tokens) > 0 {
				b.ideas[stems(tokens)] = id
				first := tokens[0].stem
				b.longest[first] = max(b.longest[first], len(tokens))
			}
		}
	}
	return b
})

// subjects finds the glossary's concepts in tokens, the longest phrase first.
func subjects(text string, tokens []token) map[uint32]string {
	out := map[uint32]string{}
	for i := 0; i < len(tokens); {
		n, id := phraseAt(text, tokens, i)
		if n > 0 {
			out[id] = text[tokens[i].start:tokens[i+n-1].end]
		}
		i += max(n, 1)
	}
	return out
}

// phraseAt gives the length in tokens and the concept of the longest phrase that begins at token i; 0 for none.
func phraseAt(text string, tokens []token, i int) (int, uint32) {
	most := tokens[i].longest
	if most == 0 {
		return 0, 0
	}
	known := glossary()
	end := i + 1
	for end < len(tokens) && end-i < most && !tokens[end].gap && tokens[end].kind == tokens[i].kind {
		end++
	}
	for ; end > i; end-- {
		key := text[tokens[i].start:tokens[end-1].end]
		if tokens[i].kind != dense {
			key = stems(tokens[i:end])
		}
		if id, ok := known.ideas[key]; ok {
			return end - i, id
		}
	}
	return 0, 0
}

func stems(tokens []token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.stem
	}
	return strings.Join(words, " ")
}

// suffixes end Chinese names of places and bodies; the two or three characters before one are a name.
const suffixes = "省市县区镇乡村路街道桥河湖江山巷局院馆园校站港湾库岛寺塔站"

// places are the suffixes of places alone.
const places = "省市县区镇乡村路街"

// surnames are the commonest hundred Chinese family names and a few more.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟" +
	"谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔向"

// offices stand right before or behind a person's name, doings only behind it.
var (
	offices = []string{"书记", "市长", "县长", "区长", "镇长", "主任", "局长", "主席", "部长", "院长", "校长", "队长", "所长", "经理",
		"记者", "先生", "女士", "选手", "老师"}
	doings = []string{"介绍", "表示", "主持", "出席", "强调", "指出", "告诉", "讲话", "参加", "说"}
)

// spellings is how many ways one name may be spelled by its characters' readings.
const spellings = 3

// denseNames gives the pinyin of the names in a Chinese text, with the characters: what stands before the suffix of a
// place or body, and a surname with what follows it by an office or a doing.
func (s *signer) denseNames(text string, tokens []token) map[string]string {
	out := map[string]string{}
	for i, t := range tokens {
		if t.suffix {
			s.spell(out, text, tokens, i-2, i)
			s.spell(out, text, tokens, i-3, i)
		}
		if t.surname {
			for n := 2; n <= 3; n++ {
				if titled(text, tokens, i, i+n) {
					s.spell(out, text, tokens, i, i+n)
				}
			}
		}
	}
	return out
}

// headlineNames gives the pinyin of any two characters of a Chinese headline, and of three after a surname: headlines
// leave out what would show where a name is.
func (s *signer) headlineNames(text string, tokens []token) map[string]string {
	out := map[string]string{}
	for i, t := range tokens {
		s.spell(out, text, tokens, i, i+2)
		if t.surname {
			s.spell(out, text, tokens, i, i+3)
		}
	}
	return out
}

// particles stand in no name.
const particles = "的了是在和与及为将对等有也到从以并被就都而或其他她它们我你之于个要会能可把让向但还又很更最已"

// spell adds the spellings of tokens [from, to) to out if they are Chinese characters side by side that may be a name:
// without particles and words of every day.
func (s *signer) spell(out map[string]string, text string, tokens []token, from, to int) {
	if from < 0 || to > len(tokens) || !joined(tokens[from:to]) {
		return
	}
	name := text[tokens[from].start:tokens[to-1].end]
	found, known := s.spelled[name]
	if !known {
		if !strings.ContainsAny(name, particles) && !everyday(text, tokens[from:to]) {
			found = pinyin.Spell(name, spellings)
		}
		s.spelled[name] = found
	}
	for _, letters := range found {
		out[letters] = name
	}
}

// everyday reports whether two neighbours of tokens are a word of the glossary or a common one.
func everyday(text string, tokens []token) bool {
	table, ideas := words().table, glossary().ideas
	for i := range tokens[1:] {
		pair := text[tokens[i].start:tokens[i+1].end]
		if _, known := ideas[pair]; known || table[pair].common {
			return true
		}
	}
	return false
}

// joined reports whether tokens are characters with nothing between them.
func joined(tokens []token) bool {
	for i, t := range tokens {
		if t.kind != dense || i > 0 && t.gap {
			return false
		}
	}
	return len(tokens) > 0
}

// titled reports whether tokens [from, to) stand where a person's name does: by an office, before a doing, or at the
// end of a phrase.
func titled(text string, tokens []token, from, to int) bool {
	if to >= len(tokens) || tokens[to].gap {
		return true
	}
	before, after := text[:tokens[from].start], text[tokens[to].start:]
	follows := func(s string) bool { return strings.HasPrefix(after, s) }
	precedes := func(s string) bool { return strings.HasSuffix(before, s) }
	return slices.ContainsFunc(offices, follows) || slices.ContainsFunc(doings, follows) ||
		slices.ContainsFunc(offices, precedes)
}

// latinNames gives the names in a text of spaced words that can be read as pinyin, joined: "Li Ming" is "liming".
func latinNames(text string, tokens []token) map[string]string {
	out := map[string]string{}
	english := words().english
	for i := 0; i < len(tokens); i++ {
		if !tokens[i].syllabic(english) {
			continue
		}
		out[tokens[i].word] = text[tokens[i].start:tokens[i].end]
		joint := tokens[i].word
		for j := i + 1; j < len(tokens) && j < i+3 && tokens[j].syllabic(english) && !tokens[j].gap; j++ {
			joint += tokens[j].word
			out[joint] = text[tokens[i].start:tokens[j].end]
		}
	}
	return out
}
