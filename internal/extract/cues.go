package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cue is what an element's tag, class, id and role say of it, before its text is looked at.
type cue uint32

// The cues. Those up to cueSign name furniture; cueBody speaks for an article's text.
const (
	cueNav     cue = 1 << iota // menus, breadcrumbs, page numbers
	cueFoot                    // footers, copyright
	cueSide                    // sidebars, widgets
	cueShare                   // share and follow buttons
	cueRelated                 // other articles
	cueComment                 // readers' comments
	cueAd                      // advertisements, promotions
	cueSign                    // cookie banners, subscription boxes, pop-ups
	cueHidden                  // not shown
	cueMeta                    // byline, date, tags, counters
	cueHeader                  // page or article header
	cueCaption                 // captions and credits of pictures
	cueBody                    // article text
	cueControl                 // buttons, tool bars
	cueText                    // by its name exactly the article's text
	cueWeak                    // said by a word that also names harmless things; cuts short blocks only

	cueFurniture = cueNav | cueFoot | cueSide | cueShare | cueRelated | cueComment | cueAd | cueSign | cueControl
)

// cueWords gives the cue of a whole word of a class or id.
var cueWords = map[string]cue{
	"nav": cueNav, "menu": cueNav, "crumb": cueNav, "crumbs": cueNav, "pager": cueNav, "paging": cueNav,
	"toc": cueNav, "skip": cueNav, "topbar": cueNav, "dropdown": cueNav, "mianbao": cueNav, "weizhi": cueNav,
	"foot": cueFoot, "copyright": cueFoot, "colophon": cueFoot, "banquan": cueFoot, "disclaimer": cueFoot,
	"rail": cueSide, "aside": cueSide, "widget": cueSide, "widgets": cueSide, "sider": cueSide,
	"share": cueShare, "social": cueShare, "sociable": cueShare, "bdshare": cueShare, "jiathis": cueShare,
	"fenxiang": cueShare, "partage": cueShare, "partager": cueShare, "teilen": cueShare, "compartir": cueShare, "follow": cueShare, "print": cueControl, "ewm": cueShare, "qrcode": cueShare,
	"erweima": cueShare, "sns": cueShare, "addthis": cueShare, "addtoany": cueShare, "jp": 0,
	"related": cueRelated, "popular": cueRelated, "trending": cueRelated, "outbrain": cueRelated,
	"taboola": cueRelated, "teaser": cueRelated, "teasers": cueRelated, "xiangguan": cueRelated, "tuijian": cueRelated,
	"upnext": cueRelated, "mostread": cueRelated, "readmore": cueRelated, "readnext": cueRelated, "hotnews": cueRelated,
	"comment": cueComment, "comments": cueComment, "disqus": cueComment, "respond": cueComment, "reply": cueComment,
	"replies": cueComment, "pinglun": cueComment, "trackback": cueComment, "trackbacks": cueComment,
	"ad": cueAd, "ads": cueAd, "adv": cueAd, "advert": cueAd, "adsense": cueAd, "sponsor": cueAd, "sponsored": cueAd,
	"dfp": cueAd, "gpt": cueAd, "promo": cueAd, "promos": cueAd, "guanggao": cueAd, "gg": cueAd, "adbox": cueAd,
	"banner": cueAd, "cta": cueAd, "donate": cueAd,
	"newsletter": cueSign, "signup": cueSign, "login": cueSign, "signin": cueSign, "paywall": cueSign, "cookie": cueSign,
	"cookies": cueSign, "consent": cueSign, "gdpr": cueSign, "popup": cueSign, "modal": cueSign, "lightbox": cueSign,
	"overlay": cueSign, "optin": cueSign, "mailchimp": cueSign,
	"meta": cueMeta, "byline": cueMeta, "author": cueMeta, "authors": cueMeta, "timestamp": cueMeta, "tags": cueMeta,
	"tag": cueMeta, "postmeta": cueMeta, "pubdate": cueMeta, "dateline": cueMeta, "date": cueMeta, "time": cueMeta,
	"zuozhe": cueMeta, "bianji": cueMeta, "laiyuan": cueMeta, "zebian": cueMeta, "editor": cueMeta, "bio": cueMeta,
	"categories": cueMeta, "views": cueMeta, "infobar": cueMeta, "rating": cueMeta, "ratings": cueMeta, "kicker": cueMeta,
	"header": cueHeader, "masthead": cueHeader | cueNav,
	"caption": cueCaption, "figcaption": cueCaption, "credit": cueCaption, "credits": cueCaption,
	"article": cueBody, "content": cueBody, "body": cueBody, "entry": cueBody, "story": cueBody, "text": cueBody,
	"post": cueBody, "detail": cueBody, "zoom": cueBody, "main": cueBody,
	"button": cueControl, "buttons": cueControl, "btn": cueControl, "toolbar": cueControl, "tools": cueControl,
	"toolbox": cueControl, "search": cueControl, "controls": cueControl, "player": cueControl,
}

// cueStems gives the cue of words that begin so: "relatedposts", "sharebuttons", "breadcrumbs".
var cueStems = []struct {
	stem string
	cue  cue
}{
	{"navig", cueNav}, {"navbar", cueNav}, {"breadcrumb", cueNav}, {"menu", cueNav}, {"paginat", cueNav}, {"subnav", cueNav},
	{"submenu", cueNav}, {"footer", cueFoot}, {"sidebar", cueSide}, {"sharing", cueShare}, {"sharebar", cueShare},
	{"shareb", cueShare}, {"sharet", cueShare}, {"sharel", cueShare}, {"sharei", cueShare}, {"social", cueShare},
	{"related", cueRelated}, {"recommend", cueRelated}, {"trending", cueRelated}, {"mostpop", cueRelated},
	{"commentl", cueComment}, {"commentf", cueComment}, {"comments", cueComment}, {"advert", cueAd}, {"promot", cueAd},
	{"newsletter", cueSign}, {"subscri", cueSign}, {"cookie", cueSign}, {"postmeta", cueMeta}, {"byline", cueMeta},
	{"entrymeta", cueMeta}, {"timestamp", cueMeta},
}

