package boltstore

import (
	"errors"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// built is the village with milestones.
func built(tx store.Tx) error {
	return errors.Join(village(tx),
		tx.PutSteps(store.Steps{Steps: []store.Step{{Name: "Slab"}, {Name: "Roof"}}}),
		tx.PutProgress(store.Progress{Property: 1, Done: []store.Done{{Name: "Slab", By: 1, At: day(4)}}, Current: "Roof", Updated: day(4)}),
	)
}

func TestCheckFindsWhatIsWrongWithMilestones(t *testing.T) {
	t.Parallel()
	done := func(edit func(*store.Done)) func(store.Tx) error {
		return func(tx store.Tx) error {
			p, _, err := tx.Progress(1)
			if err != nil {
				return err
			}
			edit(&p.Done[0])
			return tx.PutProgress(p)
		}
	}
	for want, spoil := range map[string]func(store.Tx) error{
		"": func(store.Tx) error { return nil },
		`the milestones of the workspace have "SLAB" twice, or without a name`: func(tx store.Tx) error {
			return tx.PutSteps(store.Steps{Steps: []store.Step{{Name: "Slab"}, {Name: "SLAB"}}})
		},
		"there are milestones of N9, which is not there": func(tx store.Tx) error {
			return tx.PutSteps(store.Steps{Community: 9, Steps: []store.Step{{Name: "Slab"}}})
		},
		"the milestones of N1 are none":                             func(tx store.Tx) error { return tx.PutSteps(store.Steps{Community: 1}) },
		"there is progress of H9, which is not there":               func(tx store.Tx) error { return tx.PutProgress(store.Progress{Property: 9}) },
		`H1 has completed "roof", which is in progress`:             done(func(d *store.Done) { d.Name = "roof" }),
		`H1 has "Slab" completed by P9, who is not there`:           done(func(d *store.Done) { d.By = 9 }),
		`H1 has "Slab" posted by post 9, which it has no update of`: done(func(d *store.Done) { d.Post = 9 }),
		`H1 has completed " " twice, or without a name`:             done(func(d *store.Done) { d.Name = " " }),
	} {
		s := hold(t, newWorkspace(t, built))
		must(t, s.Update(t.Context(), spoil))
		found := findings(t, s)
		if want == "" && len(found) > 0 || want != "" && (len(found) != 1 || found[0] != want) {
			t.Errorf("%q: found %q", want, found)
		}
	}
}
