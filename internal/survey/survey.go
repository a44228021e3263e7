// Package survey is the room where sources are looked at by a person: before one is saved ([Room.Preview],
// [Room.Save]), how they all are ([Room.Known]), and when one is in trouble ([Room.Diagnose]). Package survey/report
// prints what it finds.
//
// It crawls as package gather does, politely and by the same ladder, and keeps nothing of what it finds but the source
// that a person has saved. A diagnosis sets the evidence of the last good read beside what the source answers now, and
// proposes a rule that was tried on it.
package survey

import (
	"context"
	"time"

	"tidings/internal/crawl"
	"tidings/internal/news"
	"tidings/internal/store"
)

// Room is where sources are looked at.
type Room struct {
	Store   *store.Store
	Crawler *crawl.Crawler
	Now     func() time.Time
	// Allowed says whether robots.txt lets us ask for a URL of a source, and why not.
	Allowed func(ctx context.Context, source news.Source, url string) (bool, string)
}
