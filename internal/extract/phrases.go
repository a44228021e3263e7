package extract

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// phrases is a set of lines, compared without case, outer punctuation and figures' values.
type phrases struct {
	exact map[string]bool
	stems []string // lines that begin so, if they are short
}

// phrasesOf reads one phrase a line; a final * makes it a stem.
func phrasesOf(text string) func() phrases {
	return sync.OnceValue(func() phrases {
		p := phrases{exact: map[string]bool{}}
		for line := range strings.SplitSeq(text, "\n") {
			switch line = strings.TrimSpace(line); {
			case line == "":
			case strings.HasSuffix(line, "*"):
				p.stems = append(p.stems, strings.TrimSuffix(line, "*"))
			default:
				p.exact[line] = true
			}
		}
		return p
	})
}

// has reports whether the line is one of the phrases.
func (p phrases) has(line string) bool {
	if len(line) > 240 {
		return false
	}
	key := phraseKey(line)
	if key == "" || p.exact[key] {
		return key != ""
	}
	if utf8.RuneCountInString(key) > 44 {
		return false
	}
	for _, s := range p.stems {
		if strings.HasPrefix(key, s) {
			return true
		}
	}
	return false
}

// phraseKey gives the lower-case letters of a line with single spaces; runs of figures become one #, marks at the
// ends and around brackets go, inner ones become spaces.
func phraseKey(line string) string {
	out := make([]byte, 0, len(line))
	gap, figure := false, false
	for _, r := range line {
		switch {
		case unicode.IsDigit(r):
			if !figure {
				if gap && len(out) > 0 {
					out = append(out, ' ')
				}
				out = append(out, '#')
			}
			gap, figure = false, true
			continue
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			if gap && len(out) > 0 {
				out = append(out, ' ')
			}
			gap = false
			out = utf8.AppendRune(out, unicode.ToLower(r))
		case r == '\'' || r == '’':
		default:
			gap = true
		}
		figure = false
	}
	return string(out)
}

// commentOpeners open the readers' comments, behind which nothing of the article comes however long they are.
var commentOpeners = phrasesOf(`
comments
comment
# comments
# comment
# responses
# replies
# thoughts on*
comments #
leave a reply*
leave a comment*
post a comment*
add a comment*
join the conversation*
join the discussion*
privacy overview
about the author*
editör hakkında
kommentare
kommentar schreiben
commentaires
comentarios
comentários
commenti
комментарии
yorumlar
reacties
komentarze
kommentarer
komentar
コメント
댓글*
网友评论*
全部评论*
发表评论*
用户评论*
我要评论*
我要说*
我要留言*
网友留言*
最新评论
评论
评论 #
# 评论
# 条评论
`)

// closers open a section of other things, short ones in the midst of an article, long ones behind it.
var closers = phrasesOf(`
you may also like*
you might also like*
you may also be interested*
you might be interested*
related
related articles
related stories
related posts
related news
related content
related topics
related links
related reading
related products
related resources
related coverage
related articles*
read next
read more
read also
also read
also on
also in
see also
more from*
more stories*
more news*
more articles*
more like this
more posts*
more about*
more in*
recommended
recommended for you
recommended articles
recommended reading
recommended stories
recommended posts
latest news
latest posts
latest stories
latest articles
latest insights
latest headlines
latest blogs
recent posts
recent news
recent articles
recent stories
recent comments
popular posts
popular articles
popular stories
trending
trending now
trending stories
trending news
top stories
top news
breaking news
other news
other articles
other stories
similar articles
similar posts
similar stories
featured articles
featured posts
featured stories
featured news
most read
most popular
most viewed
most recent
previous post
previous article
next post
next article
next story
newest posts
what to read next
up next
dont miss
in case you missed it
keep reading
further reading
about the author*
author bio
share this*
share on*
share via*
share article
share post
share story
follow us*
tags
filed under
subscribe
subscribe to our*
subscribe now*
sign up for*
newsletter
get the newsletter*
stay connected
stay informed
stay up to date
cookie*
sponsored
sponsored content
advertisement feedback
have any questions
contact us
our latest*
from the blog
ähnliche artikel
ähnliche beiträge
verwandte artikel
verwandte themen
weitere artikel
weitere beiträge
weitere meldungen
weitere nachrichten
weitere themen
mehr zum thema
mehr nachrichten
neueste artikel
neueste beiträge
beliebte artikel
das könnte sie*
das könnte dich*
lesen sie auch*
lesen sie mehr*
auch interessant
articles liés
articles similaires
articles connexes
articles récents
contenus associés
sujets associés
à lire aussi
lire aussi
sur le même sujet
sur le même thème
dans la même rubrique
artículos relacionados
noticias relacionadas
notas relacionadas
te puede interesar
leer más
lea también
artigos relacionados
notícias relacionadas
posts relacionados
matérias relacionadas
leia também
leia mais
veja também
articoli correlati
notizie correlate
leggi anche
potrebbe interessarti*
читайте также
похожие статьи
похожие новости
похожие материалы
другие новости
еще новости
по теме
ilgili haberler
editör hakkında
lees ook
meer nieuws
czytaj też
czytaj także
czytaj więcej
les også
läs också
läs mer
läs även
relaterade artiklar
baca juga
berita terkait
関連記事
関連リンク
関連情報
関連ニュース
関連ページ
あわせて読みたい*
おすすめ
おすすめ記事
人気記事
人気ランキング
この記事を書いた人
この記事に関する*
最新記事
最新ニュース
관련기사
관련 기사
관련뉴스
많이 본 뉴스
많이 본 기사
추천기사
추천 기사
추천뉴스
인기기사
인기 기사
인기뉴스
相关新闻
相关阅读
相关文章
相关链接
相关报道
相关推荐
相关内容
相关资讯
相关稿件
相关文档
相关信息
相关专题
相关视频
相关热词
相关附件
相關新聞
相關閱讀
相關文章
相關連結
相關報導
推荐
推荐阅读
推荐文章
推荐新闻
推荐内容
推荐视频
推薦閱讀
延伸阅读
延伸閱讀
猜你喜欢
热门推荐
热门文章
热门新闻
热门评论
热门排行
热点新闻
热点推荐
最新文章
最新新闻
最新推荐
最新动态
精彩推荐
精彩评论
精彩图片
为您推荐
更多新闻*
更多精彩*
更多内容*
更多推荐*
更多相关*
打印本页*
返回顶部*
附件下载
上一篇*
下一篇*
上一条*
下一条*
上一页*
免责声明*
版权声明*
网站声明*
平台声明*
编辑推荐
频道推荐
大家都在看
往期回顾
`)

