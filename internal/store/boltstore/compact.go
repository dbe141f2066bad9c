package boltstore

import (
	"context"
	"errors"
	"os"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Compacted says how many bytes a database took before and after.
type Compacted struct{ Before, After int64 }

// Compact writes the database anew without the room that nothing is in any more. Who
// reads goes on; who writes waits. The new one takes the place of the old one though it
// may be no smaller: what was deleted or erased is still to be read in room that is free,
// and has to go. A dry run removes what it has made.
func (s *Store) Compact(ctx context.Context, dry bool) (done Compacted, err error) {
	err = s.engine.renew(ctx, func(tx *bolt.Tx, path string) error {
		done.Before = tx.Size()
		discard(s.o)
		file, err := makeFile(path)
		if err == nil {
			err = file.Close()
		}
		if err == nil {
			err = guard(path, func() error { return compact(ctx, s.o, tx) })
		}
		if err != nil && ctx.Err() == nil {
			return failure(err, "the database cannot be written anew to %s", path)
		}
		if err != nil {
			return ctx.Err()
		}
		about, err := os.Stat(path)
		if err != nil {
			return failure(err, "the file %s cannot be looked at", path)
		}
		done.After = about.Size()
		if dry {
			return errUnchanged
		}
		return nil
	})
	if errors.Is(err, errUnchanged) {
		err = nil
	}
	return done, err
}

// compact writes what is in a database to another, which is empty.
func compact(ctx context.Context, o Options, from *bolt.Tx) error {
	db, err := openRenewed(o)
	if err != nil {
		return err
	}
	w := &bulk{db: db}
	err = rewrite(ctx, w, from)
	w.rollback()
	if err == nil {
		err = db.View(func(to *bolt.Tx) error { return sameRows(ctx, from, to) })
	}
	if err != nil {
		_ = db.Close()
		return err
	}
	return finish(o, db)
}

// rewrite writes every bucket in the order of its keys.
func rewrite(ctx context.Context, w *bulk, from *bolt.Tx) error {
	err := w.db.Update(func(to *bolt.Tx) error {
		return from.ForEach(func(name []byte, b *bolt.Bucket) error {
			made, err := to.CreateBucket(name)
			if err != nil {
				return err
			}
			return made.SetSequence(b.Sequence())
		})
	})
	if err != nil {
		return err
	}
	err = from.ForEach(func(name []byte, b *bolt.Bucket) error {
		p := &pile{bucket: string(name), fill: betweenFill}
		for k, v := range forward(b, nil, nil) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.put(p, k, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.commit()
}

// sameRows compares two databases.
func sameRows(ctx context.Context, one, other *bolt.Tx) error {
	return one.ForEach(func(name []byte, b *bolt.Bucket) error {
		copied := other.Bucket(name)
		differs := operator.Errorf(operator.IO, "the copy of the database differs in %s", name).
			WithHint("see that the disk is well: operator check").Reason("db_damaged")
		if copied == nil || copied.Sequence() != b.Sequence() {
			return differs
		}
		at := copied.Cursor()
		k2, v2 := at.First()
		for k, v := range forward(b, nil, nil) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if string(k) != string(k2) || string(v) != string(v2) {
				return differs
			}
			k2, v2 = at.Next()
		}
		if k2 != nil {
			return differs
		}
		return nil
	})
}
