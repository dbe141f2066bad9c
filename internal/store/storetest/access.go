package storetest

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// tokensFound tests that tokens are found by their digest, their number and their
// person, and that no two have one digest.
func tokensFound(f *fixture) {
	want := full[store.Token]()
	want.ID, want.Hash = 99, sum("whole")
	f.update(func(tx store.Tx) error { return tx.PutToken(&want) })
	same(f, "token", find(f, func(r store.Reader) (store.Token, bool, error) { return r.Token(99) }), want)
	f.update(func(tx store.Tx) error { return tx.PutToken(&store.Token{ID: 100, Person: 7, Hash: sum("a")}) })
	f.update(func(tx store.Tx) error {
		for _, t := range []store.Token{{Person: 3, Hash: sum("b")}, {Person: 7, Hash: sum("c"), Revoked: at(1)}} {
			if err := tx.PutToken(&t); err != nil {
				return err
			}
		}
		return nil
	})
	ids := func(of operator.PersonID, after operator.TokenID) []operator.TokenID {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Token, error] { return r.Tokens(of, after) })
		return each(rows, func(t store.Token) operator.TokenID { return t.ID })
	}
	same(f, "all past one", ids(0, 99), []operator.TokenID{100, 101, 102})
	same(f, "of a person", ids(7, 0), []operator.TokenID{100, 102})
	same(f, "of a person, past one", ids(7, 100), []operator.TokenID{102})
	byHash := find(f, func(r store.Reader) (store.Token, bool, error) { return r.TokenByHash(sum("b")) })
	same(f, "by digest", byHash.ID, 101)
	twice(f, func(tx store.Tx) error { return tx.PutToken(&store.Token{Person: 9, Hash: sum("b")}) })
	f.view(func(r store.Reader) error {
		_, found, err := r.TokenByHash(sum("d"))
		same(f, "an unknown digest is found", found, false)
		return err
	})
}

// codesFound tests that login codes are found by their digest and their person,
// until they are deleted.
func codesFound(f *fixture) {
	f.update(func(tx store.Tx) error {
		for _, c := range []store.LoginCode{{Person: 3, Hash: sum("a"), Created: at(1), Expires: at(2), Invitation: true, Until: at(4)}, {Person: 3, Hash: sum("b"), Used: at(3)}, {Person: 5, Hash: sum("c")}} {
			if err := tx.PutLoginCode(&c); err != nil {
				return err
			}
		}
		return nil
	})
	want := store.LoginCode{ID: 1, Person: 3, Hash: sum("a"), Created: at(1), Expires: at(2), Invitation: true, Until: at(4)}
	same(f, "by digest", find(f, func(r store.Reader) (store.LoginCode, bool, error) { return r.LoginCodeByHash(sum("a")) }), want)
	twice(f, func(tx store.Tx) error { return tx.PutLoginCode(&store.LoginCode{Person: 9, Hash: sum("b")}) })
	f.update(func(tx store.Tx) error { return tx.DeleteLoginCode(1) })
	of := func(id operator.PersonID) []store.LoginCodeID {
		rows := ask(f, func(r store.Reader) ([]store.LoginCode, error) { return r.LoginCodes(id) })
		return each(rows, func(c store.LoginCode) store.LoginCodeID { return c.ID })
	}
	same(f, "of a person, after one is deleted", of(3), []store.LoginCodeID{2})
	same(f, "of somebody else", of(5), []store.LoginCodeID{3})
}

// twice tests that nothing is kept whose digest another row has.
func twice(f *fixture, put func(store.Tx) error) {
	f.Helper()
	err := f.store.Update(f.Context(), put)
	if operator.CodeOf(err) != operator.Conflict {
		f.Errorf("a digest twice: got %v", err)
	}
}
