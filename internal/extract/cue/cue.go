// Package cue reads what the names of an element say of it: its tag, class, id and role, before any text is looked at.
// The words are those of content systems and themes seen on news sites of many countries; class names lie, so package
// extract weighs a cue against what the element holds.
package cue

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Set is what an element's tag, class, id and role say of it, before its text is looked at.
type Set uint32

// The cues. Furniture is the union of those that name furniture; Body and Text speak for an article's text.
const (
	Nav      Set = 1 << iota // menus, breadcrumbs, page numbers
	Foot                     // footers, copyright
	Side                     // sidebars, widgets
	Share                    // share and follow buttons
	Related                  // other articles
	Comment                  // readers' comments
	Ad                       // advertisements, promotions
	Sign                     // cookie banners, subscription boxes, pop-ups
	Hidden                   // not shown
	Meta                     // byline, date, tags, counters
	Header                   // page or article header
	Caption                  // captions and credits of pictures
	Body                     // article text
	Control                  // buttons, tool bars
	Text                     // by its name exactly the article's text
	Weak                     // said by a word that also names harmless things; cuts short blocks only
	Links                    // mostly links: said of what an element holds, never by Of
	Repeated                 // stands on other pages of the source too; never said by Of

	Furniture = Nav | Foot | Side | Share | Related | Comment | Ad | Sign | Control
)

// cueWords gives the cue of a whole word of a class or id.
var cueWords = map[string]Set{
	"nav": Nav, "menu": Nav, "crumb": Nav, "crumbs": Nav, "pager": Nav, "paging": Nav,
	"toc": Nav, "skip": Nav, "topbar": Nav, "dropdown": Nav, "mianbao": Nav, "weizhi": Nav,
	"foot": Foot, "copyright": Foot, "colophon": Foot, "banquan": Foot, "disclaimer": Foot,
	"rail": Side, "aside": Side, "widget": Side, "widgets": Side, "sider": Side,
	"share": Share, "social": Share, "sociable": Share, "bdshare": Share, "jiathis": Share,
	"fenxiang": Share, "partage": Share, "partager": Share, "teilen": Share, "compartir": Share, "follow": Share,
	"print": Control, "ewm": Share, "qrcode": Share,
	"erweima": Share, "sns": Share, "addthis": Share, "addtoany": Share, "jp": 0,
	"related": Related, "popular": Related, "trending": Related, "outbrain": Related,
	"taboola": Related, "teaser": Related, "teasers": Related, "xiangguan": Related, "tuijian": Related,
	"upnext": Related, "mostread": Related, "readmore": Related, "readnext": Related, "hotnews": Related,
	"comment": Comment, "comments": Comment, "disqus": Comment, "respond": Comment, "reply": Comment,
	"replies": Comment, "pinglun": Comment, "trackback": Comment, "trackbacks": Comment,
	"ad": Ad, "ads": Ad, "adv": Ad, "advert": Ad, "adsense": Ad, "sponsor": Ad, "sponsored": Ad,
	"dfp": Ad, "gpt": Ad, "promo": Ad, "promos": Ad, "guanggao": Ad, "gg": Ad, "adbox": Ad,
	"banner": Ad, "cta": Ad, "donate": Ad,
	"newsletter": Sign, "signup": Sign, "login": Sign, "signin": Sign, "paywall": Sign, "cookie": Sign,
	"cookies": Sign, "consent": Sign, "gdpr": Sign, "popup": Sign, "modal": Sign, "lightbox": Sign,
	"overlay": Sign, "optin": Sign, "mailchimp": Sign,
	"meta": Meta, "byline": Meta, "author": Meta, "authors": Meta, "timestamp": Meta, "tags": Meta,
	"tag": Meta, "postmeta": Meta, "pubdate": Meta, "dateline": Meta, "date": Meta, "time": Meta,
	"zuozhe": Meta, "bianji": Meta, "laiyuan": Meta, "zebian": Meta, "editor": Meta, "bio": Meta,
	"categories": Meta, "views": Meta, "infobar": Meta, "rating": Meta, "ratings": Meta, "kicker": Meta,
	"header": Header, "masthead": Header | Nav,
	"caption": Caption, "figcaption": Caption, "credit": Caption, "credits": Caption,
	"article": Body, "content": Body, "body": Body, "entry": Body, "story": Body, "text": Body,
	"post": Body, "detail": Body, "zoom": Body, "main": Body,
	"button": Control, "buttons": Control, "btn": Control, "toolbar": Control, "tools": Control,
	"toolbox": Control, "search": Control, "controls": Control, "player": Control,
}

