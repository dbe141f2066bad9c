package boltstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A store is renewed by making another database beside the one there is, which takes
// its name when it is whole and on disk: all at once, or never. Meanwhile nobody
// writes, and whoever reads reads the old one.

// renewName is the database while it is made. Only who may write makes it, so one that
// is found was left behind by a process that died: the next one that writes removes it.
const renewName = dbName + ".next"

func (o Options) renewed() string { return filepath.Join(o.Dir, renewName) }

// A builder makes a database at the path, with a transaction that reads the one there
// is. It must be on disk at the end. An error, as errUnchanged, leaves all as it is.
type builder func(tx *bolt.Tx, path string) error

var errUnchanged = errors.New("nothing has changed")

// renewalWaits is how long a renewal that is made waits for readers to let its name be
// given to it: longer than others wait, because of the work that would be lost.
const renewalWaits = 5 * time.Minute

// renew lets others read until the new database is made.
func (e *each) renew(ctx context.Context, build builder) error {
	s, err := openSession(ctx, e.o, bulking)
	if err == nil && s.schema != schemaVersion {
		_ = s.close() // it was only read
		if s, err = openSession(ctx, e.o, alone); err == nil {
			_ = s.close()
			s, err = openSession(ctx, e.o, bulking)
		}
	}
	if err != nil {
		return err
	}
	defer func() { _ = s.close() }() // it was only read
	if err := s.rebuild(ctx, e.o, build); err != nil {
		return err
	}
	if err := s.closeFile(); err != nil {
		return err
	}
	patient := e.o
	patient.Wait = max(renewalWaits, e.o.wait())
	if err := s.locks.again(ctx, patient, alone); err != nil {
		discard(e.o)
		return err
	}
	return e.naming.after(place(ctx, e.o))
}

// naming remembers that a renewed database got its name, and that this may not be on
// disk. Before anything more is done with it, it must be.
type naming struct{ due atomic.Bool }

func (n *naming) after(placed error) error {
	if errors.Is(placed, ErrCommit) {
		n.due.Store(true)
	}
	return placed
}

func (n *naming) settle(o Options) error {
	if !n.due.Load() {
		return nil
	}
	if err := o.syncNames(); err != nil {
		return failure(err, "the change could not be written to %s", o.db())
	}
	n.due.Store(false)
	return nil
}

// rebuild runs build, and sees that the database is still the one that it read.
func (s *session) rebuild(ctx context.Context, o Options, build builder) error {
	err := s.view(ctx, func(tx *bolt.Tx) error {
		before, err := readHead(s.file, s.path)
		if err != nil {
			return err
		}
		if err := build(tx, o.renewed()); err != nil {
			return err
		}
		after, err := readHead(s.file, s.path)
		if err == nil && after.tx != before.tx {
			err = operator.Errorf(operator.IO, "the database %s was written by another program meanwhile", s.path).
				WithHint("start again").Reason("db_replaced").With("path", s.path)
		}
		return errors.Join(err, stillThere(s.file, s.path))
	})
	if err != nil {
		discard(o)
	}
	return err
}

// place gives the new database its name. If it cannot be told whether the name is on
// disk, that is a commit that may be kept or not.
func place(ctx context.Context, o Options) error {
	if err := ctx.Err(); err != nil {
		discard(o)
		return err
	}
	if err := os.Rename(o.renewed(), o.db()); err != nil {
		discard(o)
		return failure(err, "the database %s cannot be replaced", o.db())
	}
	if err := o.syncNames(); err != nil {
		return commitError{failure(err, "the change could not be written to %s", o.db())}
	}
	return nil
}

// discard removes what was made and is not wanted. What cannot be removed now is
// removed by the next one that writes.
func discard(o Options) { _ = os.Remove(o.renewed()) }

// room is how much of a renewed file is mapped from the start: to map it anew, as it
// grows, costs more than all else. It is addresses only, but for systems that make the
// file as long as its map.
func renewalRoom(size int64) int {
	const most = 64 << 30
	if !mapsBeyondEnd || ^uint(0)>>32 == 0 {
		return 0
	}
	return int(min(2*size+8<<30, most))
}

// growth is by how much a renewed file grows at a time.
const growth = 64 << 20

// openRenewed opens the database that is made.
func openRenewed(o Options) (*bolt.DB, error) {
	file, err := os.OpenFile(o.renewed(), os.O_RDWR|noFollow, 0)
	if err != nil {
		return nil, err
	}
	about, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	db, err := bolt.Open(o.renewed(), 0o600, &bolt.Options{
		Timeout:         strangerWait,
		NoSync:          true, // once, at the end
		NoGrowSync:      true,
		InitialMmapSize: renewalRoom(about.Size()),
		FreelistType:    bolt.FreelistMapType,
		NoStatistics:    true,
		OpenFile:        func(string, int, fs.FileMode) (*os.File, error) { return file, nil },
	})
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	db.AllocSize = growth
	return db, nil
}

// finish waits until a database that was made is on disk, and closes it.
func finish(o Options, db *bolt.DB) error {
	err := db.View(func(tx *bolt.Tx) error {
		_ = os.Truncate(db.Path(), tx.Size()) // not every system cuts a file that is mapped
		return nil
	})
	if err == nil && !o.NoSync {
		err = db.Sync()
	}
	return errors.Join(err, db.Close())
}
