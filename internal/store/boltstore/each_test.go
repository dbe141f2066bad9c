package boltstore

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestACommandWhoseCommitWasKeptInSpiteOfAFailureWritesItAgain has bbolt panic behind its
// last sync: what was kept may be in the memory of the system alone.
func TestACommandWhoseCommitWasKeptInSpiteOfAFailureWritesItAgain(t *testing.T) {
	o := newStore(t)
	o.NoSync = false
	long := time.Unix(1, 0)
	o.Failed = func(error) { must(t, os.Chtimes(o.db(), long, long)) }
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
		c := tx.Bucket([]byte(numbers)).Cursor()
		tx.OnCommit(func() { c.First() }) // of a transaction that is over
		return put(tx, "k")
	}))
	if about, err := os.Stat(o.db()); err != nil || about.ModTime().Equal(long) {
		t.Error("it was not written again", err)
	}
}

// TestACommandWhoseCommitFailedSaysWhatIsSo: nothing was kept, or nobody knows.
func TestACommandWhoseCommitFailedSaysWhatIsSo(t *testing.T) {
	for _, gone := range []bool{false, true} {
		o := newStore(t)
		o.Failed = func(error) {
			if gone {
				must(t, os.Rename(o.db(), o.db()+".old"))
			}
		}
		e := newEach(o)
		err := e.use(t.Context(), alone, func(s *session) error {
			err := s.update(t.Context(), func(tx *bolt.Tx) error { return errors.Join(put(tx, "k"), abandon(s.file)) })
			failed, ok := errors.AsType[commitError](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			return e.lookAgain(s, failed.why)
		})
		if errors.Is(err, ErrCommit) != gone || operator.CodeOf(err) != operator.IO {
			t.Errorf("gone %v: got %v", gone, err)
		}
		if !gone {
			must(t, e.Update(t.Context(), nothing))
			continue
		}
		must(t, os.Rename(o.db()+".old", o.db()))
		wantError(t, e.View(t.Context(), nothing), operator.IO, "store_stopped")
	}
}

// badFolder is a folder whose names cannot be put on disk so many times.
func badFolder(times int) func(string) error {
	return func(string) error {
		if times--; times >= 0 {
			return syscall.EIO
		}
		return nil
	}
}

func TestAStoreWhoseNameIsNotOnDiskIsNotMade(t *testing.T) {
	parent := t.TempDir()
	o := Options{Dir: filepath.Join(parent, "store"), Now: time.Now, NoSync: true, sync: badFolder(1)}
	err := Create(t.Context(), o, [16]byte{1}, []string{numbers}, nothing)
	wantError(t, err, operator.IO, "io_error")
	if left := files(t, parent); left != "" {
		t.Errorf("%s is left", left)
	}
	must(t, Create(t.Context(), o, [16]byte{1}, []string{numbers}, nothing))
}

// TestARenewedStoreIsNotSeenBeforeItsNameIsOnDisk: who looks what came of a change would
// take it for kept.
func TestARenewedStoreIsNotSeenBeforeItsNameIsOnDisk(t *testing.T) {
	for name, open := range map[string]func(Options) *Store{
		"each": Open,
		"held": func(o Options) *Store {
			s, err := Hold(t.Context(), o)
			must(t, err)
			return s
		},
	} {
		o := newStore(t)
		o.sync = badFolder(2)
		s := open(o)
		err := s.engine.renew(t.Context(), func(tx *bolt.Tx, path string) error {
			raw, err := os.ReadFile(o.db())
			return errors.Join(err, os.WriteFile(path, raw, 0o600))
		})
		if !errors.Is(err, ErrCommit) {
			t.Fatalf("%s: got %v", name, err)
		}
		look := func() error { return s.View(t.Context(), func(store.Reader) error { return nil }) }
		wantError(t, look(), operator.IO, "io_error")
		must(t, look())
		must(t, s.engine.Update(t.Context(), func(tx *bolt.Tx) error { return put(tx, "k") }))
		must(t, s.Close())
	}
}
