package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// Ready says whether the store can be read now. It is for those who watch over a
// server, and tells nothing of what is in it.
func (a *App) Ready(ctx context.Context) error {
	return a.Store.View(ctx, func(r store.Reader) error {
		_, err := r.Workspace()
		return err
	})
}
