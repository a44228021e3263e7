package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/token"
)

func TestSearchPage(t *testing.T) {
	f := newFixture(t)
	find := func(q string, more ...string) answer {
		query := url.Values{"q": {q}, "lang": {"en"}}
		for i := 0; i+1 < len(more); i += 2 {
			query.Set(more[i], more[i+1])
		}
		return f.want(f.get("/search?"+query.Encode()), http.StatusOK)
	}
	f.want(find("BRIDGE"), http.StatusOK, "1 story found", `<mark>Bridge</mark> over the Elm`, "The <mark>bridge</mark> is",
		`href="/story/1?lang=en"`)
	f.want(find("大桥"), http.StatusOK, "1 story found", "Linhe bridge carries traffic again", `lang="zh"`)
	f.want(f.get("/search?lang=zh&q=%E5%A4%A7%E6%A1%A5"), http.StatusOK, "找到 1 则报道", "临河<mark>大桥</mark>恢复通车")
	for q, want := range map[string]string{
		"harbour": "0 stories found", "***": "nothing to look for", "-bridge": "nothing to look for", "": "nothing to look for",
		`<script>"x`: "0 stories found", "a' OR 1=1": "0 stories found",
	} {
		if body := find(q).body; !strings.Contains(body, want) || strings.Contains(body, "<script>") {
			t.Errorf("%q: no %q in\n%s", q, want, body)
		}
	}
	f.want(find("", "town", "Linden"), http.StatusOK, "1 story found", `value="Linden" selected`, "<details open>")
	f.want(find("bridge", "town", "临河"), http.StatusOK, "0 stories found")
	f.want(find("bridge", "to", "2026-03-01"), http.StatusOK, "0 stories found")
	f.want(find("bridge", "from", "2026-03-02", "to", "2026-03-02"), http.StatusOK, "1 story found")
	f.want(find("bridge", "from", "yesterday"), http.StatusOK, "A date is like")
	for range manyReads {
		f.get("/search?q=bridge")
	}
	f.want(f.get("/search?q=bridge"), http.StatusTooManyRequests)
}

// TestOnlyPublicStories: what only a digest that is not public covers is on no page.
func TestOnlyPublicStories(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Digests = testDigests[:1] })
	f.want(f.get("/search?q=linhe"), http.StatusOK, "0 stories found")
	f.want(f.get("/search?from=2026-01-01"), http.StatusOK, "1 story found")
	f.want(f.get("/story/2"), http.StatusNotFound)
	f.want(f.get("/story/2/calendar.ics"), http.StatusNotFound)
	f.want(f.get("/story/1"), http.StatusOK)
}

// TestSearchPages goes through the pages of many results, none twice and none left out.
func TestSearchPages(t *testing.T) {
	f := newFixture(t)
	for n := range 43 {
		f.story("linden", "Linden", "en", fmt.Sprintf("Harbour notice %d", n), "Ships.")
	}
	seen, next := map[string]bool{}, "/search?q=harbour"
	for pages := 1; next != ""; pages++ {
		a := f.want(f.get(next), http.StatusOK, "43 stories found")
		for _, m := range regexp.MustCompile(`href="/story/\d+"`).FindAllString(a.body, -1) {
			if seen[m] {
				t.Errorf("%s twice", m)
			}
			seen[m] = true
		}
		next = ""
		if m := regexp.MustCompile(`<a href="([^"]+)" rel="prev"`).FindStringSubmatch(a.body); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
		if pages == 3 && next != "" {
			t.Error("a page too many")
		}
	}
	if len(seen) != 43 {
		t.Errorf("%d stories on all pages", len(seen))
	}
	f.want(f.get("/search?q=harbour&page=999"), http.StatusOK, "43 stories found")
}

func TestStoryPage(t *testing.T) {
	f := newFixture(t)
	f.join(1, "linhe", "zh", "临河代表团参观林登大桥", "The toll is gone.")
	id := f.story("linden", "Linden", "en", "Bridge fee: objections", "Objections can be handed in until 30 March 2026.")
	a := f.want(f.get("/story/1?lang=en"), http.StatusOK, "<h1>Bridge over the Elm reopens</h1>", "Linden Town Hall",
		`href="https://linden.example/1.html"`, "临河代表团参观林登大桥", `lang="zh" hreflang="zh"`, "with source 1: same names (Elm); same words (bridge)",
		"How it went on", "The toll is gone.", `href="#m2"`, "also in 1 source", "word for word", "/archive/linden/2026-03-02",
	)
	if strings.Contains(a.body, "calendar.ics") {
		t.Error("a calendar for a story without a date")
	}
	f.want(f.get(fmt.Sprintf("/story/%d?lang=en", id)), http.StatusOK, "Until Monday, 30 March 2026",
		fmt.Sprintf("/story/%d/calendar.ics", id))
	f.want(f.get("/archive/linden/2026-03-02?lang=en"), http.StatusOK, `href="/story/1?lang=en"`)
	f.write(func(tx *store.Tx) error { return tx.MergeStories(t.Context(), 1, id) })
	merged := f.want(f.get(fmt.Sprintf("/story/%d", id)), http.StatusMovedPermanently)
	if merged.header.Get("Location") != "/story/1" {
		t.Errorf("a merged story leads to %q", merged.header.Get("Location"))
	}
}

