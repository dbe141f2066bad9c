package app

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A file is imported again after two of its people were found to be one. What it says of
// the one who was merged says nothing of the other, and makes nobody: the merge stands.

// mergedPeople is the numbers of those who were merged, by the keys that rows find people
// by.
func (m *placeMemo) mergedPeople() (map[uint64]operator.PersonID, error) {
	if m.merged != nil {
		return m.merged, nil
	}
	m.merged = map[uint64]operator.PersonID{}
	for row, err := range m.s.r.PersonMerges(0) {
		if err != nil {
			return nil, err
		}
		for _, key := range personKeys(row.FromWas) {
			if key != 0 {
				m.merged[key] = row.From
			}
		}
	}
	return m.merged, nil
}

// mergedInto is the person into whom the one was merged whom the row means; zero where it
// means nobody who was merged. Nothing of them is changed.
func (p *personRow) mergedInto() (operator.PersonID, error) {
	from, err := p.meansMerged()
	if err != nil || from.IsZero() {
		return 0, err
	}
	into, ok, err := p.s.leadsTo(from)
	if err != nil || !ok || into.ID == from || into.Kind != p.kind || !into.Erased.IsZero() {
		return 0, err
	}
	p.warn(p.field(importer.Name), "merged", fmt.Sprintf("%s (%s) was merged into %s (%s): the row changes nothing of them",
		p.v[importer.Name], from, into.Name, into.ID))
	return into.ID, nil
}

// meansMerged is who of those that were merged the row means, by what they were called
// then.
func (p *personRow) meansMerged() (operator.PersonID, error) {
	var id operator.PersonID
	if p.own(&id) {
		return id, nil
	}
	merged, err := p.places.mergedPeople()
	if err != nil || len(merged) == 0 {
		return 0, err
	}
	o := store.Person{Kind: p.kind, Name: p.v[importer.Name], Email: p.v[importer.Email], Phones: p.phones}
	keys := personKeys(o)
	if p.ids.key != "" {
		if !reachable(o.Email, o.Phones) {
			keys = nil // two people can have one name, whom their ids tell apart
		}
		keys = append(keys, p.externalHash())
	}
	for _, key := range keys {
		if id, ok := merged[key]; ok && key != 0 {
			return id, nil
		}
	}
	return 0, nil
}
