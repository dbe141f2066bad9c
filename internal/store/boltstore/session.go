package boltstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A session is the file, locked, looked at, and opened by bbolt.
type session struct {
	path    string
	locks   locks
	file    *os.File // what db has open
	db      *bolt.DB
	stopped atomic.Bool // a commit failed, or bbolt's own locks are lost
	lost    atomic.Bool // a panic left bbolt's locks taken: its Close would wait for ever
	closing sync.Once
	schema  uint64 // that it had when it was opened
	writing uint64 // the transaction that writes, or the last that did

	// Of a held one, for held alone.
	readers int
	stray   bool   // they read on, though the file was opened anew
	failed  uint64 // the transaction whose commit failed
}

// strangerWait is how long bbolt waits for its own lock behind ours.
const strangerWait = 100 * time.Millisecond

// openSession waits for the lock, looks at the file, and opens it. The lock comes
// first: a file that someone is about to replace is not worth looking at. But no
// lock files are made beside what is no store.
func openSession(ctx context.Context, o Options, how sharing) (*session, error) {
	err := exists(o)
	if err == nil && !hasLock(o) {
		err = lookAt(o)
	}
	if err != nil {
		return nil, err
	}
	if how != reading {
		if err := refuseNetwork(o.Dir); err != nil {
			return nil, err
		}
	}
	locks, err := acquire(ctx, o, how)
	if err != nil {
		return nil, err
	}
	if how != reading {
		removeLeftovers(o)
	}
	s := &session{path: o.db(), locks: locks}
	err = s.open(o, how == alone)
	if err == nil && how == reading {
		if err = readable(s.path, s.schema); err != nil {
			_ = s.closeFile()
		}
	}
	if err != nil {
		locks.release()
		return nil, err
	}
	return s, nil
}

func (s *session) open(o Options, write bool) error {
	file, err := openDB(o, write)
	if err != nil {
		return err
	}
	s.schema, err = preflight(file, s.path)
	if err == nil {
		err = stillThere(file, s.path)
	}
	if err != nil {
		_ = file.Close()
		return err
	}
	s.file = file
	// Behind our lock only a program that does not know it can have the file open.
	// Without one (a medium that is read-only and lacks the lock files), bbolt's own
	// lock on the file is what there is, and gets the whole wait.
	wait := strangerWait
	if s.locks.file == nil {
		wait = o.wait()
	}
	err = guard(s.path, func() (err error) {
		s.db, err = bolt.Open(s.path, 0o600, &bolt.Options{
			ReadOnly:     !write,
			Timeout:      wait,
			NoSync:       o.NoSync,
			FreelistType: bolt.FreelistMapType,
			NoStatistics: true,
			// bbolt gets the very file that was looked at.
			OpenFile: func(string, int, fs.FileMode) (*os.File, error) { return file, nil },
		})
		return err
	})
	if err == nil {
		if !write {
			return nil
		}
		if err = s.raise(o, s.schema); err != nil {
			_ = s.closeFile()
		}
		return err
	}
	_ = abandon(file) // bbolt closed it, unless it panicked
	if errors.Is(err, bolterrors.ErrTimeout) {
		return operator.Errorf(operator.Busy, "another program has %s open", s.path).
			WithHint("try again when it is done").Reason("lock_timeout")
	}
	return failure(err, "the database %s cannot be opened", s.path)
}

func (s *session) view(ctx context.Context, fn func(*bolt.Tx) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	return guard(s.path, func() error {
		clean := false
		defer s.stopUnless(&clean)
		tx, err := s.db.Begin(false)
		if err != nil {
			clean = true
			return failure(err, "the database %s cannot be read", s.path)
		}
		defer func() {
			_ = tx.Rollback()
			clean = true
		}()
		return fn(tx)
	})
}

func (s *session) update(ctx context.Context, fn func(*bolt.Tx) error) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	wanted := false
	defer func() {
		if !wanted {
			s.takeBack(tx)
		}
	}()
	err = guard(s.path, func() error {
		if err := fn(tx); err != nil {
			return err
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	wanted = true
	return s.keep(tx)
}

// begin waits for others that write.
func (s *session) begin(ctx context.Context) (tx *bolt.Tx, err error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	err = guard(s.path, func() error {
		clean := false
		defer s.stopUnless(&clean)
		if tx, err = s.db.Begin(true); err == nil {
			s.writing = uint64(tx.ID())
		}
		clean = true
		return err
	})
	if err != nil {
		return nil, failure(err, "the database %s cannot be written", s.path)
	}
	// A waiting writer may have been overtaken by a failed commit.
	if err := s.ready(ctx); err != nil {
		s.takeBack(tx)
		return nil, err
	}
	return tx, nil
}

// takeBack ends a transaction that is not to be kept.
func (s *session) takeBack(tx *bolt.Tx) {
	_ = guard(s.path, func() error {
		clean := false
		defer s.stopUnless(&clean)
		err := tx.Rollback()
		clean = true
		return err
	})
}

// keep commits a transaction. An error does not say that nothing was kept.
func (s *session) keep(tx *bolt.Tx) error {
	if err := s.commit(tx); err != nil {
		return commitError{err}
	}
	return nil
}

// commit commits a transaction. If that fails, the session is not used any more.
func (s *session) commit(tx *bolt.Tx) error {
	err := guard(s.path, func() error {
		clean := false
		defer s.stopUnless(&clean)
		err := tx.Commit()
		clean = true
		return err
	})
	if err == nil {
		return nil
	}
	s.failed = s.writing
	s.stopped.Store(true)
	return failure(err, "the change could not be written to %s", s.path)
}

// ready refuses work that is no longer wanted, or that must not be done.
func (s *session) ready(ctx context.Context) error {
	if s.stopped.Load() {
		return operator.Errorf(operator.IO, "the database %s is not used any more after a failed write", s.path).
			WithHint("see that the disk is well and has room, then start again").Reason("store_stopped")
	}
	return ctx.Err()
}

// stopUnless ends the use of the session if bbolt was left in the middle of
// something by a panic: it may still hold its own locks.
func (s *session) stopUnless(clean *bool) {
	if !*clean {
		s.lost.Store(true)
		s.stopped.Store(true)
	}
}

// close lets go of everything. The file is closed before the lock is given up.
func (s *session) close() error {
	err := s.closeFile()
	s.locks.release()
	return err
}

// closeFile keeps the lock.
func (s *session) closeFile() (err error) {
	s.closing.Do(func() {
		if s.lost.Load() {
			err = abandon(s.file)
		} else {
			err = guard(s.path, s.db.Close)
		}
	})
	return err
}
