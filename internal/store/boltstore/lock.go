package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Two files, which are never replaced, say who may use a store:
//
//	reader: gate exclusive → lock shared    → drop gate
//	writer: gate exclusive → lock exclusive → drop gate → note who in the lock
//
// A writer that waits for readers keeps the gate, so that later readers queue
// behind it: without a gate, readers that come and go keep a writer out for ever.
// Both waits are blocking calls of the system, because polling wakes late and
// unfairly. The system drops the locks of a process that dies: none is ever stale.
//
// To read, the files are opened for reading only where they cannot be written. If
// they cannot be opened or made at all (a read-only medium without them), bbolt's
// shared lock on the database itself remains, which keeps writers out, if any.

// locks are what a session holds: the lock file, or nil where there is none.
type locks struct{ file *os.File }

// Holder is who has a store open for writing.
type Holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
	Socket  string    `json:"socket,omitempty"` // where it answers; empty if nowhere
}

// maxNote limits what is read of a lock file.
const maxNote = 4 << 10

// acquire waits for the lock, at most as long as the options say.
func acquire(ctx context.Context, o Options, write bool) (locks, error) {
	began := o.now()
	limited, cancel := context.WithTimeout(ctx, o.wait())
	defer cancel()
	for {
		file, err := throughGate(limited, o.Dir, write)
		switch {
		case err == nil && file == nil:
			return locks{}, nil
		case err == nil && stillThere(file, file.Name()) != nil:
			// Someone removed the file that others wait for: queue at the new one.
			_ = file.Close()
			continue
		case err == nil:
			if write {
				note(file, o)
			}
			return locks{file}, nil
		case ctx.Err() != nil:
			return locks{}, ctx.Err()
		case limited.Err() != nil:
			return locks{}, busy(o, began)
		}
		return locks{}, failure(err, "the store %s cannot be locked", o.Dir)
	}
}

// throughGate returns the lock file, locked; nil if reading has to do without.
func throughGate(ctx context.Context, dir string, write bool) (*os.File, error) {
	gate, err := openLock(filepath.Join(dir, gateName), write)
	if gate == nil {
		return nil, err
	}
	// Locking may go on in the background if the time is up. Closing the file then
	// drops the lock as soon as it is given.
	defer func() { _ = gate.Close() }()
	lock, err := openLock(filepath.Join(dir, lockName), write)
	if lock == nil {
		return nil, err
	}
	err = waitLock(ctx, gate, true)
	if err == nil {
		err = waitLock(ctx, lock, write)
	}
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return lock, nil
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
	return file, nil
}

// hasLock says whether somebody has locked the store before.
func hasLock(o Options) bool {
	_, err := os.Lstat(filepath.Join(o.Dir, lockName))
	return !errors.Is(err, fs.ErrNotExist)
}

// release lets others in. A note stays behind: it only counts while the lock is
// held exclusively.
func (l locks) release() {
	if l.file != nil {
		_ = l.file.Close()
	}
}

// note writes who holds the lock, for others to tell. It is only a courtesy, so
// a disk that is full does not matter.
func note(lock *os.File, o Options) {
	host, _ := os.Hostname()
	h := Holder{PID: os.Getpid(), Host: host, Command: o.Command, Since: o.now(), Socket: o.Socket}
	raw, err := json.Marshal(h)
	if err != nil {
		return
	}
	// Spaces cover a longer note that was there before: cheaper than truncating.
	if pad := noteSize - len(raw); pad > 0 {
		raw = append(raw, bytes.Repeat([]byte{' '}, pad)...)
	} else if lock.Truncate(int64(len(raw))) != nil {
		return
	}
	_, _ = lock.WriteAt(raw, 0)
}

// noteSize is what a note is filled up to.
const noteSize = 512

// HolderOf says who has the store in the folder open for writing; false if nobody
// has, or if there is no store. It does not wait.
func HolderOf(dir string) (Holder, bool) {
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDONLY|noFollow, 0)
	if err != nil {
		return Holder{}, false
	}
	defer func() { _ = lock.Close() }()
	// If the lock can be shared, nobody writes, and the note is an old one.
	if free, err := tryLock(lock, false); free || err != nil {
		return Holder{}, false
	}
	raw, err := io.ReadAll(io.NewSectionReader(lock, 0, maxNote))
	var h Holder
	// A note that cannot be read is about to be written: someone has the lock.
	if err != nil || json.Unmarshal(raw, &h) != nil {
		return Holder{}, true
	}
	return h, true
}

// String names the holder, as in `"operator import" (process 4711 on anvil, since 10:02:13)`.
func (h Holder) String() string {
	if h.PID == 0 {
		return "another program"
	}
	command := h.Command
	if command == "" {
		command = "operator"
	}
	s := fmt.Sprintf("%q (process %d on %s", command, h.PID, strings.ToValidUTF8(h.Host, "?"))
	if !h.Since.IsZero() {
		s += ", since " + h.Since.UTC().Format("2006-01-02 15:04:05 MST")
	}
	return s + ")"
}

// busy says who had the store when the time was up.
func busy(o Options, began time.Time) error {
	waited := o.now().Sub(began)
	if o.Now == nil {
		waited = o.wait()
	}
	waited = waited.Round(100 * time.Millisecond)
	e := operator.Errorf(operator.Busy, "the store %s is in use (waited %s)", o.Dir, waited)
	if h, ok := HolderOf(o.Dir); ok {
		e = operator.Errorf(operator.Busy, "the store %s is held by %s (waited %s)", o.Dir, h, waited).
			With("holder", h)
	}
	return e.WithHint("try again when it is done, or wait longer with --timeout").
		Reason("lock_timeout").With("waited", waited.String())
}
