//go:build !windows

package boltstore

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestCreateMakesAStoreForItsOwnerOnlyUnderAnyUmask(t *testing.T) {
	for _, mask := range []int{0, 0o777} {
		o := Options{Dir: filepath.Join(t.TempDir(), "homes", "store"), Now: time.Now}
		old := syscall.Umask(mask)
		err := Create(t.Context(), o, [16]byte{7}, []string{"pets"}, nothing)
		syscall.Umask(old)
		must(t, err)
		for path, want := range map[string]fs.FileMode{
			"": fs.ModeDir | 0o700, "..": fs.ModeDir | 0o700, dbName: 0o600, lockName: 0o600, gateName: 0o600, writerName: 0o600,
		} {
			found, err := os.Lstat(filepath.Join(o.Dir, path))
			must(t, err)
			if found.Mode() != want {
				t.Errorf("umask %o: %q is %v, want %v", mask, path, found.Mode(), want)
			}
		}
		if got, want := files(t, o.Dir), "operator.db\noperator.gate\noperator.lock\noperator.writer\n"; got != want {
			t.Errorf("the folder has %q, want %q", got, want)
		}
	}
}

func mkfifo(path string) error { return syscall.Mkfifo(path, 0o600) }

// unreadable is memory that may not be read, as a page of a file that is gone.
func unreadable(t *testing.T) []byte {
	t.Helper()
	wild, err := syscall.Mmap(-1, 0, os.Getpagesize(), syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	must(t, err)
	t.Cleanup(func() { must(t, syscall.Munmap(wild)) })
	return wild
}
