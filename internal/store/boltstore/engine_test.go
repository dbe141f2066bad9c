package boltstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func reasonOf(err error) any {
	if e, ok := errors.AsType[*operator.Error](err); ok {
		return e.Details["reason"]
	}
	return err
}

// engines runs a test over both ways to open a store.
func engines(t *testing.T, test func(t *testing.T, e engine, o Options)) {
	t.Run("each", func(t *testing.T) {
		o := newStore(t)
		test(t, newEach(o), o)
	})
	t.Run("held", func(t *testing.T) {
		o := newStore(t)
		h, err := openHeld(t.Context(), o)
		must(t, err)
		defer func() { must(t, h.Close()) }()
		test(t, h, o)
	})
}

func put(tx *bolt.Tx, k string) error { return tx.Bucket([]byte(numbers)).Put([]byte(k), present) }

func has(t *testing.T, e engine, k string) (found bool) {
	t.Helper()
	must(t, e.View(t.Context(), func(tx *bolt.Tx) error {
		found = tx.Bucket([]byte(numbers)).Get([]byte(k)) != nil
		return nil
	}))
	return found
}

func TestAnUpdateIsKeptOrRolledBack(t *testing.T) {
	engines(t, func(t *testing.T, e engine, _ Options) {
		must(t, e.Update(t.Context(), func(tx *bolt.Tx) error { return put(tx, "kept") }))
		ctx, cancel := context.WithCancel(t.Context())
		err := e.Update(ctx, func(tx *bolt.Tx) error { cancel(); return put(tx, "cancelled") })
		if err != context.Canceled {
			t.Errorf("a cancelled update gave %v", err)
		}
		err = e.Update(t.Context(), func(tx *bolt.Tx) error { must(t, put(tx, "failed")); return errRollBack })
		if err != errRollBack || errors.Is(err, ErrCommit) {
			t.Errorf("a failed update gave %v", err)
		}
		for k, want := range map[string]bool{"kept": true, "cancelled": false, "failed": false} {
			if has(t, e, k) != want {
				t.Errorf("%s: %v", k, !want)
			}
		}
	})
}

func TestWhoIsCancelledDoesNothing(t *testing.T) {
	engines(t, func(t *testing.T, e engine, _ Options) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		fn := func(*bolt.Tx) error { t.Error("it ran"); return nil }
		for _, err := range []error{e.View(ctx, fn), e.Update(ctx, fn)} {
			if err != context.Canceled {
				t.Errorf("got %v", err)
			}
		}
	})
}

// TestAPanicOfOursGoesOn has panics that are bugs, and that leave the store as it
// was and open to others.
func TestAPanicOfOursGoesOn(t *testing.T) {
	bugs := map[string]func(){
		"a text":       func() { panic("a bug") },
		"nil":          func() { var p *pet; p.ID++ },
		"out of range": func() { var s []int; _ = s[len(os.Args)] },
		"an error":     func() { panic(errRollBack) },
		"Goexit":       nil,
	}
	engines(t, func(t *testing.T, e engine, _ Options) {
		for name, bug := range bugs {
			var p any
			var all sync.WaitGroup
			all.Go(func() {
				defer func() { p = recover() }()
				_ = e.Update(t.Context(), func(tx *bolt.Tx) error {
					must(t, put(tx, name))
					if bug == nil {
						runtime.Goexit()
					}
					bug()
					return nil
				})
			})
			all.Wait()
			if (p == nil) != (bug == nil) {
				t.Errorf("%s: recovered %v", name, p)
			}
			if has(t, e, name) {
				t.Errorf("%s: the change was kept", name)
			}
			must(t, e.Update(t.Context(), nothing))
		}
	})
}

