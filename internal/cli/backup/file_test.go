package backup

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// TestANameThatDidNotReachTheDiskIsNoSuccess: a backup that is said to be there is there
// after a power cut.
func TestANameThatDidNotReachTheDiskIsNoSuccess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("nobody syncs a folder there")
	}
	at := func(err error) error { return &fs.PathError{Op: "sync", Path: "x", Err: err} }
	for err, want := range map[error]bool{nil: true, syscall.EINVAL: true, syscall.ENOTSUP: true, syscall.EIO: false, syscall.ENOSPC: false} {
		if err != nil {
			err = at(err)
		}
		if got := synced(err) == nil; got != want {
			t.Errorf("%v is a success: %v", err, got)
		}
	}
	dir := t.TempDir()
	if err := syncFolder(dir); err != nil {
		t.Error(err)
	}
	if err := syncFolder(filepath.Join(dir, "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is gone: %v", err)
	}
}
