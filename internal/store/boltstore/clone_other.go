//go:build !linux

package boltstore

import (
	"errors"
	"os"
)

// clone fails: sharing bytes with another file is for Linux.
func clone(*os.File, string) error { return errors.ErrUnsupported }
