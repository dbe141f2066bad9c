package boltstore

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestRowsOfAnyTableAreLoadedWithWhatFollowsFromThem(t *testing.T) {
	t.Parallel()
	o := loadOptions(t, 0)
	must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error {
		rows := map[string]any{
			"people":        store.Person{ID: 3, Kind: operator.Team, Name: "Ann", Created: clock, Updated: clock},
			"communities":   store.Community{ID: 1, Code: "MR", Name: "Maple Ridge", Created: clock, Updated: clock},
			"properties":    store.Property{ID: 1, Community: 1, Code: "MR-001", Stage: operator.PreContract, Created: clock, Updated: clock},
			"conversations": store.Conversation{ID: 1, Property: 1, Participants: []store.Participant{{Person: 3, From: 1, Since: clock}}, LastAt: clock, Created: clock, Updated: clock},
			"inbox":         store.Entry{Person: 3, Conversation: 1, LastAt: clock},
			"totals":        store.Totals{Person: 3, Unread: 99},
		}
		for table, row := range rows {
			err := l.PutRow(table, func(to any) error {
				switch to := to.(type) {
				case *store.Person:
					*to = row.(store.Person)
				case *store.Community:
					*to = row.(store.Community)
				case *store.Property:
					*to = row.(store.Property)
				case *store.Conversation:
					*to = row.(store.Conversation)
				case *store.Entry:
					*to = row.(store.Entry)
				case *store.Totals:
					*to = row.(store.Totals)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		if err := l.PutRow("planets", nil); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("a table that is not there: %v", err)
		}
		return l.LastNumber("people", 7)
	}))
	s := Open(o)
	must(t, s.Update(t.Context(), func(tx store.Tx) error {
		all, err := tx.Totals(3)
		if err != nil || all.Open != 1 || all.Unread != 0 {
			t.Errorf("the totals are %+v, %v", all, err)
		}
		p := store.Person{Kind: operator.Contact, Name: "Ben"}
		if err := tx.PutPerson(&p); err != nil || p.ID != 8 {
			t.Errorf("the next person is %s, %v", p.ID, err)
		}
		return nil
	}))
}
