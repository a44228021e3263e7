package field

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/extract/markup"
	"tidings/internal/news"
)

// body is prose enough to be taken for an article's text.
const body = `<p>The council met on the river bank, heard the engineers, and asked for a plan before the autumn ` +
	`rains, ` +
	`which come early in these parts, and stay long into the year.</p>` +
	`<p>Work is to begin in spring, with the oldest walls first, said the mayor, who thanked the volunteers.</p>`

// han is the same in Chinese.
const han = `<p>会议听取了工程进展情况汇报，研究部署了下一阶段重点工作，要求各部门压实责任，确保按期完成。</p>` +
	`<p>与会人员实地察看了河堤修复现场，详细了解施工进度，并就存在的问题提出了具体意见。</p>`

// read reads a page of invented parts.
func read(page string) (news.Article, []Finding) {
	return readAs(Known{URL: "https://news.example/a.html"}, page)
}

// readAs reads a page of which something is known.
func readAs(known Known, page string) (news.Article, []Finding) {
	p := New(markup.Parse([]byte(page)), known)
	p.FindBody()
	return p.Read()
}

func TestBylines(t *testing.T) {
	tests := []struct {
		name, page               string
		reporters, correspondent []string
	}{
		{"bracket", `<h1>河堤修复</h1><p>本报讯（记者 周明远 孙晓 通讯员 何秀兰）河堤修复工程昨日开工。</p>` + han,
			[]string{"周明远", "孙晓"}, []string{"何秀兰"}},
		{"line", `<h1>河堤修复</h1><p>柳溪日报记者 周明远 张文攀</p>` + han, []string{"周明远", "张文攀"}, nil},
		{"name alone", `<h1>河堤修复工程开工</h1><p>周明远</p>` + han, []string{"周明远"}, nil},
		{"no name", `<h1>河堤修复工程开工</h1><p>记者从市水务局了解到，工程进展顺利，预计明年完工。</p>` + han, nil, nil},
		{"author label", `<h1>河堤修复</h1><div>作者：何秀兰 来源：柳溪日报</div>` + han, []string{"何秀兰"}, nil},
		{"editor last", `<h1>河堤修复</h1>` + han + `<p>责任编辑：吴静</p>`, []string{"吴静"}, nil},
		{"by", `<h1>River walls</h1><p class="byline">By Ann Reed and Tom Field</p>` +
			`` + body, []string{"Ann Reed", "Tom Field"}, nil},
		{"reported", `<h1>River walls</h1>` + body + `<p>This report was reported by Ann Reed and correspondent Tom ` +
			`Field.</p>`,
			[]string{"Ann Reed"}, []string{"Tom Field"}},
		{"vendor", `<meta name="author" content="TRS"><h1>River walls</h1>` + body, nil, nil},
		{"account", `<meta name="author" content="admin"><h1>River walls</h1>` + body, nil, nil},
		{"meta", `<meta name="author" content="Ann Reed"><h1>River walls</h1>` + body, []string{"Ann Reed"}, nil},
		{"rel", `<h1>River walls</h1><a rel="author" href="/x">Ann Reed</a>` + body, []string{"Ann Reed"}, nil},
		{"json-ld", `<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ann Reed"},"Tom ` +
			`Field"]}</script>` +
			`<h1>River walls</h1>` + body, []string{"Ann Reed", "Tom Field"}, nil},
		{"korean", `<h4>강둑 공사</h4><p>시는 강둑 보수 공사를 내년 봄까지 마무리하겠다고 밝혔다. 주민 안내도 이어진다. 김도윤 기자</p>`,
			[]string{"김도윤"}, nil},
	}
	for _, tt := range tests {
		a, _ := read(tt.page)
		want := news.Byline{Reporters: tt.reporters, Correspondents: tt.correspondent}
		if d := cmp.Diff(want, a.Byline); d != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, d)
		}
	}
}

