package app

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// matchingHomes makes of what somebody looks for a function that says whether each of
// its words begins a word of a home's code, its address or its community. Of homes that
// the actor does not see it is not to be asked.
func (s *session) matchingHomes(text string) func(store.Property) (bool, error) {
	match := store.WordsToMatch(text)
	if len(match) == 0 {
		return func(store.Property) (bool, error) { return true, nil }
	}
	around := map[operator.CommunityID][]string{}
	return func(p store.Property) (bool, error) {
		words, ok := around[p.Community]
		if !ok {
			var err error
			if words, err = s.wordsAround(p.Community); err != nil {
				return false, err
			}
			around[p.Community] = words
		}
		return begin(match, slices.Concat(p.Words(), words)), nil
	}
}

// wordsAround are the words of a community by which the actor may look for its homes.
// Who sees a home sees the code of its community, and not always the community: who may
// not know its name does not find out by looking for it.
func (s *session) wordsAround(id operator.CommunityID) ([]string, error) {
	c, ok, err := s.r.Community(id)
	if err != nil || !ok {
		return nil, err
	}
	sees, err := s.seesCommunity(id)
	if err != nil {
		return nil, err
	}
	if !sees {
		c.Name = ""
	}
	return c.Words(), nil
}
