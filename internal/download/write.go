package download

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Write writes content into the file name in the folder dir, and says where it
// is. The file is there whole and on disk, 0600, or not at all. What exists is
// left alone unless force: then a file is replaced, and a link itself rather
// than what it points at. Names with a slash or a backslash are refused, and
// nothing outside of dir is touched, even if somebody changes dir meanwhile.
//
// A file that exists is CannotCreate, reason "output_exists"; a folder that is
// not there or may not be written CannotCreate, reasons "no_folder", "permission"
// and "read_only_fs"; a full disk IO, reason "disk_full". Errors of content that
// have no code are IO, reason "read_failed"; the end of a context comes back as
// it is.
func Write(dir, name string, content io.Reader, force bool) (path string, err error) {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") {
		return "", operator.Errorf(operator.Invalid, "%q is not a file name", name).Reason("bad_name")
	}
	path = filepath.Join(dir, name)
	root, err := os.OpenRoot(dir)
	if err != nil {
		if fi, statErr := os.Stat(dir); statErr == nil && !fi.IsDir() {
			err = syscall.ENOTDIR // OpenRoot has a text of its own for it
		}
		return "", Failed(dir, err)
	}
	defer root.Close()
	// Before anything is read: it may be much.
	if err := vacant(root, path, name, force); err != nil {
		return "", err
	}
	f, temporary, err := Begin(root, ".operator-")
	if err != nil {
		return "", Failed(path, err)
	}
	defer root.Remove(temporary) // nothing, once it has been renamed
	defer f.Close()
	if err := fill(f, content, path); err != nil {
		return "", err
	}
	if err := place(root, temporary, name, force, root.Link); err != nil {
		return "", Failed(path, err)
	}
	if err := syncFolder(root); err != nil {
		return "", Failed(path, err)
	}
	return path, nil
}

// vacant refuses a name that must not be written to.
func vacant(root *os.Root, path, name string, force bool) error {
	fi, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return Failed(path, err)
	case fi.IsDir():
		return operator.Errorf(operator.CannotCreate, "%s is a folder", path).
			WithHint("write somewhere else").Reason("output_is_folder")
	case !force:
		return exists(path)
	}
	return nil
}

func exists(path string) error {
	return operator.Errorf(operator.CannotCreate, "%s exists already", path).
		WithHint("replace it with --force, or write somewhere else").Reason("output_exists")
}

// fill writes content into f and puts it on disk.
func fill(f *os.File, content io.Reader, path string) error {
	// Under a strange umask it may be less than 0600. File systems without modes
	// refuse, and what they do instead is for whoever mounted them to say.
	if fi, err := f.Stat(); err == nil && fi.Mode().Perm() != 0o600 {
		_ = f.Chmod(0o600)
	}
	buf := make([]byte, 128<<10)
	for {
		n, err := content.Read(buf)
		if _, err := f.Write(buf[:n]); err != nil {
			return Failed(path, err)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return unread(err)
		}
	}
	if err := f.Sync(); err != nil {
		return Failed(path, err)
	}
	return nil
}

// unread gives an error of the content its code, unless it has one or is the
// end of a context.
func unread(err error) error {
	if _, known := errors.AsType[*operator.Error](err); known || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return operator.Wrap(operator.IO, err, "cannot read the attachment").Reason("read_failed")
}

// place gives the temporary file its name. Without force a file of that name
// that came up meanwhile stays: link does not replace. File systems without
// links have no such thing, there an empty file holds the place first.
func place(root *os.Root, temporary, name string, force bool, link func(from, to string) error) error {
	if force {
		return root.Rename(temporary, name)
	}
	if err := link(temporary, name); err == nil {
		return nil
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), root.Rename(temporary, name)); err != nil {
		return errors.Join(err, root.Remove(name))
	}
	return nil
}

// syncFolder puts the name on disk, where a file system can do that. Windows lets
// nobody sync a folder.
func syncFolder(root *os.Root) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := root.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// Failed gives an error of the system, about the file that is written, its code.
func Failed(path string, err error) error {
	cannot := func(reason, why string) *operator.Error {
		return operator.Errorf(operator.CannotCreate, "cannot write %s: %s", path, why).Reason(reason)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return exists(path)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return operator.Errorf(operator.IO, "cannot write %s: the disk is full", path).
			WithHint("make room and try again; nothing was written").Reason("disk_full")
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return cannot("no_folder", "no such folder").WithHint("make the folder first")
	case errors.Is(err, syscall.EROFS):
		return cannot("read_only_fs", "the file system is read-only")
	case errors.Is(err, fs.ErrPermission):
		return cannot("permission", "permission denied")
	case errors.Is(err, syscall.ENAMETOOLONG):
		return cannot("name_too_long", "the name is too long")
	}
	return operator.Wrap(operator.IO, err, "cannot write %s", path).Reason("write_failed")
}