// TestAPanicOfBoltIsDamage has what damaged pages lead to: bbolt finds that
// something cannot be, or reads where nothing is mapped.
func TestAPanicOfBoltIsDamage(t *testing.T) {
	wild := unreadable(t)
	ways := map[string]func(tx *bolt.Tx) error{
		"a fault": func(*bolt.Tx) error { return fmt.Errorf("read %d", wild[7]) },
		"an assertion": func(tx *bolt.Tx) error {
			c := tx.Bucket([]byte(numbers)).Cursor()
			must(t, tx.Rollback())
			c.First()
			return nil
		},
	}
	engines(t, func(t *testing.T, e engine, _ Options) {
		for name, way := range ways {
			for _, use := range []func(context.Context, func(*bolt.Tx) error) error{e.View, e.Update} {
				t.Log(name)
				wantError(t, use(t.Context(), way), operator.IO, "db_damaged")
				must(t, e.Update(t.Context(), nothing))
			}
		}
	})
}

// TestAPanicInACommitIsAFailedCommit has bbolt lose its own locks on the way, over a file
// that is damaged then: nobody can say what came of it, until the file is well.
func TestAPanicInACommitIsAFailedCommit(t *testing.T) {
	o := newStore(t)
	h, err := openHeld(t.Context(), o)
	must(t, err)
	var kind int64
	err = h.Update(t.Context(), func(tx *bolt.Tx) error {
		must(t, put(tx, "k"))
		head, err := readHead(h.s.file, o.db())
		must(t, err)
		kind = int64(head.root*head.size) + 8
		patch(t, o.db(), kind, 1) // the root is a page of no kind now
		return nil
	})
	if !errors.Is(err, ErrCommit) {
		t.Fatalf("got %v", err)
	}
	wantError(t, err, operator.IO, "db_damaged")
	wantError(t, h.View(t.Context(), nothing), operator.IO, "db_damaged")
	wantError(t, h.Update(t.Context(), nothing), operator.IO, "db_damaged")
	patch(t, o.db(), kind, 0xFF)
	if has(t, h, "k") {
		t.Error("what was not committed is there")
	}
	must(t, h.Update(t.Context(), nothing))
	must(t, h.Close())
}

func TestErrorsOfTheSystemHaveAMeaning(t *testing.T) {
	for cause, want := range map[error]struct {
		code   operator.Code
		reason string
	}{
		&os.PathError{Err: syscall.ENOSPC}:                  {operator.IO, "disk_full"},
		&os.PathError{Err: syscall.EDQUOT}:                  {operator.IO, "disk_full"},
		fmt.Errorf("file resize error: %s", syscall.ENOSPC): {operator.IO, "disk_full"},
		&os.PathError{Err: syscall.EROFS}:                   {operator.IO, "read_only_fs"},
		&os.PathError{Err: syscall.EACCES}:                  {operator.Denied, "permission"},
		&os.PathError{Err: syscall.EPERM}:                   {operator.Denied, "permission"},
		&os.PathError{Err: syscall.EIO}:                     {operator.IO, "io_error"},
	} {
		wantError(t, failure(cause, "it failed"), want.code, want.reason)
	}
}

func TestCheckStructureFindsNothingInAWellStore(t *testing.T) {
	engines(t, func(t *testing.T, e engine, _ Options) {
		must(t, e.View(t.Context(), func(tx *bolt.Tx) error {
			checkStructure(tx, func(err error) { t.Error(err) })
			return nil
		}))
	})
}

func BenchmarkOpen(b *testing.B) {
	o := newStore(b)
	b.Run("bbolt read", func(b *testing.B) { benchmarkBolt(b, o, true) })
	b.Run("ours read", func(b *testing.B) {
		for b.Loop() {
			must(b, newEach(o).View(b.Context(), nothing))
		}
	})
	b.Run("bbolt write", func(b *testing.B) { benchmarkBolt(b, o, false) })
	b.Run("ours write", func(b *testing.B) {
		for b.Loop() {
			err := newEach(o).Update(b.Context(), func(*bolt.Tx) error { return errRollBack })
			if err != errRollBack {
				b.Fatal(err)
			}
		}
	})
}

// benchmarkBolt opens the file and begins a transaction with bbolt alone.
func benchmarkBolt(b *testing.B, o Options, read bool) {
	for b.Loop() {
		db, err := bolt.Open(o.db(), 0o600, &bolt.Options{ReadOnly: read, FreelistType: bolt.FreelistMapType, NoStatistics: true})
		must(b, err)
		tx, err := db.Begin(!read)
		must(b, err)
		must(b, tx.Rollback())
		must(b, db.Close())
	}
}
