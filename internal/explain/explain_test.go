package explain_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/audience"
	"tidings/internal/explain"
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/reader"
	"tidings/internal/store"
)

const millConfig = `
data_dir: %s
sources:
  - {id: mill, name: Town of Millford, town: Millford, zone: Europe/London, language: en, enabled: true,
     url: "https://www.mill.example/news"}
  - {id: far, name: Farton, town: Farton, zone: Europe/London, language: en, enabled: true,
     url: "https://far.example/"}
digests:
  - {id: mill-daily, name: Millford daily, towns: [Millford], language: en, zone: Europe/London, schedule: "0 7 * * *"}
`

// mill is tidings over a database in which a few things have happened.
type mill struct {
	*testing.T
	*app.App
	clock time.Time
	ids   map[string]int64 // articles by the last part of their address
}

func newMill(t *testing.T) *mill {
	t.Helper()
	dir := t.TempDir()
	m := &mill{T: t, ids: map[string]int64{}}
	m.clock = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	file := filepath.Join(dir, "tidings.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, millConfig, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.App, err = app.Open(t.Context(), c, app.Options{Now: func() time.Time { return m.clock }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// room is the room under test.
func (m *mill) room() *explain.Room {
	return &explain.Room{
		Store: m.Store, Reader: m.Reader, Send: m.Send, Now: m.Now,
		Catalogue: func() ([]news.Source, error) {
			return []news.Source{{ID: "elm", URL: "https://elm.example/"}}, nil
		},
		Reread: func(_ context.Context, page news.Page) (news.Article, error) {
			return news.Article{URL: page.URL}, nil
		},
	}
}

func (m *mill) write(fn func(tx *store.Tx) error) {
	m.Helper()
	if err := m.Store.Write(m.Context(), fn); err != nil {
		m.Fatal(err)
	}
}

// read keeps a page of a source and what was read from it.
func (m *mill) read(source, name, title, text string, change func(*news.Article)) {
	m.Helper()
	host := map[string]string{"mill": "www.mill.example", "far": "far.example"}[source]
	a := news.Article{
		SourceID: source, URL: "https://" + host + "/" + name, Kind: news.KindArticle, Title: title, Text: text, Lang: "en",
		FirstSeen: m.clock, Published: news.Date{Time: m.clock.Add(-time.Hour), Clock: true},
	}
	if change != nil {
		change(&a)
	}
	m.write(func(tx *store.Tx) (err error) {
		a.PageID, err = tx.PutPage(m.Context(), news.Page{
			SourceID: source, URL: a.URL, FinalURL: a.URL, Status: 200, Body: []byte("<p>" + text), FetchedAt: m.clock,
			Link: news.Link{URL: a.URL, FoundOn: "https://" + host + "/news"},
		})
		if err == nil {
			m.ids[name], _, err = tx.PutArticle(m.Context(), a)
		}
		return err
	})
}

// tell puts what was read into stories and sends a digest to each address.
func (m *mill) tell(addresses ...string) {
	m.Helper()
	if err := m.Tell.Cluster(m.Context()); err != nil {
		m.Fatal(err)
	}
	for _, address := range addresses {
		_, subs, err := m.Reader.ByAddress(m.Context(), address)
		if err != nil {
			m.Fatal(err)
		}
		m.clock = m.clock.Add(time.Minute)
		if _, err := m.Send.Send(m.Context(), subs[0].ID); err != nil {
			m.Fatal(err)
		}
	}
}

func (m *mill) subscribe(address string, filter audience.Filter, stories int) audience.Subscription {
	m.Helper()
	wish := reader.Wish{Address: address, DigestID: "mill-daily", Filter: filter, Stories: stories}
	sub, err := m.Reader.Add(m.Context(), wish, "cli")
	if err != nil {
		m.Fatal(err)
	}
	return sub
}

const (
	bridge = `The council of Millford voted on Monday to rebuild the footbridge over the Lenn in steel. Mayor Dana Whitlow ` +
		`said the work begins on 9 March and costs 2.4 million. The old bridge of 1931 was closed after a flood in January.`
	apples = `Growers in the valley picked the first apples of the year. The harvest in the orchards is said to be large.`
	buses  = `The bus to the station stops at the mill again, the operator Lennline said. It runs every half hour.`
	market = `The Thursday market moves to the quay while its square is paved. Stalls open at eight.`
	choir  = `The choir of Farton sings in the abbey on Sunday afternoon. Entry is free.`
)

// happened is a town's news of two days.
func happened(t *testing.T) *mill {
	m := newMill(t)
	m.subscribe("ann@reader.test", audience.Filter{}, 0)
	m.subscribe("bob@reader.test", audience.Filter{Keywords: []string{"!apples"}}, 0)
	m.subscribe("carl@reader.test", audience.Filter{}, 1)
	dora := m.subscribe("dora@reader.test", audience.Filter{}, 0)
	eve := m.subscribe("eve@reader.test", audience.Filter{}, 0)
	m.read("mill", "old", "Market moves to the quay", market, func(a *news.Article) { a.Baseline = true })
	m.read("mill", "bridge", "Footbridge to be rebuilt", bridge, nil)
	m.read("mill", "copy", "Footbridge to be rebuilt", bridge, nil)
	m.read("mill", "apples", "Apples are ripe", apples, nil)
	m.read("mill", "index", "News", "More news", func(a *news.Article) { a.Kind = news.KindListing })
	m.read("far", "choir", "Choir sings", choir, nil)
	m.write(func(tx *store.Tx) error {
		_, err := tx.PutFailedPage(t.Context(), news.Page{
			SourceID: "mill", URL: "https://www.mill.example/gone", Status: 503, FetchedAt: m.clock, Err: "status 503",
		}, m.clock.Add(time.Hour))
		if err != nil {
			return err
		}
		return tx.PutHealth(t.Context(), news.Health{
			SourceID: "mill", State: news.StateFine, LastRead: m.clock, Way: news.WayDated, Links: 21,
			ListingURL: "https://www.mill.example/news",
		})
	})
	m.tell("ann@reader.test", "bob@reader.test", "carl@reader.test")
	if _, err := m.Reader.Leave(t.Context(), dora.ID, true, audience.ByPage); err != nil {
		t.Fatal(err)
	}
	if err := m.Reader.Pause(t.Context(), eve.SubscriberID, m.clock.AddDate(0, 0, 7)); err != nil {
		t.Fatal(err)
	}
	m.clock = m.clock.Add(12 * time.Hour)
	m.read("mill", "buses", "Bus stops at the mill again", buses, nil)
	m.tell()
	m.clock = m.clock.Add(time.Minute)
	m.read("mill", "waits", "Bus stops at the mill again", buses, nil)
	return m
}

func TestExplain(t *testing.T) {
	m := happened(t)
	tests := []struct {
		name, asked, reader string
		want                []string
		not                 string
	}{
		{"told", "https://www.mill.example/bridge#top", "ann@reader.test", []string{
			"Fetched: 2026-03-02T06:30:00Z, status 200", "found on https://www.mill.example/news", "Read: as an article, number 2",
			"Summary: none yet", "speaks for the story", "a copy of 2; joined: same text", "edition 1 of mill-daily for ann@",
			"mill-daily: told in edition 1, 2026-03-02T06:31:00Z, rank", ", mail pending",
		}, "not told"},
		{"another scheme", "http://www.mill.example/bridge", "", []string{"number 2"}, "Reader"},
		{"baseline", "https://www.mill.example/old", "ann@reader.test", []string{
			"told to nobody", "Told in: no edition", "mill-daily: not told: all its articles were found by its source's first crawl",
		}, ""},
		{"filter", "https://www.mill.example/apples", "bob@reader.test", []string{
			"edition 2 of 2026-03-02T06:32:00Z did not tell it: keyword !apples stands in it",
		}, ""},
		{"rank", "https://www.mill.example/apples", "carl@reader.test", []string{
			"edition 3 of 2026-03-02T06:33:00Z did not tell it: ranked 2 of 2, and an edition tells 1 (",
		}, ""},
		{"left", "https://www.mill.example/apples", "dora@reader.test", []string{
			"mill-daily: not told: the subscriber is unsubscribed and gets no editions",
		}, "if made now"},
		{"paused", "https://www.mill.example/apples", "eve@reader.test", []string{
			"mill-daily: not told: the subscriber paused until 2026-03-09T06:33:00Z",
		}, "if made now"},
		{"another town", "https://far.example/choir", "ann@reader.test", []string{
			"not told: none of its sources is of a town in digest mill-daily",
		}, ""},
		{"not yet due", "https://www.mill.example/buses", "ann@reader.test", []string{
			"mill-daily: not told yet\n", "if made now: told, rank 1 of 1 (",
		}, ""},
		{"waits", "https://www.mill.example/waits", "ann@reader.test", []string{
			"Story: none; it waits to be put into a story", "not told: it waits to be put into a story",
		}, ""},
		{"no article", "https://www.mill.example/index", "ann@reader.test", []string{
			"Read: as a listing", "Story: none; the page was taken for a listing, not for an article",
		}, ""},
		{"not read", "https://www.mill.example/gone", "ann@reader.test", []string{
			"Fetched: no; asked for last 2026-03-02T06:30:00Z, status 503: status 503", "no article is kept of it",
			"mill-daily: not told: no article was read",
		}, ""},
		{"never fetched", "https://mill.example/none", "ann@reader.test", []string{
			"Fetched: never", "Source mill covers mill.example: fine", "21 link(s) by dated, read last 2026-03-02T06:30:00Z",
			"on no listing that was read", "not told: the page was never fetched",
		}, ""},
		{"nobody's", "https://elsewhere.example/a", "", []string{"No source covers elsewhere.example"}, "Source "},
		{"in the catalogue", "https://elm.example/news/1", "", []string{"the catalogue has elm"}, "Source "},
		{"story", "1", "", []string{"Story 1 (Millford)"}, "Fetched"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := m.room().Account(t.Context(), tt.asked, tt.reader)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			got.Print(&out)
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q", want)
				}
			}
			if tt.not != "" && strings.Contains(out.String(), tt.not) {
				t.Errorf("%q is in it", tt.not)
			}
			if t.Failed() {
				t.Log(out.String())
			}
		})
	}
}

