package storetest

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func numbersRemembered(f *fixture) {
	f.update(func(tx store.Tx) error {
		for _, name := range []string{"Ann", "Ben"} {
			if err := tx.PutPerson(&store.Person{Kind: operator.Contact, Name: name}); err != nil {
				return err
			}
		}
		return nil
	})
	last := func(table string) uint64 {
		return ask(f, func(r store.Reader) (uint64, error) { return r.LastNumber(table) })
	}
	before := last("people")
	f.update(func(tx store.Tx) error { return tx.DeletePerson(operator.PersonID(before)) })
	same(f, "the last number, which is gone", last("people"), before)
	same(f, "of a table without numbers", last("assignments"), 0)
	derived := ask(f, func(r store.Reader) ([]bool, error) {
		return []bool{r.Derived("totals"), r.Derived("people"), r.Derived("events")}, nil
	})
	same(f, "what follows from other tables", derived, []bool{true, false, false})
}
