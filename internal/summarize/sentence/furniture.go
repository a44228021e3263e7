package sentence

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The shapes of what stands before, after and between sentences in a report and is none. Each is a habit of the
// trade in a language, none that of one site.
var (
	// 本报讯（记者 某某） / 某某晚报讯 / 某某网8月3日电 / 新华社某地8月3日电（记者某某）
	agencyLine = regexp.MustCompile(`^[【\[]?[\p{Han}A-Za-z0-9\-·—]{1,24}?(?:讯|[0-9０-９]{1,2}日(?:消息|电|讯))` +
		`(?:\s*[（(][^（）()]{0,40}[）)]|[】\]]|[\s　]|：|:)[\s　:：]*(?:[（(][^（）()]{0,40}[）)][\s　]*)?`)
	// 本报讯 runs on without a space: only after words that name a paper, a station or a site
	agencyBare = regexp.MustCompile(`^(?:本报|本网|本台|本刊|[\p{Han}A-Za-z]{1,8}(?:日报|晚报|早报|时报|商报|晨报|京报|新闻|在线|网))讯`)
	// 某某网消息： / 综合消息，
	messageLine = regexp.MustCompile(`^[\p{Han}A-Za-z0-9]{2,12}(?:消息|报道|快讯)[：:，,][\s　]*`)
	// （记者 某某） or （原标题：…） at the beginning
	leadBracket = regexp.MustCompile(`^[（(【\[]\s*(?:原标题|记者|本报记者|通讯员|见习记者|特约记者|图|文|实习生)[^）)】\]]{0,80}[）)】\]][\s　]*`)
	// 摘要： / 核心提示：
	labelled = regexp.MustCompile(`^(?:摘要|内容摘要|导读|导语|核心提示|核心提要|提要|内容提要|内容简介|【摘要】|【导读】)[：:\s　]+`)
	// a name alone: 记者 某某 报道：
	reporterLine = regexp.MustCompile(`^(?:本报|本网|本台)?(?:见习|特约)?(?:记者|通讯员)[\s　][^，。：]{2,20}(?:报道|摄影报道)[：:]?[\s　]*`)
	// SPRINGFIELD, Ill. (AP) — / Springfield (Reuters) -
	dateline = regexp.MustCompile(`^(?:[A-Z][A-Z.'’\-]{2,}(?:[ /][A-Z][A-Z.'’\-]+){0,3}(?:, [A-Z][\w.]+(?: [A-Z]` +
		`[\w.]+)?)?` +
		`(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?(?: ?\([A-Z][\w .]{1,24}\))?|` +
		`[A-Z]\w+(?:, [A-Z][\w.]+)? ?\([A-Z][\w .]{1,24}\))` +
		` ?(?:—|–|--|-) ?`)
	// （记者某某） / （某某晚报） / (完) after the last full stop
	tailBracket = regexp.MustCompile(`([。！？!?.”"])[\s　]*[（(](?:[^（）()。]{1,20})[）)][\s　]*$`)
)

// Strip narrows a sentence to what it says: leading datelines, bylines and agency marks (本报讯（记者…）, "SPRINGFIELD —")
// and bracketed credits after its full stop are left out. What is left is trimmed and may be empty.
func Strip(text string, s Span) Span {
	s = s.Trim(text)
	for range 3 { // a dateline, a byline and a bracket at most
		n := furnitureBefore(s.In(text))
		if n == 0 {
			break
		}
		s.Start += n
		s = s.Trim(text)
	}
	if in := s.In(text); strings.HasSuffix(in, "）") || strings.HasSuffix(in, ")") {
		if at := tailBracket.FindStringSubmatchIndex(in); at != nil && credit(in[at[3]:]) {
			s.End = s.Start + at[3]
		}
	}
	s.Start += len(s.In(text)) - len(strings.TrimLeft(s.In(text), "·•●■◆▲★※-–—*#>|，。；、：:;, 　"))
	return s.Trim(text)
}

// masthead is the shape of a dateline or byline, with what shows quickly that a sentence does not begin with one.
type masthead struct {
	shape  *regexp.Regexp
	heads  string   // the characters it begins with; "" when there are too many to name
	within int      // how many characters it has at most to the last of its words; 0 = it may have any number
	words  *phrases // it has one of them; nil when it has none of its own
}

var mastheads = []masthead{
	{agencyLine, "", 31, newPhrases("讯", "日消息", "日电")},
	{agencyBare, "", 12, newPhrases("讯")},
	{messageLine, "", 15, newPhrases("消息", "报道", "快讯")},
	{leadBracket, "（(【[", 0, newPhrases("原标题", "记者", "通讯员", "图", "文", "实习生")},
	{labelled, "摘内导核提【", 0, nil},
	{reporterLine, "本见特记通", 8, newPhrases("记者", "通讯员")},
	{dateline, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0, newPhrases("—", "–", "-")},
}

// furnitureBefore gives the length of the dateline or byline s begins with.
func furnitureBefore(s string) int {
	for _, m := range mastheads {
		if !m.likely(s) {
			continue
		}
		if at := m.shape.FindStringIndex(s); at != nil {
			return at[1]
		}
	}
	return 0
}

