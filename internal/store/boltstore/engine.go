package boltstore

import (
	"context"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
)

// The engine runs transactions over the one bbolt file of a store, and knows
// nothing of what is in it beyond the bucket `meta`. There are two:
//
//	e := newEach(o)               opens the file for each transaction: for commands
//	e, err := openHeld(ctx, o)    opens it once and keeps others out: for the server
//	e.View(ctx, fn)               fn reads
//	e.Update(ctx, fn)             fn changes; all of it is kept, or nothing
//	e.Close()
//
// What fn returns comes back as it is, and nothing was changed then. An error that
// matches ErrCommit says that fn was done but the commit failed: the change may
// be on disk or not. Then open the store anew and look.
//
// Bytes from a transaction die with it. A function must not wait for anybody.
//
// Beside them: Create makes a store, alone runs a function while nobody else
// has the store open, HolderOf says who has it open for writing, and
// checkStructure looks at its pages.

// Options say how to open a store.
type Options struct {
	// Dir is the folder of the store.
	Dir string
	// Wait is how long to wait for other processes to let go; 10 s if zero.
	Wait time.Duration
	// Command is what others are told that holds the store, as in "operator serve".
	Command string
	// Socket is where the holder answers, for HolderOf; empty if nowhere.
	Socket string
	// Now tells the time for the note of who holds the store.
	Now func() time.Time
	// Memory is about how many bytes of memory Load takes, 256 MiB if zero; a bulk
	// takes less.
	Memory int
	// Failed is told of a commit that failed, whatever comes of it, and, in a store that is
	// held, of why the file could not be opened again; nil tells nobody.
	Failed func(error)
	// NoSync does not wait for the disk. For tests: a power cut may destroy
	// the store then.
	NoSync bool

	sync func(dir string) error // in place of syncFolder, in tests
}

// syncNames waits until the names in the folder of the store are on disk.
func (o Options) syncNames() error {
	switch {
	case o.sync != nil:
		return o.sync(o.Dir)
	case o.NoSync:
		return nil
	}
	return syncFolder(o.Dir)
}

const defaultWait = 10 * time.Second

func (o Options) wait() time.Duration {
	if o.Wait <= 0 {
		return defaultWait
	}
	return o.Wait
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Time{}
	}
	return o.Now()
}

func (o Options) failed(err error) {
	if o.Failed != nil {
		o.Failed(err)
	}
}

// The files of a store.
const (
	dbName     = "operator.db"
	gateName   = "operator.gate"
	lockName   = "operator.lock"
	writerName = "operator.writer"
)

func (o Options) db() string { return filepath.Join(o.Dir, dbName) }

// An engine runs transactions. Its methods may be called at the same time.
type engine interface {
	View(ctx context.Context, fn func(*bolt.Tx) error) error
	Update(ctx context.Context, fn func(*bolt.Tx) error) error
	// renew puts another database in the place of the one there is.
	renew(ctx context.Context, build builder) error
	Close() error
}

var (
	_ engine = (*each)(nil)
	_ engine = (*held)(nil)
)

// exists refuses a folder without a database before anything is made in it.
func exists(o Options) error {
	found, err := os.Lstat(o.db())
	if err != nil {
		return cannotFind(o, err)
	}
	return regular(o.db(), found)
}
