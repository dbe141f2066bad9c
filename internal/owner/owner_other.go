//go:build !unix

// Package owner has nothing to do where who owns a file is in access lists.
package owner

import (
	"io/fs"
	"os"
)

// Give does nothing.
func Give(*os.File, string) {}

// GiveWithin does nothing.
func GiveWithin(*os.File, *os.Root) {}

// GiveFolder does nothing.
func GiveFolder(*os.Root, string) {}

// Same is true: it cannot be told.
func Same(fs.FileInfo, fs.FileInfo) bool { return true }
