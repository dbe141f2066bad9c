package download

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAFileSystemWithoutLinksHasNoFileReplacedEither(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	write := func(name, content string) {
		t.Helper()
		if err := root.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	noLinks := func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM} }
	write("temporary", "photo")
	if err := place(root, "temporary", "photo.jpg", false, noLinks); err != nil {
		t.Fatal(err)
	}
	if got, err := root.ReadFile("photo.jpg"); err != nil || string(got) != "photo" {
		t.Errorf("it holds %q, %v", got, err)
	}
	if _, err := root.Lstat("temporary"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary file: %v", err)
	}
	write("temporary", "another")
	if err := place(root, "temporary", "photo.jpg", false, noLinks); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file that exists: %v", err)
	}
	if got, err := root.ReadFile("photo.jpg"); err != nil || string(got) != "photo" {
		t.Errorf("it holds %q, %v", got, err)
	}
	if err := place(root, "gone", "new.jpg", false, noLinks); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a temporary file: %v", err)
	}
	if _, err := root.Lstat("new.jpg"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty file is left: %v", err)
	}
}

func TestErrorsOfTheSystemGetTheirCode(t *testing.T) {
	for _, row := range []struct {
		err    error
		code   operator.Code
		reason string
	}{
		{syscall.EEXIST, operator.CannotCreate, "output_exists"},
		{syscall.ENOSPC, operator.IO, "disk_full"},
		{syscall.EDQUOT, operator.IO, "disk_full"},
		{syscall.ENOENT, operator.CannotCreate, "no_folder"},
		{syscall.ENOTDIR, operator.CannotCreate, "no_folder"},
		{syscall.EROFS, operator.CannotCreate, "read_only_fs"},
		{syscall.EACCES, operator.CannotCreate, "permission"},
		{syscall.ENAMETOOLONG, operator.CannotCreate, "name_too_long"},
		{syscall.EIO, operator.IO, "write_failed"},
	} {
		err := Failed("x", &fs.PathError{Op: "open", Path: "x", Err: row.err})
		e, ok := err.(*operator.Error)
		if !ok || e.Code != row.code || e.Details["reason"] != row.reason {
			t.Errorf("%v became %v, want %s, reason %s", row.err, err, row.code, row.reason)
		}
	}
}
