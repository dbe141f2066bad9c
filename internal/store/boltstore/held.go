package boltstore

import (
	"context"
	"errors"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// held is an engine that keeps the file open and everybody else out. After a failed
// commit it opens the file anew (reopen.go).
//
// Updates that come while a commit is under way wait, and are then joined into one
// transaction: its commit waits for the disk once for all of them. Each function runs
// in the goroutine of who called, where its panics belong, and gets the transaction
// when the one before it is done. If one fails, the transaction is rolled back, and
// the others run again without it.
type held struct {
	o    Options
	turn chan struct{} // holds something while somebody writes
	// How long a change, and something large, waits at least for something large.
	changeWaits, largeWaits time.Duration

	naming naming

	keeping sync.Mutex // of who commits, or puts another session in the place of s
	closed  bool

	mu       sync.Mutex
	s        *session // for those who come
	swapping bool     // those who come wait
	swapped  sync.Cond
	strays   int    // those who read in sessions that were given up
	large    *large // what is being written that takes long; nil for nothing
	waiting  []*joiner
	led      bool // somebody sees to those who wait
}

func openHeld(ctx context.Context, o Options) (*held, error) {
	s, err := openSession(ctx, o, alone)
	if err != nil {
		return nil, err
	}
	h := &held{o: o, s: s, turn: make(chan struct{}, 1), changeWaits: changeWaits, largeWaits: largeWaits}
	h.swapped.L = &h.mu
	return h, nil
}

// current is the session for those who come.
func (h *held) current() *session {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.s
}

// View reads; any number of them run at the same time, and none waits for who writes.
func (h *held) View(ctx context.Context, fn func(*bolt.Tx) error) error {
	if err := h.naming.settle(h.o); err != nil {
		return err
	}
	stale, err := h.viewOnce(ctx, fn)
	if stale { // the session was given up on the way
		_, err = h.viewOnce(ctx, fn)
	}
	return err
}

// viewOnce is stale where the session could not be used, and fn was not called.
func (h *held) viewOnce(ctx context.Context, fn func(*bolt.Tx) error) (stale bool, err error) {
	s, err := h.enter()
	if err != nil {
		return false, err
	}
	defer h.exit(s)
	begun := false
	err = s.view(ctx, func(tx *bolt.Tx) error {
		begun = true
		return fn(tx)
	})
	return err != nil && !begun && s.stopped.Load(), err
}

// enter takes a session that can be used until exit.
func (h *held) enter() (*session, error) {
	for {
		if s := h.take(); s != nil {
			return s, nil
		}
		if err := h.revive(); err != nil {
			return nil, err
		}
	}
}

// take takes the session that is there, nil if it is not used any more.
func (h *held) take() *session {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.swapping {
		h.swapped.Wait()
	}
	if h.s.stopped.Load() {
		return nil
	}
	h.s.readers++
	return h.s
}

// exit lets go of a session. The last one closes it where there is another by now.
func (h *held) exit(s *session) {
	h.mu.Lock()
	s.readers--
	if s.stray {
		h.strays--
	}
	old := s.readers == 0 && s != h.s
	h.swapped.Broadcast()
	h.mu.Unlock()
	if old {
		_ = s.closeFile()
	}
}

// Close waits for transactions to end and lets others in.
func (h *held) Close() error {
	h.turn <- struct{}{}
	defer func() { <-h.turn }()
	h.keeping.Lock()
	defer h.keeping.Unlock()
	h.closed = true
	err := h.unread()
	return errors.Join(err, h.current().close())
}

// renew keeps those who write waiting.
func (h *held) renew(ctx context.Context, build builder) error {
	if err := h.takeTurn(ctx); err != nil {
		return err
	}
	defer func() { <-h.turn }()
	defer h.beginLarge(ctx)()
	if err := h.revive(); err != nil {
		return err
	}
	s := h.current()
	if err := stillThere(s.file, s.path); err != nil {
		return err
	}
	if err := s.rebuild(ctx, h.o, build); err != nil {
		return err
	}
	return h.swap(ctx)
}

// takeTurn waits until nobody else writes. What is large waits for what is large.
func (h *held) takeTurn(ctx context.Context) error {
	w := h.waits(ctx, h.largeWaits)
	limit := time.NewTimer(w.first())
	defer limit.Stop()
	for {
		select {
		case h.turn <- struct{}{}:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
		}
		more := w.more()
		if more == 0 {
			return w.tooLong()
		}
		limit.Reset(more)
	}
}

// swap puts the new database in the place of the old one. Who reads the old one goes
// on, where the system lets a file be replaced that is open; else it is waited for.
func (h *held) swap(ctx context.Context) error {
	h.keeping.Lock()
	defer h.keeping.Unlock()
	old := h.current()
	if !replacesOpen {
		defer h.drain(old)()
	}
	err := h.naming.after(place(ctx, h.o))
	if err != nil && replacesOpen && !errors.Is(err, ErrCommit) {
		return err
	}
	fresh := &session{path: old.path, locks: old.locks}
	if failed := fresh.open(h.o, true); failed != nil {
		old.stopped.Store(true)
		return commitError{errors.Join(err, failed)}
	}
	h.mu.Lock()
	unread := old.readers == 0
	h.s = fresh
	h.mu.Unlock()
	if unread {
		_ = old.closeFile()
	}
	return err
}

// drain keeps those who come waiting until what it gives is called, and closes a session
// when the last one has read in it.
func (h *held) drain(old *session) (let func()) {
	h.mu.Lock()
	h.swapping = true
	for old.readers > 0 {
		h.swapped.Wait()
	}
	h.mu.Unlock()
	_ = old.closeFile()
	return func() {
		h.mu.Lock()
		h.swapping = false
		h.swapped.Broadcast()
		h.mu.Unlock()
	}
}
