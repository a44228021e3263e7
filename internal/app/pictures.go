package app

import (
	"context"

	"tidings/internal/gallery"
	"tidings/internal/jobs"
)

// pictureWork fetches pictures until Stop; nil where the operator does not allow them.
func (a *App) pictureWork() jobs.Pictures {
	if a.Gallery == nil {
		return nil
	}
	return stoppable{a.Gallery, a}
}

// stoppable is pictures whose fetching Stop breaks off.
type stoppable struct {
	*gallery.Pictures
	app *App
}

// Fetch fetches a batch.
func (s stoppable) Fetch(ctx context.Context) error { return s.app.brokenOff(ctx, s.Pictures.Fetch) }
