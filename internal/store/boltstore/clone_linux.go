package boltstore

import (
	"os"

	"golang.org/x/sys/unix"
)

// clone makes a file share the bytes of another, until one of them is written to. It
// fails where the file system cannot do that.
func clone(to *os.File, path string) error {
	from, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	return unix.IoctlFileClone(int(to.Fd()), int(from.Fd()))
}