// likely reports whether s may begin with m.
func (m masthead) likely(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if m.heads != "" && !strings.ContainsRune(m.heads, r) {
		return false
	}
	if m.within > 0 {
		s = firstRunes(s, m.within)
	}
	return m.words == nil || m.words.within(s)
}

// firstRunes gives the first n characters of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// credit reports whether a closing bracket names a source rather than adds to the sentence.
func credit(s string) bool { return Length(s) <= 12 && !strings.ContainsAny(s, "，,；;") }

// editorWords begin lines that editors and page templates write, in lower case.
var editorWords = newPhrases(
	"责任编辑", "责编", "编辑：", "编辑:", "来源：", "来源:", "信息来源", "稿源", "文章来源", "作者：", "作者:", "摄影：", "摄影:", "图片来源", "校对", "审核：",
	"审核:", "供稿", "初审", "复审", "终审", "监制", "值班", "上一篇", "下一篇", "上一条", "下一条", "扫一扫", "扫码", "版权", "免责声明", "特别声明", "声明：",
	"相关阅读", "相关链接", "相关新闻", "推荐阅读", "延伸阅读", "更多精彩", "更多内容", "热门推荐", "主办单位", "主办：", "承办单位", "运行维护", "技术支持", "您的浏览器",
	"您当前的位置", "当前位置", "首页", "下载客户端", "打开app", "分享到", "分享至", "用微信扫", "微信扫", "微信公众号", "关注我们", "欢迎关注", "长按", "点击",
	"阅读原文", "阅读全文", "打印本页", "关闭窗口", "字体：", "字号", "浏览次数", "发布时间", "发布日期", "网站地图", "联系我们", "未经授权", "转载", "本文来自", "本文来源",
	"举报", "返回顶部", "图为", "资料图", "图源", "图：", "图/", "（图", "制图", "添加收藏", "登录", "网友评论", "editor:", "edited by",
	"reporting by", "by staff", "source:", "photo:", "photo by", "photos by", "photograph:", "image:", "credit:",
	"copyright", "©", "all rights reserved", "read more", "related:", "related article", "share this", "sign up",
	"subscribe", "click here", "follow us", "advertisement", "sponsored", "download our", "continue reading",
	"contact us", "skip to", "print this", "back to top", "last updated", "published:", "posted on", "filed under",
	"tags:", "this story was", "this article was", "for media inquiries", "media contact", "for immediate release",
	"cookie",
)

// editorPhrases stand anywhere in such lines, in lower case.
var editorPhrases = newPhrases(
	"icp备", "公网安备", "不代表本网", "不代表本站", "不代表本报", "仅供参考，不", "仅代表作者", "仅供其表达", "版权所有", "违者必究", "您的浏览器", "你的浏览器", "点击查看",
	"点击进入", "点击这里", "点击下载", "下载客户端", "扫描二维码", "扫描下方二维码", "扫码关注", "all rights reserved", "isn't supported",
	"enable javascript", "accept cookies",
)

// editorShapes are such lines known by their whole form; pictureShape is the one that has no beginning of its own.
var (
	editorShapes = regexp.MustCompile(`^(?:[（(]?原标题|https?://\S+$|[（(]完[）)]?$|(?:By|` +
		`BY) [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}(?:[,|].{0,40})?$|` +
		`(?:记者|通讯员|本报记者|文/|文｜)[^，。]{0,40}$|(?:时间|日期|作者|阅读|浏览|点击|评论|栏目|分类|人气)[：:]\s*[^，。]{0,24}$)`)
	pictureShape = regexp.MustCompile(`^[^。！？]{0,60}(?:摄|供图|摄影|制图)[）)]?$`)
)

// editorHeads are what editorShapes begin with.
var editorHeads = newPhrases("（", "(", "原标题", "http", "By ", "BY ", "记者", "通讯员", "本报记者", "文/", "文｜", "时间", "日期", "作者", "阅读",
	"浏览", "点击", "评论", "栏目", "分类", "人气")

func editorShape(s string) bool { return editorHeads.begins(s) != "" && editorShapes.MatchString(s) }

// longestFurniture is how many bytes a line of the page's or the editor's has at most; a longer one is judged
// sentence by sentence.
const longestFurniture = 400

// Boilerplate reports whether the line or sentence is a page's or an editor's, not the report's: credits, captions,
// navigation, notices of copyright.
func Boilerplate(s string) bool {
	s = strings.TrimFunc(s, blank)
	if s == "" {
		return true
	}
	if len(s) > longestFurniture {
		return navigation(s)
	}
	plain := strings.ToLower(strings.TrimLeft(s, "（(【[·•*>- 　"))
	if w := editorWords.begins(plain); w != "" && (Length(plain) <= 40 || strings.HasSuffix(w, "：")) {
		return true
	}
	if editorPhrases.within(plain) {
		return true
	}
	picture := strings.Contains(s, "摄") || strings.Contains(s, "图")
	return editorShape(s) || picture && pictureShape.MatchString(s) || navigation(s)
}

