package fsblob_test

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// unprivileged runs do as somebody the modes of files hold for: root's own
// threads pass over them. Only one thread changes, and it changes back.
func unprivileged(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		do()
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setfsuid(0); err != nil {
			t.Fatal(err)
		}
	}()
	do()
}

// reachable gives a folder with the mode, that others can get at.
func reachable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, path := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "blobs")
}

func chmodAll(t *testing.T, dir string, folder, file os.FileMode) {
	t.Helper()
	for _, path := range append(tree(t, dir), ".") {
		mode := file
		if path == "." || strings.HasSuffix(path, "/") {
			mode = folder
		}
		if err := os.Chmod(filepath.Join(dir, path), mode); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFolderThatCannotBeWrittenCanBeRead(t *testing.T) {
	dir := reachable(t)
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	chmodAll(t, dir, 0o555, 0o444)
	t.Cleanup(func() { chmodAll(t, dir, 0o755, 0o644) })
	unprivileged(t, func() {
		r, err := s.Open(t.Context(), info.Sum)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, err := io.ReadAll(r); string(got) != "photo" || err != nil {
			t.Errorf("read %q, %v", got, err)
		}
		if err := s.Verify(t.Context(), info.Sum); err != nil {
			t.Error(err)
		}
		for _, err := range s.All(t.Context()) {
			if err != nil {
				t.Error(err)
			}
		}
		_, err = s.Put(t.Context(), strings.NewReader("another"), 100)
		want(t, err, operator.Denied, "permission")
		want(t, s.Delete(t.Context(), info.Sum), operator.Denied, "permission")
	})
}

func TestAFolderThatCannotBeReadIsDenied(t *testing.T) {
	dir := reachable(t)
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	chmodAll(t, dir, 0, 0)
	t.Cleanup(func() { chmodAll(t, dir, 0o755, 0o644) })
	unprivileged(t, func() {
		_, err := s.Open(t.Context(), info.Sum)
		want(t, err, operator.Denied, "permission")
		want(t, s.Verify(t.Context(), info.Sum), operator.Denied, "permission")
		_, err = s.Put(t.Context(), strings.NewReader("photo"), 100)
		want(t, err, operator.Denied, "permission")
		var got []error
		for _, err := range s.All(t.Context()) {
			got = append(got, err)
		}
		if len(got) != 1 {
			t.Fatalf("errors are %v", got)
		}
		want(t, got[0], operator.Denied, "permission")
	})
	if err := s.Verify(t.Context(), blob.Sum{}); err == nil {
		t.Error("what was never put is whole")
	}
}
