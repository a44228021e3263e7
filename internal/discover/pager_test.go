package discover_test

import (
	"strings"
	"testing"

	"tidings/internal/discover"
	"tidings/internal/news"
)

// twoRows is a listing to put a pager behind.
const twoRows = `<ul><li><a href="/a">一号公告已经发布</a>2023-08-07</li><li><a href="/b">二号公告已经发布</a>2023-08-06</li></ul>`

func TestPagesThatNeedAScript(t *testing.T) {
	tests := map[string]bool{
		`<a href="javascript:__doPostBack('ctl00$Main$Grid','Page$2')">2</a>`:                 true,
		`<a href="javascript:__doPostBack(&#39;ctl00$Main$Grid&#39;,&#39;Page$2&#39;)">2</a>`: true,
		`<span>1</span><a href="javascript:__doPostBack('ctl00$Main$Pager$ctl02','')">2</a>`:  true,
		`<a href="javascript:void(0)" onclick="goPage(2)">下一页</a>`:                            true,
		`<input type="button" onclick="turn(1)" aria-label="Next page">`:                      true,
		`<a class="disabled" href="javascript:__doPostBack('pager','next')">Next</a>`:         false,
		`<a href="javascript:__doPostBack('ctl00$Language','de')">Deutsch</a>`:                false,
		`<a href="?page=2">2</a> <a href="?page=2">Next</a>`:                                  false,
		`<button aria-label="Next" class="carousel-next">Next</button>`:                       false,
	}
	for pager, want := range tests {
		r := find(t, "zh", twoRows+pager)
		if r.Scripted != want || want && r.Next != "" {
			t.Errorf("%s: scripted %v, next %q", pager, r.Scripted, r.Next)
		}
	}
}

func TestNextPageInALinksScript(t *testing.T) {
	r := find(t, "zh", twoRows+`<a href="javascript:;" onclick="location.href='list_2.html'">下一页</a>`)
	if r.Next != "https://www.town.example/news/list_2.html" || r.Scripted {
		t.Errorf("next %q, scripted %v", r.Next, r.Scripted)
	}
}

func TestNextRowsOfHanweb(t *testing.T) {
	store := func(next string) string {
		return `<datastore><nextgroup><![CDATA[` + next + `]]></nextgroup><recordset>
			<record><![CDATA[<li><a href="/art/2023/8/7/art_1_3.html">一号公告已经发布</a><span>2023-08-07</span></li>]]></record>
			<record><![CDATA[<li><a href="/art/2023/8/6/art_1_2.html">二号公告已经发布</a><span>2023-08-06</span></li>]]></record>
			<record><![CDATA[<li><a href="/art/2023/8/5/art_1_1.html">三号公告已经发布</a><span>2023-08-05</span></li>]]></record>
			</recordset></datastore>`
	}
	link := `<a href="/module/web/jpage/dataproxy.jsp?page=2&amp;columnid=7&path=/"></a>`
	const want = "https://www.town.example/module/web/jpage/dataproxy.jsp?page=2&columnid=7&path=/"
	for name, body := range map[string]string{
		"the page": `<div id="7"></div><script type="text/xml">` + store(link) + `</script>`,
		"answer":   `<?xml version="1.0" encoding="utf-8"?>` + store(link),
	} {
		if r := find(t, "zh", body); r.Next != want || len(r.Links) != 3 {
			t.Errorf("%s: next %q, %d links", name, r.Next, len(r.Links))
		}
	}
	if r := find(t, "zh", store("")); r.Next != "" || len(r.Links) != 3 {
		t.Errorf("last rows: next %q, %d links", r.Next, len(r.Links))
	}
	if r := find(t, "zh", store(`<a href="https://elsewhere.test/x.jsp"></a>`)); r.Next != "" {
		t.Errorf("another site: next %q", r.Next)
	}
}

func TestRuleForFurtherPagesOnly(t *testing.T) {
	in := input("zh", twoRows+`<p class="more"><a href="/more/2">weiter hinten</a></p>`)
	in.Source.Rule = &news.Rule{Next: ".more a"}
	r, err := discover.Find(in)
	if err != nil || r.Way != news.WayDated || r.Next != "https://www.town.example/more/2" {
		t.Errorf("way %q, next %q, %v", r.Way, r.Next, err)
	}
	in.Source.Rule = &news.Rule{Item: "li"}
	in.Body = []byte(twoRows + `<a rel="next" href="?page=2">2</a>`)
	if r, err = discover.Find(in); err != nil || !strings.HasSuffix(r.Next, "?page=2") {
		t.Errorf("a rule without a word on further pages: next %q, %v", r.Next, err)
	}
}