// residueLines stand in texts as whole lines and belong to none.
var residueLines = phrasesOf(`
#
share
share this
share this article
share this story
share this page
share this post
share this on*
share this twitter*
share this facebook*
share on facebook
share on twitter
share on x
share on linkedin
share on whatsapp
share on pinterest
share on reddit
share via email
tweet
tweet this
facebook
twitter
linkedin
pinterest
whatsapp
reddit
telegram
email
e mail
flipboard
print
print this
print this page
print this article
email this
email this page
email this article
copy link
copy url
link copied
more
save
like
follow
follow us
subscribe
sign up
log in
login
advert
advertisement
advertising
anzeige
werbung
publicité
publicidad
reklama
реклама
広告
광고
sponsored
continue reading
continue reading below
story continues below*
article continues*
read more
learn more
view more
view all
view gallery
click to enlarge
click to expand
click to share*
click here to enlarge
open in app
skip ad
loading
play
play video
watch now
listen
listen now
close
caption
hide caption
toggle caption
enlarge this image
enlarge
back to top
scroll to top
this slideshow requires javascript
please enable javascript*
your browser does not support*
javascript is*
getty images
shutterstock
comment
comments
# comments
table of contents
contents
on this page
jump to
in this article
photo
image
credit
tap to unmute
live
分享
分享到*
分享至*
打印 关闭*
打印本页*
关闭窗口
关闭本页
字体*
字号*
上一篇*
下一篇*
上一条*
下一条*
扫一扫*
返回顶部
返回首页
返回列表
浏览次数*
浏览量*
点击次数*
点击量*
点击数*
阅读次数*
阅读量*
阅读数*
访问次数*
访问量*
阅读 #
浏览 #
点击 #
首页
上一页
下一页
尾页
首页 上一页*
关注
举报
收藏
点赞
微信
微博
朋友圈
qq空间
纠错
我要纠错
查看原文
查看全文
查看更多
展开全文
展开阅读全文
点击展开*
点击查看*
点击加载*
点击进入*
点击图片进入*
正在加载*
广告
打印
关闭
`)

// editorStems begin the lines that name editors, checkers and origins of a text.
var editorStems = phrasesOf(`
责任编辑*
責任編輯*
责编*
責編*
编辑 *
編輯 *
本文责任编辑*
本期编辑*
本期责编*
网站编辑*
值班编辑*
值班编委*
新媒体编辑*
主编 *
总编 *
编审 *
审核 *
审校 *
校对 *
监制 *
终审 *
初审 *
复审 *
二审 *
三审 *
一审 *
一审一校*
排版 *
美编 *
来源 *
來源 *
稿源 *
文章来源*
信息来源*
内容来源*
本文来源*
原标题 *
发布于 *
editor *
edited by*
editing by*
reporting by*
writing by*
compiled by*
redaktion *
`)
