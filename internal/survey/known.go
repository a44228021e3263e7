package survey

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/rhythm"
	"tidings/internal/store"
)

// Known is a source with what is known of it.
type Known struct {
	Source news.Source
	Origin store.Origin
	Health news.Health
	Rhythm rhythm.Rhythm
}

// Known gives all sources by id, disabled ones too, but for those that were removed.
func (r *Room) Known(ctx context.Context) ([]Known, error) {
	sources, err := r.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	origins, err := r.Store.Origins(ctx)
	if err != nil {
		return nil, err
	}
	var out []Known
	for _, source := range sources {
		k := Known{Source: source, Origin: origins[source.ID]}
		if k.Origin == store.Removed {
			continue
		}
		if k.Health, err = r.Store.Health(ctx, source.ID); err != nil {
			return nil, err
		}
		if k.Rhythm, err = r.rhythm(ctx, source); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// moments is how many of a source's newest dates its rhythm is learned from.
const moments = 2000

// rhythm learns when a source has news from the dates of its articles.
func (r *Room) rhythm(ctx context.Context, s news.Source) (rhythm.Rhythm, error) {
	found, err := r.Store.Moments(ctx, s.ID, r.Now().Add(-rhythm.Memory), moments)
	var times []time.Time
	for _, m := range found {
		times = append(times, m.At)
	}
	return rhythm.Learn(times, s.Country, s.Location(), r.Now()), err
}

// FreeID gives an id to save a source under: id itself where no source has it, or one added with replace; else, for an
// id that is only guessed, one like it. It is fault.Invalid when an id that was asked for is taken.
func (r *Room) FreeID(ctx context.Context, id string, guessed, replace bool) (string, error) {
	origins, err := r.Store.Origins(ctx)
	if err != nil {
		return id, err
	}
	taken := func(id string) bool { return origins[id] == store.Configured || origins[id] == store.Added }
	switch {
	case !taken(id), replace && origins[id] == store.Added:
		return id, nil
	case origins[id] == store.Configured && (replace || !guessed):
		return id, fault.New(fault.Invalid, "source %q is in the configuration; change it there: enabled: true has it crawled", id)
	case !guessed:
		return id, fault.New(fault.Invalid, "there is a source %q already; choose another --id, or --replace it", id)
	}
	for n := 2; ; n++ {
		if next := fmt.Sprintf("%s-%d", id, n); !taken(next) {
			return next, nil
		}
	}
}

// Reads gives the id of a source that starts from an address already, or reads the listing that was found from it; ""
// when there is none.
func (r *Room) Reads(ctx context.Context, address, listing string) (string, error) {
	known, err := r.Known(ctx)
	if err != nil {
		return "", err
	}
	for _, k := range known {
		if samePage(k.Source.URL, address) || listing != "" && samePage(k.Health.ListingURL, listing) {
			return k.Source.ID, nil
		}
	}
	return "", nil
}

// samePage reports whether two addresses are of one page, whatever their scheme, www, case of host and last slash.
func samePage(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil || x.Host == "" {
		return false
	}
	y, err := url.Parse(b)
	if err != nil {
		return false
	}
	host := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Host), "www.") }
	path := func(u *url.URL) string { return strings.TrimSuffix(u.EscapedPath(), "/") }
	return host(x) == host(y) && path(x) == path(y) && x.RawQuery == y.RawQuery
}

// Save keeps a source beside the configured ones; with replace in place of the added one of its id, if there is one.
func (r *Room) Save(ctx context.Context, source news.Source, replace bool) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		if !replace {
			return tx.AddSource(ctx, source, r.Now())
		}
		origins, err := tx.Origins(ctx)
		if err != nil {
			return err
		}
		if origins[source.ID] == store.Added {
			return tx.ReplaceSource(ctx, source, r.Now())
		}
		return tx.AddSource(ctx, source, r.Now())
	})
}
