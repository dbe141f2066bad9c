package boltstore

import (
	"errors"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// twins is a village with a person who was merged into the team member.
func twins(tx store.Tx) error {
	twin := store.Person{ID: 4, Kind: operator.Team, Name: "Tea Too", Merged: 1}
	return errors.Join(village(tx), tx.PutPerson(&twin),
		change(store.Reader.Person, 1, store.Tx.PutPerson, func(p *store.Person) { p.Aliases = []operator.PersonID{4} })(tx),
		tx.PutPersonMerge(store.PersonMerge{
			From: 4, Into: 1, FromWas: store.Person{ID: 4}, IntoWas: store.Person{ID: 1}, IntoIs: store.Person{ID: 1},
		}))
}

func TestCheckFindsWhereAMergeOfPeopleIsNotWhole(t *testing.T) {
	t.Parallel()
	person := func(id operator.PersonID, edit func(*store.Person)) func(store.Tx) error {
		return change(store.Reader.Person, id, store.Tx.PutPerson, edit)
	}
	for what, c := range map[string]struct {
		spoil func(store.Tx) error
		want  []string
	}{
		"nothing": {func(store.Tx) error { return nil }, nil},
		"a message of who was merged": {func(tx store.Tx) error {
			m, _, err := tx.MessageAt(1, 1)
			m.Author = 4 // which counts as the team member's own
			return errors.Join(err, tx.PutMessage(&m))
		}, nil},
		"a circle": {person(1, func(p *store.Person) { p.Merged = 4 }), []string{
			"P1 was merged into P4, which leads nowhere", "P4 was merged into P1, which leads nowhere",
		}},
		"an alias that leads elsewhere": {person(2, func(p *store.Person) { p.Aliases = []operator.PersonID{4} }), []string{
			"P4 does not lead to P2, as P2 says",
		}},
		"an alias that is forgotten": {person(1, func(p *store.Person) { p.Aliases = nil }), []string{
			"P4 was merged into P1, which does not know of it",
		}},
		"no way back": {func(tx store.Tx) error { return tx.DeletePersonMerge(4) }, []string{
			"P4 was merged into P1, and nothing says how to take it back",
		}},
		"a merge of nobody": {func(tx store.Tx) error {
			return tx.PutPersonMerge(store.PersonMerge{From: 2, Into: 1, FromWas: store.Person{ID: 2}, IntoWas: store.Person{ID: 1}, IntoIs: store.Person{ID: 1}})
		}, []string{`P2 is said to be merged into P1, but was merged into ""`}},
		"an assignment": {func(tx store.Tx) error { return tx.PutAssignment(store.Assignment{Property: 1, Person: 4}) }, []string{
			"P4 was merged into P1, and is assigned to something all the same",
		}},
		"a buyer": {change(store.Reader.Sale, 1, store.Tx.PutSale, func(s *store.Sale) { s.Buyers[0].Person = 4 }), []string{
			"T1 names P4 as its buyer, who was merged into P1",
		}},
		"a receipt": {func(tx store.Tx) error { return tx.PutReceipt(store.Receipt{Update: 7, Person: 4}) }, []string{
			"U7 names P4 as its recipient, who was merged into P1",
		}},
		"an assignee": {change(store.Reader.Conversation, 1, store.Tx.PutConversation, func(c *store.Conversation) { c.Assignee = 4 }), []string{
			"C1 names P4 as its assignee, who was merged into P1",
		}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := hold(t, newWorkspace(t, twins))
			must(t, s.Update(t.Context(), c.spoil))
			found := findings(t, s)
			slices.Sort(found)
			for _, want := range c.want {
				if !slices.Contains(found, want) {
					t.Errorf("found %q, not %q", found, want)
				}
			}
			if c.want == nil && len(found) > 0 {
				t.Errorf("found %q", found)
			}
		})
	}
}
