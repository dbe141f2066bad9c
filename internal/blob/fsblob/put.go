package fsblob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/owner"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const bufferSize = 128 << 10

// Put keeps what r gives: temporary file, sync, rename, sync of the folders.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (info blob.Info, err error) {
	if err := ctx.Err(); err != nil {
		return blob.Info{}, err
	}
	root, err := s.root()
	if err != nil {
		return blob.Info{}, failed(writing, err)
	}
	defer root.Close()
	f, name, err := create(root)
	if err != nil {
		return blob.Info{}, failed(writing, err)
	}
	// Also when r panics. After the rename the name is free: removing it then
	// fails, as it should.
	defer root.Remove(name)
	defer f.Close()
	sum, err := fill(ctx, f, r, limit)
	if err != nil {
		return blob.Info{}, err
	}
	info, err = s.settle(ctx, root, f, name, sum)
	if err != nil {
		return blob.Info{}, failed(writing, err)
	}
	return info, nil
}

// root opens the folder of the Store, and makes it where it is missing.
func (s *Store) root() (*os.Root, error) {
	root, err := os.OpenRoot(s.dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return root, err
	}
	parent, err := os.OpenRoot(filepath.Dir(s.dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, operator.Wrap(operator.NoInput, err, "the store is not there").Reason("store_missing")
	}
	if err != nil {
		return nil, err
	}
	defer parent.Close()
	if err := mkdir(parent, filepath.Base(s.dir)); err != nil {
		return nil, err
	}
	return parent.OpenRoot(filepath.Base(s.dir))
}

// mkdir makes a folder with folderMode under any umask, if it is not there.
func mkdir(root *os.Root, name string) error {
	err := root.Mkdir(name, folderMode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	owner.GiveFolder(root, name)
	return root.Chmod(name, folderMode)
}

// create makes a temporary file, and says what it is called. The name cannot be
// guessed and is never used again, so that no Clean takes a new file for a
// stale one, and no Put another's file for its own.
func create(root *os.Root) (*os.File, string, error) {
	name := filepath.Join(temporary, "put-"+rand.Text())
	const flag = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := root.OpenFile(name, flag, fileMode)
	if errors.Is(err, fs.ErrNotExist) {
		if err := mkdir(root, temporary); err != nil {
			return nil, "", err
		}
		f, err = root.OpenFile(name, flag, fileMode)
	}
	if err != nil {
		return nil, "", err
	}
	if err := f.Chmod(fileMode); err != nil {
		return nil, "", errors.Join(err, f.Close(), root.Remove(name))
	}
	owner.GiveWithin(f, root)
	return f, name, nil
}

// fill copies r into f, limit bytes at most, and gives the sum of them.
func fill(ctx context.Context, f *os.File, r io.Reader, limit int64) (sum blob.Sum, err error) {
	h := sha256.New()
	buf := make([]byte, bufferSize)
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		n, err := r.Read(buf)
		if size += int64(n); size > limit {
			return sum, tooLong(limit)
		}
		h.Write(buf[:n])
		if _, err := f.Write(buf[:n]); err != nil {
			return sum, failed(writing, err)
		}
		if err == io.EOF {
			return blob.Sum(h.Sum(nil)), nil
		}
		if err != nil {
			return sum, failed(source, err)
		}
	}
}

func tooLong(limit int64) error {
	return operator.Errorf(operator.Invalid, "the file is larger than %d bytes", limit).
		Reason("too_long").With("limit", limit)
}

// settle gives the temporary file its name, unless the bytes are there already.
func (s *Store) settle(ctx context.Context, root *os.Root, f *os.File, name string, sum blob.Sum) (blob.Info, error) {
	fi, err := f.Stat()
	if err != nil {
		return blob.Info{}, err
	}
	info := blob.Info{Sum: sum, Size: fi.Size(), ModTime: stamp(fi)}
	shard := filepath.Dir(path(sum))
	dir, err := root.Open(shard)
	if errors.Is(err, fs.ErrNotExist) {
		if err := mkdir(root, shard); err != nil {
			return info, err
		}
		dir, err = root.Open(shard)
	}
	if err != nil {
		return info, err
	}
	defer dir.Close()
	known, err := refresh(ctx, root, dir, sum, fi)
	if err != nil {
		return info, err
	}
	if !known {
		if err := f.Sync(); err != nil {
			return info, err
		}
		// Locked, so that no Expire that looked at a damaged blob removes its heir.
		if err := locked(dir, func() error { return root.Rename(name, path(sum)) }); err != nil {
			return info, err
		}
	}
	// Also for a blob that was there: whoever put it may not have come this far.
	if err := syncOpen(dir); err != nil {
		return info, err
	}
	return info, s.syncNames(root, sum)
}

// refresh says whether a blob with the bytes of the file fresh is there, and
// notes that it was put again, so that Expire spares it. One that is damaged does
// not count, and the fresh one takes its place: so it is read, which is nothing
// to a blob that is new.
func refresh(ctx context.Context, root *os.Root, shard *os.File, sum blob.Sum, fresh fs.FileInfo) (known bool, err error) {
	whole, err := wholeBlob(ctx, root, sum, fresh.Size())
	if err != nil || whole == nil {
		return false, err
	}
	err = locked(shard, func() error {
		old, err := root.Lstat(path(sum))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !os.SameFile(old, whole) {
			return err
		}
		known = true
		return root.Chtimes(path(sum), time.Time{}, fresh.ModTime())
	})
	return known, err
}

// wholeBlob is the blob that is there, nil where there is none with all its bytes.
// One that cannot be read is damaged as well.
func wholeBlob(ctx context.Context, root *os.Root, sum blob.Sum, size int64) (fs.FileInfo, error) {
	fi, err := root.Lstat(path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil || !fi.Mode().IsRegular() || fi.Size() != size {
		return nil, err
	}
	f, err := root.Open(path(sum))
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	if fi, err = f.Stat(); err != nil {
		return nil, nil
	}
	is, err := sumOf(ctx, f)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || is != sum {
		return nil, nil
	}
	return fi, nil
}

// syncNames puts the names of the shard and of the blob folder on disk, once
// for each in the life of s.
func (s *Store) syncNames(root *os.Root, sum blob.Sum) error {
	if !s.shards[sum[0]].Load() {
		if err := syncFolder(root, "."); err != nil {
			return err
		}
		s.shards[sum[0]].Store(true)
	}
	if !s.named.Load() {
		parent, err := os.OpenRoot(filepath.Dir(s.dir))
		if err != nil {
			return err
		}
		defer parent.Close()
		if err := syncFolder(parent, "."); err != nil {
			return err
		}
		s.named.Store(true)
	}
	return nil
}

func stamp(fi fs.FileInfo) time.Time { return fi.ModTime().UTC().Truncate(time.Microsecond) }
