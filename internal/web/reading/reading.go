// Package reading is what everyone may read of what was told, over HTTP: search, the page of a story, the days of the
// archive, editions by their readers' links, feeds, calendars, how the sources are, and what we are.
//
// [New] gives the [Pages], whose [Pages.Handlers] are mounted by package web. All of them are GETs that change nothing.
// They show stories of public digests only; an edition's own page is shown to who has its signed link. Which stories a
// digest tells, and in what order, is decided by package digest; they are kept ready for a minute.
//
// The forms of package acting ask here for what a sign-up would bring ([Pages.LastWeek]) and read the same filters.
package reading

import (
	"time"

	"tidings/internal/feed"
	"tidings/internal/web/visit"
)

// Pages are the pages with what they share.
type Pages struct {
	kept *shelf // stories of the last pages
}

// New makes the pages; now gives the time.
func New(now func() time.Time) *Pages { return &Pages{kept: newShelf(now)} }

// view is one visit to a page.
type view struct {
	*visit.Visit
	*Pages
}

// Handlers gives the pages by their patterns.
func (p *Pages) Handlers() map[string]visit.Handler {
	out := map[string]visit.Handler{}
	for pattern, show := range map[string]func(*view) error{
		"GET /archive":   showArchive,
		"GET /search":    showSearch,
		"GET /feed.atom": showFeed(feed.Atom, feed.AtomType),
		"GET /feed.json": showFeed(feed.JSON, feed.JSONType),
		"GET /feed.ics":  showCalendar,
		"GET /status":    showStatus,
		"GET /about":     showAbout,

		"GET /archive/{digest}/{day}": showDay,
		"GET /archive/{digest}":       showArchive,
		"GET /story/{id}":             showStory,

		"GET /story/{id}/calendar.ics":      showStoryCalendar,
		"GET /edition/{token}":              showEdition,
		"GET /edition/{token}/calendar.ics": showEditionCalendar,
	} {
		out[pattern] = func(v *visit.Visit) error { return show(&view{v, p}) }
	}
	return out
}