// navigation reports whether s is a row of short labels: many gaps, no sentence.
func navigation(s string) bool {
	if Terminated(s) && !strings.Contains(s, "|") {
		return false
	}
	fields := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '|' || r == '>' || r == '/' })
	if len(fields) < 4 {
		return false
	}
	if Spaced(s) {
		return strings.Count(s, "|")+strings.Count(s, " > ") >= 3
	}
	return utf8.RuneCountInString(s)/len(fields) <= 6
}

// Terminated reports whether s ends as a sentence does, closing marks aside.
func Terminated(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return blank(r) || strings.ContainsRune("”’」』）)》\"'»】]", r) })
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。！？!?.…؟।։။។｡．", r)
}

// danglers begin sentences that lean on the one before: connectives and pronouns. Longer ones first where one
// begins another.
var danglersHan = newPhrases(
	"同时", "此外", "另外", "与此同时", "不过", "但是", "但", "然而", "因此", "所以", "于是", "而且", "并且", "而", "其中", "其次", "再次", "最后", "另据",
	"此前", "随后", "之后", "接着", "接下来", "对此", "为此", "由此", "据此", "可是", "当然", "总之", "例如", "比如", "譬如", "也就是说", "换句话说", "相比之下",
	"反之", "否则", "尽管如此", "除此之外", "除此以外", "下一步", "值得一提的是", "值得注意的是", "不仅如此", "他", "她", "它", "他们", "她们", "它们", "这", "那",
	"该", "其", "此", "上述", "前者", "后者", "两者", "二者", "双方", "以上", "以下", "如下", "还有", "也", "又", "还", "再", "就", "则", "且", "并",
	"或", "及", "和", "与之", "之所以", "第二", "第三", "二是", "三是", "四是", "五是", "一是", "另一方面", "一方面", "至于", "至此", "从此", "事实上",
	"实际上", "其实", "原来", "果然", "结果", "后来", "当时", "届时", "到时", "紧跟着", "更", "即便如此", "正因", "如此", "故", "因而", "从而", "以及",
	"反而", "甚至",
)

// notDanglers begin like a dangler and are none.
var notDanglersHan = newPhrases(
	"其他", "其它", "但愿", "和平", "和谐", "和睦", "并购", "并网", "并轨", "该不该", "那曲", "那坡", "与会", "还款", "还原", "还建", "再生", "再见", "就业",
	"就医", "就学", "就读", "就诊", "就地", "更新", "更换", "更名", "更正", "故宫", "故乡", "故意", "故事", "及时", "及格", "也门", "又名", "又称", "这里是",
	"则天", "或许", "一是一", "故障", "再就业", "还清", "还田", "并列", "并联", "和县", "和田", "和美", "和顺", "和龙",
)

var danglersSpaced = wordSet("it", "he", "she", "they", "this", "that", "these", "those", "his", "her", "its", "their",
	"him", "them", "however", "but", "and", "or", "so", "yet", "also", "moreover", "furthermore", "additionally",
	"meanwhile", "therefore", "thus", "hence", "nevertheless", "nonetheless", "instead", "otherwise", "then",
	"besides", "still", "such", "similarly", "likewise", "consequently", "because", "which", "who", "nor", "finally",
	"afterwards", "afterward", "later", "er", "sie", "es", "dies", "diese", "dieser", "dieses", "aber", "jedoch",
	"außerdem", "auch", "und", "il", "elle", "ils", "elles", "mais", "cependant", "également", "ainsi", "él", "ella",
	"ellos", "ellas", "esto", "este", "esta", "pero", "además", "también", "asimismo", "он", "она", "они", "оно",
	"это", "но", "однако", "также", "кроме")

var danglersPhrase = newPhrases("in addition", "on the other hand", "as a result", "for example", "for instance",
	"in contrast", "at the same time", "in the meantime", "after that", "in that case", "in other words", "of these",
	"among them", "both of", "the former", "the latter", "in turn", "as such", "as well", "no wonder", "too,",
	"with that", "in this", "at that", "by then", "since then", "en outre", "de plus", "por otra parte",
	"sin embargo", "zudem", "par ailleurs", "кроме того")

// Dangling reports whether s begins with a word that points back to a sentence before it: a pronoun, "However", 同时.
// Such a sentence must not open a summary.
func Dangling(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !wordRune(r) })
	if r, _ := utf8.DecodeRuneInString(s); wide(r) {
		return DanglingHan(s) > 0
	}
	if r, _ := utf8.DecodeRuneInString(s); unicode.IsLower(r) && s != "" && !strings.ContainsFunc(firstWord(s),
		unicode.IsUpper) {
		return true // a sentence's tail; iPhone is none
	}
	lower := strings.ToLower(s[:min(len(s), 48)])
	if danglersPhrase.begins(lower) != "" {
		return true
	}
	_, ok := danglersSpaced[firstWord(lower)]
	return ok
}

// DanglingHan gives the length of the longest Chinese connective or pronoun s begins with, 0 for none.
func DanglingHan(s string) int {
	if notDanglersHan.begins(s) != "" {
		return 0
	}
	return len(danglersHan.begins(s))
}
