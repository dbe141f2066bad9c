package boltstore

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// buckets is what a table needs of a transaction: its buckets, by name.
type buckets interface {
	Bucket(name []byte) *bolt.Bucket
}

// opened is a transaction that reads, and keeps the buckets it has opened, and where it has
// read in each. In one that writes bbolt keeps buckets; in others it looks for each by its
// name again, which was a twelfth of a list.
type opened struct {
	*awaited
	kept  map[string]*bolt.Bucket
	spots map[*bolt.Bucket]*spot
}

func keepOpen(ctx context.Context, tx *bolt.Tx) opened {
	return opened{&awaited{Tx: tx, ctx: ctx}, map[string]*bolt.Bucket{}, map[*bolt.Bucket]*spot{}}
}

// awaited is a transaction that ends with the context of who waits for it, also in the
// middle of a walk through rows: a filter that fits nothing may walk through all there
// are, for somebody who has left.
type awaited struct {
	*bolt.Tx
	ctx  context.Context
	rows int // were read
}

// lookEach is after how many rows a transaction looks whether it is still wanted.
const lookEach = 64

// stillAwaited says that one more row is read, and fails where nobody waits for it.
func stillAwaited(tx buckets) error {
	of, ok := tx.(interface{ stillAwaited() error })
	if !ok {
		return nil
	}
	return of.stillAwaited()
}

func (a *awaited) stillAwaited() error {
	if a.rows++; a.rows%lookEach != 0 {
		return nil
	}
	return a.ctx.Err()
}

// Bucket gives the bucket with a name, or nil.
func (o opened) Bucket(name []byte) *bolt.Bucket {
	b, ok := o.kept[string(name)]
	if !ok {
		b = o.Tx.Bucket(name)
		o.kept[string(name)] = b
	}
	return b
}

// bucket finds a bucket that the store must have.
func bucket(tx buckets, name string, appends bool) (*bolt.Bucket, error) {
	b := tx.Bucket([]byte(name))
	if b == nil {
		return nil, operator.Errorf(operator.IO, "the database is damaged: it has no bucket %s", name).
			WithHint("operator check").Reason("bucket_missing").With("bucket", name)
	}
	if appends {
		b.FillPercent = appendFill
	}
	return b, nil
}

// appendFill leaves a little room in pages that are filled in order.
const appendFill = 0.95
