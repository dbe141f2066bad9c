package boltstore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// About is what can be told of a store from outside, without waiting for who has
// it open.
type About struct {
	Size     int64   // bytes of the database
	Network  string  // the network file system that it is on; empty if none
	Free     int64   // bytes that are left on the disk; -1 if that cannot be told
	Holder   *Holder // who has it open for writing; nil for nobody
	Leftover string  // a database that was not finished, left by a process that died
}

// Examine looks at a store from outside. It fails where there is none.
func Examine(o Options) (About, error) {
	about := About{Network: networkOf(o.Dir), Free: freeOn(o.Dir)}
	found, err := os.Lstat(o.db())
	if err != nil {
		return about, cannotFind(o, err)
	}
	if err := regular(o.db(), found); err != nil {
		return about, err
	}
	about.Size = found.Size()
	if h, held := HolderOf(o.Dir); held {
		about.Holder = &h
	}
	for _, unfinished := range []string{filepath.Join(o.Dir, newName), o.renewed()} {
		if _, err := os.Lstat(unfinished); !errors.Is(err, fs.ErrNotExist) && about.Holder == nil {
			about.Leftover = unfinished
		}
	}
	return about, nil
}

// Files are the files of a store that hold something or keep others out.
func (o Options) Files() []string {
	return []string{o.db(), filepath.Join(o.Dir, lockName), filepath.Join(o.Dir, gateName), filepath.Join(o.Dir, writerName)}
}

// MayWrite says what keeps this user from writing a file or a folder of a store; nil for
// nothing, and where it is not there.
func MayWrite(path string) error {
	err := mayWrite(path)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return failure(err, "%s cannot be written, so that changes fail", path)
}
