// Package storetest opens stores for tests and holds the conformance suite both databases have to pass.
//
// [SQLite] and [Postgres] give a new, empty, migrated store each time, closed when the test ends. PostgreSQL is the one
// TIDINGS_TEST_POSTGRES names (a role that may create databases), else a throw-away cluster made from the installed
// binaries, once per test binary. Where there is neither, the test is skipped, or fails when
// TIDINGS_REQUIRE_POSTGRES=1 says that this machine promised to have one.
//
// [Run] is the suite. A new method of the store is tested there, so that it is tested on both.
package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tidings/internal/store"
)

// Start is the time at which the clocks of stores opened here stand.
var Start = time.Date(2026, 3, 2, 6, 30, 0, 123456000, time.UTC)

// SQLite gives a store in a new file.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tidings.db")
	empty, err := migrated()
	if err == nil {
		err = os.WriteFile(file, empty, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite://"+file, false)
}

// migrated gives the bytes of an empty database, made once: SQLite in Go takes its time under the race detector.
var migrated = sync.OnceValues(func() (empty []byte, err error) {
	dir, err := os.MkdirTemp("", "tidings-storetest-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "tidings.db")
	s, err := store.Open(context.Background(), "sqlite://"+file, store.Options{Migrate: true})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// Postgres gives a store in a new database.
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return open(t, PostgresDSN(t), true)
}

// Each runs a test on both databases.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

func open(t testing.TB, dsn string, migrate bool) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn, store.Options{Migrate: migrate, Now: func() time.Time { return Start }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Run is the conformance suite; open gives a new, migrated, empty store.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for _, c := range []struct {
		name string
		test func(*fixture)
	}{
		{"Migrate", testMigrate},
		{"Write", testWrite},
		{"WriteTogether", testWriteTogether},
		{"Sources", testSources},
		{"SourcesAdded", testSourcesAdded},
		{"SourcesChanged", testSourcesChanged},
		{"Health", testHealth},
		{"Evidence", testEvidence},
		{"Templates", testTemplates},
		{"Leases", testLeases},
		{"LeasesTogether", testLeasesTogether},
		{"SilentSourcesLast", testSilentSourcesLast},
		{"Crawls", testCrawls},
		{"Pages", testPages},
		{"PagesFailed", testPagesFailed},
		{"KnownURLs", testKnownURLs},
		{"Articles", testArticles},
		{"Moments", testMoments},
		{"ArticlesChanged", testArticlesChanged},
		{"ArticlesToCluster", testArticlesToCluster},
		{"Fingerprints", testFingerprints},
		{"Stories", testStories},
		{"StoriesJoined", testStoriesJoined},
		{"StoriesMerged", testStoriesMerged},
		{"StoriesApart", testStoriesApart},
		{"StoriesHeld", testStoriesHeld},
		{"StoriesFiltered", testStoriesFiltered},
		{"Summaries", testSummaries},
		{"Translations", testTranslations},
		{"Answers", testAnswers},
		{"Search", testSearch},
		{"SearchFilters", testSearchFilters},
		{"SearchFollows", testSearchFollows},
		{"Subscribers", testSubscribers},
		{"SubscriberErased", testSubscriberErased},
		{"Subscriptions", testSubscriptions},
		{"SubscriptionsDue", testSubscriptionsDue},
		{"Editions", testEditions},
		{"EditionsPlanned", testEditionsPlanned},
		{"ThePast", testThePast},
		{"SubscriptionsAhead", testSubscriptionsAhead},
		{"Deliveries", testDeliveries},
		{"DeliveriesClaimed", testDeliveriesClaimed},
		{"DeliveriesClaimedTogether", testDeliveriesClaimedTogether},
		{"DeliveryStates", testDeliveryStates},
		{"DeliveriesForbidden", testDeliveriesForbidden},
		{"DeliveriesForbiddenLate", testDeliveriesForbiddenLate},
		{"DeliveryBegins", testDeliveryBegins},
		{"DeliverySentLast", testDeliverySentLast},
		{"DeliveryRests", testDeliveryRests},
		{"DeliveryPostponed", testDeliveryPostponed},
		{"DeliveryEvents", testDeliveryEvents},
		{"DeliveriesRecovered", testDeliveriesRecovered},
		{"DeliveriesHeld", testDeliveriesHeld},
		{"Workers", testWorkers},
		{"Pending", testPending},
		{"Suppressions", testSuppressions},
		{"Bounces", testBounces},
		{"Returned", testReturned},
		{"Meta", testMeta},
		{"Throttle", testThrottle},
		{"Totals", testTotals},
		{"Tidy", testTidy},
		{"Pictures", testPictures},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(&fixture{T: t, s: open(t)}) })
	}
}
