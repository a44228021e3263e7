package web

import (
	"context"
	"net/http"
	"time"

	"tidings/internal/web/visit"
)

// showHealth says that the process answers.
func showHealth(v *visit.Visit) error { return plain(v, http.StatusOK, "ok\n") }

// showReady says whether the database answers too.
func showReady(v *visit.Visit) error {
	ctx, cancel := context.WithTimeout(v.Ctx, 2*time.Second)
	defer cancel()
	if err := v.Store.Ping(ctx); err != nil {
		v.Log.Error("not ready", "error", err)
		return plain(v, http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return plain(v, http.StatusOK, "ok\n")
}

func plain(v *visit.Visit, status int, text string) error {
	v.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-store")
	return v.Write(status, []byte(text))
}
