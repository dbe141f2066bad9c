package boltstore

import (
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
