package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tidings/internal/news"
	"tidings/templates"
)

// stated is a source with its health.
type stated struct {
	news.Source
	news.Health
}

// states gives every enabled source with its health, troubled ones first.
func (s *site) states(ctx context.Context) ([]stated, error) {
	sources, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	healths, err := s.Store.Healths(ctx)
	if err != nil {
		return nil, err
	}
	var out []stated
	for _, h := range healths {
		i := slices.IndexFunc(sources, func(s news.Source) bool { return s.ID == h.SourceID })
		if i < 0 {
			continue
		}
		if h.State == "" {
			h.State = news.StateNew
		}
		out = append(out, stated{sources[i], h})
	}
	slices.SortStableFunc(out, func(a, b stated) int {
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
func (s *site) showStatus(v *visit) error {
	states, err := s.states(v.ctx)
	if err != nil {
		return err
	}
	page := templates.PageStatus{
		Page: v.page(), At: v.moment(v.Now()) + " (" + v.zone().String() + ")",
	}
	read := 0
	for _, st := range states {
		if !st.State.Trouble() && st.State != news.StateNew {
			read++
		}
		page.Sources = append(page.Sources, templates.SourceRow{
			Name: st.Name, Town: v.loc.Town(st.Town), URL: st.URL, State: string(st.State), Trouble: st.State.Trouble(),
			Since: v.date(st.Since), LastRead: v.moment(st.LastRead), LastNew: v.moment(st.LastNew),
		})
	}
	page.Line = v.loc.N("sources_read", read, v.loc.Number(len(states)))
	return v.show(http.StatusOK, "status", page)
}

// showHealth says that the process answers.
func (s *site) showHealth(v *visit) error { return v.plain(http.StatusOK, "ok\n") }

// showReady says whether the database answers too.
func (s *site) showReady(v *visit) error {
	ctx, cancel := context.WithTimeout(v.ctx, 2*time.Second)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		s.Log.Error("not ready", "error", err)
		return v.plain(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return v.plain(http.StatusOK, "ok\n")
}

func (v *visit) plain(status int, text string) error {
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	return v.write(status, []byte(text))
}
