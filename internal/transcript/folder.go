package transcript

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// folder is a folder in the making.
type folder struct {
	ctx   context.Context // it lives no longer than the call it belongs to
	dir   string
	files []File // those written so far, but for the lists
}

// write writes a document.
func (f *folder) write(name string, content []byte) error {
	_, err := f.keep(name, bytes.NewReader(content))
	return err
}

// keep writes a file, on disk when it returns, and notes it.
func (f *folder) keep(name string, content io.Reader) (File, error) {
	file := File{Path: name}
	to, err := os.OpenFile(filepath.Join(f.dir, filepath.FromSlash(name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return file, operator.Wrap(operator.IO, err, "%s could not be written", name)
	}
	sum := sha256.New()
	file.Size, err = io.Copy(io.MultiWriter(to, sum), reader{f.ctx, content})
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		if ended := f.ctx.Err(); ended != nil {
			return file, ended
		}
		if e, ok := errors.AsType[*operator.Error](err); ok {
			return file, e
		}
		return file, operator.Wrap(operator.IO, err, "%s could not be written", name)
	}
	file.SHA256 = hex.EncodeToString(sum.Sum(nil))
	f.files = append(f.files, file)
	return file, nil
}

// reader ends with its context.
type reader struct {
	ctx context.Context // Read takes none
	io.Reader
}

// Read reads while the context lasts.
func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// settle brings what the folder holds to the disk.
func (f *folder) settle() error {
	if _, err := os.Stat(filepath.Join(f.dir, mediaFolder)); err == nil {
		if err := syncFolder(filepath.Join(f.dir, mediaFolder)); err != nil {
			return err
		}
	}
	return syncFolder(f.dir)
}
