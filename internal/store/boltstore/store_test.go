package boltstore

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/storetest"
)

// newWorkspace makes a store with the workspace of the suite.
func newWorkspace(t testing.TB, fill func(store.Tx) error) Options {
	t.Helper()
	o := Options{Dir: t.TempDir(), Wait: time.Minute, Command: "test", Now: time.Now, NoSync: true}
	must(t, Init(t.Context(), o, storetest.TheWorkspace(), fill))
	return o
}

// hold opens a store until the test ends.
func hold(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Hold(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func TestStoreOpenedForEachTransaction(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return Open(newWorkspace(t, nil)) })
}

func TestStoreHeldOpen(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return hold(t, newWorkspace(t, nil)) })
}

func TestStoreBehindReplay(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return storetest.Replay(hold(t, newWorkspace(t, nil))) })
}
