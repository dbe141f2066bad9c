package app

import (
	"context"

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
