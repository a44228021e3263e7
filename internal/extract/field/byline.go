package field

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/schema"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// credit is a byline and the layer it comes from.
type credit struct {
	layer string
	by    news.Byline
}

// findByline fills Byline by the first layer that names somebody.
func (p *Page) findByline() {
	for _, find := range [...]func(*Page) credit{
		(*Page).creditedInText, (*Page).linkedByline, (*Page).metaByline, (*Page).markedByline, (*Page).printedByline,
		(*Page).soleByline, (*Page).closingByline,
	} {
		c := find(p)
		if len(c.by.Names()) == 0 {
			continue
		}
		p.Say("byline", c.layer, strings.Join(c.by.Names(), ", "))
		if len(p.a.Byline.Names()) == 0 {
			p.a.Byline = c.by
			p.choose("byline", c.layer)
		}
	}
}

// linkedByline takes the authors of the JSON-LD.
func (p *Page) linkedByline() credit {
	return credit{"json-ld", news.Byline{Reporters: p.people(p.head.LD.Authors)}}
}

// metaByline takes the author metas.
func (p *Page) metaByline() credit {
	return credit{"meta author", news.Byline{Reporters: p.people(p.head.Authors)}}
}

// people gives the personal names in the values: split, cleaned, without stop words and repeats.
func (p *Page) people(values []string) []string {
	var out []string
	for _, v := range values {
		for _, n := range splitNames(v) {
			if n = p.person(n); n != "" && !contains(out, n) {
				out = append(out, n)
			}
		}
	}
	if len(out) > 12 {
		return nil
	}
	return out
}

var (
	nameSeparator = wording.Pattern(`\s*(?:[;；、|/\n•]|,\s|，|\s+(?:and|und|et|y|e|och|og|en|&|和|及|with)\s+)\s*`)
	byWord        = wording.Pattern(`(?i)^\s*(?:written by|reviewed by|posted by|reported by|story by|words by|text by|by|` +
		`von|par|por|di|da|` +
		`door|av|af|autor(?:a|in|en)?|author|redaktion|oleh|tarafından|автор|текст|記者|记者|作者|作家|撰文|编辑|責任編輯|责任编辑|責編|责编|` +
		`文字|文|通讯员|通訊員|撰稿|来源|稿源|기자|글|筆者|執筆)\s*[:：/／|]?\s+|` +
		`^\s*(?:记者|記者|作者|撰文|编辑|责任编辑|責任編輯|责编|文字|通讯员|撰稿|文)\s*[:：/／|]\s*`)
	nameTail = wording.Pattern(`(?i)\s*(?:\||•|·| - | – |,\s+(?:staff|senior|reporter|editor|contributor|guest|special|md|` +
		`ph\.?d|rd|cfp).*|` +
		`\((?:[^()]{1,60})\)|\b(?:staff writer|staff reporter|staff|contributor|is an?|writes?|reports?|for the|` +
		`published|updated|posted|on\s+\w+\s+\d)\b.*|\d.*|\s+기자|記者|@.*)$`)
	notName = wording.Pattern(`(?i)https?:|www\.|@|\.(?:com|net|org|cn|de)\b|^(?:admin(?:istrator)?|editor(?:s|ial)?(?: ` +
		`team| staff)?|staff|` +
		`unknown|none|null|undefined|guest|user|root|author|webmaster|redaktion|redaction|rédaction|redacción|` +
		`news(?: desk| team)?|team|default|super ?user|published|publié(?: le)?|veröffentlicht|publicado(?: el)?|` +
		`updated|share|` +
		`more|comments?|by|anonymous|read more|view all.*|see all.*|all posts.*|about.*|follow.*|home|sign in|log ?in|` +
		`本站|网络|佚名|匿名|未知|管理员|小编|编辑|系统管理员|记者|作者|原创|转载)$`)
)

// splitNames parts a list of names.
func splitNames(v string) []string {
	v = byWord().ReplaceAllString(schema.Clean(v), "")
	return nameSeparator().Split(v, -1)
}

// person cleans one name; "" when it can be none.
func (p *Page) person(n string) string {
	n = byWord().ReplaceAllString(strings.Trim(n, " \t.,:：;-–—|·•()（）[]【】"), "")
	if m := nameTail().FindStringIndex(n); m != nil && m[0] > 1 {
		n = n[:m[0]]
	}
	n = strings.Trim(n, " \t.,:：;-–—|·•()（）[]【】\"“”")
	size := utf8.RuneCountInString(n)
	if size < 2 || size > 60 || len(strings.Fields(n)) > 6 || notName().MatchString(n) {
		return ""
	}
	if strings.IndexFunc(n, unicode.IsLetter) < 0 || strings.Contains(n, ".") && !strings.Contains(n, " ") {
		return "" // a variable or an account
	}
	if vendors[strings.ToLower(n)] || p.namesSource(n) {
		return ""
	}
	return n
}

