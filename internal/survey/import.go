package survey

import (
	"context"
	"slices"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// Fate is what an import does with a source.
type Fate string

// What can become of a source of a file.
const (
	FateAdded    Fate = "added"
	FateReplaced Fate = "replaced"
	FateSkipped  Fate = "skipped"
)

// Imported is a source of a file and what became of it.
type Imported struct {
	Source news.Source
	Fate   Fate
	Note   string // why it was skipped, or that it is disabled
}

// ImportOptions say how the sources of a file are taken over.
type ImportOptions struct {
	Replace bool // added sources of the same id, by those of the file
	Dry     bool // nothing is written
}

// Import adds sources, all or none, but for those that are there already by id or by address, and says what became of
// each. It is fault.Invalid when two of them have one id. Nothing is asked of their sites.
func (r *Room) Import(ctx context.Context, sources []news.Source, opt ImportOptions) ([]Imported, error) {
	ids := map[string]bool{}
	for _, s := range sources {
		if ids[s.ID] {
			return nil, fault.New(fault.Invalid, "two sources of the file have the id %q", s.ID)
		}
		ids[s.ID] = true
	}
	known, err := r.Known(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Imported, len(sources))
	err = r.Store.Write(ctx, func(tx *store.Tx) error {
		for i, s := range sources {
			out[i] = fate(s, known, opt.Replace)
			if opt.Dry {
				continue
			}
			if err := r.take(ctx, tx, out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// fate decides what becomes of a source beside those that are known.
func fate(s news.Source, known []Known, replace bool) Imported {
	sameID := slices.IndexFunc(known, func(k Known) bool { return k.Source.ID == s.ID })
	sameURL := slices.IndexFunc(known, func(k Known) bool { return k.Source.URL == s.URL })
	out := Imported{Source: s, Fate: FateAdded}
	if !s.Enabled {
		out.Note = "disabled"
	}
	switch {
	case sameID >= 0 && replace && known[sameID].Origin == store.Added:
		out.Fate = FateReplaced
	case sameID >= 0 && replace:
		out.Fate, out.Note = FateSkipped, "in the configuration, which is where to change it"
	case sameID >= 0:
		out.Fate, out.Note = FateSkipped, "there is a source of this id"
	case sameURL >= 0:
		out.Fate, out.Note = FateSkipped, "the same address as "+known[sameURL].Source.ID
	}
	return out
}

// take does with a source what was decided.
func (r *Room) take(ctx context.Context, tx *store.Tx, i Imported) error {
	switch i.Fate {
	case FateSkipped:
		return nil
	case FateReplaced:
		return tx.ReplaceSource(ctx, i.Source, r.Now())
	}
	return tx.AddSource(ctx, i.Source, r.Now())
}