// cueStems gives the cue of words that begin so: "relatedposts", "sharebuttons", "breadcrumbs".
var cueStems = []struct {
	stem string
	cue  Set
}{
	{"navig", Nav}, {"navbar", Nav}, {"breadcrumb", Nav}, {"menu", Nav}, {"paginat", Nav}, {"subnav", Nav},
	{"submenu", Nav}, {"footer", Foot}, {"sidebar", Side}, {"sharing", Share}, {"sharebar", Share},
	{"shareb", Share}, {"sharet", Share}, {"sharel", Share}, {"sharei", Share}, {"social", Share},
	{"related", Related}, {"recommend", Related}, {"trending", Related}, {"mostpop", Related},
	{"commentl", Comment}, {"commentf", Comment}, {"comments", Comment}, {"advert", Ad}, {"promot", Ad},
	{"newsletter", Sign}, {"subscri", Sign}, {"cookie", Sign}, {"postmeta", Meta}, {"byline", Meta},
	{"entrymeta", Meta}, {"timestamp", Meta},
}

// weakWords are the words of cueWords that also name harmless things: "ck-widget", "banner-less", "text-button".
var weakWords = map[string]bool{
	"widget": true, "widgets": true, "banner": true, "promo": true, "promos": true, "cta": true, "print": true,
	"follow": true, "dropdown": true, "overlay": true, "modal": true, "disclaimer": true, "controls": true,
	"player": true, "button": true, "buttons": true, "btn": true, "tools": true, "search": true,
	"copyright": true, "banquan": true, "gg": true, "skip": true, "rail": true, "menu": true, "toc": true,
	"popup": true, "lightbox": true, "paywall": true, "topbar": true,
}

// hiddenClasses are whole class names that take an element out of sight.
var hiddenClasses = map[string]bool{
	"hidden": true, "hide": true, "invisible": true, "sr-only": true, "visually-hidden": true,
	"visuallyhidden": true, "screen-reader-text": true, "d-none": true, "is-hidden": true, "u-hidden": true,
	"element-invisible": true, "noprint": true, "screen-reader-only": true, "sr_only": true, "print-only": true,
	"offscreen": true, "show-for-sr": true,
}

// roleCues gives the cue of an ARIA role.
var roleCues = map[string]Set{
	"navigation": Nav, "menu": Nav, "menubar": Nav, "contentinfo": Foot, "complementary": Side, "search": Control,
	"dialog": Sign, "alertdialog": Sign, "banner": Header | Nav, "toolbar": Control, "main": Body,
	"article": Body,
}

// Of reads the cues of n from its tag and attributes.
func Of(n *html.Node) Set {
	c, lead := tagCue(n), false
	for i := range n.Attr {
		c |= attrCue(&n.Attr[i])
		lead = lead || describesArticle(&n.Attr[i])
	}
	if lead {
		c &^= Related // a "teaser" that describes the article is its first paragraph
	}
	if c&Text != 0 {
		c &^= Meta | Weak // "TRS_Editor" is no editor's name
	}
	return c
}

// attrCue gives the cue of one attribute.
func attrCue(a *html.Attribute) Set {
	switch a.Key {
	case "class":
		return nameCues(a.Val) | bodyCue(a.Val) | hiddenCue(a.Val)
	case "id", "itemprop":
		return nameCues(a.Val) | bodyCue(a.Val)
	case "role":
		return roleCues[a.Val]
	}
	if hides(a) {
		return Hidden
	}
	return 0
}

// hides reports whether an attribute takes its element out of sight.
func hides(a *html.Attribute) bool {
	switch a.Key {
	case "hidden":
		return true
	case "aria-hidden":
		return a.Val == "true"
	case "style":
		return hidesText(a.Val)
	}
	return false
}

// describesArticle reports whether an attribute says that its element describes the article.
func describesArticle(a *html.Attribute) bool { return a.Key == "itemprop" && a.Val == "description" }

// tagCue gives the cue of a tag alone.
func tagCue(n *html.Node) Set {
	switch n.DataAtom {
	case 0: // unknown to HTML
		if n.Data == "ucapcontent" || n.Data == "founder-content" {
			return Text
		}
	case atom.Nav, atom.Menu:
		return Nav
	case atom.Footer:
		return Foot
	case atom.Aside:
		return Side
	case atom.Header:
		return Header
	case atom.Button, atom.Label:
		return Control
	case atom.Dialog:
		return Sign
	case atom.Figcaption:
		return Caption
	case atom.Article, atom.Main:
		return Body
	case atom.Time:
		return Meta
	}
	return 0
}

