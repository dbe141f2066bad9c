package boltstore

import (
	"errors"
	"hash/maphash"
	"math"
	"os"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A bulk that adds people writes their index keys later: in the order of keys when it
// is done, as keys in the order of a file cost a page each. Until then they wait in a
// sorter. That is for people whom the bulk adds; the keys of all others are in their
// buckets.
//
// Most bulks look for nobody by a key. Their keys are made and sorted aside, while the
// next step runs (later_fresh.go). From the first look on a table of hashes finds who
// has a key, so that the steps see what the steps before wrote.
type later struct {
	sorter  *sorter
	piles   []*pile // one for each index of people
	first   operator.PersonID
	fresh   []store.Person // whom the step that goes on has added, and whose keys are not made yet
	made    chan madeKeys  // of the steps before; nil where nothing is made
	looked  bool           // somebody was looked for by a key: found and gone are kept
	found   lateNumbers
	seed    maphash.Seed
	gone    map[string]bool // keys that were added, and taken away again
	step    []lateKey       // of the step that goes on
	early   bool            // the step has written keys that waited
	waiting int
	most    int // how many keys are found while they wait
}

// lateKey is a key that a step adds or takes away.
type lateKey struct {
	index int
	key   []byte
	gone  bool
}

// lateMemory is how much memory keys that wait may take, and lateMost how many can be
// found while they do.
const (
	lateMemory = 32 << 20
	lateMost   = 6 << 20
)

// latePeople is the table without its indexes.
var latePeople = func() table[store.Person] {
	t := people
	t.indexes, t.appends = nil, true
	return t
}()

func newLater(o Options) *later {
	memory, most := lateMemory, lateMost
	if o.Memory > 0 {
		memory, most = o.Memory/collectShare, o.Memory/collectShare/8
	}
	l := &later{seed: maphash.MakeSeed(), most: most, sorter: newSorter(memory, func() (*os.File, error) {
		file, err := os.OpenFile(o.lateRuns(), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			_ = os.Remove(o.lateRuns()) // where the system allows it: then it cannot be left behind
		}
		return file, err
	})}
	l.reset()
	return l
}

// lateRuns is where keys wait for which there is no room in memory.
func (o Options) lateRuns() string { return o.renewed() + runsEnd }

func (l *later) close(o Options) {
	_ = l.wait() // what became of keys that nobody wants is no matter
	l.sorter.close()
	if l.sorter.file != nil {
		_ = os.Remove(o.lateRuns())
	}
}

// reset begins anew with nobody.
func (l *later) reset() {
	l.sorter.all, l.sorter.size, l.sorter.end = nil, 0, 0
	l.piles = nil
	for _, ix := range people.indexes {
		l.piles = append(l.piles, l.sorter.pile(people.indexBucketName(ix), betweenFill, dropped))
	}
	l.first, l.found, l.gone, l.waiting = 0, lateNumbers{}, map[string]bool{}, 0
	l.fresh, l.looked = nil, false
}

func (l *later) hash(index int, prefix []byte) uint32 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	_ = h.WriteByte(byte(index))
	_, _ = h.Write(prefix)
	return uint32(h.Sum64())
}

// put writes a person. The keys of one whom the bulk has added wait.
func (l *later) put(w writer, p *store.Person) error {
	b, err := people.own(w.tx)
	if err != nil {
		return err
	}
	if l.first == 0 {
		l.first = operator.PersonID(b.Sequence() + 1)
	}
	switch {
	case p.ID != 0 && !l.has(p.ID):
		return putNumbered(w, people, &p.ID, p)
	case p.ID == 0 && !l.looked:
		if err := putNumbered(w, latePeople, &p.ID, p); err != nil {
			return err
		}
		l.fresh = append(l.fresh, *p)
		return nil
	}
	if err := l.look(w.reader); err != nil {
		return err
	}
	if p.ID != 0 && !l.has(p.ID) { // look has written what waited
		return putNumbered(w, people, &p.ID, p)
	}
	var old store.Person
	had := false
	if p.ID != 0 {
		if old, had, err = people.get(w.tx, num(p.ID)); err != nil {
			return err
		}
	}
	if err := putNumbered(w, latePeople, &p.ID, p); err != nil {
		return err
	}
	for i, ix := range people.indexes {
		want := ix.keys(*p)
		var stale [][]byte
		if had {
			stale = ix.keys(old)
		}
		l.move(i, p.ID, stale, want)
	}
	return nil
}

// has says whether the keys of a person wait. A number far off does not fit the table.
func (l *later) has(id operator.PersonID) bool {
	return l.first != 0 && id >= l.first && id-l.first < math.MaxUint32
}

