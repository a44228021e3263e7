package survey

import (
	"context"
	"fmt"
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