// TestStoryPageSaysWhy: why an article belongs to a story is said in the reader's language, and what an older program
// wrote in the one it is in.
func TestStoryPageSaysWhy(t *testing.T) {
	f := newFixture(t)
	f.join(1, "linhe", "zh", "临河代表团参观林登大桥", "The toll is gone.")
	f.want(f.get("/story/1?lang=zh"), http.StatusOK, "归入理由：<span>与来源 1：名称相同（Elm）；用词相同（bridge）</span>")
	f.write(func(tx *store.Tx) error {
		story, err := tx.Story(t.Context(), 1)
		if err != nil {
			return err
		}
		last := story.Members[len(story.Members)-1]
		last.Reason = "names Elm, bridge (0.61)"
		return tx.PutMembers(t.Context(), 1, []news.Member{last}, f.now)
	})
	f.want(f.get("/story/1?lang=zh"), http.StatusOK, `归入理由：<span lang="en">names Elm, bridge (0.61)</span>`)
}

// TestArchivePages: the archive goes on as far back as there was something to tell.
func TestArchivePages(t *testing.T) {
	f := newFixture(t)
	f.wait(20 * 24 * time.Hour)
	a := f.want(f.get("/archive?lang=en"), http.StatusOK, "There is no edition yet", "?before=2026-03-08")
	if strings.Contains(a.body, "Newer") {
		t.Error("newer than today")
	}
	f.want(f.get("/archive?before=2026-03-08&lang=en"), http.StatusOK, "Bridge over the Elm reopens", `href="/archive?lang=en"`)
	a = f.want(f.get("/archive/linhe?before=2026-03-08&lang=en"), http.StatusOK, "临河大桥恢复通车")
	if strings.Contains(a.body, "Older") {
		t.Error("older than the first")
	}
}

