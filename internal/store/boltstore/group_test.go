package boltstore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// heldOf holds a store until the test ends.
func heldOf(t testing.TB, o Options) *held {
	t.Helper()
	h, err := openHeld(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { must(t, h.Close()) })
	return h
}

// together has updates wait until all of them are there, so that they are joined, and
// gives how each ended.
func together(t *testing.T, h *held, fns ...func(*bolt.Tx) error) []error {
	t.Helper()
	ended := make([]error, len(fns))
	var all sync.WaitGroup
	must(t, h.Update(t.Context(), func(*bolt.Tx) error {
		for i, fn := range fns {
			all.Go(func() {
				defer func() {
					if p := recover(); p != nil {
						ended[i] = fmt.Errorf("panic: %v", p)
					}
				}()
				ended[i] = h.Update(context.Background(), fn)
			})
			for h.queued() <= i {
				runtime.Gosched()
			}
		}
		return nil
	}))
	all.Wait()
	return ended
}

func (h *held) queued() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.waiting)
}

func commits(t *testing.T, h *held) uint64 {
	t.Helper()
	head, err := readHead(h.s.file, h.s.path)
	must(t, err)
	return head.tx
}

func TestUpdatesThatWaitAreCommittedTogether(t *testing.T) {
	h := heldOf(t, newStore(t))
	before := commits(t, h)
	var fns []func(*bolt.Tx) error
	for i := range 50 {
		fns = append(fns, func(tx *bolt.Tx) error { return put(tx, fmt.Sprint("k", i)) })
	}
	for i, err := range together(t, h, fns...) {
		if err != nil || !has(t, h, fmt.Sprint("k", i)) {
			t.Errorf("%d: %v, there: %v", i, err, has(t, h, fmt.Sprint("k", i)))
		}
	}
	if n := commits(t, h) - before; n != 2 {
		t.Errorf("there were %d commits, and not one for the first and one for all others", n)
	}
}

// TestAnUpdateThatFailsIsRolledBackAlone has all ways to fail, among many that do not.
func TestAnUpdateThatFailsIsRolledBackAlone(t *testing.T) {
	h := heldOf(t, newStore(t))
	cancelled, cancel := context.WithCancel(t.Context())
	ways := map[int]func(*bolt.Tx) error{
		3:  func(tx *bolt.Tx) error { must(t, put(tx, "k3")); return errRollBack },
		7:  func(tx *bolt.Tx) error { must(t, put(tx, "k7")); panic("a bug") },
		8:  func(tx *bolt.Tx) error { must(t, put(tx, "k8")); runtime.Goexit(); return nil },
		11: func(tx *bolt.Tx) error { must(t, put(tx, "k11")); return errRollBack },
		13: func(tx *bolt.Tx) error { must(t, put(tx, "k13")); return errRollBack },
		14: func(tx *bolt.Tx) error { must(t, put(tx, "k14")); return errRollBack },
		17: func(tx *bolt.Tx) error { must(t, put(tx, "k17")); return errRollBack },
		19: func(*bolt.Tx) error { cancel(); return cancelled.Err() },
	}
	var fns []func(*bolt.Tx) error
	for i := range 20 {
		fn, fails := ways[i]
		if !fails {
			fn = func(tx *bolt.Tx) error {
				_, err := tx.Bucket([]byte(numbers)).NextSequence() // one that counts twice would show
				return errors.Join(err, put(tx, fmt.Sprint("k", i)))
			}
		}
		fns = append(fns, fn)
	}
	for i, err := range together(t, h, fns...) {
		_, fails := ways[i]
		if i == 8 {
			fails = false // it ended without an error, or with one: its goroutine is gone
		} else if (err != nil) != fails {
			t.Errorf("%d: got %v", i, err)
		}
		if there := has(t, h, fmt.Sprint("k", i)); there != (ways[i] == nil) {
			t.Errorf("%d: there: %v", i, there)
		}
	}
	must(t, h.View(t.Context(), func(tx *bolt.Tx) error {
		if n := tx.Bucket([]byte(numbers)).Sequence(); n != 12 {
			t.Errorf("12 updates counted to %d", n)
		}
		return nil
	}))
}

func TestWhoLeavesTheQueueDoesNothing(t *testing.T) {
	o := newStore(t)
	h := heldOf(t, o)
	must(t, h.Update(t.Context(), func(*bolt.Tx) error {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- h.Update(ctx, func(*bolt.Tx) error { t.Error("it ran"); return nil }) }()
		for h.queued() == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-done; err != context.Canceled {
			t.Errorf("got %v", err)
		}
		return nil
	}))
}

func TestReadersDoNotWaitForACommit(t *testing.T) {
	h := heldOf(t, newStore(t))
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
		must(t, put(tx, "k"))
		if has(t, h, "k") {
			t.Error("a reader sees what is not committed")
		}
		return nil
	}))
}

func TestAfterAFailedCommitAllWhoWereJoinedAreTold(t *testing.T) {
	h := heldOf(t, newStore(t))
	ended := together(t, h,
		func(tx *bolt.Tx) error { return put(tx, "a") },
		func(tx *bolt.Tx) error { return errors.Join(put(tx, "b"), abandon(h.s.file)) },
		func(tx *bolt.Tx) error { return put(tx, "c") },
	)
	for i, err := range ended {
		if errors.Is(err, ErrCommit) || operator.CodeOf(err) != operator.IO {
			t.Errorf("%d: got %v", i, err)
		}
	}
	for _, k := range []string{"a", "b", "c"} {
		if has(t, h, k) {
			t.Errorf("%s is there", k)
		}
	}
	must(t, h.Update(t.Context(), nothing))
}

// One operation is one update: the lone one waits for the disk once, and many at the
// same time wait together.
func BenchmarkHeldUpdate(b *testing.B) {
	synced := func(b *testing.B) Options {
		o := newStore(b)
		o.NoSync = false
		return o
	}
	add := func(tx *bolt.Tx) error { _, err := tx.Bucket([]byte(numbers)).NextSequence(); return err }
	b.Run("bbolt", func(b *testing.B) {
		db, err := bolt.Open(synced(b).db(), 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, NoStatistics: true})
		must(b, err)
		for b.Loop() {
			must(b, db.Update(add))
		}
		must(b, db.Close())
	})
	for _, writers := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			h := heldOf(b, synced(b))
			began := time.Now()
			var left atomic.Int64
			left.Store(int64(b.N))
			var all sync.WaitGroup
			for range writers {
				all.Go(func() {
					for left.Add(-1) >= 0 {
						if err := h.Update(context.Background(), add); err != nil {
							b.Error(err)
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "updates/s")
		})
	}
}
