package storetest

import (
	"errors"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mergedPeople tests that who was merged into somebody is found by nothing but
// their number, until the merge is taken back.
func mergedPeople(f *fixture) {
	ann := store.Person{ID: 1, Kind: operator.Buyer, Name: "Ann Lee", Email: "ann@example.com", External: store.External{"crm": "A-1"}}
	ben := store.Person{ID: 2, Kind: operator.Buyer, Name: "Ben Lee", Email: "ben@example.com"}
	putPeople(f, ann, ben)
	found := func() []operator.PersonID {
		id := func(p store.Person) operator.PersonID { return p.ID }
		ids := each(list(f, func(r store.Reader) iter.Seq2[store.Person, error] { return r.People("", store.NamePlace{}) }), id)
		ids = append(ids, each(list(f, func(r store.Reader) iter.Seq2[store.Person, error] { return r.PeopleByWord("ann") }), id)...)
		ids = append(ids, each(ask(f, func(r store.Reader) ([]store.Person, error) { return r.PeopleByEmail("ann@example.com") }), id)...)
		return append(ids, each(ask(f, func(r store.Reader) ([]store.Person, error) { return r.PeopleByExternalID("A-1") }), id)...)
	}
	before := []operator.PersonID{1, 2, 1, 1, 1}
	same(f, "before", found(), before)
	gone := ann
	gone.Merged = 2
	putPeople(f, gone)
	same(f, "merged", found(), []operator.PersonID{2})
	same(f, "by number", find(f, func(r store.Reader) (store.Person, bool, error) { return r.Person(1) }), gone)
	putPeople(f, ann)
	same(f, "taken back", found(), before)
}

// mergesKept tests that a merge is found by who was merged, until it is deleted.
func mergesKept(f *fixture) {
	whole(f, "merge", func(tx store.Tx, m store.PersonMerge) error { return tx.PutPersonMerge(m) },
		func(r store.Reader, m store.PersonMerge) (store.PersonMerge, bool, error) {
			return r.PersonMerge(m.From)
		},
		func(m *store.PersonMerge) { m.From = 99 })
	f.update(func(tx store.Tx) error {
		return errors.Join(tx.PutPersonMerge(store.PersonMerge{From: 7, Into: 3}), tx.PutPersonMerge(store.PersonMerge{From: 5, Into: 3}))
	})
	from := func(after operator.PersonID) []operator.PersonID {
		rows := list(f, func(r store.Reader) iter.Seq2[store.PersonMerge, error] { return r.PersonMerges(after) })
		return each(rows, func(m store.PersonMerge) operator.PersonID { return m.From })
	}
	same(f, "past 5", from(5), []operator.PersonID{7, 99})
	f.update(func(tx store.Tx) error { return tx.DeletePersonMerge(7) })
	same(f, "after one is deleted", from(5), []operator.PersonID{99})
	f.update(func(tx store.Tx) error {
		return errors.Join(tx.PutReceipt(store.Receipt{Update: 3, Person: 5}), tx.PutReceipt(store.Receipt{Update: 2, Person: 5}),
			tx.PutReceipt(store.Receipt{Update: 2, Person: 50}), tx.DeleteReceipt(3, 50))
	})
	receipts := func() []operator.UpdateID {
		rows := ask(f, func(r store.Reader) ([]store.Receipt, error) { return r.ReceiptsOf(5) })
		return each(rows, func(r store.Receipt) operator.UpdateID { return r.Update })
	}
	same(f, "receipts of a person", receipts(), []operator.UpdateID{2, 3})
	all := list(f, func(r store.Reader) iter.Seq2[store.Receipt, error] { return r.Receipts(0) })
	same(f, "receipts of all", each(all, func(r store.Receipt) operator.PersonID { return r.Person }), []operator.PersonID{5, 50, 5})
	f.update(func(tx store.Tx) error { return tx.DeleteReceipt(3, 5) })
	same(f, "receipts after one is deleted", receipts(), []operator.UpdateID{2})
}
