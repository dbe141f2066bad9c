//go:build !windows

package boltstore

import (
	"errors"
	"os"
	"sync/atomic"
	"syscall"
)

// tryLock locks the file if that is possible at once.
func tryLock(file *os.File, exclusive bool) (bool, error) {
	err := flock(file, mode(exclusive)|syscall.LOCK_NB, nil)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// waitLock locks the file, or gives up when patience ends. After giving up the
// file must be closed: the call to the system cannot be taken back, and the lock
// is dropped, once given, with the last use of the closed file.
func waitLock(p *patience, file *os.File, exclusive bool) error {
	// Nobody is there most of the time, and a thread need not be parked.
	if free, err := tryLock(file, exclusive); free || err != nil {
		return err
	}
	ctx := p.wait()
	var givenUp atomic.Bool
	locked := make(chan error, 1)
	go func() { locked <- flock(file, mode(exclusive), &givenUp) }()
	select {
	case err := <-locked:
		return err
	case <-ctx.Done():
		givenUp.Store(true)
		return ctx.Err()
	}
}

// flock goes through SyscallConn, which keeps the descriptor from being given to
// another file while the call is under way. A signal interrupts the call; it is
// made again unless nobody wants the lock any more.
func flock(file *os.File, how int, givenUp *atomic.Bool) error {
	conn, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var locked error
	err = conn.Control(func(fd uintptr) {
		for {
			locked = syscall.Flock(int(fd), how)
			if locked != syscall.EINTR || givenUp != nil && givenUp.Load() {
				return
			}
		}
	})
	return errors.Join(err, locked)
}

func mode(exclusive bool) int {
	if exclusive {
		return syscall.LOCK_EX
	}
	return syscall.LOCK_SH
}

// abandon closes the database that bbolt has lost control of. It is mapped still,
// and the map keeps bbolt's lock alive beyond the closing, so that goes first.
func abandon(file *os.File) error { return errors.Join(unlock(file), file.Close()) }

// unlock drops bbolt's lock on the database, which stays open.
func unlock(file *os.File) error { return flock(file, syscall.LOCK_UN, nil) }
