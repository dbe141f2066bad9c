// Package fsblob keeps blobs as files in a folder:
//
//	blobs/tmp/put-…   being written, 0600
//	blobs/ab/abcd…    a blob, named by its SHA-256, 0600
//
// Folders are 0700. A file gets its name only when its bytes are on disk, so
// that what has a name is whole, whenever the power goes.
package fsblob

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const (
	folderMode = 0o700
	fileMode   = 0o600
	temporary  = "tmp"
)

// Store is a blob.Store in a folder. Several processes may use the folder at
// the same time.
type Store struct {
	dir string
	// Folders whose names this process has put on disk: the blob folder
	// itself, and its shards by the first byte of the sum. Another process may
	// have made one and not have synced it, so having found it is not enough.
	named  atomic.Bool
	shards [256]atomic.Bool
}

var _ blob.Store = (*Store)(nil)

// Open gives the Store in a folder. It touches nothing: the first Put makes the
// folder, but not the one above it, and reading works where nothing can be
// written.
func Open(dir string) *Store { return &Store{dir: filepath.Clean(dir)} }

// Open gives the bytes of a blob.
func (s *Store) Open(ctx context.Context, sum blob.Sum) (io.ReadSeekCloser, error) {
	f, err := s.open(ctx, sum)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (s *Store) open(ctx context.Context, sum blob.Sum) (*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(sum)
	}
	if err != nil {
		return nil, failed(reading, err)
	}
	defer root.Close()
	// Looked at before it is opened: opening a pipe would wait for a writer.
	fi, err := root.Lstat(path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(sum)
	}
	if err != nil {
		return nil, failed(reading, err)
	}
	if !fi.Mode().IsRegular() {
		return nil, damaged(sum)
	}
	f, err := root.Open(path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(sum)
	}
	if err != nil {
		return nil, failed(reading, err)
	}
	return f, nil
}

// Verify reads a blob and compares it with its sum.
func (s *Store) Verify(ctx context.Context, sum blob.Sum) error {
	f, err := s.open(ctx, sum)
	if err != nil {
		return err
	}
	defer f.Close()
	is, err := sumOf(ctx, f)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return failed(reading, err)
	}
	if is != sum {
		return damaged(sum)
	}
	return nil
}

// sumOf reads a file to its end, or until that is no longer wanted.
func sumOf(ctx context.Context, f *os.File) (blob.Sum, error) {
	h := sha256.New()
	buf := make([]byte, bufferSize)
	for {
		if err := ctx.Err(); err != nil {
			return blob.Sum{}, err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			return blob.Sum(h.Sum(nil)), nil
		}
		if err != nil {
			return blob.Sum{}, err
		}
	}
}

// path is where a blob is, below the folder of the Store.
func path(sum blob.Sum) string {
	name := sum.String()
	return filepath.Join(name[:2], name)
}

func missing(sum blob.Sum) error {
	return operator.Errorf(operator.NotFound, "the file %s is missing from the store", sum).
		Reason("blob_missing").With("sha256", sum.String())
}

func damaged(sum blob.Sum) error {
	return operator.Errorf(operator.IO, "the file %s in the store is damaged", sum).
		WithHint("restore it from a backup").Reason("blob_damaged").With("sha256", sum.String())
}
