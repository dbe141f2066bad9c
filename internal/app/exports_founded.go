package app

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// OnlyFounded fails with Conflict for a store that has more than what init makes:
// the workspace, its administrator, and the events that say so.
func OnlyFounded(r store.Reader) error {
	founding := map[string]int{"workspace": 1, "people": 1, "events": 2, "details": 2, "chains": 1}
	for _, t := range r.Tables() {
		if r.Derived(t.Name) {
			continue
		}
		rows := 0
		for row, err := range r.Rows(t.Name, nil, nil) {
			if err != nil {
				return err
			}
			rows++
			e, isEvent := row.Value.(store.Event)
			if rows > founding[t.Name] || isEvent && !slices.Contains([]string{"workspace.created", "person.added"}, e.Action) {
				return operator.Errorf(operator.Conflict, "the store has something in it already").
					WithHint("an archive is put into a new store: operator import all FILE --store DIR").Reason("store_in_use")
			}
		}
	}
	return nil
}
