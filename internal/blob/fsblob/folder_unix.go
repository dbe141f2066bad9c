//go:build unix

package fsblob

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// syncFolder puts the names in a folder on disk.
func syncFolder(root *os.Root, name string) error {
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(syncOpen(dir), dir.Close())
}

// syncOpen is syncFolder for a folder that is open.
func syncOpen(dir *os.File) error { return dir.Sync() }

// locked runs do while no other process, and no other call, holds the folder.
// It is held for as long as it takes to look at one file and touch or remove it.
func locked(folder *os.File, do func() error) error {
	for {
		err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX)
		if err == nil {
			break
		}
		if err != syscall.EINTR {
			return &fs.PathError{Op: "lock", Path: folder.Name(), Err: err}
		}
	}
	return errors.Join(do(), syscall.Flock(int(folder.Fd()), syscall.LOCK_UN))
}
