package boltstore

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestAChangeWaitsLongerForWhatIsLargeThanForOthers has a wait that is over at once.
func TestAChangeWaitsLongerForWhatIsLargeThanForOthers(t *testing.T) {
	o := newWorkspace(t, nil)
	o.Wait = time.Millisecond
	s := hold(t, o)
	done := make(chan error)
	must(t, s.Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
		must(t, step(some))
		go func() { done <- s.Update(t.Context(), some) }()
		select {
		case err := <-done:
			t.Errorf("a change has not waited: %v", err)
		case <-time.After(50 * o.Wait):
		}
		return nil
	}))
	must(t, <-done)
	if last := lastEvent(t, s); last != 6 {
		t.Errorf("there are %d events", last)
	}
}

// TestWhoWantsToHearSoonOfWhatIsLargeDoes says how long it wants to wait at most.
func TestWhoWantsToHearSoonOfWhatIsLargeDoes(t *testing.T) {
	o := newWorkspace(t, nil)
	o.Wait = time.Minute
	s := hold(t, o)
	soon := operator.WithCall(t.Context(), operator.Call{Wait: time.Millisecond})
	must(t, s.Bulk(store.Doing(t.Context(), "an import"), func(step func(func(store.Tx) error) error) error {
		must(t, step(some))
		e := wantError(t, s.Update(soon, some), operator.Busy, "lock_timeout")
		if e.Details[operator.Writing] != "an import has been writing for 0 s" {
			t.Errorf("it hears %v", e.Details)
		}
		return nil
	}))
	must(t, s.Update(soon, some))
}

// TestWhoWantsToHearSoonOfWhatIsLargeWaitsForOthersAsEverybodyDoes has nothing large.
func TestWhoWantsToHearSoonOfWhatIsLargeWaitsForOthersAsEverybodyDoes(t *testing.T) {
	o := newWorkspace(t, nil)
	o.Wait = time.Minute
	s := hold(t, o)
	began, done := make(chan struct{}), make(chan error)
	soon := operator.WithCall(t.Context(), operator.Call{Wait: time.Millisecond})
	must(t, s.Update(t.Context(), func(tx store.Tx) error {
		go func() {
			close(began)
			done <- s.Update(soon, some)
		}()
		<-began
		select {
		case err := <-done:
			t.Errorf("it has not waited: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
		return some(tx)
	}))
	must(t, <-done)
}
