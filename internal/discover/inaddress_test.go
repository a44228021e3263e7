package discover_test

import (
	"fmt"
	"testing"

	"tidings/internal/news"
)

// TestDatesInAddresses: a number is no date, and a day that a text speaks of is not that of its article.
func TestDatesInAddresses(t *testing.T) {
	t.Run("identifiers", func(t *testing.T) {
		check(t, find(t, "en", `<table><tr><td><a href="/m?ID=670017">Harbor board</a></td><td>1/9/2019</td></tr>
			<tr><td><a href="/m?ID=670018">Parks board</a></td><td>1/8/2019</td></tr></table>
			<table><tr><td><a href="/m?ID=670325">Harbor board 9:00</a></td></tr></table>`), "2019-01-09 /m?ID=670017", "2019-01-08 /m?ID=670018")
	})
	t.Run("days in sentences", func(t *testing.T) {
		const words = "，全城各处的水表都已经换成新的，居民可以在家中查看用水的数量，也可以到服务大厅办理相关的手续。"
		check(t, find(t, "zh", `<div><div><a href="/n/2025/0421/97.html"><img src="a.png"></a><h3><a href="/n/2025/0421/97.html">新水表安装完毕</a></h3>
			<p>自来水公司（2025年4月20日）通知`+words+`</p></div><div><a href="/n/2025/0422/98.html"><img src="b.png"></a>
			<h3><a href="/n/2025/0422/98.html">河边步道开放</a></h3><p>步道于6月6日完工`+words+`</p></div>
			<div><a href="/n/2025/0423/99.html"><img src="c.png"></a><h3><a href="/n/2025/0423/99.html">渡口恢复通航</a></h3><p>渡口`+words+`</p></div></div>`),
			"2025-04-21 /n/2025/0421/97.html", "2025-04-22 /n/2025/0422/98.html", "2025-04-23 /n/2025/0423/99.html")
	})
	t.Run("the day of the address, in a sentence", func(t *testing.T) {
		const words = "，全城各处的水表都已经换成新的，居民可以在家中查看用水的数量，也可以到服务大厅办理相关的手续。"
		check(t, find(t, "zh", `<div><div><h3><a href="/n/2025/0421/97.html">新水表安装完毕</a></h3>
			<p>自来水公司（2025年4月21日）通知`+words+`</p></div><div><h3><a href="/n/2025/0422/98.html">河边步道开放</a></h3>
			<p>步道于2025年4月22日完工`+words+`</p></div></div>`),
			"2025-04-21 /n/2025/0421/97.html", "2025-04-22 /n/2025/0422/98.html")
	})
	t.Run("the same rule for other columns of a home page", func(t *testing.T) {
		check(t, find(t, "zh", `<ul><li><a href="/p/20250521/a1.html">市领导调研重点项目建设情况</a> 2025-05-21</li><li><a href="/p/20250520/a2.html">全市教育工作会议在文化宫召开</a> 2025-05-20</li>
			<li><a href="/p/20250519/a3.html">老城供水管网改造全面完成</a> 2025-05-19</li></ul><div><p><a href="/p/20250518/a4.html">乡村道路养护工作现场会召开</a></p><p><a href="/p/20200101/a5.html">网站声明</a></p></div>`),
			"2025-05-21 /p/20250521/a1.html", "2025-05-20 /p/20250520/a2.html", "2025-05-19 /p/20250519/a3.html", "2025-05-18 /p/20250518/a4.html")
	})
	t.Run("days in some teasers", func(t *testing.T) {
		body := ""
		for i, day := range []string{"2024-05-06", "", "2024-05-07", "", "", "2024-05-08", "", ""} {
			body += fmt.Sprintf(`<div><h2><a href="/n/%d" title="Permalink to it">Headline of a long piece, number %d</a></h2><p>What the town did%s `+
				`was seen by many who live near the quay and by some who came from far away to see it done.</p></div>`, 4000+i, i, " on "+day)
		}
		if r := find(t, "en", body); r.Way != news.WayUndated || len(r.Links) != 8 {
			t.Errorf("way %q, links:\n%s", r.Way, told(r))
		}
	})
}
