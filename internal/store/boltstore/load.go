package boltstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// runsName is where Load puts what it has no room for in memory. Only who has the
// lock writes it, so one that is found was left behind by a process that died.
const runsName = newName + runsEnd

// runsEnd is how the names of such files end.
const runsEnd = ".runs"

// defaultMemory is what Load takes where nothing else is said.
const defaultMemory = 256 << 20

// Load makes a store as Init does, from any number of rows in any order: in
// seconds for millions, where a transaction would take hours. Either there is a
// whole store at the end, safe on disk, or none. fill may keep the Loader no
// longer than its call; an error of fill comes back as it is.
//
// The rows are encoded with their index keys as they come, sorted by bucket and
// key (see sorter), and written in that order in a few transactions to a file
// that nobody has seen yet.
func Load(ctx context.Context, o Options, ws store.Workspace, fill func(*Loader) error) error {
	return loadBy(ctx, o, ws, fill, func(database func(path string) error) error { return create(ctx, o, database) })
}

// loadBy loads a store into a file that place gives its name.
func loadBy(ctx context.Context, o Options, ws store.Workspace, fill func(*Loader) error, place func(database func(path string) error) error) error {
	if len(ws.Instance) != 16 {
		return operator.Errorf(operator.Internal, "the instance of a store has 16 bytes, not %d", len(ws.Instance))
	}
	var own error // of fill
	err := place(func(path string) error {
		runs := filepath.Join(o.Dir, runsName)
		if err := os.Remove(runs); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		l := newLoader(ctx, o, runs)
		defer l.close(runs)
		if own = l.putWorkspace(ws); own == nil {
			own = fill(l)
		}
		if own != nil {
			return own
		}
		if err := errors.Join(l.putTotals(), l.putWords()); err != nil {
			return err
		}
		return write(o, path, l.room(), func(db *bolt.DB) error {
			return l.write(db, [16]byte(ws.Instance), o.now())
		})
	})
	if own != nil {
		return own
	}
	return err
}

// A Loader takes the rows of a new store in any order, each once. Its methods may
// be called at the same time. As in a store.Tx, a row without a number gets the
// next one, and totals are kept; an event has a number from the caller. Rows that
// claim the same key, as two homes with one code do, are found at the end, when
// Load fails with Conflict.
type Loader struct {
	ctx    context.Context // the loader lives no longer than the call of Load
	sorter *sorter

	written  int // entries
	progress func(done, total int)

	mu     sync.Mutex
	piles  map[string][]*pile // of a table: its own, then its indexes'
	last   map[string]uint64  // the highest number of a table
	words  map[kind]*loadedWords
	totals map[operator.PersonID]store.Totals
}

// The share of the memory that entries may take while they are collected. The
// rest is for bbolt's pages, for what is read from runs, and for the garbage
// collector, which lets memory grow to twice what is in use.
const collectShare = 3

func newLoader(ctx context.Context, o Options, runs string) *Loader {
	memory := o.Memory
	if memory <= 0 {
		memory = defaultMemory
	}
	l := &Loader{
		ctx: ctx, piles: map[string][]*pile{}, last: map[string]uint64{}, totals: map[operator.PersonID]store.Totals{},
		words: newLoadedWords(),
		sorter: newSorter(memory/collectShare, func() (*os.File, error) {
			file, err := os.OpenFile(runs, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
			if err == nil {
				_ = os.Remove(runs) // where the system allows it: then it cannot be left behind
			}
			return file, err
		}),
	}
	for _, t := range tables() {
		l.piles[t.buckets()[0]] = t.piles(l.sorter)
	}
	return l
}

// OnWrite has progress told how many entries of the store are written, now and
// then, once fill is done and the file is made.
func (l *Loader) OnWrite(progress func(done, total int)) { l.progress = progress }

// close removes what was written aside.
func (l *Loader) close(runs string) {
	l.sorter.close()
	if l.sorter.file != nil {
		_ = os.Remove(runs)
	}
}

// How full pages are made: those of keys that always come last to the brim, others
// with room for keys in between.
const betweenFill = 0.9

func fillOf(appends bool) float64 {
	if appends {
		return appendFill
	}
	return betweenFill
}

// piles are what the entries of the table's buckets are collected in.
func (t table[V]) piles(s *sorter) []*pile {
	list := []*pile{s.pile(t.name, fillOf(t.appends), refused)}
	for _, ix := range t.indexes {
		same := dropped
		if ix.unique {
			same = compared
		}
		list = append(list, s.pile(t.indexBucketName(ix), fillOf(ix.appends), same))
	}
	return list
}

// load takes a row with its index keys.
func load[V any](l *Loader, t table[V], row V) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	k := t.key(row)
	raw := t.fields.encode(t.name, k, row)
	piles := l.piles[t.name]
	err := piles[0].add(k, raw)
	for i, ix := range t.indexes {
		for _, at := range ix.keys(row) {
			if err == nil {
				err = piles[i+1].add(at, t.entry(ix, k))
			}
		}
	}
	if err != nil {
		return failure(err, "rows cannot be written aside")
	}
	return nil
}

// loadNumbered is load for a row that has a number, or gets the next one.
func loadNumbered[V any, N ~uint64](l *Loader, t table[V], id *N, row *V) error {
	l.mu.Lock()
	if *id == 0 {
		*id = N(l.last[t.name] + 1)
	}
	l.last[t.name] = max(l.last[t.name], uint64(*id))
	l.mu.Unlock()
	return load(l, t, *row)
}
