//go:build !windows

package boltstore

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// noFollow makes opening a symbolic link fail.
const noFollow = syscall.O_NOFOLLOW

// An open file can be replaced, and mapped beyond its end.
const (
	replacesOpen  = true
	mapsBeyondEnd = true
)

var (
	fullErrors     = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}
	readOnlyErrors = []syscall.Errno{syscall.EROFS}
	loopErrors     = []syscall.Errno{syscall.ELOOP}
)

// syncFolder waits until the names in a folder are on disk. A file system that
// cannot be asked to has nothing to wait for.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}

// mayWrite asks the system, which also knows of file systems that are read-only and of
// files that nobody may change, root neither.
func mayWrite(path string) error { return unix.Access(path, unix.W_OK) }
