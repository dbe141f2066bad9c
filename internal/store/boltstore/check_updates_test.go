package boltstore

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestCheckFindsAPostThatGoesToAHomeTwice has homes in the order of their codes, which is
// not that of their numbers.
func TestCheckFindsAPostThatGoesToAHomeTwice(t *testing.T) {
	t.Parallel()
	for _, is := range []struct {
		homes []operator.PropertyID
		found bool
	}{
		{[]operator.PropertyID{2, 1}, false},
		{[]operator.PropertyID{1, 2, 1}, true},
	} {
		s := hold(t, newWorkspace(t, built))
		p := store.Post{State: store.PostStaged, Author: 1, Created: day(4)}
		must(t, s.Update(t.Context(), func(tx store.Tx) error {
			if err := tx.PutPost(&p); err != nil {
				return err
			}
			return tx.PutStaging(store.Staging{Post: p.ID, Homes: is.homes, By: 1, Since: day(4)})
		}))
		want := fmt.Sprintf("post %d goes to a home twice", p.ID)
		if found := findings(t, s); slices.Contains(found, want) != is.found {
			t.Errorf("%v: found %q", is.homes, found)
		}
	}
}
