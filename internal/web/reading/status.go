package reading

import (
	"context"
	"net/http"
	"slices"

	"tidings/internal/news"
	"tidings/internal/store"
	"tidings/templates"
)

// State is a source with its health.
type State struct {
	news.Source
	news.Health
}

// States gives every enabled source with its health, troubled ones first.
func States(ctx context.Context, db *store.Store) ([]State, error) {
	sources, err := db.Sources(ctx)
	if err != nil {
		return nil, err
	}
	healths, err := db.Healths(ctx)
	if err != nil {
		return nil, err
	}
	var out []State
	for _, h := range healths {
		i := slices.IndexFunc(sources, func(s news.Source) bool { return s.ID == h.SourceID })
		if i < 0 {
			continue
		}
		if h.State == "" {
			h.State = news.StateNew
		}
		out = append(out, State{sources[i], h})
	}
	slices.SortStableFunc(out, func(a, b State) int {
		switch {
		case a.State.Trouble() == b.State.Trouble():
			return 0
		case a.State.Trouble():
			return -1
		}
		return 1
	})
	return out, nil
}

// showStatus shows the state of every source.
func showStatus(v *view) error {
	states, err := States(v.Ctx, v.Store)
	if err != nil {
		return err
	}
	page := templates.PageStatus{
		Page: v.Page(), At: v.Moment(v.Now()) + " (" + v.Zone().String() + ")",
	}
	read := 0
	for _, st := range states {
		if !st.State.Trouble() && st.State != news.StateNew {
			read++
		}
		page.Sources = append(page.Sources, templates.SourceRow{
			Name: st.Name, Town: v.Loc.Town(st.Town), URL: st.URL, State: string(st.State), Trouble: st.State.Trouble(),
			Since: v.Date(st.Since), LastRead: v.Moment(st.LastRead), LastNew: v.Moment(st.LastNew),
		})
	}
	page.Line = v.Loc.N("sources_read", read, v.Loc.Number(len(states)))
	return v.Show(http.StatusOK, "status", page)
}
