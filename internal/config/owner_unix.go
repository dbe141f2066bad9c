//go:build unix

package config

import (
	"io/fs"
	"os"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/owner"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// checkWriters refuses a file that somebody else could have written: it says
// which store is opened, and where tokens are sent.
func checkWriters(path string, stat fs.FileInfo) error {
	if err := checkOwner(path, stat); err != nil {
		return err
	}
	if stat.Mode().Perm()&0o022 != 0 {
		return operator.Errorf(operator.Config, "%s can be written by others", path).
			WithHint("chmod go-w %s", path).Reason("unsafe_file")
	}
	return nil
}

// checkFolder refuses a folder where somebody else could put another file in the
// place of ours. Where a folder is sticky, as /tmp is, only a file's owner can.
func checkFolder(path string, stat fs.FileInfo) error {
	if sys, ok := stat.Sys().(*syscall.Stat_t); ok && sys.Uid != 0 && int(sys.Uid) != os.Geteuid() {
		return operator.Errorf(operator.Config, "the folder %s of the configuration belongs to somebody else (user %d)", path, sys.Uid).
			WithHint("use a file in a folder of your own: OPERATOR_CONFIG").Reason("unsafe_folder")
	}
	if stat.Mode().Perm()&0o022 != 0 && stat.Mode()&fs.ModeSticky == 0 {
		return operator.Errorf(operator.Config, "the folder %s of the configuration can be written by others", path).
			WithHint("chmod go-w %s", path).Reason("unsafe_folder")
	}
	return nil
}

// checkReaders refuses a file that others can read or have written, but for root one of
// whom the folder of belongs to.
func checkReaders(path, of string, stat fs.FileInfo) error {
	if err := checkOwner(path, stat); err != nil && !(os.Geteuid() == 0 && likeFolder(of, stat)) {
		return err
	}
	if stat.Mode().Perm()&0o077 != 0 {
		return operator.Errorf(operator.Config, "%s can be read by others", path).
			WithHint("chmod 600 %s", path).Reason("unsafe_file")
	}
	return nil
}

func likeFolder(folder string, stat fs.FileInfo) bool {
	about, err := os.Stat(folder)
	return err == nil && owner.Same(about, stat)
}

func checkOwner(path string, stat fs.FileInfo) error {
	sys, ok := stat.Sys().(*syscall.Stat_t)
	if ok && sys.Uid != 0 && int(sys.Uid) != os.Geteuid() {
		return operator.Errorf(operator.Config, "%s belongs to somebody else (user %d)", path, sys.Uid).
			WithHint("use a file of your own, or make it yours: chown %d %s", os.Geteuid(), path).Reason("unsafe_file")
	}
	return nil
}

// syncFolder makes a renamed file stay renamed after a power cut.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// locked runs do while no other process that asks has the folder. Where folders
// cannot be locked, as on some network file systems, it runs without.
func locked(folder string, do func() error) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close() // lets others in
	for syscall.Flock(int(f.Fd()), syscall.LOCK_EX) == syscall.EINTR {
	}
	return do()
}
