package boltstore

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// inTheMiddle starts a process and returns when it says that it is in the middle
// of its part. stop ends it.
func inTheMiddle(t *testing.T, o Options, name string) (*exec.Cmd, func()) {
	t.Helper()
	cmd := another(t, o, name)
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("it said %q, %v", line, err)
	}
	return cmd, func() { _ = in.Close(); _ = cmd.Process.Kill(); _ = cmd.Wait() }
}

func TestEveryWriterOfManyGetsItsTurn(t *testing.T) {
	o := newStore(t)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if err := addOne(o); err != nil {
				t.Error(err)
			}
		})
	}
	for range 30 {
		cmd := another(t, o, "add")
		must(t, cmd.Start())
		all.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n, err := counted(o); n != 130 || err != nil {
		t.Errorf("%d of 130 changes are there, %v", n, err)
	}
}

// TestReadersDoNotStarveAWriter has readers that always overlap: with the lock
// file alone, a writer would wait until they stop, and they stop only when it has
// written, or after very many reads.
func TestReadersDoNotStarveAWriter(t *testing.T) {
	const readers, writes, tooMany = 8, 20, 20_000
	o := newStore(t)
	var reads atomic.Int64
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	read := func(*bolt.Tx) error {
		// Leave when another reader has come, or when none can because a writer
		// waits and keeps them out.
		for n, spins := reads.Add(1), 0; reads.Load() == n && spins < 1000; spins++ {
			runtime.Gosched()
		}
		return nil
	}
	for range readers {
		all.Go(func() {
			for ctx.Err() == nil && reads.Load() < tooMany {
				if err := newEach(o).View(ctx, read); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
		})
	}
	var most int64
	for range writes {
		for n := reads.Load(); reads.Load() < min(n+2*readers, tooMany); {
			runtime.Gosched() // until the readers are at it again
		}
		before := reads.Load()
		must(t, addOne(o))
		most = max(most, reads.Load()-before)
	}
	cancel()
	all.Wait()
	t.Logf("at most %d reads went before a write, of %d", most, reads.Load())
	if most > tooMany/4 {
		t.Errorf("a writer waited for %d reads", most)
	}
}

func TestALockedStoreSaysWhoHasIt(t *testing.T) {
	o := newStore(t)
	cmd, stop := inTheMiddle(t, o, "hold")
	defer stop()
	h, ok := HolderOf(o.Dir)
	host, _ := os.Hostname()
	if !ok || h.PID != cmd.Process.Pid || h.Command != "test hold" || h.Host != host || time.Since(h.Since) > time.Hour {
		t.Errorf("the holder is %+v, %v", h, ok)
	}
	o.Wait = 20 * time.Millisecond
	for _, open := range []func() error{
		func() error { return addOne(o) },
		func() error { _, err := counted(o); return err },
	} {
		e := wantError(t, open(), operator.Busy, "lock_timeout")
		for _, want := range []string{"is held by \"test hold\" (process ", " on " + host, ", since ", "(waited "} {
			if !strings.Contains(e.Message, want) {
				t.Errorf("%q lacks %q", e.Message, want)
			}
		}
	}
	// A process that is killed holds nothing.
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
	o.Wait = time.Minute
	must(t, addOne(o))
	if h, ok := HolderOf(o.Dir); ok {
		t.Errorf("%v still has it", h)
	}
}

func TestReadersAreNotNamedAsHolders(t *testing.T) {
	o := newStore(t)
	must(t, addOne(o)) // leaves its note
	must(t, newEach(o).View(t.Context(), func(*bolt.Tx) error {
		o.Wait = 10 * time.Millisecond
		e := wantError(t, addOne(o), operator.Busy, "lock_timeout")
		if !strings.Contains(e.Message, "is in use") {
			t.Errorf("it says %q", e.Message)
		}
		return nil
	}))
}

func TestALockThatComesTooLateIsDropped(t *testing.T) {
	o := newStore(t)
	h, err := openHeld(t.Context(), o)
	must(t, err)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			late := o
			if i%2 == 0 {
				cancel()
			} else {
				late.Wait = time.Millisecond
			}
			defer cancel()
			if err := newEach(late).Update(ctx, nothing); err == nil {
				t.Error("two have the lock")
			}
		})
	}
	all.Wait()
	must(t, h.Close())
	must(t, addOne(o))
}

func TestCancellingEndsTheWait(t *testing.T) {
	o := newStore(t)
	h, err := openHeld(t.Context(), o)
	must(t, err)
	defer func() { must(t, h.Close()) }()
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan error)
	go func() { done <- newEach(o).Update(ctx, nothing) }()
	cancel(nil)
	if err := <-done; err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestAFileReplacedDuringTheWaitIsTheOneThatIsWritten(t *testing.T) {
	o := newStore(t)
	const writers = 10
	var all sync.WaitGroup
	locks, err := acquire(t.Context(), o, alone)
	must(t, err)
	for range writers {
		all.Go(func() {
			if err := addOne(o); err != nil {
				t.Error(err)
			}
		})
	}
	raw, err := os.ReadFile(o.db())
	must(t, err)
	compacted := filepath.Join(o.Dir, "compacted")
	must(t, os.WriteFile(compacted, raw, 0o600))
	must(t, os.Rename(compacted, o.db()))
	locks.release()
	all.Wait()
	if n, err := counted(o); n != writers || err != nil {
		t.Errorf("%d of %d changes are there, %v", n, writers, err)
	}
}

func TestAHeldStoreNoticesThatItsFileIsGone(t *testing.T) {
	o := newStore(t)
	h, err := openHeld(t.Context(), o)
	must(t, err)
	defer func() { must(t, h.Close()) }()
	must(t, os.Rename(o.db(), o.db()+".old"))
	wantError(t, h.Update(t.Context(), nothing), operator.IO, "db_replaced")
}

func TestRemovedLockFilesAreMadeAgain(t *testing.T) {
	o := newStore(t)
	must(t, os.Remove(filepath.Join(o.Dir, lockName)))
	must(t, os.Remove(filepath.Join(o.Dir, gateName)))
	must(t, addOne(o))
	if got, want := files(t, o.Dir), "operator.db\noperator.gate\noperator.lock\noperator.writer\n"; got != want {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

// TestLockFilesRemovedUnderTheirHolderLetNobodyIn has bbolt's own lock to thank.
func TestLockFilesRemovedUnderTheirHolderLetNobodyIn(t *testing.T) {
	o := newStore(t)
	h, err := openHeld(t.Context(), o)
	must(t, err)
	must(t, os.Remove(filepath.Join(o.Dir, lockName)))
	must(t, os.Remove(filepath.Join(o.Dir, writerName)))
	wantError(t, addOne(o), operator.Busy, "lock_timeout")
	must(t, h.Close())
	must(t, addOne(o))
}
