package app

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Ready says whether the store can be read now. It is for those who watch over a
// server, and tells nothing of what is in it.
func (a *App) Ready(ctx context.Context) error {
	return a.Store.View(ctx, func(r store.Reader) error {
		_, err := r.Workspace()
		return err
	})
}

// Behind says by how much the clock is behind the last thing that happened; zero where it is
// not, or by no more than clocks of two machines may differ.
func (a *App) Behind(ctx context.Context) (time.Duration, error) {
	var behind time.Duration
	err := a.Store.View(ctx, func(r store.Reader) error {
		last, err := lastEvent(r)
		if ahead := last.At.Sub(a.time()); ahead > skew {
			behind = ahead
		}
		return err
	})
	return behind, err
}

// Whose is the person that a token belongs to, for counting what they ask; empty for
// a token that is worth nothing, or where the store cannot be read. It lets nobody in.
func (a *App) Whose(ctx context.Context, token operator.Secret) string {
	who := ""
	err := a.Store.View(ctx, func(r store.Reader) error {
		t, ok, err := r.TokenByHash(digestOf(tokenSecret, string(token)))
		if err == nil && ok {
			ok, err = lives(r, t.Good, a.time())
		}
		if ok {
			who = t.Person.String()
		}
		return err
	})
	if err != nil {
		return ""
	}
	return who
}