func TestPublished(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"gov meta", `<meta name="PubDate" content="2016-11-22"><meta name="Maketime" content="2019-03-22"><h1>通知</h1>` + han,
			"2016-11-22"},
		{"json-ld", `<script type="application/ld+json">{"@type":"Article","datePublished":"2023-05-06"}</script>` +
			`<h1>Walls</h1><p>7 May 2023</p>` + body, "2023-05-06"},
		{"broken json-ld", `<script type="application/ld+json">{"@type":"Article","headline":"Walls" ` +
			`"datePublished":"2023-05-06"</script>` +
			`<h1>Walls</h1>` + body, "2023-05-06"},
		{"labelled", `<h1>河堤修复工程开工</h1><p>发布时间：2023-08-07 08:52 浏览次数：12</p>` + han, "2023-08-07T08:52:00Z"},
		{"label before", `<h1>Walls of the river</h1><div>Posted:</div><div>June 2, 2021</div>` + body, "2021-06-02"},
		{"updated only", `<h1>Walls of the river</h1><p>Updated June 2, 2021</p>` + body, "2021-06-02"},
		{"in the article's footer", `<article><h1>Walls</h1><div class="footer"><time itemprop="datePublished" ` +
			`datetime="2024-11-28">` +
			`28.11.2024</time></div>` + body + `</article>`, "2024-11-28"},
		{"arabic", `<meta property="article:published_time" content="الأربعاء، 07 أكتوبر 2020"><h1>Walls</h1>` +
			`` + body, "2020-10-07"},
		{"never modified", `<meta property="article:modified_time" content="2023-05-06T00:00:00Z"><h1>Walls</h1>` + body, ""},
		{"never copyright", `<h1>Walls of the river</h1>` + body + `<footer>© 2 January 2020 Town</footer>`, ""},
		{"never the event", `<h1>Walls of the river</h1>` +
			`` + strings.Replace(body, "met on", "met on 3 August 2023 on", 1) + body, ""},
	}
	for _, tt := range tests {
		if a, why := read(tt.page); a.Published.String() != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.name, a.Published, tt.want, why)
		}
	}
	a, _ := readAs(Known{URL: "https://news.example/2023/08/07/walls.html"}, `<h1>Walls</h1>`+body)
	if a.Published.String() != "2023-08-07" {
		t.Errorf("from the address: %q", a.Published)
	}
}

func TestEvent(t *testing.T) {
	const meta = `<meta name="PubDate" content="2023-08-07">`
	tests := []struct{ name, page, want string }{
		{"month and day", meta + `<h1>通知</h1><p>8月3日上午，全市防汛工作会议在市政府召开，市长出席会议并讲话，会议听取汇报。</p>` + han, "2023-08-03"},
		{"bare day", meta + `<h1>通知</h1><p>3日上午，全市防汛工作会议在市政府召开，市长出席会议并讲话，会议听取汇报。</p>` + han, "2023-08-03"},
		{"last month", meta + `<h1>通知</h1><p>28日下午，全市防汛工作会议在市政府召开，市长出席会议并讲话，会议听取汇报。</p>` + han, "2023-07-28"},
		{"deadline", meta + `<h1>通知</h1><p>截至8月5日，全市累计完成投资三亿元，开工项目二十个，整体进度快于去年同期水平。</p>` + han, ""},
		{"long ago", meta + `<h1>Walls</h1><p>On 3 August 1998 the river broke its banks, and the town has not ` +
			`forgotten it since.</p>` + body, ""},
		{"english", meta + `<h1>Walls</h1><p>On the morning of August 3, the council met at the river, and walked ` +
			`along its walls.</p>` + body, "2023-08-03"},
	}
	for _, tt := range tests {
		if a, _ := read(tt.page); a.Event.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, a.Event, tt.want)
		}
	}
}

func TestOutletAndPlace(t *testing.T) {
	tests := []struct{ name, page, outlet, place string }{
		{"han", `<h1>河堤修复</h1><p>来源：柳溪日报 时间：2023-08-07</p><p>新华社柳溪8月7日电 河堤修复工程昨日开工，预计明年完工。</p>` + han,
			"柳溪日报", "柳溪"},
		{"meta", `<meta name="ContentSource" content="柳溪晚报"><h1>河堤修复</h1>` + han, "柳溪晚报", ""},
		{"latin", `<h1>Walls</h1><p>Source: Elm Bay Times</p><p>ELM BAY, Aug. 7 (Xinhua) -- The council met on the ` +
			`river bank, and heard the engineers.</p>` + body,
			"Elm Bay Times", "ELM BAY"},
		{"agency", `<h1>Mauern</h1><p>Auendorf (dpa) – Die Stadt erneuert die Mauern am Fluss, wie der Rat am Montag ` +
			`beschloss.</p>` + body, "", "Auendorf"},
		{"shout", `<h1>Walls</h1><p>WARNING: the river path is closed, and stays so until the walls are mended by the ` +
			`town.</p>` + body, "", "WARNING"},
	}
	for _, tt := range tests[:4] {
		if a, _ := read(tt.page); a.Outlet != tt.outlet || a.Place != tt.place {
			t.Errorf("%s: outlet %q, place %q", tt.name, a.Outlet, a.Place)
		}
	}
}

