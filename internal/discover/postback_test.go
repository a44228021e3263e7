package discover_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/discover/pager"
)

// webForm is an ASP.NET page around a pager; its form is sent to action.
func webForm(action, pager string) string {
	return `<form method="post" action="` + action + `" id="form1"><div><input type="hidden" name="__VIEWSTATE" value="abc/+=" />
		<input type="hidden" name="__EVENTTARGET" value="" /><input type="hidden" name="__EVENTARGUMENT" value="" /></div>
		<input name="ctl00$search" type="text" value="bridge"><input type="submit" name="ctl00$go" value="Search">
		<input type="checkbox" name="ctl00$all" checked><input type="checkbox" name="ctl00$old">
		<select name="ctl00$year"><option value="2025">2025</option><option selected value="2026">2026</option></select>` +
		twoRows + pager + `</form>`
}

func TestPagersThatSendTheFormBack(t *testing.T) {
	link := func(target, argument, label string) string {
		return `<a href="javascript:__doPostBack(&#39;` + target + `&#39;,&#39;` + argument + `&#39;)">` + label + `</a>`
	}
	tests := map[string]struct{ pager, target, argument string }{
		"a table's pages":      {`<table><tr><td><span>1</span></td><td>` + link("grid", "Page$2", "2") + `</td></tr></table>`, "grid", "Page$2"},
		"on its third page":    {`<p>` + link("grid", "Page$1", "1") + link("grid", "Page$2", "2") + `<span>3</span>` + link("grid", "Page$4", "4") + `</p>`, "grid", "Page$4"},
		"the next block":       {`<p>` + link("grid", "Page$9", "9") + `<span>10</span>` + link("grid", "Page$11", "...") + `</p>`, "grid", "Page$11"},
		"a table's next":       {`<p>` + link("grid", "Page$Next", "&gt;") + `</p>`, "grid", "Page$Next"},
		"a data pager":         {`<span id=pager><span>1</span> ` + link("pager$ctl01$ctl01", "", "2") + link("pager$ctl01$ctl02", "", "3") + `</span>`, "pager$ctl01$ctl01", ""},
		"a grid's pages":       {`<div class="rgWrap">` + strings.Replace(link("g$ctl02", "", "<span>1</span>"), "<a ", `<a class="rgCurrentPage" onclick="return false;" `, 1) + link("g$ctl04", "", "<span>2</span>") + `</div><div><strong>137</strong> records</div>`, "g$ctl04", ""},
		"a link that says so":  {link("list$next", "", "Next &raquo;"), "list$next", ""},
		"the last page":        {`<p>` + link("grid", "Page$1", "1") + `<span>2</span></p>`, "", ""},
		"a switched-off arrow": {strings.Replace(link("list$next", "", "Next"), "<a ", `<a class="aspNetDisabled" `, 1), "", ""},
		"other buttons":        {link("lang", "de", "Deutsch") + link("row$del", "7", "Delete") + link("sort", "date", "Date"), "", ""},
		"days of a calendar":   {`<table class="Calendar"><tr><td><span>1</span></td><td>` + link("cal", "8036", "2") + `</td></tr></table>`, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := find(t, "zh", webForm("./index.html?list=7", tt.pager))
			if tt.target == "" {
				if r.NextForm != nil {
					t.Fatalf("sends %v", r.NextForm.Fields)
				}
				return
			}
			want := &pager.Form{URL: "https://www.town.example/news/index.html?list=7", Fields: url.Values{
				"__VIEWSTATE": {"abc/+="}, "__EVENTTARGET": {tt.target}, "__EVENTARGUMENT": {tt.argument},
				"ctl00$search": {"bridge"}, "ctl00$all": {"on"}, "ctl00$year": {"2026"},
			}}
			if diff := cmp.Diff(want, r.NextForm); diff != "" || r.Next != "" || r.Scripted {
				t.Errorf("next %q, scripted %t, form (-want +got):\n%s", r.Next, r.Scripted, diff)
			}
		})
	}
}

// TestOtherFormsAreNeverSent: only a page's own WebForm is, and none that asks for a secret or is as large as a book.
func TestOtherFormsAreNeverSent(t *testing.T) {
	pager := `<p><span>1</span><a href="javascript:__doPostBack('grid','Page$2')">2</a></p>`
	good := webForm("index.html", pager)
	for name, body := range map[string]string{
		"another host":   webForm("https://elsewhere.example/news/index.html", pager),
		"another page":   webForm("/subscribe.aspx", pager),
		"by GET":         strings.Replace(good, `method="post"`, `method="get"`, 1),
		"no WebForm":     strings.Replace(good, "__VIEWSTATE", "token", 1),
		"no form at all": twoRows + pager,
		"a login":        strings.Replace(good, `type="text"`, `type="password"`, 1),
		"a file":         strings.Replace(good, `type="text"`, `type="file"`, 1),
		"too large":      strings.Replace(good, "abc/+=", strings.Repeat("x", 1<<20), 1),
	} {
		if r := find(t, "zh", body); r.NextForm != nil || !r.Scripted {
			t.Errorf("%s: form %v, scripted %t", name, r.NextForm != nil, r.Scripted)
		}
	}
	if r := find(t, "zh", good+`<a rel="next" href="?page=2">2</a>`); r.NextForm != nil || r.Next == "" {
		t.Error("an address goes before a form")
	}
}
