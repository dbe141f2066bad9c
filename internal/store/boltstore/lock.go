package boltstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/owner"
)

// Three files, which are never replaced, say who may use a store:
//
//	reader: gate exclusive → lock shared    → drop gate
//	writer: writer exclusive → note who in it → gate exclusive → lock exclusive → drop gate
//	bulk:   writer exclusive → note who in it → gate exclusive → lock shared → drop gate,
//	        and when it is done, as a writer, for the time that a rename takes
//
// A writer that waits for readers keeps the gate, so that later readers queue
// behind it: without a gate, readers that come and go keep a writer out for ever.
// Writers queue at a file of their own, so that one of them can let readers in and
// still be the only one. All waits are blocking calls of the system, because polling
// wakes late and unfairly. The system drops the locks of a process that dies: none is
// ever stale.
//
// To read, the files are opened for reading only where they cannot be written. If
// they cannot be opened or made at all (a read-only medium without them), bbolt's
// shared lock on the database itself remains, which keeps writers out, if any.

// locks are what a session holds: the files that it has locked, or nil for each that
// it has not.
type locks struct{ writer, file *os.File }

// sharing is how a store is shared with others.
type sharing uint8

const (
	reading sharing = iota // with others that read
	alone                  // with nobody
	bulking                // with others that read, and with nobody that writes
)

// acquire waits for the locks, at most as long as the options say.
func acquire(ctx context.Context, o Options, how sharing) (locks, error) {
	p := &patience{ctx: ctx, o: o, began: o.now()}
	defer p.end()
	for {
		l, err := queue(p, o, how)
		switch {
		case err == nil && l.removed():
			// Someone removed a file that others wait for: queue at the new one.
			l.release()
			continue
		case err == nil:
			return l, nil
		}
		return locks{}, p.gaveUp(err)
	}
}

// queue takes the locks one after the other; none where reading has to do without.
func queue(p *patience, o Options, how sharing) (l locks, err error) {
	if how != reading {
		if l.writer, err = openLock(filepath.Join(o.Dir, writerName), true); err != nil {
			return locks{}, err
		}
	}
	l.file, err = throughGate(p, o.Dir, how, func() error {
		if l.writer == nil {
			return nil
		}
		err := waitLock(p, l.writer, true)
		if err == nil {
			note(l.writer, o)
		}
		return err
	})
	if err != nil {
		l.release()
		return locks{}, err
	}
	return l, nil
}

// throughGate returns the lock file, locked; nil if reading has to do without. What
// comes first is waited for when all files are open.
func throughGate(p *patience, dir string, how sharing, first func() error) (*os.File, error) {
	gate, err := openLock(filepath.Join(dir, gateName), how != reading)
	if gate == nil {
		return nil, err
	}
	// Locking may go on in the background if the time is up. Closing the file then
	// drops the lock as soon as it is given.
	defer func() { _ = gate.Close() }()
	lock, err := openLock(filepath.Join(dir, lockName), how != reading)
	if lock == nil {
		return nil, err
	}
	err = first()
	if err == nil {
		err = waitLock(p, gate, true)
	}
	if err == nil {
		err = waitLock(p, lock, how == alone)
	}
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return lock, nil
}

// again takes the lock anew, in another way, and stays the only one that writes.
func (l *locks) again(ctx context.Context, o Options, how sharing) error {
	if l.file != nil {
		_ = l.file.Close()
		l.file = nil
	}
	p := &patience{ctx: ctx, o: o, began: o.now(), inside: true}
	defer p.end()
	var err error
	if l.file, err = throughGate(p, o.Dir, how, func() error { return nil }); err != nil {
		return p.gaveUp(err)
	}
	return nil
}

// removed says that a file which is locked has lost its name, so that others lock
// another.
func (l locks) removed() bool {
	for _, file := range []*os.File{l.writer, l.file} {
		if file != nil && stillThere(file, file.Name()) != nil {
			return true
		}
	}
	return false
}

// openLock opens a lock file, and makes it if it was removed. To read, nil
// without an error means that there is none to be had.
func openLock(path string, write bool) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|noFollow, 0)
	if errors.Is(err, fs.ErrNotExist) {
		if file, err = makeFile(path); errors.Is(err, fs.ErrExist) {
			file, err = os.OpenFile(path, os.O_RDWR|noFollow, 0)
		}
	}
	unwritable := errors.Is(err, fs.ErrPermission) || err != nil && isAny(err, readOnlyErrors)
	if write || !unwritable {
		return file, err
	}
	if file, err = os.OpenFile(path, os.O_RDONLY|noFollow, 0); err != nil {
		return nil, nil
	}
	return file, nil
}

// makeFile makes a file that only its owner can open, under any umask.
func makeFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(0o600); err != nil {
		_ = file.Close()
		return nil, err
	}
	owner.Give(file, filepath.Dir(path))
	return file, nil
}

// hasLock says whether somebody has locked the store before.
func hasLock(o Options) bool {
	_, err := os.Lstat(filepath.Join(o.Dir, lockName))
	return !errors.Is(err, fs.ErrNotExist)
}

// release lets others in. A note stays behind: it only counts while the file that it
// is in is locked.
func (l locks) release() {
	if l.file != nil {
		_ = l.file.Close()
	}
	if l.writer != nil {
		_ = l.writer.Close()
	}
}
