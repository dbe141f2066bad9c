package boltstore

import (
	"bytes"
	"encoding/hex"
	"iter"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A table keeps rows of one type in one bucket, and its indexes in others, named
// TABLE.INDEX. An index is a function of the row, so writing the row writes the
// index: nobody can forget it, and check and reindex are loops.
//
//	var people = table[personRow]{
//		fields: personRowFields,
//		name: "people", shape: "person", width: 8,
//		key: func(p personRow) []byte { return num(p.ID) },
//		indexes: []index[personRow]{
//			{name: "by_email", shape: "email~", unique: true, keys: …},
//			{name: "by_name", shape: "name~ person", keys: …},
//		},
//	}
//
//	people.get(tx, num(id))                      one row
//	people.find(tx, "by_email", text(address))   the row a unique index names
//	people.rows(tx, "by_name", nil, after, false) rows in the order of an index
//	people.rows(tx, "", nil, nil, true)          rows in the order of their keys, backwards
//	people.put(tx, row)                          write it; Conflict if a unique key is another's
//	people.delete(tx, num(id))                   with its index keys
//
// Rows are copies: they outlive the transaction.
type table[V any] struct {
	name    string
	shape   string // the parts of the key, in words: see shapeWidth
	width   int    // bytes of the key; 0 if that varies
	appends bool   // new keys come last, so pages may be filled to the brim
	fields  codec[V]
	key     func(V) []byte
	indexes []index[V]
}

// An index finds rows by other keys than their own. If it is not unique, each of
// its keys holds the key of the row, mostly as its end, which makes it so. A row may have any
// number of keys in an index, also none.
type index[V any] struct {
	name    string
	shape   string
	unique  bool // a key belongs to one row only; put refuses to give it to another
	appends bool
	keys    func(V) [][]byte
	// row makes the key of the row from the index key, where the row's key is not
	// simply its end; nil if the index key is damaged.
	row func(k []byte) []byte
}

// anyTable is a table of any type, for loops over all of them.
type anyTable interface {
	// buckets are the names of the buckets: the table's own, then its indexes'.
	buckets() []string
	// shapes are the shapes of the keys, one for each bucket.
	shapes() []string
	// check reports rows that cannot be read and indexes that do not fit the rows.
	check(tx buckets, report func(error))
	// reindex makes the indexes anew from the rows.
	reindex(tx *bolt.Tx) error
	// dump is a row as a value that can be printed; false if there is none.
	dump(tx buckets, key []byte) (any, bool, error)
	// piles are what Load collects the entries of the buckets in.
	piles(*sorter) []*pile
	// loadRow has a Loader take a row that fill fills in.
	loadRow(l *Loader, fill func(row any) error) error
}

var _ anyTable = table[struct{}]{}

// present is the value of an index key that names its row by its end. It is not
// nil, because within the transaction that writes it nil reads back as no value.
var present = []byte{}

func (t table[V]) indexBucketName(ix index[V]) string { return t.name + "." + ix.name }

func (t table[V]) buckets() []string {
	names := []string{t.name}
	for _, ix := range t.indexes {
		names = append(names, t.indexBucketName(ix))
	}
	return names
}

func (t table[V]) shapes() []string {
	shapes := []string{t.shape}
	for _, ix := range t.indexes {
		shapes = append(shapes, ix.shape)
	}
	return shapes
}

func (t table[V]) own(tx buckets) (*bolt.Bucket, error) { return bucket(tx, t.name, t.appends) }

func (t table[V]) indexBucket(tx buckets, ix index[V]) (*bolt.Bucket, error) {
	return bucket(tx, t.indexBucketName(ix), ix.appends)
}

// named finds an index by its name. Names are constants: an unknown one is a bug.
func (t table[V]) named(name string) (index[V], error) {
	for _, ix := range t.indexes {
		if ix.name == name {
			return ix, nil
		}
	}
	return index[V]{}, operator.Errorf(operator.Internal, "the table %s has no index %q", t.name, name)
}

// entry is the value of an index key: the key of the row, where the index key
// does not tell it.
func (t table[V]) entry(ix index[V], rowKey []byte) []byte {
	if ix.unique || t.width == 0 && ix.row == nil {
		return rowKey
	}
	return present
}

// rowKey is the key of the row that an index entry names; nil if the entry is
// damaged.
func (t table[V]) rowKey(ix index[V], k, v []byte) []byte {
	switch {
	case ix.row != nil:
		return ix.row(k)
	case ix.unique || t.width == 0:
		return v
	case len(k) < t.width:
		return nil
	}
	return k[len(k)-t.width:]
}

// get reads the row with the key; false if there is none.
func (t table[V]) get(tx buckets, key []byte) (v V, ok bool, err error) {
	b, err := t.own(tx)
	if err != nil {
		return v, false, err
	}
	raw := value(tx, b, key)
	if raw == nil {
		return v, false, nil
	}
	v, err = t.read(tx, key, raw)
	return v, err == nil, err
}

// read is the row with the key, for as long as somebody waits for it.
func (t table[V]) read(tx buckets, key, raw []byte) (v V, err error) {
	if err := stillAwaited(tx); err != nil {
		return v, err
	}
	return t.fields.decode(t.name, key, raw)
}

// find reads the row that has the key in a unique index; false if there is none.
func (t table[V]) find(tx buckets, indexName string, key []byte) (v V, ok bool, err error) {
	ix, err := t.named(indexName)
	if err != nil {
		return v, false, err
	}
	b, err := t.indexBucket(tx, ix)
	if err != nil {
		return v, false, err
	}
	entry := value(tx, b, key)
	if entry == nil {
		return v, false, nil
	}
	return t.behind(tx, ix, key, entry)
}

// behind reads the row that an index entry names, which must be there.
func (t table[V]) behind(tx buckets, ix index[V], k, entry []byte) (V, bool, error) {
	v, ok, err := t.get(tx, t.rowKey(ix, k, entry))
	if err == nil && !ok {
		err = indexWrong(t.indexBucketName(ix), k, "it names a row that is not there")
	}
	return v, ok, err
}

// rows yields the rows whose key in the index begins with prefix, in the order of
// these keys or backwards; if after is not nil, only those behind the key after.
// The empty index is the order of the rows' own keys. An error ends it. The table
// must not be changed meanwhile: collect, then change.
func (t table[V]) rows(tx buckets, indexName string, prefix, after []byte, backwards bool) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		fail := func(err error) { var none V; yield(none, err) }
		b, read, err := t.reader(tx, indexName)
		if err != nil {
			fail(err)
			return
		}
		walk := forwardIn
		if backwards {
			walk = backwardIn
		}
		for k, raw := range walk(tx, b, prefix, after) {
			v, err := read(k, raw)
			if err != nil {
				fail(err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

// reader is the bucket to walk for an order of rows, and how to get from an entry
// there to the row.
func (t table[V]) reader(tx buckets, indexName string) (*bolt.Bucket, func(k, raw []byte) (V, error), error) {
	if indexName == "" {
		b, err := t.own(tx)
		return b, func(k, raw []byte) (V, error) { return t.read(tx, k, raw) }, err
	}
	ix, err := t.named(indexName)
	if err != nil {
		return nil, nil, err
	}
	b, err := t.indexBucket(tx, ix)
	return b, func(k, raw []byte) (V, error) {
		v, _, err := t.behind(tx, ix, k, raw)
		return v, err
	}, err
}

// put writes a row in place of the one with its key, if there is one, and moves
// its index keys. It fails with Conflict, and writes nothing, if another row has
// a key of a unique index.
func (t table[V]) put(tx buckets, v V) error {
	b, err := t.own(tx)
	if err != nil {
		return err
	}
	var old V
	had := false
	if key := t.key(v); !t.comesLast(b, key) {
		if old, had, err = t.get(tx, key); err != nil {
			return err
		}
	}
	return t.replace(tx, old, had, v)
}

// replace is put for who has just read what stands at the key of the row: had says
// whether there is anything.
func (t table[V]) replace(tx buckets, old V, had bool, v V) error {
	key := t.key(v)
	if len(key) == 0 || t.width > 0 && len(key) != t.width {
		return operator.Errorf(operator.Internal, "a key of %s has %d bytes, not %d", t.name, len(key), t.width)
	}
	if err := t.unclaimed(tx, key, v); err != nil {
		return err
	}
	for _, ix := range t.indexes {
		var stale [][]byte
		if had {
			stale = ix.keys(old)
		}
		if err := t.moveKeys(tx, ix, key, stale, ix.keys(v)); err != nil {
			return err
		}
	}
	b, err := t.own(tx)
	if err != nil {
		return err
	}
	raw := t.fields.encode(t.name, key, v)
	if had && bytes.Equal(b.Get(key), raw) {
		return nil // a page that does not change need not be written
	}
	return b.Put(key, raw)
}

// comesLast says whether a key is behind all that there are, where that is usual: then
// there is no row with it.
func (t table[V]) comesLast(b *bolt.Bucket, key []byte) bool {
	if !t.appends {
		return false
	}
	last, _ := b.Cursor().Last()
	return bytes.Compare(key, last) > 0
}

// unclaimed fails if a row other than that with the key has one of v's unique keys.
func (t table[V]) unclaimed(tx buckets, key []byte, v V) error {
	for _, ix := range t.indexes {
		if !ix.unique {
			continue
		}
		b, err := t.indexBucket(tx, ix)
		if err != nil {
			return err
		}
		for _, k := range ix.keys(v) {
			if owner := b.Get(k); owner != nil && !bytes.Equal(owner, key) {
				return operator.Errorf(operator.Conflict, "another row of %s has this %s", t.name, ix.name).
					Reason("not_unique").With("table", t.name).With("index", ix.name)
			}
		}
	}
	return nil
}

// moveKeys deletes the keys in stale that are not in want, and writes those in
// want that are not in stale.
func (t table[V]) moveKeys(tx buckets, ix index[V], rowKey []byte, stale, want [][]byte) error {
	b, err := t.indexBucket(tx, ix)
	if err != nil {
		return err
	}
	for _, k := range stale {
		if !holds(want, k) {
			if err := b.Delete(k); err != nil {
				return err
			}
		}
	}
	for _, k := range want {
		// A key that should be there already is looked up all the same: so a
		// put mends an index that lacks it.
		if holds(stale, k) && b.Get(k) != nil {
			continue
		}
		if err := b.Put(k, t.entry(ix, rowKey)); err != nil {
			return err
		}
	}
	return nil
}

// delete removes the row with the key and its index keys. A row that is not there
// is no error.
func (t table[V]) delete(tx buckets, key []byte) error {
	old, had, err := t.get(tx, key)
	if err != nil || !had {
		return err
	}
	for _, ix := range t.indexes {
		if err := t.moveKeys(tx, ix, key, ix.keys(old), nil); err != nil {
			return err
		}
	}
	b, err := t.own(tx)
	if err != nil {
		return err
	}
	return b.Delete(key)
}

func (t table[V]) dump(tx buckets, key []byte) (any, bool, error) { return t.get(tx, key) }

func holds(keys [][]byte, k []byte) bool {
	return slices.ContainsFunc(keys, func(have []byte) bool { return bytes.Equal(have, k) })
}

func hexText(key []byte) string { return hex.EncodeToString(key) }
