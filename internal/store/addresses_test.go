package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pressly/goose/v3"

	"tidings/internal/store"
	"tidings/internal/store/storetest"
)

// beforeAddresses is the schema that told Ann@ from ann@.
const beforeAddresses = 21

// TestAddressesOfAnOlderSchema: after an upgrade readers are found in lower case, one of each, and those who must not be
// mailed are so in every form.
func TestAddressesOfAnOlderSchema(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { testOlderAddresses(t, storetest.SQLite(t), goose.DialectSQLite3, "sqlite") })
	t.Run("postgres", func(t *testing.T) {
		testOlderAddresses(t, storetest.Postgres(t), goose.DialectPostgres, "postgres")
	})
}

func testOlderAddresses(t *testing.T, s *store.Store, dialect goose.Dialect, folder string) {
	ctx := t.Context()
	p, err := goose.NewProvider(dialect, s.DB(), os.DirFS(filepath.Join("migrations", folder)))
	check(t, err)
	_, err = p.DownTo(ctx, beforeAddresses)
	check(t, err)
	for _, address := range []string{"Ann@x.test", "bo@x.test", "Bo@x.test", "CY@x.test", "Cy@x.test"} {
		_, err := s.DB().ExecContext(ctx, `INSERT INTO subscribers (address, status, language, zone, consent_from,
			created_at) VALUES ($1, 'active', 'en', 'UTC', '', $2)`, address, storetest.Start)
		check(t, err)
	}
	for _, address := range []string{"Dee@x.test", "dee@x.test", "EVE@x.test", "fay@x.test"} {
		_, err := s.DB().ExecContext(ctx, `INSERT INTO suppressions (address, reason, at) VALUES ($1, 'asked', $2)`,
			address, storetest.Start)
		check(t, err)
	}
	check(t, s.Migrate(ctx))
	people, err := s.Subscribers(ctx, store.SubscriberFilter{})
	check(t, err)
	var got []string
	for _, person := range people {
		got = append(got, person.Address)
	}
	slices.Sort(got)
	if want := []string{"Bo@x.test", "Cy@x.test", "ann@x.test", "bo@x.test", "cy@x.test"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, address := range []string{"Dee@x.test", "dee@x.test", "EVE@x.test", "eve@x.test", "fay@x.test"} {
		if barred, err := s.Suppressed(ctx, address, storetest.Start); !barred || err != nil {
			t.Errorf("%s may be mailed: %v", address, err)
		}
	}
}
