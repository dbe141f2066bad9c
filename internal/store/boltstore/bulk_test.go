package boltstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// bothStores runs a test over both ways to open a store with a workspace.
func bothStores(t *testing.T, test func(t *testing.T, s *Store, o Options)) {
	t.Run("each", func(t *testing.T) {
		o := newWorkspace(t, nil)
		test(t, Open(o), o)
	})
	t.Run("held", func(t *testing.T) {
		o := newWorkspace(t, nil)
		test(t, hold(t, o), o)
	})
}

type stepper = func(func(store.Tx) error) error

// addPeople adds n people, the numbers of which begin at first, with an event each.
func addPeople(tx store.Tx, first, n int) error {
	for i := first; i < first+n; i++ {
		// Names and addresses in no order, as files have them.
		mixed := uint32(i) * 2654435761
		p := store.Person{
			Kind: operator.Buyer, Name: fmt.Sprintf("%s %s%d", firstNames[mixed%8], firstNames[(mixed>>8)%8], mixed), Email: fmt.Sprintf("b%d@mail.example", mixed),
			External: store.External{"crm": fmt.Sprint("C-", mixed)}, Created: clock, Updated: clock,
		}
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
		e := store.Event{
			Seq: uint64(p.ID), At: clock, Actor: 1, Source: operator.SourceCLI, Action: "person.added", Object: p.ID.String(),
			Digest: make([]byte, 32), Prev: make([]byte, 32), Hash: make([]byte, 32),
		}
		if err := tx.PutEvent(e); err != nil {
			return err
		}
		if err := tx.PutDetails(store.Details{Seq: e.Seq, Salt: make([]byte, 16), Content: []byte(`{"kind":"buyer"}`)}); err != nil {
			return err
		}
	}
	return nil
}

var firstNames = [...]string{"Ana", "Béla", "Chen", "Dmitri", "Eun", "Fatima", "Gonzalo", "Hye"}

func lastEvent(t testing.TB, s *Store) (last uint64) {
	t.Helper()
	must(t, s.View(context.Background(), func(r store.Reader) (err error) { last, err = r.LastEvent(); return err }))
	return last
}

func TestABulkIsSeenWholeOrNotAtAll(t *testing.T) {
	bothStores(t, func(t *testing.T, s *Store, o Options) {
		must(t, s.Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
			for i := range 5 {
				must(t, step(func(tx store.Tx) error {
					if last, err := tx.LastEvent(); last != uint64(20*i) || err != nil {
						t.Errorf("step %d sees %d events, %v", i, last, err)
					}
					return addPeople(tx, 20*i, 20)
				}))
				if last := lastEvent(t, s); last != 0 {
					t.Errorf("a reader sees %d events of a bulk that goes on", last)
				}
			}
			return nil
		}))
		if last := lastEvent(t, s); last != 100 {
			t.Errorf("there are %d events", last)
		}
		must(t, s.Update(t.Context(), func(tx store.Tx) error { return addPeople(tx, 100, 1) }))
		if last := lastEvent(t, s); last != 101 {
			t.Errorf("there are %d events", last)
		}
		soundAfterBulk(t, s, o)
	})
}

