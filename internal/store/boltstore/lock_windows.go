package boltstore

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// lockPoll is how often a taken lock is tried again. A wait inside LockFileEx
// could not be given up, so here waiting is not first come, first served.
const lockPoll = 5 * time.Millisecond

// waitLock locks the file, or gives up when patience ends.
func waitLock(p *patience, file *os.File, exclusive bool) error {
	if free, err := tryLock(file, exclusive); free || err != nil {
		return err
	}
	ctx := p.wait()
	ticker := time.NewTicker(lockPoll)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if free, err := tryLock(file, exclusive); free || err != nil {
			return err
		}
	}
}

// tryLock locks the file if that is possible at once. A lock keeps others from
// reading what it covers, so it covers one byte far behind the note.
func tryLock(file *os.File, exclusive bool) (bool, error) {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if exclusive {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	conn, err := file.SyscallConn()
	if err != nil {
		return false, err
	}
	var locked error
	err = conn.Control(func(handle uintptr) {
		far := windows.Overlapped{OffsetHigh: 1 << 30}
		locked = windows.LockFileEx(windows.Handle(handle), flags, 0, 1, 0, &far)
	})
	if errors.Is(locked, windows.ERROR_LOCK_VIOLATION) || errors.Is(locked, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil && locked == nil, errors.Join(err, locked)
}

// unlock does nothing: a database is closed before it is opened again.
func unlock(*os.File) error { return nil }

// abandon closes the database that bbolt has lost control of.
func abandon(file *os.File) error { return file.Close() }
