//go:build unix

package fsblob_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
)

func TestModesHoldUnderAnyUmask(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077, 0o777} {
		dir := filepath.Join(t.TempDir(), "blobs")
		before := syscall.Umask(mask)
		_, err := fsblob.Open(dir).Put(t.Context(), strings.NewReader("photo"), 100)
		syscall.Umask(before)
		if err != nil {
			t.Errorf("umask %#o: %v", mask, err)
		}
		for _, path := range append(tree(t, dir), ".") {
			fi, err := os.Stat(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			mode := fs.FileMode(0o600)
			if fi.IsDir() {
				mode = 0o700
			}
			if fi.Mode().Perm() != mode {
				t.Errorf("umask %#o: %s is %v, want %v", mask, path, fi.Mode(), mode)
			}
		}
	}
}
