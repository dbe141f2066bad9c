package app

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// claim is a thing that a row names, by some keys.
type claim struct {
	thing thing
	keys  []uint64 // 0 is none
}

// thing is what the rows so far say of a thing.
type thing struct {
	row    int
	id     uint64 // its number; above every real one where a row makes it
	values uint64 // what the row says of it
	ids    uint64 // its external id; 0 for none
}

// rowIndex is what the rows so far have named, by the hashes of its keys. It holds no
// pointers, and what it holds does not move when it grows, but for the table: a
// million buyers take a hundred megabytes.
type rowIndex struct {
	things [][]thing // in blocks
	n      uint32    // how many things there are
	keys   []uint64  // a table; 0 is free
	at     []uint32  // the thing of each key
	used   int
	sales  map[operator.PropertyID][]plannedSale
	alone  map[operator.PersonID]buying          // what people who have but a name buy
	now    map[operator.TransactionID]store.Sale // sales that rows change, as they are then
	next   uint64
}

const (
	firstNew    = 1 << 60 // above every number of a store
	thingsBlock = 1 << 12
	fewestKeys  = 1 << 12
)

func newRowIndex() *rowIndex {
	return &rowIndex{
		keys: make([]uint64, fewestKeys), at: make([]uint32, fewestKeys),
		sales: map[operator.PropertyID][]plannedSale{}, alone: map[operator.PersonID]buying{},
		now: map[operator.TransactionID]store.Sale{}, next: firstNew,
	}
}

// isNew says whether a number is of a thing that a row makes.
func isNew[N ~uint64](id N) bool { return id >= firstNew }

// claim remembers what a row says that is not rejected.
func (x *rowIndex) claim(r *importRow) {
	for _, c := range r.claims {
		x.keep(c)
	}
	for _, f := range r.then {
		f()
	}
}

// keep keeps a thing under those of its keys that have none yet.
func (x *rowIndex) keep(c claim) {
	kept := false
	for _, k := range c.keys {
		if _, ok := x.named(k); k == 0 || ok {
			continue
		}
		if !kept {
			x.add(c.thing)
			kept = true
		}
		if 4*x.used >= 3*len(x.keys) {
			x.grow()
		}
		x.place(k, x.n-1)
		x.used++
	}
}

func (x *rowIndex) add(t thing) {
	if x.n%thingsBlock == 0 {
		x.things = append(x.things, make([]thing, 0, thingsBlock))
	}
	last := &x.things[len(x.things)-1]
	*last = append(*last, t)
	x.n++
}

func (x *rowIndex) grow() {
	keys, at := x.keys, x.at
	x.keys, x.at = make([]uint64, 2*len(keys)), make([]uint32, 2*len(at))
	for i, k := range keys {
		if k != 0 {
			x.place(k, at[i])
		}
	}
}

// slot is where a key is, or where it belongs.
func (x *rowIndex) slot(k uint64) int {
	last := len(x.keys) - 1
	i := int(k*fibonacci>>32) & last
	for x.keys[i] != 0 && x.keys[i] != k {
		i = (i + 1) & last
	}
	return i
}

// fibonacci mixes the bits of a hash whose lower ones are alike for like keys.
const fibonacci = 0x9E3779B97F4A7C15

func (x *rowIndex) place(k uint64, thing uint32) {
	i := x.slot(k)
	x.keys[i], x.at[i] = k, thing
}

// named is the thing that a row before has named by a key.
func (x *rowIndex) named(k uint64) (thing, bool) {
	if k == 0 {
		return thing{}, false
	}
	i := x.slot(k)
	if x.keys[i] == 0 {
		return thing{}, false
	}
	n := x.at[i]
	return x.things[n/thingsBlock][n%thingsBlock], true
}

// number is one for a thing that a row makes.
func (x *rowIndex) number() uint64 {
	x.next++
	return x.next
}

// asChanged is a sale as the rows before make it: what the next row says of it is the same
// thing in the first import of a file and in the second.
func (r *importRow) asChanged(have store.Sale) store.Sale {
	if r.seen != nil {
		if now, ok := r.seen.now[have.ID]; ok {
			return now
		}
	}
	return have
}

// keepChanged remembers a sale as the row makes it, for the rows after it.
func (r *importRow) keepChanged(sale store.Sale) {
	if r.seen == nil {
		return
	}
	sale.Buyers = nil // of whom nothing is changed
	r.then = append(r.then, func() { r.seen.now[sale.ID] = sale })
}
