package field

import (
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// errorTitle and errorText are what pages say that answer "200 OK" and mean no.
var (
	errorTitle = wording.Pattern(`(?i)^\W*(?:error\b|\d{3} (?:error|not found|forbidden)|` +
		`(?:404|403|500)\s*(?:$|[|:：·]|[-–—]\s+\pL)|page (?:not|cannot ` +
		`be) found|not found|` +
		`access denied|forbidden\W*$|just a moment|attention required|are you a robot|checking your browser|service ` +
		`unavailable|` +
		`bad gateway|(?:页面|网页|您访问的页面|您要查看的页面|文章|信息)(?:不存在|已删除|没有找到|未找到)|找不到(?:页面|网页)|出错了|` +
		`访问(?:被拒绝|受限|出错)|安全验证|人机验证|seite nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|` +
		`ページが見つかりません|お探しのページ|페이지를 찾을 수 없)`)
	errorText = wording.Pattern(
		`(?i)(?:page (?:you requested |you are looking for )?(?:was |could |can)?(?:not|n't) (?:be ` +
			`)?found|` +
			`enable javascript(?: and cookies)? to continue|verify (?:that )?you are (?:a )?human|` +
			`(?:页面|网页|信息|文章|内容)(?:不存在|已被?删除|已过期|未找到)|安全验证|请输入验证码|访问过于频繁|` +
			`ページが見つかりません|페이지를 찾을 수 없|seite (?:wurde )?nicht gefunden)`)
)

// findKind fills Kind.
func (p *Page) findKind() {
	weight, _ := wording.Weigh(p.a.Text)
	switch {
	case weight < 900 && errorTitle().MatchString(p.a.Title),
		weight < 400 && errorText().MatchString(p.a.Text+" "+p.a.Title),
		weight < 100 && errorTitle().MatchString(p.head.Title):
		p.a.Kind = news.KindError
	case weight < 12:
		p.a.Kind = news.KindEmpty
		if p.Tree.CoreLinks(p.Blocks) > 400 {
			p.a.Kind = news.KindListing
		}
	case weight < 400 && p.Tree.CoreLinks(p.Blocks) > 4*int(weight) && !p.a.Published.Known() && p.head.LD.Kind == "":
		p.a.Kind = news.KindListing
	default:
		p.a.Kind = news.KindArticle
	}
	p.Say("kind", "page", string(p.a.Kind))
	p.choose("kind", "page")
}
