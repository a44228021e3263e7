package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// beforeFailing is the schema that did not note since when a page fails.
const beforeFailing = 20

// TestFailingPagesOfAnOlderSchema tells those that are asked for again, given up and left out apart after an upgrade.
func TestFailingPagesOfAnOlderSchema(t *testing.T) {
	fromOlder(t, beforeFailing, testOlderPages)
}

// fromOlder runs test on both databases, brought back to the schema of that version; Migrate brings them on again.
func fromOlder(t *testing.T, version int64, test func(*testing.T, *store.Store)) {
	for folder, base := range map[string]struct {
		open    func(testing.TB) *store.Store
		dialect goose.Dialect
	}{
		"sqlite":   {storetest.SQLite, goose.DialectSQLite3},
		"postgres": {storetest.Postgres, goose.DialectPostgres},
	} {
		t.Run(folder, func(t *testing.T) {
			s := base.open(t)
			p, err := goose.NewProvider(base.dialect, s.DB(), os.DirFS(filepath.Join("migrations", folder)))
			check(t, err)
			_, err = p.DownTo(t.Context(), version)
			check(t, err)
			test(t, s)
		})
	}
}

func testOlderPages(t *testing.T, s *store.Store) {
	ctx := t.Context()
	check(t, s.Write(ctx, func(tx *store.Tx) error {
		return tx.SyncSources(ctx, []news.Source{{ID: "oak", URL: "https://oak.example/", Enabled: true}}, storetest.Start)
	}))
	at, later := storetest.Start, storetest.Start.Add(time.Hour)
	for url, row := range map[string][]any{
		"waits":     {at, "time-out", 2, later},
		"given up":  {at, "answered 404 Not Found", 1, nil},
		"exhausted": {at, "time-out", 7, nil},
		"left out":  {at, "a file: named, not read", 1, nil},
		"read":      {at, "", 0, nil},
	} {
		_, err := s.DB().ExecContext(ctx, `INSERT INTO pages (source_id, url, final_url, status, content_type, etag, modified,
			link, fetched_at, err, attempts, retry_at) VALUES ('oak', $1, '', 0, '', '', '', '{}', $2, $3, $4, $5)`,
			append([]any{url}, row...)...)
		check(t, err)
	}
	check(t, s.Migrate(ctx))
	for url, want := range map[string]store.Failing{
		"waits":     {Attempts: 2, RetryAt: later},
		"given up":  {Attempts: 1, Since: at, GivenUpAt: at},
		"exhausted": {Attempts: 7, GivenUpAt: at},
		"left out":  {},
		"read":      {},
	} {
		page, err := s.PageByURL(ctx, url)
		check(t, err)
		got, err := s.Failing(ctx, page.ID)
		check(t, err)
		if got != want {
			t.Errorf("%s\n got %+v\nwant %+v", url, got, want)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
