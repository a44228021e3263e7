package archtest

import (
	"slices"
	"strings"
	"testing"
)

// house says which of our packages each package may import, by folder, internal/ left out. Data goes one way: what
// stands further down may use what stands above it, never the other way round.
var house = map[string]string{
	// values and small tools
	"config":                      "",
	"templates":                   "",
	"internal/fault":              "",
	"internal/news":               "",
	"internal/audience":           "news",
	"internal/charset":            "",
	"internal/dates":              "news",
	"internal/token":              "fault",
	"internal/search":             "",
	"internal/picture":            "fault",
	"internal/feed":               "",
	"internal/rhythm":             "",
	"internal/opml":               "",
	"internal/guess":              "",
	"internal/dedup/pinyin":       "",
	"internal/dedup/group":        "",
	"internal/dedup/memory":       "news",
	"internal/summarize/sentence": "",
	// the stages: they take values and return values
	"internal/discover":         "dates discover/address discover/markup discover/pager discover/phrase discover/role fault news charset",
	"internal/discover/address": "fault news",
	"internal/discover/markup":  "discover/address",
	"internal/discover/pager":   "discover/address discover/markup",
	"internal/discover/phrase":  "",
	"internal/discover/role":    "discover/markup discover/phrase",
	"internal/discover/propose": "discover discover/address news",
	"internal/extract":          "news extract/field extract/markup extract/pdf extract/place extract/sheet extract/wording",
	"internal/extract/cue":      "",
	"internal/extract/field": "dates news extract/cue extract/lang extract/layout extract/schema extract/trim " +
		"extract/wording",
	"internal/extract/lang":     "",
	"internal/extract/layout":   "extract/cue extract/markup extract/wording",
	"internal/extract/markup":   "",
	"internal/extract/pdf":      "",
	"internal/extract/place":    "extract/layout",
	"internal/extract/schema":   "extract/markup extract/wording",
	"internal/extract/sheet":    "extract/pdf extract/wording",
	"internal/extract/trim":     "extract/layout extract/wording",
	"internal/extract/wording":  "",
	"internal/dedup":            "dedup/group dedup/pinyin fault news",
	"internal/summarize":        "summarize/sentence fault news",
	"internal/summarize/ground": "dedup/pinyin summarize summarize/sentence news",
	"internal/digest":           "audience fault news templates",
	// what knows the network
	"internal/fetch":         "fault",
	"internal/crawl":         "charset discover discover/pager discover/propose fault fetch news",
	"internal/mail":          "audience fault",
	"internal/mail/access":   "fault",
	"internal/mail/bounce":   "audience fault mail",
	"internal/mail/hook":     "audience fault mail mail/bounce",
	"internal/mail/doctor":   "mail",
	"internal/summarize/llm": "summarize summarize/ground summarize/sentence fault news templates",
	// what knows the database
	"internal/store":          "audience fault news search store/column store/engine store/fulltext",
	"internal/store/column":   "news",
	"internal/store/engine":   "fault store/prepared",
	"internal/store/fulltext": "search",
	"internal/store/prepared": "",
	"internal/jobs":           "fault store",
	// the rooms: each binds stages to the store
	"internal/gallery":        "fetch news picture store",
	"internal/gather":         "charset crawl extract fault fetch news rhythm store",
	"internal/tell":           "dedup fault news store summarize",
	"internal/send":           "audience digest fault mail news store token templates",
	"internal/reader":         "audience digest fault mail news send store token",
	"internal/roster":         "audience fault mail",
	"internal/returns":        "audience fault mail mail/bounce mail/hook store",
	"internal/returns/intake": "fault mail/bounce",
	"internal/setup":          "config fault fetch mail mail/access mail/doctor news send",
	"internal/explain":        "audience discover/address fault news reader send show store",
	"internal/web":            "fault news store token web/acting web/inbox web/reading web/visit",
	"internal/web/visit":      "fault news reader store templates token",
	"internal/web/reading":    "audience digest fault feed news search store templates token web/visit",
	"internal/web/acting":     "audience digest fault mail news reader store templates token web/reading web/visit",
	"internal/web/inbox":      "fault mail templates web/visit",
	"internal/survey":         "charset crawl discover/propose fault gather news rhythm store",
	// what the command line shows, and the files it reads and writes
	"internal/show":             "audience mail mail/doctor news templates",
	"internal/survey/candidate": "extract/lang fetch guess news survey templates",
	"internal/survey/report":    "charset news show sourcefile store survey survey/candidate templates",
	"internal/sourcefile":       "config fault guess news opml setup",
	"internal/filter":           "charset dedup discover extract fault gather news summarize",
	// towns and mailboxes made up, for tests and for the demo
	"internal/sitetest":        "",
	"internal/mailtest":        "mail",
	"internal/store/storetest": "audience fault news search store",
	"internal/archtest":        "",
	// programs for measuring, no part of the product
	"internal/crawl/yardstick":   "sitetest",
	"internal/extract/yardstick": "extract",
	// the demo
	"internal/demo": "app audience fault gather mail mailtest reader sitetest store web/inbox config",
}

