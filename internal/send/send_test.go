package send

import (
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
)

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		only    []string
		address string
		want    bool
	}{
		{nil, "ann@reader.test", true},
		{[]string{"ann@reader.test"}, "ANN@reader.test", true},
		{[]string{"ann@reader.test"}, "joann@reader.test", false},
		{[]string{"@reader.test"}, "bo@READER.test", true},
		{[]string{"@reader.test"}, "bo@notreader.test", false},
		{[]string{"reader.test"}, "bo@reader.test", false},
	} {
		r := &Room{Sender: Sender{OnlyTo: c.only}}
		if got := r.allowed(c.address); got != c.want {
			t.Errorf("%v lets %s through: %t", c.only, c.address, got)
		}
	}
}

func TestLanguage(t *testing.T) {
	d := Draft{Digest: news.Digest{Language: "zh"}}
	if got := language(d); got != "zh" {
		t.Errorf("the digest's: %s", got)
	}
	d.Subscriber.Language = "de"
	if got := language(d); got != "de" {
		t.Errorf("the reader's: %s", got)
	}
	d.Subscription = audience.Subscription{Language: "en"}
	if got := language(d); got != "en" {
		t.Errorf("the subscription's: %s", got)
	}
	if got := language(Draft{}); got != "en" {
		t.Errorf("nobody's: %s", got)
	}
}

func TestWhatTheOperatorIsToldOf(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := &Room{Now: func() time.Time { return now }}
	for _, c := range []struct {
		state, notified news.State
		hours           int
		want            bool
	}{
		{news.StateFine, "", 9, false}, {news.StateQuiet, news.StateFine, 9, false}, {news.StateNew, "", 9, false},
		{news.StateUnreachable, "", 1, false}, {news.StateUnreachable, "", 2, true},
		{news.StateUnreachable, news.StateUnreachable, 9, false}, {news.StateBlocked, news.StateFine, 0, true},
		{news.StateBlocked, news.StateUnreachable, 0, true}, {news.StateFrozen, news.StateFrozen, 90, false},
		{news.StateFine, news.StateBlocked, 0, true}, {news.StateQuiet, news.StateUnreachable, 0, true},
	} {
		h := news.Health{State: c.state, Notified: c.notified, Since: now.Add(-time.Duration(c.hours) * time.Hour)}
		if got := r.changed(h); got != c.want {
			t.Errorf("%s for %d h after %q: %t", c.state, c.hours, c.notified, got)
		}
	}
}
