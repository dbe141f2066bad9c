//go:build unix

// Package owner has root work in a folder of somebody else as they would: what it makes
// there is theirs. Otherwise a service that runs as a user of its own could not open what
// an administrator made beside it.
package owner

import (
	"io/fs"
	"os"
	"syscall"
)

// Give has a file that root has just made belong to whom a folder belongs to. Where the
// system does not let it, it stays root's, which operator doctor tells of.
func Give(made *os.File, folder string) {
	if os.Geteuid() != 0 {
		return
	}
	if about, err := os.Stat(folder); err == nil {
		give(made, about)
	}
}

// GiveWithin is Give for a folder that is open.
func GiveWithin(made *os.File, folder *os.Root) {
	if os.Geteuid() != 0 {
		return
	}
	if about, err := folder.Stat("."); err == nil {
		give(made, about)
	}
}

// GiveFolder is GiveWithin for a folder.
func GiveFolder(folder *os.Root, name string) {
	if os.Geteuid() != 0 {
		return
	}
	if made, err := folder.Open(name); err == nil {
		GiveWithin(made, folder)
		_ = made.Close()
	}
}

func give(made *os.File, folder fs.FileInfo) {
	if sys, ok := folder.Sys().(*syscall.Stat_t); ok && sys.Uid != 0 {
		_ = made.Chown(int(sys.Uid), int(sys.Gid))
	}
}

// Same says whether two files belong to the same user.
func Same(one, other fs.FileInfo) bool {
	a, ok := one.Sys().(*syscall.Stat_t)
	b, known := other.Sys().(*syscall.Stat_t)
	return !ok || !known || a.Uid == b.Uid
}