// soundAfterBulk fails where a check finds anything, or a file was left behind.
func soundAfterBulk(t *testing.T, s *Store, o Options) {
	t.Helper()
	_, err := s.Check(t.Context(), func(found string) {
		// The events of these tests are in no chain.
		if !strings.Contains(found, "chain") && !strings.Contains(found, "findings more") {
			t.Error(found)
		}
	})
	must(t, err)
	if got, want := files(t, o.Dir), "operator.db\noperator.gate\noperator.lock\noperator.writer\n"; got != want {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

func TestABulkThatFailsLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	full := &os.PathError{Op: "write", Path: "x", Err: fullErrors[0]}
	ways := map[string]func(step stepper) error{
		"the work":     func(stepper) error { return errRollBack },
		"after a step": func(step stepper) error { must(t, step(some)); return errRollBack },
		"a step":       func(step stepper) error { return step(func(tx store.Tx) error { must(t, some(tx)); return full }) },
		"a signal":     func(step stepper) error { must(t, step(some)); cancel(); return step(some) },
		"no step":      func(stepper) error { return nil },
		"a second step": func(step stepper) error {
			must(t, step(some))
			return step(func(store.Tx) error { return errRollBack })
		},
	}
	bothStores(t, func(t *testing.T, s *Store, o Options) {
		must(t, s.Update(t.Context(), some))
		before := content(t, o.db())
		for name, way := range ways {
			in := t.Context()
			if name == "a signal" {
				in = ctx
			}
			err := s.Bulk(in, way)
			if (err == nil) != (name == "no step") {
				t.Errorf("%s: got %v", name, err)
			}
			if content(t, o.db()) != before {
				t.Errorf("%s: the database has changed", name)
			}
			ctx, cancel = context.WithCancel(t.Context())
		}
		soundAfterBulk(t, s, o)
	})
}

func some(tx store.Tx) error {
	last, err := tx.LastEvent()
	return errors.Join(err, addPeople(tx, int(last), 3))
}

func TestAStepThatFailsCanBeLeftOut(t *testing.T) {
	bothStores(t, func(t *testing.T, s *Store, o Options) {
		must(t, s.Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
			must(t, step(some))
			if err := step(func(tx store.Tx) error { must(t, some(tx)); return errRollBack }); err != errRollBack {
				t.Errorf("got %v", err)
			}
			return step(some)
		}))
		if last := lastEvent(t, s); last != 6 {
			t.Errorf("there are %d events", last)
		}
		soundAfterBulk(t, s, o)
	})
}

func TestReadersReadWhileABulkWorksAndWritersWait(t *testing.T) {
	bothStores(t, func(t *testing.T, s *Store, o Options) {
		must(t, s.Update(t.Context(), some))
		stop := make(chan struct{})
		var reads, torn atomic.Int64
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					last := lastEvent(t, s)
					if last != 3 && last != 303 && last < 304 {
						torn.Add(1)
					}
					reads.Add(1)
				}
			})
		}
		written := make(chan error, 1)
		must(t, s.Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
			go func() {
				written <- s.Update(context.Background(), func(tx store.Tx) error {
					last, err := tx.LastEvent()
					return errors.Join(err, addPeople(tx, int(last), 1))
				})
			}()
			for i := range 3 {
				must(t, step(func(tx store.Tx) error { return addPeople(tx, 3+100*i, 100) }))
				for n := reads.Load(); reads.Load() < n+20; {
					runtime.Gosched() // readers go on meanwhile
				}
			}
			select {
			case err := <-written:
				t.Errorf("a writer did not wait: %v", err)
			default:
			}
			return nil
		}))
		must(t, <-written)
		close(stop)
		all.Wait()
		if torn.Load() > 0 || lastEvent(t, s) != 304 {
			t.Errorf("%d readers saw a part; at last there are %d events", torn.Load(), lastEvent(t, s))
		}
		soundAfterBulk(t, s, o)
	})
}

func TestAWriterThatWaitsForABulkHasItsTimeout(t *testing.T) {
	o := newWorkspace(t, nil)
	o.Wait = 20 * time.Millisecond
	served, err := Hold(t.Context(), o)
	must(t, err)
	for name, s := range map[string]*Store{"each": nil, "held": served} {
		if name == "each" {
			s = Open(newWorkspace(t, nil))
			s.o.Wait = o.Wait
			s.engine = newEach(s.o)
		}
		if h, ok := s.engine.(*held); ok {
			h.changeWaits, h.largeWaits = o.Wait, o.Wait
		}
		must(t, s.Bulk(store.Doing(t.Context(), "an import"), func(step func(func(store.Tx) error) error) error {
			must(t, step(some))
			e := wantError(t, s.Update(t.Context(), some), operator.Busy, "lock_timeout")
			if what := e.Details[operator.Writing]; s == served && what != "an import has been writing for 0 s" {
				t.Errorf("%s: the writer is told %v of what it waits for", name, what)
			}
			wantError(t, s.Bulk(t.Context(), func(func(func(store.Tx) error) error) error { return nil }), operator.Busy, "lock_timeout")
			if h, ok := HolderOf(s.o.Dir); !ok || h.PID != os.Getpid() {
				t.Errorf("%s: the holder is %v, %v", name, h, ok)
			}
			return nil
		}))
		must(t, s.Update(t.Context(), some))
	}
	must(t, served.Close())
}

