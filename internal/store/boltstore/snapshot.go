package boltstore

import (
	"context"
	"io"
	"os"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// copyNames are the files that snapshots are put aside in.
const copyNames = dbName + ".copy-*"

// Snapshot puts a copy of the database aside, which others wait for no longer than for
// any other that reads, looks at its pages, and then writes it to w, however slow that
// is.
func (s *Store) Snapshot(ctx context.Context, w io.Writer, first func(r store.Reader, size int64) error) error {
	aside, err := os.CreateTemp(s.o.Dir, copyNames)
	if err != nil {
		return failure(err, "the database cannot be copied within %s", s.o.Dir)
	}
	// Where the system lets it go at once, it cannot be left behind.
	_ = os.Remove(aside.Name())
	defer func() {
		_ = aside.Close()
		_ = os.Remove(aside.Name())
	}()
	err = s.engine.View(ctx, func(tx *bolt.Tx) error {
		size, err := tx.WriteTo(wanted{ctx, aside})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return failure(err, "the database cannot be copied within %s", s.o.Dir)
		}
		return first(reader{tx: tx}, size)
	})
	if err == nil {
		err = wholePages(aside, s.o.db())
	}
	if err != nil {
		return err
	}
	if _, err := aside.Seek(0, io.SeekStart); err != nil {
		return failure(err, "the copy of the database cannot be read")
	}
	_, err = io.Copy(w, reads{ctx, aside})
	return err
}

// reads reads until what is read is no longer wanted.
type reads struct {
	ctx  context.Context
	from io.Reader
}

func (r reads) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// wholePages looks at every page of a database that nobody has open.
func wholePages(file *os.File, path string) error {
	if err := preflight(file, path); err != nil {
		return err
	}
	pages, err := readHead(file, path)
	if err != nil {
		return err
	}
	return pages.checkAll()
}

// Restore makes a store of a snapshot, which fill writes. There is a whole store at the
// end, safe on disk, or none; an error of fill comes back as it is. It fails with
// Conflict where there is a store already, and replaces nothing.
func Restore(ctx context.Context, o Options, fill func(db io.Writer) error) error {
	var own error // of fill
	err := create(ctx, o, func(path string) error {
		file, err := makeFile(path)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		if own = fill(wanted{ctx, file}); own != nil {
			return own
		}
		if err := wholePages(file, path); err != nil {
			return err
		}
		if o.NoSync {
			return nil
		}
		return file.Sync()
	})
	if own != nil {
		return own
	}
	return err
}
