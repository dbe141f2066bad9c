package boltstore

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// spoil has the commit of a transaction fail: its pages cannot be written.
func spoil(t *testing.T, h *held, k string) error {
	t.Helper()
	return h.Update(t.Context(), func(tx *bolt.Tx) error {
		return errors.Join(put(tx, k), abandon(h.s.file))
	})
}

// TestACommitThatFailedIsLookedAt goes on with the same store.
func TestACommitThatFailedIsLookedAt(t *testing.T) {
	o := newStore(t)
	var told error
	o.Failed = func(err error) { told = err }
	h := heldOf(t, o)
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error { return put(tx, "before") }))
	given := h.s
	err := spoil(t, h, "k")
	if operator.CodeOf(err) != operator.IO || errors.Is(err, ErrCommit) || told != err {
		t.Fatalf("got %v, and it was told that %v", err, told)
	}
	wantError(t, given.update(t.Context(), nothing), operator.IO, "store_stopped")
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error { return put(tx, "after") }))
	for k, want := range map[string]bool{"before": true, "k": false, "after": true} {
		if has(t, h, k) != want {
			t.Errorf("%s: %v", k, !want)
		}
	}
}

// TestACommitThatWasKeptInSpiteOfAFailureSucceeds has bbolt panic behind its last sync,
// and the file written again, since nobody can tell whether that sync was done.
func TestACommitThatWasKeptInSpiteOfAFailureSucceeds(t *testing.T) {
	o := newStore(t)
	o.NoSync = false
	long := time.Unix(1, 0)
	var told error
	o.Failed = func(err error) {
		told = err
		must(t, os.Chtimes(o.db(), long, long))
	}
	h := heldOf(t, o)
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
		c := tx.Bucket([]byte(numbers)).Cursor()
		tx.OnCommit(func() { c.First() }) // of a transaction that is over
		return put(tx, "k")
	}))
	wantError(t, told, operator.IO, "db_damaged")
	if about, err := os.Stat(o.db()); err != nil || about.ModTime().Equal(long) {
		t.Error("it was not written again", err)
	}
	if !has(t, h, "k") {
		t.Error("it is not there")
	}
	must(t, h.Update(t.Context(), nothing))
}

// TestAPanicInACommitIsNoEnd has one that leaves bbolt's lock taken.
func TestAPanicInACommitIsNoEnd(t *testing.T) {
	o := newStore(t)
	var kind int64
	o.Failed = func(error) { patch(t, o.db(), kind, 0xFF) } // it is well again
	h := heldOf(t, o)
	err := h.Update(t.Context(), func(tx *bolt.Tx) error {
		head, err := readHead(h.s.file, o.db())
		must(t, err)
		kind = int64(head.root*head.size) + 8
		must(t, put(tx, "k"))
		patch(t, o.db(), kind, 1) // the root is a page of no kind now
		return nil
	})
	if wantError(t, err, operator.IO, "db_damaged"); errors.Is(err, ErrCommit) {
		t.Errorf("got %v", err)
	}
	if has(t, h, "k") {
		t.Error("it is there")
	}
	must(t, h.Update(t.Context(), nothing))
}

// TestWhoReadsReadsOnAfterAFailedCommit has somebody read before, meanwhile and after,
// and nothing written over what they read.
func TestWhoReadsReadsOnAfterAFailedCommit(t *testing.T) {
	if !replacesOpen {
		t.Skip("here, the file is opened again when nobody reads")
	}
	o := newStore(t)
	h := heldOf(t, o)
	fill := func(b byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			page := make([]byte, 3000)
			for i := range page {
				page[i] = b
			}
			for n := range 50 {
				must(t, tx.Bucket([]byte(numbers)).Put(num(uint64(n)), page))
			}
			return nil
		}
	}
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error { // a map that need not grow below a reader
		return tx.Bucket([]byte(numbers)).Put([]byte("large"), make([]byte, 2<<20))
	}))
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error { return tx.Bucket([]byte(numbers)).Delete([]byte("large")) }))
	must(t, h.Update(t.Context(), fill(1)))
	written := make(chan error, 1)
	must(t, h.View(t.Context(), func(tx *bolt.Tx) error {
		must(t, h.Update(t.Context(), fill(2))) // frees the pages that are read here
		if spoil(t, h, "k") == nil {
			t.Fatal("it was committed")
		}
		go func() {
			var failed error
			for n := range 3 {
				failed = errors.Join(failed, h.Update(context.Background(), fill(byte(3+n))))
			}
			written <- failed
		}()
		for h.turnIsFree() && len(written) == 0 {
			runtime.Gosched()
		}
		if has(t, h, "k") {
			t.Error("it is there")
		}
		for n := range 50 {
			if page := tx.Bucket([]byte(numbers)).Get(num(uint64(n))); page[0] != 1 || page[2999] != 1 {
				t.Errorf("page %d was written over with %d", n, page[0])
			}
		}
		if len(written) > 0 {
			t.Error("somebody wrote meanwhile")
		}
		return nil
	}))
	must(t, <-written)
}

// turnIsFree says that nobody writes or is about to.
func (h *held) turnIsFree() bool { return len(h.turn) == 0 }

func TestWhoWritesDoesNotWaitForEverForWhoReadsOn(t *testing.T) {
	if !replacesOpen {
		t.Skip("here, the file is opened again when nobody reads")
	}
	o := newStore(t)
	o.Wait = time.Millisecond
	h := heldOf(t, o)
	must(t, h.View(t.Context(), func(*bolt.Tx) error {
		_ = spoil(t, h, "k")
		wantError(t, h.Update(t.Context(), nothing), operator.Busy, "lock_timeout")
		return nil
	}))
	must(t, h.Update(t.Context(), nothing))
}

// TestAFileThatCannotBeOpenedAgainIsTriedAgain moves it away for a while.
func TestAFileThatCannotBeOpenedAgainIsTriedAgain(t *testing.T) {
	o := newStore(t)
	o.NoSync = true
	h := heldOf(t, o)
	away := o.db() + ".away"
	err := h.Update(t.Context(), func(tx *bolt.Tx) error {
		must(t, put(tx, "k"))
		return errors.Join(abandon(h.s.file), os.Rename(o.db(), away))
	})
	if !errors.Is(err, ErrCommit) || operator.CodeOf(err) != operator.IO {
		t.Errorf("got %v", err)
	}
	wantError(t, h.View(t.Context(), nothing), operator.NoInput, "db_missing")
	wantError(t, h.Update(t.Context(), nothing), operator.NoInput, "db_missing")
	must(t, os.Rename(away, o.db()))
	if has(t, h, "k") {
		t.Error("it is there")
	}
	must(t, h.Update(t.Context(), nothing))
}
