package fsblob

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Delete removes a blob. It is not synced: after a power cut the blob may be
// there again, and unused.
func (s *Store) Delete(ctx context.Context, sum blob.Sum) error {
	_, err := s.remove(ctx, sum, func(fs.FileInfo) bool { return true })
	return err
}

// Expire removes a blob that was not put for operator.BlobGrace before now.
func (s *Store) Expire(ctx context.Context, sum blob.Sum, now time.Time) (bool, error) {
	return s.remove(ctx, sum, func(fi fs.FileInfo) bool { return old(fi, now) })
}

func old(fi fs.FileInfo, now time.Time) bool { return now.Sub(fi.ModTime()) > operator.BlobGrace }

// remove removes a blob that may go. It looks and removes under the lock that
// Put takes to note that a blob was put again.
func (s *Store) remove(ctx context.Context, sum blob.Sum, may func(fs.FileInfo) bool) (gone bool, err error) {
	err = s.inside(ctx, func(root *os.Root) error {
		dir, err := root.Open(filepath.Dir(path(sum)))
		if err != nil {
			return err
		}
		defer dir.Close()
		return locked(dir, func() error {
			fi, err := root.Lstat(path(sum))
			if err != nil || !may(fi) {
				return err
			}
			err = root.Remove(path(sum))
			gone = err == nil
			return err
		})
	})
	return gone, err
}

// Clean removes temporary files that nobody has written to for
// operator.BlobGrace before now.
func (s *Store) Clean(ctx context.Context, now time.Time) (removed int, err error) {
	err = s.leftovers(ctx, now, func(root *os.Root, name string) error {
		removed++
		err := root.Remove(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return removed, err
}

// Leftovers counts what Clean would remove.
func (s *Store) Leftovers(ctx context.Context, now time.Time) (n int, err error) {
	err = s.leftovers(ctx, now, func(*os.Root, string) error {
		n++
		return nil
	})
	return n, err
}

// leftovers hands each temporary file that is old enough to do.
func (s *Store) leftovers(ctx context.Context, now time.Time, do func(root *os.Root, name string) error) error {
	return s.inside(ctx, func(root *os.Root) error {
		entries, err := fs.ReadDir(root.FS(), temporary)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			fi, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) || err == nil && !(fi.Mode().IsRegular() && old(fi, now)) {
				continue
			}
			if err != nil {
				return err
			}
			if err := do(root, filepath.Join(temporary, entry.Name())); err != nil {
				return err
			}
		}
		return nil
	})
}

// inside runs do in the folder of the Store. What is not there has been removed
// already.
func (s *Store) inside(ctx context.Context, do func(*os.Root) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	root, err := os.OpenRoot(s.dir)
	if err == nil {
		defer root.Close()
		err = do(root)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return failed(sweep, err)
}

// All gives every blob in the order of sums. Anything in the folder that is not
// a blob is passed over.
func (s *Store) All(ctx context.Context) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		root, err := os.OpenRoot(s.dir)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield(blob.Info{}, failed(reading, err))
			return
		}
		defer root.Close()
		shards, err := fs.ReadDir(root.FS(), ".")
		if err != nil {
			yield(blob.Info{}, failed(reading, err))
			return
		}
		for _, shard := range shards {
			if !shard.IsDir() || len(shard.Name()) != 2 {
				continue
			}
			if !list(ctx, root, shard.Name(), yield) {
				return
			}
		}
	}
}

// list yields the blobs of one shard, and says whether to go on.
func list(ctx context.Context, root *os.Root, shard string, yield func(blob.Info, error) bool) bool {
	stop := func(err error) bool {
		yield(blob.Info{}, failed(reading, err))
		return false
	}
	entries, err := fs.ReadDir(root.FS(), shard)
	if err != nil {
		return stop(err)
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return stop(err)
		}
		sum, err := blob.ParseSum(entry.Name())
		if err != nil || filepath.Join(shard, entry.Name()) != path(sum) || !entry.Type().IsRegular() {
			continue
		}
		fi, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return stop(err)
		}
		if !yield(blob.Info{Sum: sum, Size: fi.Size(), ModTime: stamp(fi)}, nil) {
			return false
		}
	}
	return true
}
