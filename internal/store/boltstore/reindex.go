package boltstore

import (
	"context"
	"errors"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// Reindex makes every index anew from the rows, while it keeps all others out. It
// goes table by table, and the index of words by chunks of messages, each in a
// transaction of its own, which bounds what is in memory: one that is cut short
// leaves indexes that are whole, and can be begun again. It stops at a row that
// cannot be read, and leaves the indexes of its table as they were.
func (s *Store) Reindex(ctx context.Context, dry bool) (done store.Reindexed, err error) {
	if dry {
		return countAll(ctx, s.engine)
	}
	err = s.alone(ctx, func(e engine) error {
		for _, t := range tables() {
			if err := e.Update(ctx, t.reindex); err != nil {
				return err
			}
		}
		if err := indexWords(ctx, e); err != nil {
			return err
		}
		done, err = countAll(ctx, e)
		return err
	})
	return done, err
}

// ReindexWords makes the index of words anew, as Reindex does among others.
func (s *Store) ReindexWords(ctx context.Context) error {
	return s.alone(ctx, func(e engine) error {
		if err := e.Update(ctx, searched.reindex); err != nil {
			return err
		}
		return indexWords(ctx, e)
	})
}

// alone runs fn while nobody else has the store open.
func (s *Store) alone(ctx context.Context, fn func(engine) error) error {
	each, ok := s.engine.(*each)
	if !ok {
		return fn(s.engine)
	}
	alone, err := openHeld(ctx, each.o)
	if err != nil {
		return err
	}
	// What was committed is on disk, so an error of closing changes nothing.
	defer func() { _ = alone.Close() }()
	return fn(alone)
}

// indexWords puts everything into the index of words that it lacks.
func indexWords(ctx context.Context, e engine) error {
	for _, of := range kinds() {
		for more := true; more; {
			err := e.Update(ctx, func(tx *bolt.Tx) (err error) {
				more, err = writer{reader{tx: tx}}.indexChunk(of)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// indexChunk puts the rest of a chunk into the index of words; false if there was
// nothing to put.
func (w writer) indexChunk(of kind) (bool, error) {
	upTo, err := w.indexedUpTo(of)
	if err != nil {
		return false, err
	}
	n, err := w.indexMore(of, upTo, chunkSize)
	return n > 0, err
}

// reindex makes the index of words an empty one, which Reindex then fills.
func (t searchTable) reindex(tx *bolt.Tx) error {
	return errors.Join(refill(tx, t.name, nil), refill(tx, wordsBucket, nil))
}

// countAll is how many rows and index entries there are, and how many messages.
func countAll(ctx context.Context, e engine) (store.Reindexed, error) {
	var n store.Reindexed
	err := e.View(ctx, func(tx *bolt.Tx) error {
		for _, t := range tables() {
			for i, name := range t.buckets() {
				b, err := bucket(tx, name, false)
				if err != nil {
					return err
				}
				if i == 0 {
					n.Rows += count(b)
				} else {
					n.Entries += count(b)
				}
				if name == messages.name {
					n.Messages = count(b)
				}
			}
		}
		return nil
	})
	return n, err
}

// WordsSize is how many bytes of the file the index of words takes.
func (s *Store) WordsSize(ctx context.Context) (size int64, err error) {
	err = s.engine.View(ctx, func(tx *bolt.Tx) error {
		b, err := bucket(tx, wordsBucket, false)
		if err != nil {
			return err
		}
		n := b.Stats()
		size = int64(n.BranchAlloc + n.LeafAlloc)
		return nil
	})
	return size, err
}
