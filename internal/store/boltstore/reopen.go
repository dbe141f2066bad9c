package boltstore

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What bbolt has in memory after a failed commit may differ from what is on disk, and is
// never used again. A held store then opens its file anew, behind the lock that it has:
// the file says whether the change was kept, and those who come go on with it.

// keep commits a transaction in which something was done. An error says that nothing was
// kept, unless it is an ErrCommit: then the file could not be opened again to see.
func (h *held) keep(s *session, tx *bolt.Tx, done int) error {
	if done == 0 {
		s.takeBack(tx)
		return nil
	}
	h.keeping.Lock()
	defer h.keeping.Unlock()
	err := s.ready(context.Background()) // a reader may have come upon a panic
	if err == nil {
		err = h.naming.settle(h.o)
	}
	if err != nil {
		s.takeBack(tx)
		return err
	}
	failed := s.commit(tx)
	if failed == nil {
		return nil
	}
	h.o.failed(failed)
	kept, err := h.reopen()
	switch {
	case err != nil:
		h.o.failed(err)
		return commitError{fmt.Errorf("%w; and it could not be looked at again: %w", failed, err)}
	case kept:
		return nil
	}
	return failed
}

// revive opens the file anew, if that is still to be done.
func (h *held) revive() error {
	h.keeping.Lock()
	defer h.keeping.Unlock()
	_, err := h.reopen()
	return err
}

// reopen puts a session that is opened anew in the place of one that is not used any
// more, and says whether the file has what that one was to commit last. It is for who
// has keeping.
func (h *held) reopen() (kept bool, err error) {
	old := h.current()
	if !old.stopped.Load() {
		return false, nil // somebody else has done it
	}
	if h.closed {
		return false, old.ready(context.Background())
	}
	if !replacesOpen {
		defer h.drain(old)()
	} else {
		_ = unlock(old.file) // bbolt's own lock: ours keeps others out
	}
	fresh := &session{path: old.path, locks: old.locks}
	if err := fresh.open(h.o, true); err != nil {
		return false, err
	}
	if kept, err = fresh.kept(old.failed, h.o.NoSync); err != nil {
		_ = fresh.closeFile()
		return false, err
	}
	h.mu.Lock()
	old.stray = old.readers > 0
	h.strays += old.readers
	h.s = fresh
	h.mu.Unlock()
	if !old.stray {
		_ = old.closeFile()
	}
	return kept, nil
}

// kept says whether the file has a transaction whose commit failed, 0 for none, and sees
// that it is on disk then. A sync that failed may have left it in the memory of the
// system alone, which takes it for written: so it is written again, as it is read.
func (s *session) kept(id uint64, noSync bool) (bool, error) {
	head, err := readHead(s.file, s.path)
	if err != nil || id == 0 || head.tx < id {
		return false, err
	}
	if noSync {
		return true, nil
	}
	if err := rewritten(s.file, int64(head.mark*head.size)); err != nil {
		return false, failure(err, "the change could not be written to %s", s.path)
	}
	return true, nil
}

// rewritten writes the bytes of a file over themselves, and waits for the disk.
func rewritten(file *os.File, size int64) error {
	buf := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(buf)) {
		n, err := file.ReadAt(buf, at)
		if err != nil && err != io.EOF {
			return err
		}
		if _, err := file.WriteAt(buf[:n], at); err != nil {
			return err
		}
	}
	return file.Sync()
}

// unread waits until nobody reads in a session that was given up: what is free to who
// opened the file since may be what they read.
func (h *held) unread() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.strays == 0 {
		return nil
	}
	late := false
	limit := time.AfterFunc(h.o.wait(), func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		late = true
		h.swapped.Broadcast()
	})
	defer limit.Stop()
	for h.strays > 0 && !late {
		h.swapped.Wait()
	}
	if h.strays > 0 {
		return operator.Errorf(operator.Busy, "somebody still reads the store %s as it was before a failed write", h.o.Dir).
			WithHint("try again").Reason("lock_timeout")
	}
	return nil
}
