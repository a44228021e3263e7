package crawl

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tidings/internal/fault"
	"tidings/internal/fetch"
	"tidings/internal/news"
)

// webForms serves a listing of several pages the way ASP.NET does: every page is at the listing's own address, and the
// next one comes only for the fields of the one before.
type webForms struct {
	pages int
	posts []string // the page asked for by each form that was sent
}

func (f *webForms) serve(w http.ResponseWriter, r *http.Request) {
	page := 1
	if r.Method == http.MethodPost {
		asked, err := strconv.Atoi(strings.TrimPrefix(r.PostFormValue("__EVENTARGUMENT"), "Page$"))
		if err != nil || r.PostFormValue("__EVENTTARGET") != "ctl00$grid" || r.PostFormValue("__VIEWSTATE") != state(asked-1) ||
			r.PostFormValue("ctl00$board") != "harbor" || r.PostForm.Has("ctl00$search") {
			http.Error(w, "Invalid postback", http.StatusInternalServerError)
			return
		}
		f.posts = append(f.posts, r.PostFormValue("__EVENTARGUMENT"))
		page = asked
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<form method="post" action="./meetings.aspx"><input type="hidden" name="__VIEWSTATE" value="%s">
		<select name="ctl00$board"><option value="parks">Parks</option><option value="harbor" selected>Harbor</option></select>
		<input type="submit" name="ctl00$search" value="Search"><table id="grid">`, state(page))
	for i := range 3 {
		n := (page-1)*3 + i
		fmt.Fprintf(&b, `<tr><td>2026-03-%02d</td><td><a href="/meeting/%d">Meeting number %d of the harbor board</a></td></tr>`, 28-n, n, n)
	}
	b.WriteString(`<tr class="pager"><td colspan="2"><table><tr>`)
	for p := 1; p <= f.pages; p++ {
		if p == page {
			fmt.Fprintf(&b, "<td><span>%d</span></td>", p)
			continue
		}
		fmt.Fprintf(&b, `<td><a href="javascript:__doPostBack(&#39;ctl00$grid&#39;,&#39;Page$%d&#39;)">%d</a></td>`, p, p)
	}
	html(b.String()+"</tr></table></td></tr></table></form>")(w, r)
}

// state is what a page keeps in its form.
func state(page int) string { return fmt.Sprintf("state+of/%d=", page) }

func TestRunSendsAPagersFormBack(t *testing.T) {
	tests := []struct {
		name         string
		follow       int
		posts, links int
	}{{"not unless it is wanted", 0, 0, 3}, {"as far as it is wanted", 2, 2, 9}, {"no further than there is", 9, 3, 12}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			forms := &webForms{pages: 4}
			s := newTown(t, map[string]http.HandlerFunc{"/meetings.aspx": forms.serve})
			res, err := newCrawler(t, fetch.Options{}).Run(context.Background(), Request{
				Source: news.Source{ID: "oak", URL: s.URL + "/meetings.aspx", Language: "en", Pages: tt.follow, Way: news.WayDated}, Limit: -1,
			}, nil)
			if err != nil || len(res.Links) != tt.links || len(forms.posts) != tt.posts || res.Scripted {
				t.Fatalf("%d links, %v sent, scripted %t, %v; tries %+v", len(res.Links), forms.posts, res.Scripted, err, res.Tries)
			}
			if s.most.Load() > 1 {
				t.Errorf("%d requests at once", s.most.Load())
			}
		})
	}
}

func TestRunSendsNoFormPastRobots(t *testing.T) {
	forms := &webForms{pages: 4}
	s := newTown(t, map[string]http.HandlerFunc{
		"/robots.txt":    status(http.StatusOK, "User-agent: *\nDisallow: /meetings.aspx\n"),
		"/meetings.aspx": forms.serve,
	})
	_, err := newCrawler(t, fetch.Options{}).Run(context.Background(), Request{
		Source: news.Source{ID: "oak", URL: s.URL + "/meetings.aspx", Pages: 3}, Limit: -1,
	}, nil)
	if !fault.Is(err, fault.Denied) || len(forms.posts) != 0 || s.count("/meetings.aspx") != 0 {
		t.Errorf("%v, sent %v", err, forms.posts)
	}
}

// TestRunSendsNoFormElsewhere: an answer that sends the form's fields on to another host is not followed there.
func TestRunSendsNoFormElsewhere(t *testing.T) {
	other := newTown(t, map[string]http.HandlerFunc{"/take": html("thank you")})
	forms := &webForms{pages: 4}
	s := newTown(t, map[string]http.HandlerFunc{"/meetings.aspx": func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Redirect(w, r, other.URL+"/take", http.StatusTemporaryRedirect)
			return
		}
		forms.serve(w, r)
	}})
	res, err := newCrawler(t, fetch.Options{}).Run(context.Background(), Request{
		Source: news.Source{ID: "oak", URL: s.URL + "/meetings.aspx", Pages: 3, Way: news.WayDated}, Limit: -1,
	}, nil)
	if err != nil || len(res.Links) != 3 || other.count("/take") != 0 {
		t.Errorf("%d links, asked elsewhere %d times, %v", len(res.Links), other.count("/take"), err)
	}
	if last := res.Tries[len(res.Tries)-1]; !strings.Contains(last.Err, "sent on to") {
		t.Errorf("tries %+v", res.Tries)
	}
}