// TestAReaderOfAHeldStoreKeepsWhatItHas has a reader that a bulk overtakes.
func TestAReaderOfAHeldStoreKeepsWhatItHas(t *testing.T) {
	if !replacesOpen {
		t.Skip("a bulk waits for readers here")
	}
	o := newWorkspace(t, nil)
	s := hold(t, o)
	must(t, s.View(t.Context(), func(r store.Reader) error {
		must(t, s.Bulk(t.Context(), func(step func(func(store.Tx) error) error) error { return step(some) }))
		last, err := r.LastEvent()
		if last != 0 || lastEvent(t, s) != 3 {
			t.Errorf("the reader sees %d events, others %d", last, lastEvent(t, s))
		}
		return err
	}))
	must(t, s.Update(t.Context(), some))
	soundAfterBulk(t, s, o)
}

// bulkUntilKilled adds thirty people to those that are there, ten in a step, for ever.
func bulkUntilKilled(o Options) error {
	s := Open(o)
	fmt.Println("ready")
	for {
		err := s.Bulk(context.Background(), func(step func(func(store.Tx) error) error) error {
			for range 3 {
				err := step(func(tx store.Tx) error {
					last, err := tx.LastEvent()
					return errors.Join(err, addPeople(tx, int(last), 10))
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

func TestABulkThatIsKilledLeavesTheOldStoreOrTheNewOne(t *testing.T) {
	o := newWorkspace(t, nil)
	random := rand.New(rand.NewPCG(7, 7))
	s := Open(o)
	left := 0
	for range 25 {
		cmd, stop := inTheMiddle(t, o, "bulk")
		timer := time.NewTimer(time.Duration(random.IntN(12_000)) * time.Microsecond)
		<-timer.C
		must(t, cmd.Process.Kill())
		stop()
		if strings.Contains(files(t, o.Dir), renewName) {
			left++
		}
		if last := lastEvent(t, s); last%30 != 0 {
			t.Fatalf("there are %d events: a part of a bulk", last)
		}
	}
	if left == 0 {
		t.Error("none was killed in the middle")
	}
	must(t, s.Update(t.Context(), some)) // removes what was left
	soundAfterBulk(t, s, o)
	t.Logf("%d of 25 left a file behind, which is gone; there are %d events", left, lastEvent(t, s))
}

func TestADatabaseChangedByAStrangerDuringABulkIsNotOverwritten(t *testing.T) {
	o := newWorkspace(t, nil)
	err := Open(o).Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
		must(t, step(some))
		// A program that knows nothing of our locks, nor of bbolt's.
		raw, err := os.ReadFile(o.db())
		must(t, err)
		copied := filepath.Join(t.TempDir(), "copy")
		must(t, os.WriteFile(copied, raw, 0o600))
		db, err := bolt.Open(copied, 0o600, &bolt.Options{NoSync: true})
		must(t, err)
		must(t, db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte(metaBucket)).Put([]byte("k"), present) }))
		must(t, db.Close())
		raw, err = os.ReadFile(copied)
		must(t, err)
		return os.WriteFile(o.db(), raw, 0o600)
	})
	wantError(t, err, operator.IO, "db_replaced")
}

// One operation is one person, with six indexes and an event, two thousand in a step:
// go test -run '^$' -bench BulkOfPeople -benchtime 1000000x
func BenchmarkBulkOfPeople(b *testing.B) {
	const step = 2_000
	o := Options{Dir: b.TempDir(), Now: time.Now}
	must(b, Init(b.Context(), o, aWorkspace(), nil))
	must(b, Open(o).Bulk(b.Context(), func(run func(func(store.Tx) error) error) error {
		for first := 0; first < b.N; first += step {
			if err := run(func(tx store.Tx) error { return addPeople(tx, first, min(step, b.N-first)) }); err != nil {
				return err
			}
		}
		return nil
	}))
	report(b, o)
}