// roots are the composition root and the command over it: they may import everything.
var roots = []string{"internal/app", "cmd/tidings"}

// wide are the packages that import more than eight of ours though they are no root: the demo is a root of its own, and
// pages show the values of many packages.
var wide = []string{"internal/demo", "internal/web/reading", "internal/web/acting"}

// pure are the packages that know no clock, log, network or database.
var pure = []string{
	"config", "templates", "internal/fault", "internal/news", "internal/audience", "internal/charset", "internal/dates",
	"internal/token", "internal/search", "internal/rhythm", "internal/opml",
	"internal/guess", "internal/discover", "internal/extract", "internal/dedup",
	"internal/summarize", "internal/digest",
}

// impure are the exceptions below pure folders.
var impure = []string{"internal/summarize/llm", "internal/extract/yardstick"}

// bare are the standard packages that need no clock, log or network to be used: config checks networks, fault tells
// time-outs.
var bare = map[string]string{"config": "net", "internal/fault": "net"}

func TestImportsFollowTheHouse(t *testing.T) {
	all, _ := load(t)
	for dir, p := range all {
		if slices.Contains(roots, dir) {
			continue
		}
		allowed, ok := house[dir]
		if !ok {
			t.Errorf("%s is not in the table of the house: enter it, with what it may import", dir)
			continue
		}
		for _, imported := range p.ours() {
			if !slices.Contains(strings.Fields(allowed), strings.TrimPrefix(imported, "internal/")) {
				t.Errorf("%s may not import %s", dir, imported)
			}
		}
		if n := len(p.ours()); n > 8 && !slices.Contains(wide, dir) {
			t.Errorf("%s imports %d of our packages; only the composition root may import more than 8", dir, n)
		}
	}
	for dir := range house {
		if all[dir] == nil {
			t.Errorf("%s is in the table of the house but not in the module", dir)
		}
	}
}

func TestPureStagesStayPure(t *testing.T) {
	all, set := load(t)
	for _, p := range all {
		if !p.under(pure...) || p.under(impure...) {
			continue
		}
		for _, banned := range []string{
			"net", "net/http", "database/sql", "log", "log/slog", "os/exec", "math/rand", "math/rand/v2",
		} {
			if p.imports[banned] && bare[p.dir] != banned {
				t.Errorf("%s is pure and may not import %s", p.dir, banned)
			}
		}
		for _, at := range p.calls(set, "time", "Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer") {
			t.Errorf("%s: %s is pure: time is a parameter", at, p.dir)
		}
	}
}

// TestForeignPartsStayBehindTheirDoor keeps each large dependency in the one package that is about it.
func TestForeignPartsStayBehindTheirDoor(t *testing.T) {
	doors := []struct {
		prefix string
		homes  []string
	}{
		{"github.com/riverqueue/", []string{"internal/jobs"}},
		{"database/sql", []string{"internal/store", "internal/jobs"}},
		{"modernc.org/sqlite", []string{"internal/store/engine"}},
		{"github.com/jackc/pgx/", []string{"internal/store/engine", "internal/store/storetest", "internal/jobs"}},
		{"github.com/pressly/goose/", []string{"internal/store/engine"}},
		{"github.com/gocolly/", []string{"internal/crawl", "internal/crawl/yardstick"}},
		{"github.com/wneessen/go-mail", []string{"internal/mail"}},
		{"github.com/emersion/go-msgauth", []string{"internal/mail"}},
		{"github.com/emersion/go-smtp", []string{"internal/mailtest", "internal/returns/intake"}},
		{"github.com/emersion/go-imap", []string{"internal/returns/intake"}},
		{"golang.org/x/oauth2", []string{"internal/mail/access"}},
		{"github.com/openai/", []string{"internal/summarize/llm"}},
		{"github.com/spf13/", []string{"cmd/tidings"}},
		{"github.com/goccy/go-yaml", []string{"config", "templates"}},
		{"testing", []string{"internal/store/storetest"}},
		// The yardsticks: 0.26 s and 61 MB at every start, so in tests only.
		{"github.com/markusmobius/", []string{"internal/crawl/yardstick", "internal/extract/yardstick"}},
	}
	all, _ := load(t)
	for _, p := range all {
		for path := range p.imports {
			for _, d := range doors {
				if strings.HasPrefix(path, d.prefix) && !p.under(d.homes...) {
					t.Errorf("%s may not import %s: its place is %s", p.dir, path, strings.Join(d.homes, ", "))
				}
			}
		}
	}
}
