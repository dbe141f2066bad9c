package boltstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAHeldStoreGoesOnAfterAFullDisk(t *testing.T) {
	o := newStore(t)
	o.Dir = t.TempDir()
	inMounts(t, o, "held")
}

// fillDiskOfHeld holds a store on a small disk, fills the disk, and makes room again,
// while somebody reads all the time.
func fillDiskOfHeld(o Options) (err error) {
	mount("none", o.Dir, "tmpfs", 0, "size=1m")
	ballast := filepath.Join(o.Dir, "ballast")
	o.Dir = filepath.Join(o.Dir, "store")
	ctx := context.Background()
	if err := Create(ctx, o, [16]byte{}, []string{numbers}, nothing); err != nil {
		return err
	}
	h, err := openHeld(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	var reading sync.WaitGroup
	enough := make(chan struct{})
	var unread error
	reading.Go(func() {
		for unread == nil {
			select {
			case <-enough:
				return
			default:
				_, unread = read(h)
			}
		}
	})
	saved := 0
	// Less each time: the file has grown meanwhile, as far as somebody was reading.
	for _, room := range []int{300_000, 200_000, 100_000} {
		if err := fillThenFree(ctx, h, ballast, make([]byte, room), &saved); err != nil {
			return err
		}
	}
	close(enough)
	reading.Wait()
	return unread
}

// fillThenFree writes until the disk, which has ballast, is full, and once more when that
// is gone.
func fillThenFree(ctx context.Context, h *held, ballast string, of []byte, saved *int) error {
	for _, room := range []bool{true, false} {
		if room {
			if err := os.WriteFile(ballast, of, 0o600); err != nil {
				return err
			}
		} else if err := os.Remove(ballast); err != nil {
			return err
		}
		for {
			err := h.Update(ctx, func(tx *bolt.Tx) error {
				b := tx.Bucket([]byte(numbers))
				n, err := b.NextSequence()
				return errors.Join(err, b.Put(num(n), make([]byte, 20_000)))
			})
			if err == nil {
				*saved++
			}
			if n, failed := read(h); n != *saved || failed != nil {
				return fmt.Errorf("%d of %d are there: %w", n, *saved, failed)
			}
			if err == nil && !room {
				return empty(ctx, h, saved)
			}
			if err != nil {
				if !room || errors.Is(err, ErrCommit) || operator.CodeOf(err) != operator.IO || reasonOf(err) != "disk_full" {
					return fmt.Errorf("after %d: got %w (%v)", *saved, err, reasonOf(err))
				}
				break
			}
		}
	}
	return nil
}

// empty makes room in the database.
func empty(ctx context.Context, h *held, saved *int) error {
	*saved = 0
	return h.Update(ctx, func(tx *bolt.Tx) error {
		err := tx.DeleteBucket([]byte(numbers))
		_, failed := tx.CreateBucket([]byte(numbers))
		return errors.Join(err, failed)
	})
}

// read counts what is in a store, and looks at all of it.
func read(h *held) (n int, err error) {
	err = h.View(context.Background(), func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(numbers)).ForEach(func(_, v []byte) error {
			n++
			if len(v) != 20_000 {
				return fmt.Errorf("a row has %d bytes", len(v))
			}
			return nil
		})
	})
	return n, err
}
