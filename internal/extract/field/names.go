package field

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"tidings/internal/dates"
	"tidings/internal/extract/schema"
	"tidings/internal/extract/wording"
)

// people gives the personal names in the values: split, cleaned, without stop words and repeats.
func (p *Page) people(values []string) []string {
	var out []string
	for _, v := range values {
		if isAddress(v) {
			v = p.named(v)
		}
		for _, n := range splitNames(v) {
			if n = p.person(n); n != "" && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	if len(out) > 12 {
		return nil
	}
	return out
}

// What parts names, stands before and behind them, and is none.
var (
	nameSeparator = wording.Pattern(`\s*(?:[;；、|/\n•]|,\s|，|\s+(?:and|und|et|y|e|och|og|en|&|和|及|with)\s+)\s*`)
	byWord        = wording.Pattern(
		`(?i)^\s*(?:written by|reviewed by|posted by|reported by|story by|words by|text by|by|` +
			`von|par|por|di|da|` +
			`door|av|af|autor(?:a|in|en)?|author|redaktion|oleh|tarafından|автор|текст|記者|记者|作者|作家|撰文|编辑|責任編輯|责任编辑|責編|责编|` +
			`文字|文|通讯员|通訊員|撰稿|来源|稿源|기자|글|筆者|執筆)\s*[:：/／|]?\s+|` +
			`^\s*(?:记者|記者|作者|撰文|编辑|责任编辑|責任編輯|责编|文字|通讯员|撰稿|文)\s*[:：/／|]\s*`)
	nameTail = wording.Pattern(
		`(?i)\s*(?:\||•|·| - | – |,\s+(?:staff|senior|reporter|editor|contributor|guest|special|md|` +
			`ph\.?d|rd|cfp).*|` +
			`\((?:[^()]{1,60})\)|\b(?:staff writer|staff reporter|staff|contributor|is an?|writes?|reports?|for the|` +
			`published|updated|posted|on\s+\w+\s+\d)\b.*|\d.*|\s+기자|記者|@.*)$`)
	notName = wording.Pattern(`(?i)https?:|www\.|@|\.(?:com|net|org|cn|de)\b|^\d{4}\b|^\d\d?[:.]\d\d|^(?:admin(?:istrator)?|editor(?:s|ial)?(?: ` +
		`team| staff)?|staff|` +
		`unknown|none|null|undefined|guest|user|root|author|webmaster|redaktion|redaction|rédaction|redacción|` +
		`news(?: desk| team)?|team|default|super ?user|published|publié(?: le)?|veröffentlicht|publicado(?: el)?|` +
		`updated|share|` +
		`more|comments?|by|anonymous|folgen|teilen|suivre|partager|seguir|compartir|segui|condividi|volgen|delen|følg|följ|` +
		`dela|obserwuj|takip et|quelle:.*|lesedauer|lesezeit|read more|view all.*|see all.*|all posts.*|about.*|follow.*|home|sign in|log ?in|` +
		`本站|网络|佚名|匿名|未知|管理员|小编|编辑|系统管理员|记者|作者|原创|转载)$`)
)

// aside is what stands in brackets behind a name: a place, a desk.
var aside = wording.Pattern(`(\pL)\s*\([^()]{1,60}\)`)

// isAddress reports whether v is the address of a page.
func isAddress(v string) bool {
	return strings.Contains(v, "://") || strings.HasPrefix(v, "/") || strings.HasPrefix(v, "www.") ||
		strings.Contains(v, ".com/") && !strings.Contains(v, " ")
}

// named gives the name the page links to an author's own page on this site by. Metas give the address of such a page,
// and that of the paper on a social network, in place of a name.
func (p *Page) named(address string) string {
	u, err := url.Parse(address)
	if err != nil || len(u.Path) < 2 || u.Hostname() != p.url.Hostname() && u.Host != "" {
		return ""
	}
	for i := range p.Tree.Nodes {
		d := &p.Tree.Nodes[i]
		if d.Tag == atom.A && d.Weight > 0 && d.Weight <= 60 {
			if href := d.Attr("href"); href == address || href == u.Path {
				return p.Tree.Text(int32(i))
			}
		}
	}
	return ""
}

// splitNames parts a list of names.
func splitNames(v string) []string {
	v = byWord().ReplaceAllString(schema.Clean(v), "")
	return nameSeparator().Split(aside().ReplaceAllString(v, "$1"), -1)
}

// person cleans one name; "" when it can be none.
func (p *Page) person(n string) string {
	n = withoutTail(byWord().ReplaceAllString(strings.Trim(n, " \t.,:：;-–—|·•()（）[]【】"), ""))
	n = strings.Trim(n, " \t.,;-–—|·•()（）[]【】\"“”")
	size := utf8.RuneCountInString(n)
	if size < 2 || size > 60 || len(strings.Fields(n)) > 6 || notName().MatchString(n) {
		return ""
	}
	if strings.IndexFunc(n, unicode.IsLetter) < 0 || strings.Contains(n, ".") && !strings.Contains(n, " ") {
		return "" // a variable or an account
	}
	if strings.HasSuffix(n, ":") || p.isMonth(n) {
		return "" // a label, a date's remains
	}
	if vendors[strings.ToLower(n)] || p.namesSource(n) {
		return ""
	}
	return n
}

// isMonth reports whether a word is the name of a month.
func (p *Page) isMonth(word string) bool {
	if strings.Contains(word, " ") {
		return false
	}
	_, ok := dates.Parse("1 "+word+" 2020", p.dateOptions())
	return ok
}

// withoutTail cuts what stands behind a name: a role, a date. A word in front of staff, as in "Gazette Staff", is no
// name without it, and a channel has its number in its name.
func withoutTail(n string) string {
	m := nameTail().FindStringIndex(n)
	if m == nil || m[0] < 2 {
		return n
	}
	name := strings.TrimSpace(n[:m[0]])
	tail := strings.ToLower(strings.TrimSpace(n[m[0]:]))
	numbered := n[m[0]-1] >= 'A' && n[m[0]-1] <= 'Z' && n[m[0]] >= '0' && n[m[0]] <= '9'
	if numbered || strings.HasPrefix(tail, "staff") && !strings.Contains(name, " ") {
		return n
	}
	return name
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

// hanOrLatin splits names: at spaces too, when they are Chinese.
func (p *Page) hanOrLatin(s string) []string {
	if wording.HasWide(s) {
		s = joinHan(trimRoles(s))
	}
	return p.people([]string{s})
}

// hanNames is one or more Chinese names, parted by spaces or 、.
const hanNames = `([\p{Han}·]{2,5}(?:[ 、，,　\x{a0}/]+[\p{Han}·]{2,4}){0,7})`

// roleWords end a run of names: what follows them are other people's roles.
var roleWords = wording.Pattern(`[ 、，,　\x{a0}/]+(?:摄|文|图|报).*$|` +
	`[ 、，,　\x{a0}/]*(?:通[讯訊][员員]|[记記]者|实习生|摄影|编辑|报道|文图|见习|发自|特约|供图|制图|受访者|` +
	`校对|审核|责编|视频|剪辑|采写|来源|时间|日期|发布|出处|点击|浏览).*$`)

// trimRoles cuts names at the first word that is a role.
func trimRoles(names string) string {
	if m := roleWords().FindStringIndex(names); m != nil && m[0] > 0 {
		return names[:m[0]]
	}
	return names
}

// joinHan parts Chinese names by 、.
func joinHan(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '、' || r == '，' || r == ',' || r == '　' || r == '\u00a0' || r == '/'
	}), "、")
}

// merge appends to list what it does not have yet.
func merge(list, more []string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}
