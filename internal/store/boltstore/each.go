package boltstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// each is an engine that has the file open during a transaction only, so that
// many short-lived processes can share the store: any number of them that read,
// or one that writes.
type each struct {
	o      Options
	naming naming
	unsure atomic.Bool // nobody knows whether the last change is on disk
}

func newEach(o Options) *each { return &each{o: o} }

// View opens the file for reading, which also works where it cannot be written.
func (e *each) View(ctx context.Context, fn func(*bolt.Tx) error) error {
	return e.use(ctx, reading, func(s *session) error { return s.view(ctx, fn) })
}

// Update opens the file for writing.
func (e *each) Update(ctx context.Context, fn func(*bolt.Tx) error) error {
	return e.use(ctx, alone, func(s *session) error {
		err := s.update(ctx, fn)
		if failed, ok := errors.AsType[commitError](err); ok {
			return e.lookAgain(s, failed.why)
		}
		return err
	})
}

func (e *each) use(ctx context.Context, how sharing, fn func(*session) error) error {
	if e.unsure.Load() {
		// Who looked now would see what the system has in memory.
		return operator.Errorf(operator.IO, "the database %s is not used any more after a failed write", e.o.db()).
			WithHint("see that the disk is well and has room, then start again").Reason("store_stopped")
	}
	if err := e.naming.settle(e.o); err != nil {
		return err
	}
	s, err := openSession(ctx, e.o, how)
	if err != nil {
		return err
	}
	// What was committed is on disk, so an error of closing changes nothing.
	defer func() { _ = s.close() }()
	return fn(s)
}

// lookAgain opens the file anew behind the same lock, as a store that is held does
// (reopen.go): a commit that failed was kept or not, and what was kept is written again,
// since the sync that failed may have left it in memory alone. An error says that nothing
// was kept, unless it is an ErrCommit.
func (e *each) lookAgain(s *session, failed error) error {
	e.o.failed(failed)
	_ = s.closeFile()
	fresh := &session{path: s.path, locks: s.locks}
	err := fresh.open(e.o, true)
	kept := false
	if err == nil {
		defer func() { _ = fresh.closeFile() }()
		kept, err = fresh.kept(s.failed, e.o.NoSync)
	}
	switch {
	case err != nil:
		e.unsure.Store(true)
		return commitError{fmt.Errorf("%w; and it could not be looked at again: %w", failed, err)}
	case kept:
		return nil
	}
	return failed
}

// Close does nothing: nothing is open.
func (e *each) Close() error { return nil }
