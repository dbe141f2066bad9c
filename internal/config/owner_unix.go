//go:build unix

package config

import (
	"io/fs"
	"os"
	"syscall"

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

// checkReaders refuses a file that others can read or have written.
func checkReaders(path string, stat fs.FileInfo) error {
	if err := checkOwner(path, stat); err != nil {
		return err
	}
	if stat.Mode().Perm()&0o077 != 0 {
		return operator.Errorf(operator.Config, "%s can be read by others", path).
			WithHint("chmod 600 %s", path).Reason("unsafe_file")
	}
	return nil
}

func checkOwner(path string, stat fs.FileInfo) error {
	sys, ok := stat.Sys().(*syscall.Stat_t)
	if ok && sys.Uid != 0 && int(sys.Uid) != os.Geteuid() {
		return operator.Errorf(operator.Config, "%s belongs to somebody else (user %d)", path, sys.Uid).
			WithHint("use a file of your own: OPERATOR_CONFIG").Reason("unsafe_file")
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
