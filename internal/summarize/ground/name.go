package ground

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// name is a proper name found in a text.
type name struct {
	words []string // of a name in letters: lower case, titles left out
	han   []string // of a name in Han: the forms one of which has to stand in the source
	text  string
}

var latinWord = regexp.MustCompile(`\p{L}[\p{L}\p{N}'’-]*\.?`)

// readNames gives the names of a text: runs of capitalised words, and in Han text what looks like a person's, a
// place's or a body's name.
func readNames(text string, han bool) []name {
	out := latinNames(text, han)
	return append(out, hanNames(text)...)
}

// latinNames finds runs of capitalised words. A small connecting word within a run belongs to it.
func latinNames(text string, han bool) []name {
	var out []name
	var run []string
	last := 0
	flush := func() {
		out = append(out, latinName(run)...)
		run = nil
	}
	start := true
	for _, at := range latinWord.FindAllStringIndex(text, -1) {
		w, gap := text[at[0]:at[1]], text[last:at[0]]
		if strings.Trim(gap, " ") != "" || han && gap != " " {
			flush()
			start = start || strings.ContainsAny(gap, ".!?。！？\n") || last == 0
		}
		last = at[1]
		w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case isHan(w):
			flush()
		case !unicode.IsUpper(first):
			flush()
		case start && len(run) == 0 && commonStart[strings.ToLower(strings.TrimRight(w, "."))]:
		default:
			run = append(run, w)
		}
		start = strings.HasSuffix(w, ".") && len(w) > 4
		if start {
			flush()
		}
	}
	flush()
	return out
}

func isHan(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.Is(unicode.Han, r)
}

// latinName makes the names of a run of words, cut at the titles in it (Mapleton | Mayor | Ann Lowell). Full forms
// stand for short ones.
func latinName(run []string) []name {
	var out []name
	n := name{}
	flush := func() {
		if len(n.words) > 0 {
			n.text = strings.TrimSpace(n.text)
			out = append(out, n)
		}
		n = name{}
	}
	for _, word := range run {
		w := strings.ToLower(strings.Trim(word, ".'’\""))
		if full, ok := fullForms[w]; ok {
			w = full
		}
		if titles[w] {
			flush()
			continue
		}
		if !calendar[w] {
			n.words = append(n.words, w)
			n.text += " " + word
		}
	}
	flush()
	return out
}

// in reports whether the name stands in p.
func (n name) in(p place) bool {
	if n.han != nil {
		return n.hanIn(p)
	}
	if contiguous(p.fullWords(), n.words) || p.han && p.spells(strings.Join(n.words, "")) {
		return true
	}
	if p.han {
		return n.foreignIn(p)
	}
	return allGeneric(n.words) && p.hasWords(n.words)
}

// foreignIn looks for a name in letters in a Han text: its words in letters too, or in pinyin, or of those that
// translate a kind of place or body (City, Bureau), which prove nothing.
func (n name) foreignIn(p place) bool {
	var rest []string
	for _, w := range n.words {
		if !generic[w] {
			rest = append(rest, w)
		}
	}
	if len(rest) == 0 || p.spells(strings.Join(rest, "")) {
		return true
	}
	for _, w := range rest {
		if !p.spells(w) && !p.hasWords([]string{w}) {
			return false
		}
	}
	return len(rest) == 1 || contiguous(p.words, rest)
}

// fullWords gives the words of the text with short forms written out.
func (p place) fullWords() []string {
	out := make([]string, len(p.words))
	for i, w := range p.words {
		out[i] = w
		if full, ok := fullForms[w]; ok {
			out[i] = full
		}
	}
	return out
}

// hasWords reports whether a place has all of these words, inflected or not.
func (p place) hasWords(words []string) bool {
	for _, w := range words {
		if !p.stems[stem(w)] && !contains(p.words, w) {
			return false
		}
	}
	return true
}

func contains(words []string, w string) bool { return contiguous(words, []string{w}) }

// contiguous reports whether words has all of name in a row; single letters (middle initials) may stand between.
func contiguous(words, name []string) bool {
	for i := range words {
		at, ok := i, true
		for k, w := range name {
			parts := strings.FieldsFunc(w, func(r rune) bool { return !letterOrDigit(r) })
			for at < len(words) && k > 0 && len(words[at]) == 1 && words[at] != w {
				at++
			}
			for _, part := range parts {
				ok = ok && at < len(words) && (words[at] == part || words[at]+"s" == part)
				at++
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// allGeneric reports words of which none names anything by itself: a Council is no name.
func allGeneric(words []string) bool {
	for _, w := range words {
		if !generic[w] {
			return false
		}
	}
	return true
}

// The common Chinese family names, one character each; those of two are rare enough to miss.
const surnames = `王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃` +
	`武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚` +
	`岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝`

var (
	hanSpeaker = regexp.MustCompile(`([` + surnames + `]\p{Han}{1,2}?)(?:说|表示|介绍|指出|称|强调|告诉|认为|透露|宣布|主持|出席|会见)`)
	hanTitled  = regexp.MustCompile(`(?:市长|县长|区长|镇长|书记|主任|局长|主席|部长|处长|科长|院长|校长|经理|总裁|教授|医生|民警|队长|馆长|会长|秘书长|村民|居民|` +
		`市民|教师|老师|工程师)` +
		`([` + surnames + `]\p{Han}{1,2})`)
	hanPlace = regexp.MustCompile(`(\p{Han}{2})(市|县|区|镇|乡|村|省|州|街道|社区|小区|路|街|大街|大道|桥|大桥|公园|广场|大学|学院|中学|小学|医院|公司|集团|局|` +
		`银行|机场|车站|水库|景区|体育馆|图书馆|博物馆|剧院)`)
)

// hanNames finds what looks like a name in Han text. A person's name of two characters may be the beginning of one of
// three, so both forms are kept.
func hanNames(text string) []name {
	var out []name
	for _, m := range hanSpeaker.FindAllStringSubmatch(text, -1) {
		out = append(out, name{han: []string{m[1]}, text: m[1]})
	}
	for _, m := range hanTitled.FindAllStringSubmatch(text, -1) {
		forms := []string{m[1]}
		if r := []rune(m[1]); len(r) == 3 {
			forms = append(forms, string(r[:2]))
		}
		out = append(out, name{han: forms, text: m[1]})
	}
	for _, m := range hanPlace.FindAllStringSubmatch(text, -1) {
		if strings.ContainsAny(m[1], "该全本各我此这那两几个的是在和与到及从为新") {
			continue
		}
		forms := []string{m[1] + m[2]}
		if strings.Contains("市县区镇乡村省州", m[2]) {
			forms = append(forms, m[1])
		}
		out = append(out, name{han: forms, text: m[1] + m[2]})
	}
	return out
}

// hanIn looks for one of the name's forms as it is, and in a text of letters by its pinyin.
func (n name) hanIn(p place) bool {
	for _, form := range n.han {
		if strings.Contains(p.text, form) {
			return true
		}
		if !p.han && strings.Contains(" "+strings.Join(p.words, "")+" ", spellOnce(form)) {
			return true
		}
	}
	return false
}
