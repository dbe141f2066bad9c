package storetest

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// twoPosts writes a published post and a draft, on three homes each.
func twoPosts(f *fixture) {
	f.Helper()
	f.update(func(tx store.Tx) error {
		for _, p := range []store.Post{
			{Author: 1, State: store.PostPublished, Homes: 3, Created: at(1), Published: at(3)},
			{Author: 1, State: store.PostDraft, Homes: 3, Created: at(2)},
		} {
			if err := tx.PutPost(&p); err != nil {
				return err
			}
			for home := operator.PropertyID(1); home <= 3; home++ {
				if err := tx.PutUpdate(&store.Update{Post: p.ID, Property: home, Created: p.Created}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func updateNumber(u store.Update) operator.UpdateID { return u.ID }

func updatesListed(f *fixture) {
	twoPosts(f)
	type rows = iter.Seq2[store.Update, error]
	for what, c := range map[string]struct {
		read func(store.Reader) rows
		want []operator.UpdateID
	}{
		"of a home":               {func(r store.Reader) rows { return r.UpdatesOf(2) }, []operator.UpdateID{5, 2}},
		"of a post":               {func(r store.Reader) rows { return r.UpdatesOfPost(1, 0) }, []operator.UpdateID{1, 2, 3}},
		"of a post, past a home":  {func(r store.Reader) rows { return r.UpdatesOfPost(1, 1) }, []operator.UpdateID{2, 3}},
		"down a post":             {func(r store.Reader) rows { return r.UpdatesOfPostDown(2, 0) }, []operator.UpdateID{6, 5, 4}},
		"down a post from a home": {func(r store.Reader) rows { return r.UpdatesOfPostDown(2, 3) }, []operator.UpdateID{5, 4}},
		"of no post":              {func(r store.Reader) rows { return r.UpdatesOfPostDown(3, 0) }, nil},
	} {
		same(f, what, each(list(f, c.read), updateNumber), c.want)
	}
	on := find(f, func(r store.Reader) (store.Update, bool, error) { return r.UpdateOn(2, 3) })
	same(f, "on a home", on.ID, 6)
	for state, want := range map[store.PostState]int{store.PostPublished: 1, store.PostDraft: 1, store.PostScheduled: 0} {
		posts := list(f, func(r store.Reader) iter.Seq2[store.Post, error] { return r.Posts(state, nil) })
		same(f, "posts", len(posts), want)
	}
}

func unseenKept(f *fixture) {
	twoPosts(f)
	first, second, third := store.Unseen{Person: 7, Property: 1, Update: 1, Post: 1},
		store.Unseen{Person: 7, Property: 2, Update: 2, Post: 1}, store.Unseen{Person: 8, Property: 2, Update: 2, Post: 1}
	f.update(func(tx store.Tx) error {
		for _, row := range []store.Unseen{first, second, third} {
			if err := tx.PutUnseen(row); err != nil {
				return err
			}
		}
		return nil
	})
	mine := func(on operator.PropertyID) []store.Unseen {
		return list(f, func(r store.Reader) iter.Seq2[store.Unseen, error] { return r.Unseen(7, on) })
	}
	same(f, "of a person", mine(0), []store.Unseen{first, second})
	same(f, "of a person on a home", mine(2), []store.Unseen{second})
	f.update(func(tx store.Tx) error { return tx.DeleteUnseen(7, 1, 1) })
	same(f, "after one was seen", mine(0), []store.Unseen{second})
	who := ask(f, func(r store.Reader) ([]store.Unseen, error) { return r.WhoHasNotSeen(2) })
	same(f, "of an update", who, []store.Unseen{second, third})
	is := ask(f, func(r store.Reader) (bool, error) { return r.UnseenUpdate(7, 1, 1) })
	same(f, "what was seen", is, false)
}

// phonesFound looks people up by a number as it is dialled anywhere.
func phonesFound(f *fixture) {
	f.update(func(tx store.Tx) error {
		for _, phones := range [][]store.Phone{
			{{Raw: "(303) 555-0123", E164: "+13035550123"}, {Raw: "0123"}}, {{Raw: "+1 303 555 0123", E164: "+13035550123"}}, {{Raw: "0123"}},
		} {
			if err := tx.PutPerson(&store.Person{Kind: operator.Buyer, Name: "Ann", Phones: phones}); err != nil {
				return err
			}
		}
		return nil
	})
	for number, want := range map[string]int{"+13035550123": 2, "0123": 0} {
		people := ask(f, func(r store.Reader) ([]store.Person, error) { return r.PeopleByPhone(number) })
		same(f, number, len(people), want)
	}
}
