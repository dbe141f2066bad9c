package boltstore

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// Replace is Load where there is a store already, which may says that it may go:
// what may fails with comes back, and then nothing has changed. Nobody sees
// anything but the old store or the whole new one.
func Replace(ctx context.Context, o Options, ws store.Workspace, may func(store.Reader) error, fill func(*Loader) error) error {
	return loadBy(ctx, o, ws, fill, func(database func(path string) error) error {
		return newEach(o).renew(ctx, func(tx *bolt.Tx, path string) error {
			if err := may(reader{tx: tx}); err != nil {
				return err
			}
			return database(path)
		})
	})
}
