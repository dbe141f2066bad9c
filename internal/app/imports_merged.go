package app

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A file is imported again after two of its people were found to be one. What it says of
// the one who was merged says nothing of the other, and makes nobody: the merge stands.
// Where it only names them, it names who was kept.

// mergedIndex is the numbers of those who were merged, by the keys that rows find people
// by, and by what rows call people.
type mergedIndex struct {
	keys, called map[uint64][]operator.PersonID
}

// mergedPeople is those who were merged. Nobody merges others while a file is imported.
func (r *importRow) mergedPeople() (*mergedIndex, error) {
	if r.importing.merged != nil {
		return r.importing.merged, nil
	}
	x := &mergedIndex{keys: map[uint64][]operator.PersonID{}, called: map[uint64][]operator.PersonID{}}
	for row, err := range r.s.r.PersonMerges(0) {
		if err != nil {
			return nil, err
		}
		for _, key := range personKeys(row.FromWas) {
			x.keys[key] = append(x.keys[key], row.From)
		}
		for _, key := range calledKeys(row.FromWas) {
			x.called[key] = append(x.called[key], row.From)
		}
	}
	delete(x.keys, 0)
	delete(x.called, 0)
	r.importing.merged = x
	return x, nil
}

// keptInstead is the person into whom somebody was merged whom a row means; zero where
// that is nobody whom it can mean.
func (r *importRow) keptInstead(from operator.PersonID) (store.Person, error) {
	into, ok, err := r.s.leadsTo(from)
	if err != nil || !ok || into.ID == from || !into.Erased.IsZero() {
		return store.Person{}, err
	}
	return into, nil
}

// mergedInto is the person into whom the one was merged whom the row means; zero where it
// means nobody who was merged. Nothing of them is changed.
func (p *personRow) mergedInto() (operator.PersonID, error) {
	from, err := p.meansMerged()
	if err != nil || from.IsZero() {
		return 0, err
	}
	return p.mergedAway(from)
}

// mergedAway is who was kept instead of the one whom the row means, as mergedInto has it.
func (p *personRow) mergedAway(from operator.PersonID) (operator.PersonID, error) {
	into, err := p.keptInstead(from)
	if err != nil || into.Kind != p.kind {
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
	merged, err := p.mergedPeople()
	if err != nil || len(merged.keys) == 0 {
		return 0, err
	}
	keys := personKeys(p.said())
	if p.ids.key != "" {
		if !reachable(p.v[importer.Email], p.phones) {
			keys = nil // two people can have one name, whom their ids tell apart
		}
		keys = append([]uint64{p.externalHash()}, keys...)
	}
	for _, key := range keys {
		if ids := merged.keys[key]; len(ids) > 0 {
			return ids[len(ids)-1], nil
		}
	}
	return 0, nil
}

// said is the person as the row has them, without ids of other systems.
func (p *personRow) said() store.Person {
	return store.Person{Kind: p.kind, Name: p.v[importer.Name], Email: p.v[importer.Email], Phones: p.phones}
}

// mergedID says whether the row has the id of somebody who was merged.
func (p *personRow) mergedID() (bool, error) {
	merged, err := p.mergedPeople()
	return err == nil && p.ids.key != "" && len(merged.keys[p.externalHash()]) > 0, err
}

// saidBefore is for a row that says of somebody who was merged only what was known of them
// then: it is who was kept in their place, and zero where the row says more. A file that
// went in before the merge has nothing new to say, even where who was kept has meanwhile
// got the address that the row has.
func (p *personRow) saidBefore() (operator.PersonID, error) {
	merged, err := p.mergedPeople()
	if err != nil || len(merged.keys) == 0 {
		return 0, err
	}
	keys := append([]uint64{p.externalHash()}, personKeys(p.said())...)
	for _, key := range keys {
		for _, from := range merged.keys[key] {
			row, ok, err := p.s.r.PersonMerge(from)
			if err != nil {
				return 0, err
			}
			if !ok || !p.saysOnly(row.FromWas) || means(keys, row.IntoWas) {
				continue
			}
			return p.mergedAway(from)
		}
	}
	return 0, nil
}

// means says whether somebody is found by one of the keys.
func means(keys []uint64, o store.Person) bool {
	return slices.ContainsFunc(personKeys(o), func(k uint64) bool { return k != 0 && slices.Contains(keys, k) })
}

// saysOnly says whether the row says nothing of somebody that they were not.
func (p *personRow) saysOnly(was store.Person) bool {
	e := p.edit(p.v, was)
	return e.Name == nil && e.Email == nil && e.Phones == nil &&
		(e.Title == nil || *e.Title == was.Title) && (e.Role == nil || *e.Role == was.Role) &&
		(p.ids.key == "" || p.ids.of(was.External))
}
