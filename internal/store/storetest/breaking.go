package storetest

import (
	"context"
	"sync/atomic"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Breaking is a store whose disk is full after some more writes, until it is mended.
type Breaking struct {
	store.Store
	left   atomic.Int64
	broken atomic.Bool
}

var _ store.Store = (*Breaking)(nil)

// Break lets so many writes succeed, and none after them.
func (b *Breaking) Break(after int) {
	b.left.Store(int64(after))
	b.broken.Store(true)
}

// Mend lets all writes succeed again.
func (b *Breaking) Mend() { b.broken.Store(false) }

// Update fails once the writes are used up.
func (b *Breaking) Update(ctx context.Context, fn func(store.Tx) error) error {
	if b.broken.Load() && b.left.Add(-1) < 0 {
		return operator.Errorf(operator.IO, "the disk is full").Reason("disk_full")
	}
	return b.Store.Update(ctx, fn)
}