// move notes which keys of a person go and come.
func (l *later) move(index int, id operator.PersonID, stale, want [][]byte) {
	for _, k := range stale {
		if !holds(want, k) {
			l.step = append(l.step, lateKey{index, k, true})
		}
	}
	for _, k := range want {
		if !holds(stale, k) {
			l.step = append(l.step, lateKey{index, k, false})
			l.canFind(index, k, id)
		}
	}
}

// canFind has a person be found by a key.
func (l *later) canFind(index int, k []byte, id operator.PersonID) {
	if people.indexes[index].name != "by_word" { // which is not looked up whole
		l.found.add(l.hash(index, k[:len(k)-people.width]), uint32(id-l.first))
	}
}

// remove takes a person away.
func (l *later) remove(w writer, id operator.PersonID) error {
	if err := l.look(w.reader); err != nil {
		return err
	}
	if !l.has(id) {
		return people.delete(w.tx, num(id))
	}
	old, had, err := people.get(w.tx, num(id))
	if err != nil || !had {
		return err
	}
	for i, ix := range people.indexes {
		l.move(i, id, ix.keys(old), nil)
	}
	return latePeople.delete(w.tx, num(id))
}

// with adds to found the people whose key in an index, which waits, is a prefix and
// their number.
func (l *later) with(r reader, name string, prefix []byte, found []store.Person) ([]store.Person, error) {
	if l.first == 0 {
		return found, nil
	}
	if err := l.look(r); err != nil {
		return nil, err
	}
	if l.first == 0 { // all keys are in their buckets now
		return with(r, people, name, prefix)
	}
	at := slices.IndexFunc(people.indexes, func(ix index[store.Person]) bool { return ix.name == name })
	ids := l.found.of(l.hash(at, prefix))
	slices.Sort(ids)
	for _, n := range slices.Compact(ids) {
		id := num(l.first + operator.PersonID(n))
		p, ok, err := people.get(r.tx, id)
		if err != nil {
			return nil, err
		}
		if ok && holds(people.indexes[at].keys(p), key(prefix, id)) {
			found = append(found, p)
		}
	}
	return found, nil
}

// kept takes over what a step did that is kept.
func (l *later) kept() error {
	if err := l.wait(); err != nil {
		return err
	}
	l.makeKeys()
	return l.keep()
}

// keep takes over the keys of a step.
func (l *later) keep() error {
	for _, k := range l.step {
		name := string(append([]byte{byte(k.index)}, k.key...))
		if k.gone {
			l.gone[name] = true
			continue
		}
		delete(l.gone, name)
		if err := l.piles[k.index].add(k.key, present); err != nil {
			return err
		}
		l.waiting++
	}
	l.step, l.early = l.step[:0], false
	return nil
}

// all has put called with the keys that wait, bucket by bucket, each in its order.
func (l *later) all(put func(p *pile, k []byte) error) error {
	for some, err := range l.sorted() {
		if err != nil {
			return err
		}
		for _, k := range some.keys {
			if err := put(some.of, k); err != nil {
				return err
			}
		}
	}
	l.reset()
	return nil
}

// now writes the keys that wait in the transaction of a step that needs them in their
// buckets. That cannot be taken back: a step that fails after it ends the bulk.
func (l *later) now(tx buckets) error {
	if err := l.settle(); err != nil || l.waiting == 0 && len(l.step) == 0 {
		return err
	}
	err := l.keep()
	l.early = true
	return errors.Join(err, l.all(func(p *pile, k []byte) error {
		b, err := bucket(tx, p.bucket, false)
		if err != nil {
			return err
		}
		return b.Put(k, present)
	}))
}

// write writes the keys that wait, in transactions of their own.
func (l *later) write(db *bolt.DB, wanted func() error) error {
	if err := l.wait(); err != nil || l.waiting == 0 {
		return err
	}
	w := &bulk{db: db, each: pageShare(db, l.waiting)}
	defer w.rollback()
	n := 0
	err := l.all(func(p *pile, k []byte) error {
		if n++; n%4096 == 0 {
			if err := wanted(); err != nil {
				return err
			}
		}
		return w.put(p, k, present)
	})
	if err != nil {
		return err
	}
	return w.commit()
}

// pageShare is how much of the pages of a database each of some keys changes, about.
func pageShare(db *bolt.DB, keys int) int {
	var size int64
	_ = db.View(func(tx *bolt.Tx) error { size = tx.Size(); return nil })
	return int(min(size/int64(keys), 2*int64(os.Getpagesize())))
}
