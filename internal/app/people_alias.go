package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Rows that were written by somebody who was merged into another keep the number
// they were written with. What is here gets from such a number to the person.

// longestChain is the most merges that lead from one number to a person. More can
// only be a circle, which no merge makes.
const longestChain = 10_000

// leadsTo is the person whom a number leads to: its own, or who that one was
// merged into.
func (s *session) leadsTo(id operator.PersonID) (store.Person, bool, error) {
	at := id
	for range longestChain {
		p, ok, err := s.r.Person(at)
		if err != nil || !ok || p.Merged.IsZero() {
			return p, ok, err
		}
		at = p.Merged
	}
	return store.Person{}, false, operator.Errorf(operator.IO, "the merges of %s lead nowhere", id).
		WithHint("operator check").Reason("dangling")
}

// calledByNumber says whether a word is a number that leads to a person.
func calledByNumber(p store.Person, word string) bool {
	return strings.EqualFold(p.ID.String(), word) ||
		slices.ContainsFunc(p.Aliases, func(id operator.PersonID) bool { return strings.EqualFold(id.String(), word) })
}

// keyOf is what became of a person's request with a key, also of one they made
// before they were merged into who they are: repeating it stays safe.
func (s *session) keyOf(p store.Person, key string) (store.Key, bool, error) {
	for _, id := range append([]operator.PersonID{p.ID}, p.Aliases...) {
		if k, ok, err := s.r.Key(id, key); ok || err != nil {
			return k, ok, err
		}
	}
	return store.Key{}, false, nil
}
