package boltstore

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// noFollow has no equal here: that the file is a regular one is looked at before.
const noFollow = 0

// An open file can neither be replaced nor mapped beyond its end.
const (
	replacesOpen  = false
	mapsBeyondEnd = false
)

var (
	fullErrors     = []syscall.Errno{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL}
	readOnlyErrors = []syscall.Errno{windows.ERROR_WRITE_PROTECT}
	loopErrors     = []syscall.Errno{windows.ERROR_CANT_RESOLVE_FILENAME}
)

// syncFolder does nothing: names are on disk with the file.
func syncFolder(string) error { return nil }

// mayWrite tries it with files. What may be made in a folder only making it tells.
func mayWrite(path string) error {
	if found, err := os.Stat(path); err != nil || found.IsDir() {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return f.Close()
}
