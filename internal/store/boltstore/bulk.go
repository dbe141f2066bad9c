package boltstore

import (
	"context"
	"io"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// Bulk runs all of it in one transaction.
func (s *Store) Bulk(ctx context.Context, work func(step func(func(store.Tx) error) error) error) error {
	return s.Update(ctx, func(tx store.Tx) error {
		return work(func(fn func(store.Tx) error) error { return fn(tx) })
	})
}

// Snapshot is not there yet.
func (s *Store) Snapshot(context.Context, io.Writer, func(store.Reader) error) error { return nil }
