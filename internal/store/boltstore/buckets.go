package boltstore

import (
	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// buckets is what a table needs of a transaction: its buckets, by name.
type buckets interface {
	Bucket(name []byte) *bolt.Bucket
}

// opened is a transaction that reads, and keeps the buckets it has opened. In one that
// writes bbolt does so; in others it looks for each by its name again, which was a
// twelfth of a list.
type opened struct {
	*bolt.Tx
	kept map[string]*bolt.Bucket
}

func keepOpen(tx *bolt.Tx) opened { return opened{tx, map[string]*bolt.Bucket{}} }

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
