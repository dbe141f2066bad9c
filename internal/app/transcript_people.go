package app

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// everybodyIn is everybody whom a transcript names, by number.
func everybodyIn(t operator.Transcript) []operator.PersonSummary {
	named := map[operator.PersonID]operator.PersonSummary{}
	note := func(people ...operator.PersonSummary) {
		for _, p := range people {
			if !p.Ref.IsZero() {
				named[p.Ref] = p
			}
		}
	}
	note(t.By)
	note(t.Property.Team...)
	note(t.Property.Buyers...)
	if t.Property.PrimaryContact != nil {
		note(*t.Property.PrimaryContact)
	}
	for _, sale := range t.Sales {
		note(sale.Buyers...)
	}
	before := func(versions []operator.MessageVersion) {
		for _, v := range versions {
			note(v.ReplacedBy)
		}
	}
	for _, u := range t.Updates {
		note(u.Author)
		before(u.Versions)
		for _, r := range u.Proof {
			note(r.Person)
		}
	}
	for _, c := range t.Conversations {
		note(c.Participants...)
		for _, step := range c.Trail {
			note(step.By)
		}
		for _, m := range c.Messages {
			note(m.Author)
			note(m.Mentions...)
			before(m.Versions)
		}
	}
	for _, e := range t.History {
		note(e.Actor)
		if e.OnBehalfOf != nil {
			note(*e.OnBehalfOf)
		}
	}
	return slices.SortedFunc(maps.Values(named), func(a, b operator.PersonSummary) int { return cmp.Compare(a.Ref, b.Ref) })
}
