package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var merges = table[store.PersonMerge]{
	fields: personMergeFields,
	name:   "merges", shape: "person", width: 8,
	key: func(m store.PersonMerge) []byte { return num(m.From) },
}

func (r reader) PersonMerge(from operator.PersonID) (store.PersonMerge, bool, error) {
	return merges.get(r.tx, num(from))
}

func (r reader) PersonMerges(after operator.PersonID) iter.Seq2[store.PersonMerge, error] {
	return past(r, merges, "", nil, num(after))
}

func (r reader) ReceiptsOf(id operator.PersonID) ([]store.Receipt, error) {
	return with(r, receipts, "by_person", num(id))
}

func (w writer) DeleteReceipt(u operator.UpdateID, p operator.PersonID) error {
	return receipts.delete(w.tx, key(num(u), num(p)))
}

func (w writer) PutPersonMerge(m store.PersonMerge) error { return merges.put(w.tx, m) }

func (w writer) DeletePersonMerge(from operator.PersonID) error {
	return merges.delete(w.tx, num(from))
}

// unlessMerged is the keys of people in an index, without those who were merged
// into others, or erased: they are found by nothing but their number.
func unlessMerged(keys func(store.Person) [][]byte) func(store.Person) [][]byte {
	return func(p store.Person) [][]byte {
		if !p.Merged.IsZero() || !p.Erased.IsZero() {
			return nil
		}
		return keys(p)
	}
}
