package boltstore

import (
	"bytes"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sameKey says what becomes of entries of a bucket that have the same key.
type sameKey uint8

const (
	refused  sameKey = iota // rows: each is given once
	compared                // keys of a unique index: they must name the same row
	dropped                 // keys of another index, which name their row themselves
	joined                  // the numbers of a word, which come in parts
)

// roomOf is what an entry takes in a file, about: bbolt adds 16 bytes, and pages
// are not full.
func roomOf(entries, bytes int) int { return (bytes + 16*entries) * 5 / 4 }

// room is about how large the file will be.
func (l *Loader) room() int {
	room := 1 << 20
	for _, p := range l.sorter.all {
		room += roomOf(p.entries, p.bytes)
	}
	return room
}

// write writes what was collected into an empty database: bucket by bucket, each
// in the order of its keys.
func (l *Loader) write(db *bolt.DB, instance [16]byte, now time.Time) error {
	// The file grows in one step, because bbolt syncs it after each, and loses
	// what it did not need in the end.
	db.AllocSize = l.room()
	err := db.Update(func(tx *bolt.Tx) error { return found(tx, instance, bucketNames(), now) })
	if err != nil {
		return err
	}
	l.sorter.sortAll()
	w := &bulk{db: db}
	defer w.rollback()
	for _, t := range tables() {
		name := t.buckets()[0]
		for _, p := range l.piles[name] {
			if err := l.writePile(w, p); err != nil {
				return err
			}
		}
		if n := l.last[name]; n > 0 {
			b, err := w.bucket(name, appendFill)
			if err != nil {
				return err
			}
			if err := b.SetSequence(n); err != nil {
				return err
			}
		}
	}
	if err := w.commit(); err != nil {
		return err
	}
	l.tell()
	return db.View(func(tx *bolt.Tx) error {
		_ = os.Truncate(db.Path(), tx.Size()) // not every system cuts a file that is mapped
		return nil
	})
}

func (l *Loader) writePile(w *bulk, p *pile) error {
	if p.same == joined {
		return l.writeJoined(w, p)
	}
	var last, value []byte
	return p.each(func(k, v []byte) error {
		if err := l.wrote(); err != nil {
			return err
		}
		if last != nil && bytes.Equal(k, last) {
			return p.again(k, v, value)
		}
		last, value = k, v
		return w.put(p, k, v)
	})
}

// wrote counts an entry. It tells of it now and then, and ends a load that is no
// longer wanted.
func (l *Loader) wrote() error {
	if l.written++; l.written%4096 != 0 {
		return nil
	}
	l.tell()
	return l.ctx.Err()
}

func (l *Loader) tell() {
	if l.progress == nil {
		return
	}
	total := 0
	for _, p := range l.sorter.all {
		total += p.entries
	}
	l.progress(l.written, total)
}

// again judges an entry with the key of the one before it.
func (p *pile) again(k, v, before []byte) error {
	if p.same == dropped || p.same == compared && bytes.Equal(v, before) {
		return nil
	}
	err := operator.Errorf(operator.Conflict, "two rows of %s have the key %s", p.bucket, hexText(k))
	if p.same == refused {
		err = operator.Errorf(operator.Conflict, "the row %s of %s was given twice", hexText(k), p.bucket)
	}
	return err.Reason("not_unique").With("bucket", p.bucket).With("key", hexText(k))
}

// bulk writes many entries in several transactions, so that no more of them than
// fit are in memory at a time.
type bulk struct {
	db   *bolt.DB
	tx   *bolt.Tx
	into *bolt.Bucket
	name string
	size int // what the transaction takes in memory, about
	each int // what an entry takes beside itself, where it is not entrySize
}

// What a transaction takes in memory: its entries, their keys once more, a node
// for each, and then the pages. A transaction that is much larger is slower, as
// each entry looks for its place among all that are not written yet.
const (
	maxBulk   = 8 << 20
	entrySize = 160
)

// put adds an entry behind all others of its bucket.
func (w *bulk) put(p *pile, k, v []byte) error {
	if w.size > maxBulk {
		if err := w.commit(); err != nil {
			return err
		}
	}
	b, err := w.bucket(p.bucket, p.fill)
	if err != nil {
		return err
	}
	w.size += 2*len(k) + 2*len(v) + max(entrySize, w.each)
	return b.Put(k, v)
}

// bucket is a bucket in the transaction that goes on.
func (w *bulk) bucket(name string, fill float64) (*bolt.Bucket, error) {
	if w.tx != nil && w.name == name {
		return w.into, nil
	}
	if w.tx == nil {
		tx, err := w.db.Begin(true)
		if err != nil {
			return nil, err
		}
		w.tx = tx
	}
	b, err := bucket(w.tx, name, false)
	if err != nil {
		return nil, err
	}
	b.FillPercent = fill
	w.into, w.name = b, name
	return b, nil
}

func (w *bulk) commit() error {
	if w.tx == nil {
		return nil
	}
	tx := w.tx
	w.tx, w.into, w.name, w.size = nil, nil, "", 0
	return tx.Commit()
}

func (w *bulk) rollback() {
	if w.tx != nil {
		_ = w.tx.Rollback()
	}
}