func TestFeeds(t *testing.T) {
	const shown = "http://127.0.0.1:8080" // what the fixture shows instead of base
	f := newFixture(t)
	f.story("linden", "Linden", "en", "Bridge fee: objections", "Objections can be handed in until 30 March 2026.")
	for _, path := range []string{"/feed.atom", "/feed.json"} {
		read := func(query string) *gofeed.Feed {
			a := f.want(f.get(path+"?"+query), http.StatusOK)
			out, err := gofeed.NewParser().ParseString(a.body)
			f.ok(err)
			return out
		}
		all := read("language=en")
		if len(all.Items) != 3 || all.Title != "Tidings" || all.FeedLink != shown+path+"?language=en" {
			t.Fatalf("%+v", all)
		}
		one := read("digest=linhe&language=zh&town=%E4%B8%B4%E6%B2%B3")
		if len(one.Items) != 1 || one.Title != "临河要闻" || one.Items[0].GUID != shown+"/story/2" || one.Language != "zh" ||
			!strings.Contains(one.Items[0].Content, "大桥今天恢复通车") {
			t.Fatalf("%+v", one.Items[0])
		}
		if got := read("keywords=fee%0A!toll&town=Linden&digest=linden"); len(got.Items) != 1 ||
			!strings.Contains(got.Items[0].Content, "Until Monday, 30 March 2026") {
			t.Errorf("%+v", got.Items)
		}
		for _, wrong := range []string{"digest=inner", "town=Atlantis", "topic=gossip", "keywords=/(/"} {
			f.want(f.get(path+"?"+wrong), http.StatusBadRequest)
		}
		first := f.get(path)
		f.want(f.get(path, "If-None-Match", first.header.Get("ETag")), http.StatusNotModified)
		f.want(f.get(path, "If-Modified-Since", first.header.Get("Last-Modified")), http.StatusNotModified)
		f.want(f.get(path, "If-None-Match", `"other"`), http.StatusOK)
	}
	page := f.get("/archive/linden?lang=en").body
	for _, want := range []string{
		`<link rel="alternate" type="application/atom&#43;xml" title="Atom" href="/feed.atom?digest=linden&amp;language=en">`,
		`type="application/feed&#43;json"`, `href="/feed.ics?digest=linden`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
}

func TestCalendars(t *testing.T) {
	f := newFixture(t)
	_, subs := f.subscriber()
	headline := "Bridge fee, part 2; objections to the fee on all bridges of the town and their ramps, 大桥收费意见征集公告"
	id := f.story("linden", "Linden", "en", headline, "Objections can be handed in until 30 March 2026.")
	var edition int64
	f.write(func(tx *store.Tx) (err error) {
		edition, _, err = tx.AddEdition(t.Context(), news.Edition{
			DigestID: "linden", SubscriptionID: subs[0].ID, Start: f.now, End: f.now, MadeAt: f.now,
			Stories: []news.Told{{StoryID: 1, Rank: 1}, {StoryID: id, Rank: 2}},
		})
		return err
	})
	own := "/edition/" + f.keys.Sign(token.Edition, edition, time.Time{}) + "/calendar.ics"
	uid := fmt.Sprintf("UID:story-%d@tidings.example", id)
	for _, path := range []string{
		fmt.Sprintf("/story/%d/calendar.ics", id), "/feed.ics", own, own + fmt.Sprintf("?story=%d", id),
	} {
		a := f.want(f.get(path), http.StatusOK, "DTSTART;VALUE=DATE:20260330", uid, "SUMMARY:Bridge fee\\, part 2\\; objections",
			"\r\nURL:https://linden.example/")
		if a.header.Get("Content-Type") != "text/calendar; charset=utf-8" || strings.Count(a.body, "BEGIN:VEVENT") != 1 {
			t.Errorf("%s: %v\n%s", path, a.header, a.body)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(a.body, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%s: line of %d octets: %q", path, len(line), line)
			}
		}
		if !strings.Contains(strings.ReplaceAll(a.body, "\r\n ", ""), "大桥收费意见征集公告") {
			t.Errorf("%s: a character was cut in two\n%s", path, a.body)
		}
	}
	f.want(f.get("/story/1/calendar.ics"), http.StatusOK, "BEGIN:VCALENDAR\r\nVERSION:2.0", "END:VCALENDAR")
	f.want(f.get(own+"?story=1"), http.StatusOK)
	if a := f.get(own); a.header.Get("Cache-Control") != "no-store" {
		t.Error("a reader's own calendar may be kept by others")
	}
	first := f.get("/feed.ics")
	f.wait(time.Hour)
	f.want(f.get("/feed.ics", "If-None-Match", first.header.Get("ETag")), http.StatusNotModified)
	f.wait(40 * 24 * time.Hour)
	if a := f.get(fmt.Sprintf("/story/%d/calendar.ics", id)); strings.Contains(a.body, "VEVENT") {
		t.Error("what has passed is still in the calendar")
	}
}

func TestArchive(t *testing.T) {
	f := newFixture(t)
	f.want(f.get("/archive?lang=en"), http.StatusOK, "Bridge over the Elm reopens", "临河要闻", "/archive/linhe/2026-03-02")
	a := f.want(f.get("/archive/linden"), http.StatusOK, "Linden Daily", "Monday, 2 March 2026")
	if strings.Contains(a.body, "临河大桥") {
		t.Error("a digest's archive holds stories of towns it does not cover")
	}
	f.want(f.get("/archive/linhe/2026-03-02?lang=zh"), http.StatusOK, "临河大桥恢复通车", "大桥今天恢复通车")
	f.want(f.get("/archive/linden/2026-03-01"), http.StatusOK, "Linden Daily")
}

func TestEditionPage(t *testing.T) {
	f := newFixture(t)
	_, subs := f.subscriber()
	path := "/edition/" + f.keys.Sign(token.Edition, f.edition(subs[0].ID), time.Time{})
	f.want(f.get(path), http.StatusOK, "Linden Daily", "Bridge over the Elm reopens", "Cars may cross.",
		"Linhe bridge carries traffic again")
	f.want(f.get("/edition/"+f.keys.Sign(token.Edition, 99, time.Time{})), http.StatusGone)
	f.want(f.get("/edition/x"), http.StatusForbidden)
}

// TestShownHosts: in the demonstration no name leads anywhere, so pages show local addresses.
func TestShownHosts(t *testing.T) {
	f := newFixture(t, func(o *Options) {
		o.ShowHosts = map[string]string{"https://linden.example": "http://127.0.0.1:4711"}
	})
	f.want(f.get("/status"), http.StatusOK, `href="http://127.0.0.1:4711/"`, `href="https://linhe.example/"`)
}
