package boltstore

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func nothing(*bolt.Tx) error { return nil }

func TestANewStoreSaysWhatItIs(t *testing.T) {
	o := newStore(t)
	must(t, newEach(o).View(t.Context(), func(tx *bolt.Tx) error {
		meta := tx.Bucket([]byte(metaBucket))
		if string(meta.Get([]byte(magicKey))) != magic || string(meta.Get([]byte(schemaKey))) != "6" ||
			meta.Get([]byte(instanceKey))[2] != 3 || len(meta.Get([]byte(instanceKey))) != 16 {
			t.Errorf("meta is %v", meta)
		}
		_, err := time.Parse(time.RFC3339Nano, string(meta.Get([]byte(createdKey))))
		return err
	}))
}

func TestCreateReplacesNothing(t *testing.T) {
	o := newStore(t)
	must(t, addOne(o))
	err := Create(t.Context(), o, [16]byte{}, nil, func(*bolt.Tx) error { t.Error("filled"); return nil })
	wantError(t, err, operator.Conflict, "store_exists")
	if n, err := counted(o); n != 1 || err != nil {
		t.Errorf("the store has %d, %v", n, err)
	}
}

func TestOneOfManyCreatorsWins(t *testing.T) {
	o := Options{Dir: filepath.Join(t.TempDir(), "store"), Now: time.Now, NoSync: true}
	var won, lost atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			switch err := Create(t.Context(), o, [16]byte{}, []string{numbers}, nothing); operator.CodeOf(err) {
			case "":
				won.Add(1)
			case operator.Conflict:
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || lost.Load() != 19 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	must(t, addOne(o))
}

func TestAFailedCreateLeavesNothingBehind(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	for name, existing := range map[string]bool{"a new folder": false, "a folder that was there": true} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			o := Options{Dir: filepath.Join(parent, "homes", "store"), Now: time.Now, NoSync: true}
			want := ""
			if existing {
				must(t, os.MkdirAll(o.Dir, 0o755))
				must(t, os.WriteFile(filepath.Join(o.Dir, "mine"), nil, 0o600))
				want = "homes\n"
			}
			err := Create(t.Context(), o, [16]byte{}, nil, func(*bolt.Tx) error { return errRollBack })
			wantError(t, err, operator.IO, "io_error")
			err = Create(t.Context(), o, [16]byte{}, nil, func(*bolt.Tx) error { return full })
			wantError(t, err, operator.IO, "disk_full")
			func() {
				defer func() {
					if p := recover(); p != "a bug" {
						t.Errorf("the panic became %v", p)
					}
				}()
				_ = Create(t.Context(), o, [16]byte{}, nil, func(*bolt.Tx) error { panic("a bug") })
			}()
			if got := files(t, parent); got != want {
				t.Errorf("the parent has %q, want %q", got, want)
			}
			if existing && files(t, o.Dir) != "mine\n" {
				t.Errorf("the folder has %q", files(t, o.Dir))
			}
		})
	}
}

func TestAKilledCreatorLeavesNoStoreAndTheNextOneSucceeds(t *testing.T) {
	o := Options{Dir: filepath.Join(t.TempDir(), "store"), Now: time.Now, NoSync: true}
	kill(t, o, "create")
	_, err := counted(o)
	wantError(t, err, operator.NoInput, "db_missing")
	must(t, Create(t.Context(), o, [16]byte{}, []string{numbers}, nothing))
	if got, want := files(t, o.Dir), "operator.db\noperator.gate\noperator.lock\noperator.writer\n"; got != want {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

// kill starts a process, waits until it is in the middle of its part, and kills it.
func kill(t *testing.T, o Options, name string) {
	t.Helper()
	cmd, stop := inTheMiddle(t, o, name)
	must(t, cmd.Process.Kill())
	stop()
}

func TestCreateGivesUpWhenCancelled(t *testing.T) {
	o := Options{Dir: filepath.Join(t.TempDir(), "store"), Now: time.Now}
	_, stop := inTheMiddle(t, o, "create")
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Create(ctx, o, [16]byte{}, nil, nothing); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}
