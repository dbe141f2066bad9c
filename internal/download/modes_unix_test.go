//go:build unix

package download_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/download"
)

func TestAFileIsWrittenForItsOwnerAlone(t *testing.T) {
	for _, mask := range []int{0, 0o077, 0o777} {
		dir := t.TempDir()
		before := syscall.Umask(mask)
		path, err := download.Write(dir, "photo.jpg", strings.NewReader("photo"), false)
		syscall.Umask(before)
		if err != nil || path != filepath.Join(dir, "photo.jpg") {
			t.Fatalf("umask %#o: %q, %v", mask, path, err)
		}
		wantFile(t, path, "photo")
		if fi, err := os.Stat(path); err != nil || fi.Mode() != 0o600 {
			t.Errorf("umask %#o: %v, %v", mask, fi.Mode(), err)
		}
		if got := names(t, dir); !slices.Equal(got, []string{"photo.jpg"}) {
			t.Errorf("umask %#o: there is %q", mask, got)
		}
	}
}
