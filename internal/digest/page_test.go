package digest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/templates"
)

func TestEditionPageTellsAll(t *testing.T) {
	set := mustSet(t)
	page, err := EditionPage(set, crowded(t, 300))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range page.Groups {
		n += len(g.Stories)
	}
	if n != 300 || len(page.Groups) != 5 || page.Name != "临河每日摘要" {
		t.Errorf("%d stories in %d groups of %q", n, len(page.Groups), page.Name)
	}
	bad := englishIssue(t)
	bad.Zone = "x/y"
	if _, err := EditionPage(set, bad); !fault.Is(err, fault.Invalid) {
		t.Errorf("err = %v", err)
	}
	if _, err := StoryRows(set, bad); !fault.Is(err, fault.Invalid) {
		t.Errorf("err = %v", err)
	}
}

func TestStoryRows(t *testing.T) {
	rows, err := StoryRows(mustSet(t), englishIssue(t))
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].Act != "Until Monday, 30 November 2026" || rows[1].Act != "" {
		t.Errorf("acts = %q, %q", rows[0].Act, rows[1].Act)
	}
	if !strings.Contains(rows[1].Meta, "Port Ellery") {
		t.Errorf("rows = %+v", rows[:2])
	}
	if len(rows[1].Sources) != 3 || rows[3].Lang != "zh" {
		t.Errorf("rows = %+v", rows)
	}
}

func TestCalendar(t *testing.T) {
	in := chineseIssue(t)
	in.Stories[1].Act = Act{At: news.Day(2026, time.November, 30, time.UTC), Until: true}
	got := string(Calendar(in.Stories, "tidings.example", in.End))
	for _, line := range []string{
		"BEGIN:VEVENT", "UID:story-51@tidings.example", "DTSTART:20261124T010000Z", "DTSTART;VALUE=DATE:20261130",
		"SUMMARY:城南三个小区周二停水八小时，请提前储水", "END:VCALENDAR",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), line+"\r\n") {
			t.Errorf("lacks %q in\n%s", line, got)
		}
	}
	if strings.Contains(got, "story-53") {
		t.Error("a story without a date got in")
	}
	for _, line := range strings.Split(got, "\r\n") {
		if len(line) > 75 {
			t.Errorf("line of %d octets", len(line))
		}
	}
}

func TestCheckFindsMistakesInMails(t *testing.T) {
	if err := Check(mustSet(t)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, body := range map[string]string{
		"mail/edition.txt.tmpl":  "\n\n{{.Nonsense}}",
		"mail/notice.html.tmpl":  "{{range .Changes}}\n{{.Colour}}{{end}}",
		"messages/en.yaml":       "unsubscribe: \"Stop\"\n",
		"messages/sv.yaml":       "unsubscribe: \"Avsluta\"\n",
		"web/inbox.html.tmpl":    "{{.Title}}",
		"mail/parts.txt.tmpl":    "{{define \"story.txt\"}}{{end}}{{define \"imprint.txt\"}}{{end}}",
		"web/style.css":          "body{}",
		"mail/edition.html.tmpl": "<p>{{.Name}}</p>",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	set, err := templates.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = Check(set)
	for _, want := range []string{"mail/edition.txt.tmpl:3", "mail/notice.html.tmpl:2", " sv:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("err = %v, want %s in it", err, want)
		}
	}
}
