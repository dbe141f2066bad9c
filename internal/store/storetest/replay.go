// Package storetest is what every store.Store must do, as tests.
package storetest

import (
	"context"
	"errors"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// Replay gives a store that runs the function of every Update twice and keeps
// the second run only, as a database may that meets a conflict. What changes
// anything but the transaction shows.
func Replay(s store.Store) store.Store { return replay{s} }

type replay struct{ store.Store }

var _ store.Store = replay{}

// errAgain takes the first run back.
var errAgain = errors.New("again")

func (r replay) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := r.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errAgain
	})
	if !errors.Is(err, errAgain) {
		return err
	}
	return r.Store.Update(ctx, fn)
}