// weakWords are the words of cueWords that also name harmless things: "ck-widget", "banner-less", "text-button".
var weakWords = map[string]bool{
	"widget": true, "widgets": true, "banner": true, "promo": true, "promos": true, "cta": true, "print": true, "follow": true,
	"dropdown": true, "overlay": true, "modal": true, "disclaimer": true, "controls": true, "player": true, "button": true,
	"buttons": true, "btn": true, "tools": true, "search": true, "copyright": true, "banquan": true, "gg": true, "skip": true,
	"rail": true, "menu": true, "toc": true, "popup": true, "lightbox": true, "paywall": true, "topbar": true,
}

// hiddenClasses are whole class names that take an element out of sight.
var hiddenClasses = map[string]bool{
	"hidden": true, "hide": true, "invisible": true, "sr-only": true, "visually-hidden": true, "visuallyhidden": true,
	"screen-reader-text": true, "d-none": true, "is-hidden": true, "u-hidden": true, "element-invisible": true, "noprint": true,
	"screen-reader-only": true, "sr_only": true, "print-only": true, "offscreen": true, "show-for-sr": true,
}

// roleCues gives the cue of an ARIA role.
var roleCues = map[string]cue{
	"navigation": cueNav, "menu": cueNav, "menubar": cueNav, "contentinfo": cueFoot, "complementary": cueSide,
	"search": cueControl, "dialog": cueSign, "alertdialog": cueSign, "banner": cueHeader | cueNav, "toolbar": cueControl,
	"main": cueBody, "article": cueBody,
}

// cuesOf reads the cues of n from its tag and attributes.
func cuesOf(n *html.Node) cue {
	c := tagCue(n.DataAtom)
	if n.DataAtom == 0 && (n.Data == "ucapcontent" || n.Data == "founder-content") {
		c = cueText
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "class":
			c |= nameCues(a.Val) | hiddenCue(a.Val) | bodyCue(a.Val)
		case "id", "itemprop":
			c |= nameCues(a.Val) | bodyCue(a.Val)
		case "role":
			c |= roleCues[a.Val]
		case "hidden":
			c |= cueHidden
		case "aria-hidden":
			if a.Val == "true" {
				c |= cueHidden
			}
		case "style":
			if hidesText(a.Val) {
				c |= cueHidden
			}
		}
	}
	return c
}

// tagCue gives the cue of a tag alone.
func tagCue(a atom.Atom) cue {
	switch a {
	case atom.Nav, atom.Menu:
		return cueNav
	case atom.Footer:
		return cueFoot
	case atom.Aside:
		return cueSide
	case atom.Header:
		return cueHeader
	case atom.Button, atom.Label:
		return cueControl
	case atom.Dialog:
		return cueSign
	case atom.Figcaption:
		return cueCaption
	case atom.Article, atom.Main:
		return cueBody
	case atom.Time:
		return cueMeta
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
	"articlebody": true, "entrycontent": true, "postcontent": true, "postbody": true, "articlecontent": true, "storybody": true,
	"articletext": true, "zoom": true, "zoomcon": true, "trseditor": true, "trsueditor": true, "trseditorview": true,
	"ucapcontent": true, "newscontent": true, "newstext": true, "detailcontent": true, "contentbody": true, "storycontent": true,
	"pagescontent": true, "wzcon": true, "artcontent": true, "ozoom": true, "newscon": true, "articlecon": true,
	"jscontent": true, "textcontent": true, "contenttext": true, "maintext": true, "bodytext": true, "posttext": true,
	"richmediacontent": true, "articlebodytext": true, "bodycontent": true, "articlecontentbody": true, "postentry": true,
	"storytext": true, "newsbody": true, "vsbcontent": true, "fieldnamebody": true, "artibody": true, "contentarticle": true,
	"newsarticle": true, "articlemain": true, "artbody": true, "singlecontent": true, "postarticle": true, "theecontent": true,
	"thecontent": true, "singlepostcontent": true, "entrybody": true, "articlemaincontent": true, "newstxt": true,
}

// bodyCue looks for a name that says exactly the article's text.
func bodyCue(names string) cue {
	var word [24]byte
	n := 0
	for i := 0; i <= len(names); i++ {
		switch {
		case i == len(names) || names[i] <= ' ':
			if n > 3 && n < len(word) && bodyNames[string(word[:n])] {
				return cueText
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
func hiddenCue(class string) cue {
	for w := range strings.FieldsSeq(class) {
		if hiddenClasses[w] {
			return cueHidden
		}
	}
	return 0
}

// nameCues reads the cues of a class or id value, word by word: words end at anything but a letter and at a capital
// after a small letter. Names that say how a page is laid out ("no-sidebar", "with-comments", "sidebar-layout",
// "type-newsletter") give no cue.
func nameCues(s string) cue {
	var c, name cue
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
	"no": true, "not": true, "with": true, "without": true, "has": true, "layout": true, "type": true, "node": true,
	"template": true, "theme": true, "enabled": true, "disabled": true, "grid": true, "format": true, "align": true,
	"hentry": true, "page": true, "single": true, "col": true, "row": true, "width": true, "category": true, "status": true,
}

// wordCue gives the cue of one lower-case word.
func wordCue(w []byte) cue {
	if c, ok := cueWords[string(w)]; ok {
		if weakWords[string(w)] {
			return cueWeak
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
