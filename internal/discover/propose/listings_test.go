package propose

import (
	"strings"
	"testing"

	"tidings/internal/news"
)

// TestTheNewsOfAHomePage: homes as towns build them, and the listings that are to be looked at first.
func TestTheNewsOfAHomePage(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"a menu and a block": {`<nav><a href="/government">Government</a><a href="/news-events">News &amp; Events</a><a href="/newsletter">Newsletter</a>
			<a href="/police-news">Police News</a></nav><section><h2>Latest News</h2><div class=card><h3><a href="/news/2026/05/06/bridge">News of the bridge</a></h3></div>
			<a class=button href="/news">View all news</a></section><footer><a href="/press-kit">Press kit</a></footer>`,
			"/news /news-events /police-news /press-kit"},
		"a block with more": {`<div id=menu><a href="/zwgk/">政务公开</a><a href="/hdjl/">互动交流</a></div>
			<div class=box><div class=hd><span>要闻动态</span><a href="/xwzx/ywdt/index.html">更多&gt;&gt;</a></div><ul>
			<li><a href="/xwzx/ywdt/content_7712345.html">市政府召开新闻发布会通报情况</a></li><li><a href="/xwzx/ywdt/202605/t20260506_1.html">新闻一则</a></li></ul></div>
			<div class=box><div class=hd><h3>通知公告</h3><a href="/tzgg/">更多</a></div><ul><li><a href="/tzgg/content_7712399.html">关于停水的公告</a></li></ul></div>
			<div class=box><h3>友情链接</h3><a href="/yqlj/">更多</a></div>`,
			"/xwzx/ywdt/index.html /tzgg/"},
		"tabs": {`<ul class=nav><li><a href="/">首页</a></li><li><a href="/xwzx/">新闻中心</a></li></ul><div class=tab><a href="/xwzx/ywdt/">要闻动态</a>
			<a href="/xwzx/xwfbh/">新闻发布会</a><a href="/xwzx/bmdt/">部门动态</a></div>`,
			"/xwzx/ywdt/ /xwzx/ /xwzx/bmdt/ /xwzx/xwfbh/"},
		"a picture":         {`<a href="/alerts.aspx"><img src=x alt="News Flash"></a><a href="/jobs">Jobs</a>`, "/alerts.aspx"},
		"in a Japanese box": {`<div class=new><h2>新着情報</h2><ul><li><a href="/kurashi/1.html">ごみの日が変わります</a></li></ul><p><a href="/shinchaku/">一覧を見る</a></p></div>`, "/shinchaku/"},
		"in German":         {`<nav><a href="/rathaus">Rathaus</a><a href="/aktuelles">Aktuelles</a></nav><div><h2>Pressemitteilungen</h2><a href="/presse">Alle anzeigen</a></div>`, "/aktuelles /presse"},
		"words in words":    {`<a href="/renew">Renewals and newspapers</a><a href="/impress">Impressum</a><a href="/mediation">Mediation</a>`, ""},
		"only newsletters":  {`<a href="/enews">E-Newsletter</a><a href="/letters">Newsletter archive</a><a href="/n">News letters</a>`, "/n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, l := range Listings(Page{
				Source: news.Source{URL: "https://oak.example/"}, URL: "https://oak.example/", Body: []byte(tt.body),
			}, 4) {
				got = append(got, strings.TrimPrefix(l.URL, "https://oak.example"))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}
