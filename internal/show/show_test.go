package show_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail"
	"tidings/internal/mail/doctor"
	"tidings/internal/news"
	"tidings/internal/show"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// TestTableCountsColumns: a Chinese character takes two, and no line ends with blanks.
func TestTableCountsColumns(t *testing.T) {
	var table show.Table
	table.Row("ID", "TOWN", "NAME")
	table.Row("1", "淮北", "a  b\nc")
	table.Note("a note")
	table.Row("22", "Oakfield", "")
	var out strings.Builder
	if err := table.Print(&out, "> "); err != nil {
		t.Fatal(err)
	}
	want := "> ID  TOWN      NAME\n> 1   淮北      a b c\n>   a note\n> 22  Oakfield\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

func TestTimesInWords(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{30 * time.Second, "now"}, {-30 * time.Second, "now"}, {5 * time.Minute, "5 min ago"}, {-90 * time.Minute, "1 h from now"},
		{47 * time.Hour, "47 h ago"}, {72 * time.Hour, "3 days ago"},
	} {
		if got := show.Ago(noon, noon.Add(-tt.d)); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.d, got, tt.want)
		}
	}
	if got := show.Ago(noon, time.Time{}); got != "never" {
		t.Errorf("no time: %q", got)
	}
	if got := show.Since(noon, time.Time{}) + show.After(" by ", "") + show.At(" at ", time.Time{}); got != "" {
		t.Errorf("nothing to say: %q", got)
	}
	if got := show.Since(noon, noon.Add(-time.Hour)); got != "1 h ago" {
		t.Errorf("today: %q", got)
	}
	if got := show.Since(noon, noon.AddDate(-2, 0, 0)); !strings.HasSuffix(got, "2024") {
		t.Errorf("long ago: %q", got)
	}
	if got := show.Local(noon, "Asia/Shanghai"); got != "Mon 2 Mar 2026 20:00 CST" {
		t.Errorf("local: %q", got)
	}
}

func TestDelivery(t *testing.T) {
	d := audience.Delivery{
		ID: 7, Kind: "edition", DigestID: "daily", EditionID: 3, Recipient: "ann@reader.test", State: audience.DeliveryDeferred,
		Policy: "resend", Message: []byte("Subject: x"), Uncertain: true, CreatedAt: noon, NextTry: noon.Add(time.Hour),
	}
	text := show.NewDelivery(d, []audience.DeliveryEvent{
		{At: noon, State: audience.DeliveryUnknown, Reply: "no answer", Connection: "relay#1"},
		{At: noon, State: audience.DeliveryDeferred, Code: 451, Reply: "later"},
	}).Text()
	for _, want := range []string{
		"delivery     7, edition 3 of daily, made 2026-03-02 12:00:00\n", "10 bytes", "deferred; its fate was unknown once",
		"next try     2026-03-02 13:00:00\n", "history      2026-03-02 12:00:00 unknown: no answer (relay#1)\n",
		"             2026-03-02 12:00:00 deferred: 451 later",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	var out strings.Builder
	if err := show.Deliveries(&out, []audience.Delivery{d}, false); err != nil || !strings.Contains(out.String(), "deferred (was unknown)") {
		t.Errorf("%v\n%s", err, &out)
	}
	d.Message, d.DigestID = nil, ""
	if text := show.NewDelivery(d, nil).Text(); !strings.Contains(text, "7, edition, made") || !strings.Contains(text, "are not kept") {
		t.Error(text)
	}
}

func TestCrawl(t *testing.T) {
	oak := news.Source{ID: "oak", Backfill: 2}
	read := show.Crawled{Source: oak, Record: news.Crawl{State: news.StateFine, Links: 21, New: 3, Articles: 2, Baseline: true}}
	failed := show.Crawled{Source: oak, Err: errors.New("no route")}
	for _, tt := range []struct {
		crawled show.Crawled
		json    bool
		want    string
	}{
		{read, false, " 21 links,   3 new,   2 articles, 0 failed  first crawl: readers are told of the newest 2\n"},
		{read, true, `"source":"oak","state":"fine","links":21,"new":3`},
		{failed, false, "FAILED  no route\n"},
		{failed, true, `"error":"no route"`},
	} {
		var out strings.Builder
		if err := show.Crawl(&out, tt.crawled, tt.json); err != nil || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%v, want %q in %q", err, tt.want, &out)
		}
	}
}

// TestProgressOffATerminal: one line for a source, none for its pages; nothing at all when nothing is wanted.
func TestProgressOffATerminal(t *testing.T) {
	var out strings.Builder
	for _, p := range []*show.Progress{show.NewProgress(&out), {}} {
		p.Page("oak", "Bridge opens")
		p.Done("oak", 2)
		p.End()
	}
	if out.String() != "oak: 2 pages read\n" {
		t.Errorf("%q", &out)
	}
}

func TestMail(t *testing.T) {
	var out strings.Builder
	show.Step(&out, mail.Step{Stage: mail.StageMail, Said: "MAIL FROM:<a@b.test>", Code: 250, Text: "ok"})
	show.Failure(&out, &mail.SendError{Stage: mail.StageAuth, Code: 535, Err: errors.New("bad password")})
	show.Failure(&out, &mail.SendError{Stage: mail.StageRcpt, Code: 451, Err: errors.New("later")})
	show.Failure(&out, &mail.SendError{Stage: mail.StageDot, Uncertain: true, Err: errors.New("gone")})
	show.Failure(&out, errors.New("no relay"))
	if err := show.Findings(&out, []doctor.Finding{
		{Level: doctor.Fail, Check: "SPF", Text: "there is none", Advice: "publish one", Put: "b.test TXT v=spf1"},
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"MAIL FROM:<a@b.test>\n              250 ok\n", "→ check username and password", "→ the relay asks to come back later",
		"→ no answer came after the last byte", "FAIL  no relay\n", "FAIL  SPF  there is none\n", "→ put into DNS: b.test TXT",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
