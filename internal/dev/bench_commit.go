package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

// changed is an entry of a bucket that a message changes: nil where there is none.
type changed struct {
	bucket, key, before, after []byte
}

// commitAlone gives how long bbolt takes for what one message changes, without anything
// of ours: the same entries, in the same buckets of a copy of the store, there and back
// again in turns, so that the store does not grow.
func (b *workbench) commitAlone(ctx context.Context, ours *served, store string, reply []byte) (func(context.Context) (time.Duration, error), error) {
	before, err := b.copyOf(store, "commit.db")
	if err != nil {
		return nil, err
	}
	if _, err := ours.ask(ctx, http.MethodPost, api.ReplyMessage.Path, reply); err != nil {
		return nil, err
	}
	after, err := b.copyOf(store, "after.db")
	if err != nil {
		return nil, err
	}
	entries, err := differences(before, after)
	if err != nil {
		return nil, err
	}
	back := false
	return func(context.Context) (time.Duration, error) {
		from := time.Now()
		err := before.Update(func(tx *bolt.Tx) error { return apply(tx, entries, back) })
		back = !back
		return time.Since(from), err
	}, nil
}

// copyOf opens a copy of a store's database, to which nobody writes just now.
func (b *workbench) copyOf(store, name string) (*bolt.DB, error) {
	raw, err := os.ReadFile(filepath.Join(store, "operator.db"))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return nil, err
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err == nil {
		b.later(db.Close)
	}
	return db, err
}

// differences is what one database has otherwise than another with the same buckets.
func differences(before, after *bolt.DB) ([]changed, error) {
	var all []changed
	err := before.View(func(was *bolt.Tx) error {
		return after.View(func(is *bolt.Tx) error {
			return is.ForEach(func(name []byte, b *bolt.Bucket) error {
				all = append(all, differ(bytes.Clone(name), was.Bucket(name), b)...)
				return nil
			})
		})
	})
	return all, err
}

// differ walks two buckets side by side.
func differ(name []byte, was, is *bolt.Bucket) (all []changed) {
	old, now := was.Cursor(), is.Cursor()
	k, v := old.First()
	n, w := now.First()
	for k != nil || n != nil {
		order := bytes.Compare(k, n)
		switch {
		case k == nil || n != nil && order > 0:
			all = append(all, changed{name, bytes.Clone(n), nil, filled(w)})
			n, w = now.Next()
		case n == nil || order < 0:
			all = append(all, changed{name, bytes.Clone(k), filled(v), nil})
			k, v = old.Next()
		default:
			if !bytes.Equal(v, w) {
				all = append(all, changed{name, bytes.Clone(k), filled(v), filled(w)})
			}
			k, v = old.Next()
			n, w = now.Next()
		}
	}
	return all
}

// filled is a copy that is not nil.
func filled(v []byte) []byte { return append([]byte{}, v...) }

func apply(tx *bolt.Tx, entries []changed, back bool) error {
	for _, e := range entries {
		value := e.after
		if back {
			value = e.before
		}
		b := tx.Bucket(e.bucket)
		var err error
		if value == nil {
			err = b.Delete(e.key)
		} else {
			err = b.Put(e.key, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