func TestTitles(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"heading over logo", `<title>River walls | Elm Bay</title><h1>Elm Bay</h1><h1>River walls</h1>` +
			`` + body, "River walls"},
		{"lines of one heading", `<title>Elm Bay: Walls are mended | Gazette</title><h1><span>Elm Bay</span>` +
			`<span class="visually-hidden">: </span><span>Walls are mended</span></h1>` + body, "Elm Bay: Walls are mended"},
		{"lines that run together", `<meta property="og:title" content="Elm Bay: Walls are mended"><h1><b>Elm Bay</b><b>Walls ` +
			`are mended</b></h1>` + body, "Elm Bay: Walls are mended"},
		{"a line of the site's", `<title>Walls of the river are mended</title><h1><span>Walls of the river are mended</span>` +
			`<div>Gazette</div></h1>` + body, "Walls of the river are mended"},
		{"site name last", `<title>River walls are mended again | Elm Bay</title>` + body, "River walls are mended again"},
		{"column first", `<title>河堤修复工程今日开工_政务要闻_柳溪市人民政府</title>` + han, "河堤修复工程今日开工"},
		{"gov", `<meta name="ArticleTitle" content="河堤修复工程今日开工"><title>柳溪市人民政府</title>` + han, "河堤修复工程今日开工"},
		{"entities", `<script type="application/ld+json">{"@type":"Article","headline":"Walls &amp; bridges"}</script>` +
			`` + body, "Walls & bridges"},
		{"named", `<title>Press release</title><span class="pageTitle">River walls mended</span><br>` +
			`` + body, "River walls mended"},
		{"labelled", `<title>공지사항 - 한솔구청</title><table><tr><th>제목</th><td>강둑 보수 공사 안내</td></tr></table>` + body,
			"강둑 보수 공사 안내"},
		{"two lines", `<title>River walls mended at last</title><h1>River walls<br>mended at last</h1>` +
			`` + body, "River walls mended at last"},
	}
	for _, tt := range tests {
		if a, _ := read(tt.page); a.Title != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, a.Title, tt.want)
		}
	}
}

func TestResidueGoes(t *testing.T) {
	for _, line := range []string{
		"Share this: Twitter Facebook", "Partager Facebook Twitter", "Advertisement", "Read more", "12 comments", "分享到：微信 微博",
		"上一篇：河堤修复开工", "下一条：菜市场改造完成", "【打印本页】【关闭窗口】", "浏览次数：128", "（责任编辑：吴静）", "扫一扫在手机打开当前页", "字体：大 中 小",
	} {
		a, _ := read("<h1>River walls</h1>" + body + han + "<p>" + line + "</p>")
		if strings.Contains(a.Text, line) {
			t.Errorf("%q stays", line)
		}
	}
}

func TestSectionsEnd(t *testing.T) {
	for _, head := range []string{
		"Related articles", "Leave a Reply", "Das könnte Sie auch interessieren", "À lire aussi", "相关阅读", "関連記事",
	} {
		a, _ := read("<h1>River walls</h1>" + body + han + "<h3>" + head + "</h3><p>Something else, said here.</p>")
		if strings.Contains(a.Text, "Something else") || strings.Contains(a.Text, head) {
			t.Errorf("%s: %s", head, a.Text)
		}
	}
}

func TestLayoutTolerates(t *testing.T) {
	for _, page := range []string{"", " ", "<", "<html>", "\x00", "<div", "&#0;", "</p></div>", "<title>x"} {
		if a, _ := read(page); a.Kind == news.KindArticle {
			t.Errorf("%q: %v", page, a)
		}
	}
}