// TestExplainNamesPassedOverEditions: an edition that was due and not made has its reason told.
func TestExplainNamesPassedOverEditions(t *testing.T) {
	m := newMill(t)
	m.subscribe("eve@reader.test", audience.Filter{}, 0)
	m.read("mill", "bridge", "Footbridge to be rebuilt", bridge, nil)
	m.tell()
	m.clock = time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC) // forty hours after it was due
	if err := m.Send.Editions(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := m.room().Account(t.Context(), "https://www.mill.example/bridge", "eve@reader.test")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	got.Print(&text)
	asJSON, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]string{
		text.String():  "passed over, due Mon 2 Mar 2026 07:00 GMT: missed by 40 h",
		string(asJSON): `"passed_over":["Mon 2 Mar 2026 07:00 GMT: missed by 40 h`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("want %q in\n%s", want, said)
		}
	}
}

// TestExplainRefuses what is not there or makes no sense, with the kind that says so.
func TestExplainRefuses(t *testing.T) {
	m := newMill(t)
	for _, tt := range []struct {
		asked, reader string
		kind          fault.Kind
	}{
		{"bridge", "", fault.Invalid}, {"0", "", fault.Invalid}, {"ftp://mill.example/x", "", fault.Invalid},
		{"99", "", fault.NotFound}, {"https://www.mill.example/none", "nobody@reader.test", fault.NotFound},
	} {
		if _, err := m.room().Account(t.Context(), tt.asked, tt.reader); fault.KindOf(err) != tt.kind {
			t.Errorf("%s %s: %v", tt.asked, tt.reader, err)
		}
	}
}

