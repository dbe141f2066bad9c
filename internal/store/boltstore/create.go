package boltstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// newName is the database while it is made. Only who has the lock writes it, so
// one that is found was left behind by a process that died.
const newName = dbName + ".new"

// Create makes a store: its folder if need be, its lock files, and a database with
// the buckets, which fill may write to. instance are random bytes that tell this
// store from any other. It fails with Conflict if there is a store already, and
// replaces nothing. Either there is a whole store at the end, safe on disk, or
// none, and nothing else that was not there before.
func Create(ctx context.Context, o Options, instance [16]byte, buckets []string, fill func(*bolt.Tx) error) error {
	return create(ctx, o, func(path string) error {
		return write(o, path, 0, func(db *bolt.DB) error {
			return db.Update(func(tx *bolt.Tx) error {
				if err := found(tx, instance, buckets, o.now()); err != nil {
					return err
				}
				return fill(tx)
			})
		})
	})
}

// create makes the folder and the lock files, and has the database made in a file
// under another name, while nobody else can come in between.
func create(ctx context.Context, o Options, database func(path string) error) error {
	if err := Vacant(o); err != nil {
		return err
	}
	if err := refuseNetwork(existingParent(o.Dir)); err != nil {
		return err
	}
	made, err := makeFolders(o.Dir)
	for _, name := range []string{gateName, lockName, writerName} {
		if err == nil {
			made, err = addLock(made, filepath.Join(o.Dir, name))
		}
	}
	if err != nil {
		made.remove()
		return failure(err, "the folder %s cannot be made", o.Dir)
	}
	locks, err := acquire(ctx, o, alone)
	if err != nil {
		return err // someone else has the lock: the folder is theirs now
	}
	defer locks.release()
	if err := Vacant(o); err != nil {
		return err
	}
	var done bool
	defer func() {
		// Before the lock is let go: who waits for a lock file that is gone
		// sees that, and starts again.
		if !done {
			made.remove()
		}
	}()
	err = build(o, database)
	done = err == nil
	return err
}

// Vacant fails with Conflict if there is something where the database is to be.
func Vacant(o Options) error {
	_, err := os.Lstat(o.db())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return cannotFind(o, err)
	}
	return operator.Errorf(operator.Conflict, "there is a database at %s already", o.db()).
		WithHint("use it, or choose another folder with --store DIR").Reason("store_exists").With("path", o.db())
}

// build has the database made under another name, and gives it its own when it is
// whole and on disk.
func build(o Options, database func(path string) error) error {
	temporary := filepath.Join(o.Dir, newName)
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failure(err, "the file %s cannot be removed", temporary)
	}
	defer func() { _ = os.Remove(temporary) }()
	err := database(temporary)
	if err == nil {
		err = publish(temporary, o.db())
		if errors.Is(err, fs.ErrExist) {
			return Vacant(o)
		}
	}
	if err == nil {
		if err = o.syncNames(); err != nil {
			_ = os.Remove(o.db()) // nobody has seen it: the lock is ours
		}
	}
	if err != nil {
		return failure(err, "the database %s cannot be made", o.db())
	}
	return nil
}

// found makes the buckets of a new store, and that which tells it from any other
// bbolt file.
func found(tx *bolt.Tx, instance [16]byte, buckets []string, now time.Time) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return operator.Wrap(operator.Internal, err, "the bucket %q cannot be made", name)
		}
	}
	return describe(tx, instance, now)
}

// describe fills the bucket that tells a store from any other bbolt file.
func describe(tx *bolt.Tx, instance [16]byte, now time.Time) error {
	meta, err := tx.CreateBucket([]byte(metaBucket))
	if err != nil {
		return err
	}
	return errors.Join(
		meta.Put([]byte(magicKey), []byte(magic)),
		meta.Put([]byte(schemaKey), strconv.AppendUint(nil, schemaVersion, 10)),
		meta.Put([]byte(instanceKey), instance[:]),
		meta.Put([]byte(createdKey), []byte(now.UTC().Format(time.RFC3339Nano))),
	)
}

// write makes a bbolt file, with room in its map of memory for that many bytes, and
// waits until it is on disk.
func write(o Options, path string, room int, fn func(*bolt.DB) error) error {
	file, err := makeFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // bbolt does it, unless it panics
	return guard(path, func() error {
		db, err := bolt.Open(path, 0o600, &bolt.Options{
			Timeout:         o.wait(),
			NoSync:          true, // once, at the end
			InitialMmapSize: room,
			FreelistType:    bolt.FreelistMapType,
			NoStatistics:    true,
			OpenFile:        func(string, int, fs.FileMode) (*os.File, error) { return file, nil },
		})
		if err != nil {
			return err
		}
		err = fn(db)
		if err == nil && !o.NoSync {
			err = db.Sync()
		}
		return errors.Join(err, db.Close())
	})
}

// publish gives a file its name, unless there is something with that name. Where
// there are no hard links, the lock is what keeps others from making it.
func publish(temporary, path string) error {
	err := os.Link(temporary, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, found := os.Lstat(path); !errors.Is(found, fs.ErrNotExist) {
		return errors.Join(fs.ErrExist, found)
	}
	return os.Rename(temporary, path)
}

// litter is what was made on the way to a store, in order.
type litter []string

// remove takes away what was made, the last first. A folder that has something
// else in it stays.
func (l litter) remove() {
	for i := len(l) - 1; i >= 0; i-- {
		_ = os.Remove(l[i])
	}
}

// addLock makes a lock file, unless it is there.
func addLock(made litter, path string) (litter, error) {
	file, err := makeFile(path)
	if errors.Is(err, fs.ErrExist) {
		return made, nil
	}
	if err != nil {
		return made, err
	}
	return append(made, path), file.Close()
}

// makeFolders makes a folder and those above it that are missing, for their owner
// only, under any umask.
func makeFolders(dir string) (litter, error) {
	var missing []string
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		_, err := os.Lstat(at)
		if err == nil || filepath.Dir(at) == at {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		missing = append(missing, at)
	}
	var made litter
	for i := len(missing) - 1; i >= 0; i-- {
		err := os.Mkdir(missing[i], 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return made, err
		}
		made = append(made, missing[i])
		if err := errors.Join(os.Chmod(missing[i], 0o700), syncFolder(filepath.Dir(missing[i]))); err != nil {
			return made, err
		}
	}
	return made, nil
}

// existingParent is the folder, or the nearest above it that is there.
func existingParent(dir string) string {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			return at
		}
	}
}
