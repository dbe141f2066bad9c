package boltstore

import (
	"bytes"
	"os"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxFindings is how many damages of pages are told: a file with this many is
// beyond repair, and more of them would only fill memory.
const maxFindings = 100

// checkStructure looks at every page with bbolt's own check. It may never end on
// a file whose pages go in a circle, and may end the program on one with wild
// offsets, because bbolt runs it in a goroutine of its own: so do checkPages
// first. It compares the pages of the transaction with the free ones of now, so that
// nobody may write meanwhile.
func checkStructure(tx *bolt.Tx, report func(error)) {
	n := 0
	for err := range tx.Check() { // to the end: bbolt's goroutine waits for a reader
		if n++; n <= maxFindings {
			report(operator.Wrap(operator.IO, err, "the pages are damaged").Reason("db_damaged"))
		}
	}
	if n > maxFindings {
		report(operator.Errorf(operator.IO, "the pages are damaged: %d findings more", n-maxFindings).Reason("db_damaged"))
	}
}

// checkPages looks at every page that a transaction keeps as it is. Where others write
// meanwhile, the head of the file is soon of another one.
func checkPages(tx *bolt.Tx) error {
	path := tx.DB().Path()
	file, err := os.Open(path)
	if err != nil {
		return failure(err, "the database %s cannot be opened", path)
	}
	defer func() { _ = file.Close() }()
	pages, err := newestHead(file, path)
	if err != nil {
		return err
	}
	if pages.tx == uint64(tx.ID()) {
		if err := pages.plausible(); err != nil {
			return err
		}
		return pages.checkAll()
	}
	pages.root, pages.mark, pages.freelist = uint64(tx.Cursor().Bucket().Root()), uint64(tx.Size())/pages.size, 0
	return pages.checkAll()
}

// check reports rows that cannot be read or stand under a wrong key, index keys
// that are missing, and index keys that belong to no row. It reads each row once.
func (t table[V]) check(tx buckets, report func(error)) {
	own, err := t.own(tx)
	if err != nil {
		report(err)
		return
	}
	checks := make([]*indexCheck, len(t.indexes))
	for i, ix := range t.indexes {
		checks[i] = &indexCheck{name: t.indexBucketName(ix), report: report}
		if checks[i].bucket, err = t.indexBucket(tx, ix); err != nil {
			report(err)
		}
	}
	for k, raw := range forward(own, nil, nil) {
		v, err := t.fields.decode(t.name, k, raw)
		if err != nil {
			report(err)
			continue
		}
		if !bytes.Equal(t.key(v), k) {
			report(rowDamaged(t.name, k, "it belongs to another key"))
		}
		for i, ix := range t.indexes {
			for _, key := range distinct(ix.keys(v)) {
				checks[i].row(key, t.entry(ix, k))
			}
		}
	}
	for i, ix := range t.indexes {
		checks[i].strays(func(k, entry []byte) bool { return t.expected(own, ix, k, entry) })
	}
}

// indexCheck compares an index with the rows.
type indexCheck struct {
	name   string
	bucket *bolt.Bucket // nil if it is missing, which was reported
	want   int          // the keys that rows have in it
	report func(error)
}

// row looks for a key that a row has.
func (c *indexCheck) row(key, want []byte) {
	if c.bucket == nil {
		return
	}
	c.want++
	if entry := c.bucket.Get(key); entry == nil {
		c.report(indexWrong(c.name, key, "it lacks this key"))
	} else if !bytes.Equal(entry, want) {
		c.report(indexWrong(c.name, key, "it names another row"))
	}
}

// strays looks for keys that no row has. There are none if there are as many keys
// as rows want, each of which is there.
func (c *indexCheck) strays(expected func(k, entry []byte) bool) {
	if c.bucket == nil {
		return
	}
	have := 0
	for range forward(c.bucket, nil, nil) {
		have++
	}
	if have == c.want {
		return
	}
	for k, entry := range forward(c.bucket, nil, nil) {
		if !expected(k, entry) {
			c.report(indexWrong(c.name, k, "no row has this key"))
		}
	}
}

// expected says that the row which an index entry names has the entry's key.
func (t table[V]) expected(own *bolt.Bucket, ix index[V], k, entry []byte) bool {
	rowKey := t.rowKey(ix, k, entry)
	raw := own.Get(rowKey)
	if raw == nil {
		return false
	}
	v, err := t.fields.decode(t.name, rowKey, raw)
	return err != nil || holds(ix.keys(v), k) // of a damaged row, nothing can be said
}

// reindex makes the indexes anew. It stops at a row that cannot be read. The
// keys are written in order, because bbolt is slow with any other.
func (t table[V]) reindex(tx *bolt.Tx) error {
	own, err := t.own(tx)
	if err != nil {
		return err
	}
	for _, ix := range t.indexes {
		var entries [][2][]byte
		for k, raw := range forward(own, nil, nil) {
			v, err := t.fields.decode(t.name, k, raw)
			if err != nil {
				return err
			}
			for _, key := range ix.keys(v) {
				entries = append(entries, [2][]byte{key, bytes.Clone(t.entry(ix, k))})
			}
		}
		slices.SortFunc(entries, func(a, b [2][]byte) int { return bytes.Compare(a[0], b[0]) })
		if err := refill(tx, t.indexBucketName(ix), entries); err != nil {
			return err
		}
	}
	return nil
}

// refill makes a bucket anew with entries, which are in order.
func refill(tx *bolt.Tx, name string, entries [][2][]byte) error {
	if tx.Bucket([]byte(name)) != nil {
		if err := tx.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	b, err := tx.CreateBucket([]byte(name))
	if err != nil {
		return err
	}
	b.FillPercent = appendFill
	for _, e := range entries {
		if err := b.Put(e[0], e[1]); err != nil {
			return err
		}
	}
	return nil
}

func distinct(keys [][]byte) [][]byte {
	if len(keys) < 2 {
		return keys
	}
	sorted := slices.SortedFunc(slices.Values(keys), bytes.Compare)
	return slices.CompactFunc(sorted, bytes.Equal)
}

func indexWrong(bucket string, key []byte, why string) *operator.Error {
	return operator.Errorf(operator.IO, "the index %s is wrong at %x: %s", bucket, key, why).
		WithHint("make it anew: operator reindex").Reason("index_wrong").
		With("bucket", bucket).With("key", hexText(key))
}