// TestExplainSummary: each sentence names its source and the place it stands at there, so that it can be checked.
func TestExplainSummary(t *testing.T) {
	m := newMill(t)
	m.read("mill", "bridge", "Footbridge to be rebuilt", bridge, nil)
	m.tell()
	if err := m.Tell.Summarize(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := m.room().Account(t.Context(), "1", "")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	got.Print(&out)
	sentence := "The council of Millford voted on Monday to rebuild the footbridge over the Lenn in steel."
	for _, want := range []string{"Summary (extractive, en, ", sentence + fmt.Sprintf(" [%d at byte 0]", m.ids["bridge"])} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// TestExplainDisabledSource: a story that no edition can choose any more has that for its reason.
func TestExplainDisabledSource(t *testing.T) {
	m := newMill(t)
	m.subscribe("ann@reader.test", audience.Filter{}, 0)
	m.read("mill", "bridge", "Footbridge to be rebuilt", bridge, nil)
	m.tell()
	m.write(func(tx *store.Tx) error { return tx.SyncSources(t.Context(), nil, m.clock) })
	got, err := m.room().Account(t.Context(), "1", "ann@reader.test")
	if err != nil {
		t.Fatal(err)
	}
	if why := got.Reader.Subscriptions[0].Kept; why != "none of its sources is enabled" {
		t.Errorf("kept out because %q", why)
	}
}