// hidesText reports whether a style attribute takes the element out of sight. "visibility: hidden" does not count:
// pages that fade their text in begin so.
func hidesText(style string) bool {
	if !strings.Contains(style, "none") {
		return false
	}
	return strings.Contains(strings.ToLower(strings.ReplaceAll(style, " ", "")), "display:none")
}

// bodyNames are the classes and ids that content systems give to exactly the article's text, lower case, without
// hyphens and underscores.
var bodyNames = map[string]bool{
	"articlebody": true, "entrycontent": true, "postcontent": true, "postbody": true, "articlecontent": true,
	"storybody": true, "articletext": true, "zoom": true, "zoomcon": true, "trseditor": true, "trsueditor": true,
	"trseditorview": true, "ucapcontent": true, "newscontent": true, "newstext": true, "detailcontent": true,
	"contentbody": true, "storycontent": true, "pagescontent": true, "wzcon": true, "artcontent": true,
	"ozoom": true, "newscon": true, "articlecon": true, "jscontent": true, "textcontent": true,
	"contenttext": true, "maintext": true, "bodytext": true, "posttext": true, "richmediacontent": true,
	"articlebodytext": true, "bodycontent": true, "articlecontentbody": true, "postentry": true,
	"storytext": true, "newsbody": true, "vsbcontent": true, "fieldnamebody": true, "artibody": true,
	"contentarticle": true, "newsarticle": true, "articlemain": true, "artbody": true, "singlecontent": true,
	"postarticle": true, "theecontent": true, "thecontent": true, "singlepostcontent": true, "entrybody": true,
	"articlemaincontent": true, "newstxt": true,
}

// bodyCue looks for a name that says exactly the article's text.
func bodyCue(names string) Set {
	var word [24]byte
	n := 0
	for i := 0; i <= len(names); i++ {
		switch {
		case i == len(names) || names[i] <= ' ':
			if n > 3 && n < len(word) && bodyNames[string(word[:n])] {
				return Text
			}
			n = 0
		case names[i] == '-' || names[i] == '_' || n >= len(word):
		case names[i] >= 'A' && names[i] <= 'Z':
			word[n] = names[i] + 'a' - 'A'
			n++
		default:
			word[n] = names[i]
			n++
		}
	}
	return 0
}

// hiddenCue looks for a hiding class.
func hiddenCue(class string) Set {
	for w := range strings.FieldsSeq(class) {
		if hiddenClasses[w] {
			return Hidden
		}
	}
	return 0
}

// nameCues reads the cues of a class or id value, word by word: words end at anything but a letter and at a capital
// after a small letter. Names that say how a page is laid out ("no-sidebar", "with-comments", "sidebar-layout",
// "type-newsletter") give no cue.
func nameCues(s string) Set {
	var c, name Set
	var word [24]byte
	n, lower, layout := 0, false, false
	flush := func() {
		if n > 1 {
			if layoutWords[string(word[:n])] {
				layout = true
			}
			name |= wordCue(word[:n])
		}
		n, lower = 0, false
	}
	for i := 0; i < len(s); i++ {
		b := s[i]
		upper := b >= 'A' && b <= 'Z'
		if upper {
			if lower {
				flush()
			}
			b += 'a' - 'A'
		}
		if b < 'a' || b > 'z' {
			flush()
			if b <= ' ' {
				if !layout {
					c |= name
				}
				name, layout = 0, false
			}
			continue
		}
		if n < len(word) {
			word[n] = b
			n++
		}
		lower = !upper
	}
	flush()
	if !layout {
		c |= name
	}
	return c
}

// layoutWords make a class name one about the page's layout.
var layoutWords = map[string]bool{
	"no": true, "not": true, "with": true, "without": true, "has": true, "layout": true, "type": true,
	"node": true, "template": true, "theme": true, "enabled": true, "disabled": true, "grid": true,
	"format": true, "align": true, "hentry": true, "page": true, "single": true, "col": true, "row": true,
	"width": true, "category": true, "status": true,
}

// wordCue gives the cue of one lower-case word.
func wordCue(w []byte) Set {
	if c, ok := cueWords[string(w)]; ok {
		if weakWords[string(w)] {
			return Weak
		}
		return c
	}
	if len(w) < 6 {
		return 0
	}
	for i := range cueStems {
		if s := cueStems[i].stem; len(w) >= len(s) && string(w[:len(s)]) == s {
			return cueStems[i].cue
		}
	}
	return 0
}
