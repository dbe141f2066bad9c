package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// output is where a backup goes: a file that gets its name when it is whole, or
// standard output. In a dry run it is nowhere.
type output struct {
	io.Writer
	path string
	file *os.File // nil for standard output
	part string   // what it is called until it is whole
}

// begin refuses a file that is there already.
func begin(d *deps.Deps, path string) (*output, error) {
	if path == deps.Standard {
		return &output{Writer: term.NewOutput(d.IO.Out)}, nil
	}
	switch _, err := os.Lstat(path); {
	case err == nil:
		return nil, taken(path)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, download.Failed(path, err)
	}
	if d.DryRun {
		return &output{Writer: io.Discard}, nil
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, download.Failed(path, err)
	}
	defer func() { _ = root.Close() }()
	file, name, err := download.Begin(root, "."+filepath.Base(path)+".")
	if err != nil {
		return nil, download.Failed(path, err)
	}
	return &output{named{file, path}, path, file, filepath.Join(filepath.Dir(path), name)}, nil
}

// named is a file that is to be called path: what it is called until then tells nobody
// anything, so errors do not name that.
type named struct {
	io.Writer
	path string
}

// Write writes to the file.
func (n named) Write(p []byte) (int, error) {
	written, err := n.Writer.Write(p)
	if err != nil {
		err = download.Failed(n.path, err)
	}
	return written, err
}

func taken(path string) error {
	return operator.Errorf(operator.CannotCreate, "%s exists already", path).
		WithHint("a backup replaces nothing: choose another name with --out FILE").Reason("output_exists").With("path", path)
}

// discard removes what has not got its name.
func (o *output) discard() {
	if o.file != nil {
		_ = o.file.Close()
		_ = os.Remove(o.part)
	}
}

// keep reads what was written once more, and gives it its name.
func (o *output) keep(made operator.Backup) error {
	if o.file == nil {
		return nil
	}
	if err := o.file.Sync(); err != nil {
		return download.Failed(o.path, err)
	}
	sum := sha256.New()
	_, err := o.file.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(sum, o.file)
	}
	if err != nil || hex.EncodeToString(sum.Sum(nil)) != made.SHA256 {
		return operator.Wrap(operator.IO, err, "%s is not what was written", o.path).
			WithHint("see that the disk is well, and try again").Reason("output_damaged")
	}
	if err := o.publish(); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(o.path)); err != nil {
		_ = os.Remove(o.path) // it is not said to be there, and its name is free again
		return download.Failed(o.path, err)
	}
	return nil
}

// publish replaces nothing, also where there are no hard links.
func (o *output) publish() error {
	err := os.Link(o.part, o.path)
	if errors.Is(err, fs.ErrExist) {
		return taken(o.path)
	}
	if err == nil {
		return nil
	}
	if _, err := os.Lstat(o.path); !errors.Is(err, fs.ErrNotExist) {
		return taken(o.path)
	}
	_ = o.file.Close()
	if err := os.Rename(o.part, o.path); err != nil {
		return download.Failed(o.path, err)
	}
	return nil
}

// syncFolder waits until the name is on disk, where the system knows how.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil // it is closed to readers, and the file itself is safe
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	return synced(folder.Sync())
}

// synced takes the answer of a system that cannot sync folders for none.
func synced(err error) error {
	if runtime.GOOS == "windows" || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}
