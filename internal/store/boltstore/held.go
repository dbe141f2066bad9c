package boltstore

import (
	"context"
	"errors"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// held is an engine that keeps the file open and everybody else out. After a failed
// commit it refuses to go on, because what it has in memory may differ from what is on
// disk.
//
// Updates that come while a commit is under way wait, and are then joined into one
// transaction: its commit waits for the disk once for all of them. Each function runs
// in the goroutine of who called, where its panics belong, and gets the transaction
// when the one before it is done. If one fails, the transaction is rolled back, and
// the others run again without it.
type held struct {
	o    Options
	turn chan struct{} // holds something while somebody writes

	mu       sync.Mutex
	s        *session // for those who come
	swapping bool     // those who come wait
	swapped  sync.Cond
	waiting  []*joiner
	led      bool // somebody sees to those who wait
}

func openHeld(ctx context.Context, o Options) (*held, error) {
	s, err := openSession(ctx, o, alone)
	if err != nil {
		return nil, err
	}
	h := &held{o: o, s: s, turn: make(chan struct{}, 1)}
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
	s := h.enter()
	defer h.exit(s)
	return s.view(ctx, fn)
}

// enter takes the session that is there until exit.
func (h *held) enter() *session {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.swapping {
		h.swapped.Wait()
	}
	h.s.readers++
	return h.s
}

// exit lets go of a session. The last one closes it where there is another by now.
func (h *held) exit(s *session) {
	h.mu.Lock()
	s.readers--
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
	return h.current().close()
}

// renew keeps those who write waiting.
func (h *held) renew(ctx context.Context, build builder) error {
	limited, cancel := context.WithTimeout(ctx, h.o.wait())
	defer cancel()
	select {
	case h.turn <- struct{}{}:
	case <-limited.Done():
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return tooBusy(h.o)
	}
	defer func() { <-h.turn }()
	s := h.current()
	if err := stillThere(s.file, s.path); err != nil {
		return err
	}
	if err := s.rebuild(ctx, h.o, build); err != nil {
		return err
	}
	return h.swap(ctx)
}

// swap puts the new database in the place of the old one. Who reads the old one goes
// on, where the system lets a file be replaced that is open; else it is waited for.
func (h *held) swap(ctx context.Context) error {
	old := h.current()
	if !replacesOpen {
		h.mu.Lock()
		h.swapping = true
		for old.readers > 0 {
			h.swapped.Wait()
		}
		h.mu.Unlock()
		_ = old.closeFile()
		defer func() {
			h.mu.Lock()
			h.swapping = false
			h.swapped.Broadcast()
			h.mu.Unlock()
		}()
	}
	err := place(ctx, h.o)
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
