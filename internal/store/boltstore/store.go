package boltstore

import (
	"context"
	"encoding/binary"
	"iter"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Store keeps everything in one bbolt file.
type Store struct {
	o      Options
	engine engine
}

var _ store.Store = (*Store)(nil)

// Open gives a store whose file is open during a transaction only, so that many
// short-lived processes can share it. It looks at nothing yet.
func Open(o Options) *Store { return &Store{o: o, engine: newEach(o)} }

// Hold opens a store and keeps all others out until it is closed.
func Hold(ctx context.Context, o Options) (*Store, error) {
	e, err := openHeld(ctx, o)
	if err != nil {
		return nil, err
	}
	return &Store{o: o, engine: e}, nil
}

// Init makes a store with its workspace and what fill writes: all of it, or
// nothing. The workspace's Instance must have 16 random bytes. It fails with
// Conflict where there is a store already.
func Init(ctx context.Context, o Options, ws store.Workspace, fill func(store.Tx) error) error {
	if len(ws.Instance) != 16 {
		return operator.Errorf(operator.Internal, "the instance of a store has 16 bytes, not %d", len(ws.Instance))
	}
	return Create(ctx, o, [16]byte(ws.Instance), bucketNames(), func(tx *bolt.Tx) error {
		w := writer{reader{tx: tx}}
		if err := w.PutWorkspace(ws); err != nil || fill == nil {
			return err
		}
		return fill(w)
	})
}

// View reads from a snapshot.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	return s.engine.View(ctx, func(tx *bolt.Tx) error {
		return fn(reader{tx: keepOpen(ctx, tx)})
	})
}

// Update runs fn once, alone.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	return s.engine.Update(ctx, func(tx *bolt.Tx) error { return fn(writer{reader{tx: &awaited{Tx: tx, ctx: ctx}}}) })
}

// Close lets others in, where the file was held.
func (s *Store) Close() error { return s.engine.Close() }

// reader reads in a transaction.
type reader struct {
	tx    buckets
	later *later // in a bulk: index keys that are not in their buckets yet
}

// writer changes, too.
type writer struct{ reader }

var (
	_ store.Reader = reader{}
	_ store.Tx     = writer{}
)

// Workspace is the one row of its table, without which there is no store.
func (r reader) Workspace() (store.Workspace, error) {
	ws, ok, err := workspaces.get(r.tx, theWorkspace())
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "the database is damaged: it has no workspace").
			WithHint("operator check").Reason("workspace_missing")
	}
	return ws, err
}

func (w writer) PutWorkspace(ws store.Workspace) error { return workspaces.put(w.tx, ws) }

// all collects rows.
func all[V any](rows iter.Seq2[V, error]) ([]V, error) {
	var list []V
	for v, err := range rows {
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// with collects the rows whose keys in an index begin with a prefix.
func with[V any](r reader, t table[V], index string, prefix []byte) ([]V, error) {
	return all(t.rows(r.tx, index, prefix, nil, false))
}

// past yields the rows in the order of an index, those behind a key.
func past[V any](r reader, t table[V], index string, prefix, after []byte) iter.Seq2[V, error] {
	return t.rows(r.tx, index, prefix, after, false)
}

// latest yields the rows whose keys in an index are a prefix, a time and a
// number, the last first, past a place.
func latest[V any](r reader, t table[V], index string, prefix []byte, after *store.Place) iter.Seq2[V, error] {
	return t.rows(r.tx, index, prefix, pastPlace(prefix, after), true)
}

// pastPlace is the key that a prefix, a time and a number make; nil for no place.
func pastPlace(prefix []byte, after *store.Place) []byte {
	if after == nil {
		return nil
	}
	return key(prefix, when(after.At), num(after.ID))
}

// putNumbered writes a row, with the next number if it has none. A number from
// elsewhere is not given again.
func putNumbered[V any, N ~uint64](w writer, t table[V], id *N, row *V) error {
	b, err := t.own(w.tx)
	if err != nil {
		return err
	}
	switch {
	case *id == 0:
		n, err := b.NextSequence()
		if err != nil {
			return err
		}
		*id = N(n)
	case uint64(*id) > b.Sequence():
		if err := b.SetSequence(uint64(*id)); err != nil {
			return err
		}
	}
	return t.put(w.tx, *row)
}

// lastNumber is the number that the last key of a table begins with; 0 without rows.
func lastNumber[V any](r reader, t table[V]) (uint64, error) {
	b, err := t.own(r.tx)
	if err != nil {
		return 0, err
	}
	return highest(b), nil
}

// highest is the number that the last key of a bucket begins with; 0 without keys.
func highest(b *bolt.Bucket) uint64 {
	k, _ := b.Cursor().Last()
	if len(k) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(k)
}