// vendors are makers of content systems and tools that sign pages as their author.
var vendors = map[string]bool{
	"trs": true, "founder": true, "longcom": true, "hanweb": true, "ucap": true, "cms": true, "wordpress": true,
	"drupal": true, "joomla": true, "joomla!": true, "discuz": true, "discuz! team": true,
	"discuz! team and comsenz ui team": true, "comsenz": true, "typo3": true, "dedecms": true, "phpcms": true,
	"empirecms": true, "microsoft": true, "wix": true, "squarespace": true, "开普": true, "龙讯科技": true, "拓尔思": true,
	"大汉": true, "网站管理员": true, "admin": true,
}

// namesSource reports whether n is the source's or site's own name rather than a person's.
func (p *Page) namesSource(n string) bool {
	f := wording.Fold(n)
	return f != "" && (f == wording.Fold(p.known.Source.Name) || f == wording.Fold(p.url.Hostname()) ||
		wording.HasWide(n) && f == wording.Fold(p.head.Meta["og:site_name"]))
}

// markedByline reads the elements that are marked as the author.
func (p *Page) markedByline() credit {
	best, names := 0, []string(nil)
	for i := range p.Tree.Nodes {
		d := &p.Tree.Nodes[i]
		if d.IsText || d.Weight == 0 || d.Weight > 160 {
			continue
		}
		rank := authorRank(d)
		if rank <= best || p.cutAt(int32(i))&(cue.Comment|cue.Related|cue.Foot|cue.Side) != 0 {
			continue
		}
		if found := p.people([]string{p.Tree.Text(int32(i))}); len(found) > 0 && len(found) < 6 {
			best, names = rank, found
		}
	}
	return credit{"author element", news.Byline{Reporters: names}}
}

// authorRank says how surely an element holds nothing but an author's name; 0 = not at all.
func authorRank(d *layout.Node) int {
	rank := 0
	for i := range d.HTML.Attr {
		v := d.HTML.Attr[i].Val
		switch d.HTML.Attr[i].Key {
		case "rel":
			if strings.Contains(v, "author") {
				rank = max(rank, 5)
			}
		case "itemprop":
			if strings.Contains(v, "author") {
				rank = max(rank, 4)
			}
		case "class", "id", "data-testid":
			rank = max(rank, authorName(strings.ToLower(v)))
		}
	}
	if d.Tag == 0 && strings.Contains(d.HTML.Data, "author") {
		rank = 5
	}
	return rank
}

// authorName ranks a class or id.
func authorName(v string) int {
	switch {
	case strings.Contains(v, "author-name"), strings.Contains(v, "author_name"), strings.Contains(v, "authorname"),
		strings.Contains(v, "byline-name"), strings.Contains(v, "byline__name"), strings.Contains(v, "author__name"):
		return 5
	case v == "author", v == "byline", strings.Contains(v, "post-author"), strings.Contains(v, "entry-author"),
		strings.Contains(v, "zuozhe"), strings.Contains(v, "article-author"):
		return 3
	case strings.Contains(v, "byline"), strings.Contains(v, "author"), strings.Contains(v, "bianji"),
		strings.Contains(v, "journalist"):
		return 2
	case strings.Contains(v, "writer"):
		return 1
	}
	return 0
}

var (
	byLatin = wording.Guard(`(?:^|[|•·]\s*|\s)(?:By|BY|Von|Par|Por|Written by|Posted by|Words by|Story by|Text:|by)[: ]\s*`+
		`((?:(?:[A-ZÀ-ÞŠŽ][\p{L}’'.-]*|de|van|von|der|la|del|di|bin|al)\s?){1,5}`+
		`(?:(?:,|and|und|et|&)\s+(?:[A-ZÀ-Þ][\p{L}’'.-]*\s?){1,4})*)`,
		"By", "BY", "by", "Von", "Par", "Por", "Text:")
	byHan = wording.Guard(`(?:作\s*者|撰文|文字|撰稿|文|文章作者|采写|整理)\s*[:：/／|]\s*`+hanNames,
		"者", "文", "撰稿", "采写", "整理")
)

// printedByline reads "By A B" and 作者：某某 in the short blocks around the title and the beginning of the text.
func (p *Page) printedByline() credit {
	last := min(len(p.Blocks), max(p.Body.First+5, p.Title+10))
	for i := max(0, min(p.Title-3, p.Body.First-8)); i < last; i++ {
		b := &p.Blocks[i]
		if b.Weight > 240 || b.Cut&(cue.Related|cue.Comment|cue.Foot) != 0 {
			continue
		}
		by := byLatin
		if wording.HasWide(b.Text) {
			by = byHan
		}
		if m := by.Find(b.Text); m != nil {
			if names := p.hanOrLatin(m[1]); len(names) > 0 {
				return credit{"printed", news.Byline{Reporters: names}}
			}
		}
	}
	return credit{}
}

// hanOrLatin splits names: at spaces too, when they are Chinese.
func (p *Page) hanOrLatin(s string) []string {
	if wording.HasWide(s) {
		s = joinHan(trimRoles(s))
	}
	return p.people([]string{s})
}

// contains reports whether list has s.
func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
