package boltstore

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// copyNames are the files that snapshots are put aside in.
const copyNames = dbName + ".copy-*"

// Aside makes a file that is nobody else's to read, for about as much as the database
// has, and says where: in the folder of the store, or, where its disk has no room for so
// much, where the system keeps temporary files: a copy is never more wanted than when the
// disk is full. Where the system lets its name go at once, it cannot be left behind.
func Aside(dir, pattern string) (*os.File, error) {
	in := dir
	if about, err := os.Stat(Options{Dir: dir}.db()); err == nil {
		if free := freeOn(dir); free >= 0 && free < about.Size() {
			in = os.TempDir()
		}
	}
	f, err := os.CreateTemp(in, pattern)
	if err == nil {
		_ = os.Remove(f.Name())
	}
	return f, err
}

// Snapshot copies the database to a file aside, looks at the pages of the copy, and then
// writes it to w. Only the copying holds anybody up, and no more than reading does.
func (s *Store) Snapshot(ctx context.Context, w io.Writer, first func(r store.Reader, size int64) error) error {
	aside, err := Aside(s.o.Dir, copyNames)
	if err != nil {
		return failure(err, "the database cannot be copied within %s", s.o.Dir)
	}
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
			return failure(err, "the database cannot be copied to %s", filepath.Dir(aside.Name()))
		}
		return first(reader{tx: tx}, size)
	})
	if err == nil {
		_, err = wholePages(aside, s.o.db())
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
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = failure(err, "the copy of the database cannot be read")
	}
	return n, err
}

// wholePages looks at every page of a database that nobody has open, and gives its schema.
func wholePages(file *os.File, path string) (uint64, error) {
	schema, err := preflight(file, path)
	if err != nil {
		return 0, err
	}
	pages, err := readHead(file, path)
	if err != nil {
		return 0, err
	}
	return schema, pages.checkAll()
}

// Restore makes a store of a snapshot, which fill writes, and which may have an earlier
// schema. Where settle is not nil, it changes the store before anybody else sees it. There
// is a whole store at the end, safe on disk, or none; an error of fill or settle comes back
// as it is. It fails with Conflict where there is a store already, and replaces nothing.
func Restore(ctx context.Context, o Options, fill func(db io.Writer) error, settle func(store.Tx) error) error {
	var own error // of fill or settle
	err := create(ctx, o, func(path string) error {
		file, err := makeFile(path)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		if own = fill(telling{wanted{ctx, file}, path}); own != nil {
			return own
		}
		schema, err := wholePages(file, path)
		if err != nil {
			return err
		}
		if !o.NoSync {
			if err := file.Sync(); err != nil {
				return err
			}
		}
		if settle == nil && schema == schemaVersion {
			return nil
		}
		return settled(o, path, file, func(tx *bolt.Tx) error {
			if schema != schemaVersion { // the backup is the copy of what was before
				if err := raise(tx, schema); err != nil {
					return err
				}
			}
			if settle == nil {
				return nil
			}
			own = settle(writer{reader{tx: tx}})
			return own
		})
	})
	if own != nil {
		return own
	}
	return err
}

// telling writes, and says of an error where.
type telling struct {
	to   wanted
	path string
}

func (t telling) Write(p []byte) (int, error) {
	n, err := t.to.Write(p)
	if err != nil && t.to.ctx.Err() == nil {
		err = failure(err, "the database %s cannot be written", t.path)
	}
	return n, err
}

// settled changes a database that nobody else has seen, and closes its file.
func settled(o Options, path string, file *os.File, fn func(*bolt.Tx) error) error {
	return guard(path, func() error {
		db, err := bolt.Open(path, 0o600, &bolt.Options{
			Timeout: o.wait(), NoSync: o.NoSync, FreelistType: bolt.FreelistMapType, NoStatistics: true,
			OpenFile: func(string, int, fs.FileMode) (*os.File, error) { return file, nil },
		})
		if err != nil {
			return err
		}
		err = db.Update(fn)
		return errors.Join(err, db.Close())
	})
}
