package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/internal/store/storetest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestApp runs the suite on both ways of opening a store, and once with every transaction
// run twice, which is the app's to bear, however the store is opened.
func TestApp(t *testing.T) {
	t.Run("held", func(t *testing.T) { run(t, hold, asItIs) })
	t.Run("held-replayed", func(t *testing.T) { run(t, hold, storetest.Replay) })
	t.Run("each", func(t *testing.T) {
		run(t, func(_ *testing.T, o boltstore.Options) store.Store { return boltstore.Open(o) }, asItIs)
	})
}

func hold(t *testing.T, o boltstore.Options) store.Store {
	s, err := boltstore.Hold(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func asItIs(s store.Store) store.Store { return s }

// TestTalkIsLikeAPlainModel compares random talk with a model of it.
func TestTalkIsLikeAPlainModel(t *testing.T) {
	t.Parallel()
	servicetest.Model(t, world(hold, asItIs))
}

// TestAMergeOfPeopleAndItsUndoAreLikeAPlainModel merges people amid random talk.
func TestAMergeOfPeopleAndItsUndoAreLikeAPlainModel(t *testing.T) {
	t.Parallel()
	servicetest.Merges(t, world(hold, asItIs))
}

// TestFeedsAndCountsAreLikeAPlainModel compares random updates with a model of them.
func TestFeedsAndCountsAreLikeAPlainModel(t *testing.T) {
	t.Parallel()
	servicetest.Feeds(t, world(hold, asItIs))
}

// TestABuyerFindsThoseTheyKnowInACrowd runs once: how a store is opened is
// nothing to it.
func TestABuyerFindsThoseTheyKnowInACrowd(t *testing.T) {
	t.Parallel()
	servicetest.Crowd(t, world(hold, asItIs))
}

func run(t *testing.T, open func(*testing.T, boltstore.Options) store.Store, wrap func(store.Store) store.Store) {
	t.Parallel()
	servicetest.Run(t, world(open, wrap))
}

// world makes services over a store that is opened in one way.
func world(open func(*testing.T, boltstore.Options) store.Store, wrap func(store.Store) store.Store) func(*testing.T) *servicetest.World {
	return func(t *testing.T) *servicetest.World {
		clock := servicetest.NewClock()
		dir := filepath.Join(t.TempDir(), "store")
		o := boltstore.Options{Dir: dir, Wait: 20 * time.Second, Now: clock.Now, NoSync: true}
		f, err := app.Found(operator.InitRequest{Name: "Acme Homes", Admin: "Maya Ortiz <maya@acme.example>", TimeZone: "America/Denver"}, clock.Now(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := boltstore.Init(t.Context(), o, f.Workspace, f.Fill); err != nil {
			t.Fatal(err)
		}
		s := open(t, o)
		t.Cleanup(func() { s.Close() })
		disk := &storetest.Breaking{Store: wrap(s)}
		service := app.New(app.Parts{
			Store: disk, Files: fsblob.Open(filepath.Join(dir, "blobs")), Now: clock.Now,
			Random: rand.Reader, Pause: func(ctx context.Context) error { return ctx.Err() },
			Sender: &servicetest.Receiver{},
		})
		as := func(who operator.Ref) context.Context {
			return operator.WithCall(t.Context(), operator.Call{Actor: who, Source: operator.SourceCLI})
		}
		return &servicetest.World{
			Service: service, As: as, Clock: clock,
			Check:  func() error { return check(service, as("P1")) },
			Events: func() int { return events(t, s) },
			Break:  disk.Break, Mend: disk.Mend,
		}
	}
}

func check(s operator.Service, ctx context.Context) error {
	r, err := s.Check(ctx, operator.CheckRequest{ReadData: true})
	if err != nil {
		return err
	}
	var all []error
	for _, f := range r.Findings {
		all = append(all, errors.New(f))
	}
	return errors.Join(all...)
}

func events(t *testing.T, s store.Store) int {
	var n uint64
	err := s.View(t.Context(), func(r store.Reader) (err error) { n, err = r.LastEvent(); return err })
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}
