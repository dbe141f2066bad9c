package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// coField is what the fields of the second person of a row begin with.
const coField = "co_"

// peopleRow is the people of a row, in their order.
func (r *importRow) peopleRow() ([]operator.PersonID, error) {
	kind := operator.Buyer
	switch r.req.Kind {
	case operator.ImportTeam:
		kind = operator.Team
	case operator.ImportContacts:
		kind = operator.Contact
	}
	var ids []operator.PersonID
	for i, v := range r.rec.People {
		p := &personRow{importRow: r, kind: kind, v: v}
		if i > 0 {
			p.prefix = coField
		}
		id, err := p.person()
		if err != nil || r.stop() {
			return ids, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
			r.people = append(r.people, id)
			r.called = append(r.called, p.v[importer.Name])
			if p.byNameAlone() {
				r.alone = append(r.alone, id)
			}
		}
	}
	return ids, nil
}

// namesOf is how people are called: those of the row as it calls them, others as they
// are known.
func (r *importRow) namesOf(ids []operator.PersonID) ([]string, error) {
	names := make([]string, len(ids))
	for i, id := range ids {
		if at := slices.Index(r.people, id); at >= 0 {
			names[i] = r.called[at]
			continue
		}
		p, err := r.s.person(id)
		if err != nil {
			return nil, err
		}
		names[i] = p.Name
	}
	return names, nil
}

// personRow is what a row says of one person.
type personRow struct {
	*importRow
	v      importer.Values
	kind   operator.PersonKind
	prefix string
	ids    externalID
	phones []store.Phone
}

// field is a field of this person, as the file has it.
func (p *personRow) field(f importer.Field) importer.Field {
	if f == "" {
		return ""
	}
	return importer.Field(p.prefix) + f
}

// person finds the person, or makes them.
func (p *personRow) person() (operator.PersonID, error) {
	var err error
	if p.ids, err = parseExternal(p.v[importer.ExternalID]); err != nil {
		return 0, p.took(p.field(importer.ExternalID), err)
	}
	if p.phones, err = parsePhones(lines(p.v[importer.Phones])); err != nil {
		return 0, p.took(p.field(importer.Phones), err)
	}
	have, err := p.exported()
	sure := have != nil
	if err == nil && !sure {
		if into, err := p.saidBefore(); err != nil || !into.IsZero() {
			return into, err
		}
		have, err = p.match()
	}
	if err != nil || p.stop() {
		return 0, err
	}
	if have == nil {
		if into, err := p.mergedInto(); err != nil || !into.IsZero() {
			return into, err
		}
	}
	var keys []uint64
	var values uint64
	if p.seen != nil { // else nothing is asked of the rows before
		values = valuesHash(p.v)
	}
	if p.seen != nil && !sure {
		keys = p.keys()
	}
	if have != nil {
		keys = append([]uint64{keyHash("person", have.ID.String())}, keys...)
	}
	if t, ok := p.named(keys...); ok {
		p.again(t, values)
		return operator.PersonID(t.id), nil
	}
	if have == nil {
		return p.add(values, keys)
	}
	is, err := p.change(*have)
	if err != nil || p.stop() {
		return 0, err
	}
	if p.seen != nil && is != nil {
		if p.ofAnother(*is); p.stop() {
			return 0, nil
		}
		keys = append(keys, personKeys(*is)...)
	}
	p.claimAll(thing{id: uint64(have.ID), values: values, ids: p.externalHash()}, keys...)
	return have.ID, nil
}

// again looks at a person whom a row before has named.
func (p *personRow) again(t thing, values uint64) {
	ids := p.externalHash()
	switch {
	case ids != 0 && t.ids != 0 && ids != t.ids:
		p.problem(p.field(importer.ExternalID), "duplicate", fmt.Sprintf("row %d is about the same person, with another external id: give both rows the same, or leave one out", t.row))
	case t.values != values:
		p.problem(p.field(importer.Name), "duplicate", fmt.Sprintf("row %d is about the same person, and says something else of them", t.row))
	case p.req.Kind != operator.ImportHomes && p.req.Kind != operator.ImportTransactions:
		p.warn(p.field(importer.Name), "repeated", fmt.Sprintf("the same as row %d", t.row))
	}
}

// match finds who the row means: by the external id, else by e-mail and name, else by
// phone and name; who has none of them, by the name alone.
func (p *personRow) match() (*store.Person, error) {
	if p.ids.key != "" {
		found, err := p.s.r.PeopleByExternalID(p.ids.key)
		if err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(slices.Clone(found), func(o store.Person) bool { return !p.ids.of(o.External) })
		if one := p.ofKind(found); one != nil || p.stop() {
			return one, nil
		}
		if merged, err := p.mergedID(); merged || err != nil {
			return nil, err
		}
	}
	found, err := p.natural()
	if err != nil {
		return nil, err
	}
	one := p.ofKind(found)
	if one == nil || p.ids.key == "" {
		return one, nil
	}
	if other, ok := one.External[p.ids.system]; ok && other != p.ids.key {
		p.conflict(p.field(importer.ExternalID), "other_external_id", fmt.Sprintf("%s (%s) has the same name and address, and %s; somebody else comes first by operator %s add --namesake",
			one.Name, one.ID, p.ids.insteadOf(other, fmt.Sprintf("%s edit %s", one.Kind, one.ID)), p.kind))
		return nil, nil
	}
	return one, nil
}

// natural is everybody with the e-mail or a phone of the row, and its name.
func (p *personRow) natural() ([]store.Person, error) {
	name := importer.NameKey(p.v[importer.Name])
	other := func(o store.Person) bool { return importer.NameKey(o.Name) != name }
	if email := p.v[importer.Email]; email != "" {
		found, err := p.s.r.PeopleByEmail(email)
		if found = slices.DeleteFunc(slices.Clone(found), other); err != nil || len(found) > 0 {
			return found, err
		}
	}
	for _, phone := range p.phones {
		if phone.E164 == "" {
			continue
		}
		found, err := p.s.r.PeopleByPhone(phone.E164)
		if found = slices.DeleteFunc(slices.Clone(found), other); err != nil || len(found) > 0 {
			return found, err
		}
	}
	if reachable(p.v[importer.Email], p.phones) {
		return nil, nil
	}
	var found []store.Person
	named, err := p.s.r.PeopleNamed(p.kind, p.v[importer.Name])
	if err != nil {
		return nil, err
	}
	for _, o := range named {
		if !reachable(o.Email, o.Phones) && (p.ids.key == "" || o.External[p.ids.system] == "") {
			found = append(found, o)
		}
	}
	return found, nil
}

// ofKind is the one of several who is of the row's kind. A team member who buys a
// home is a buyer too.
func (p *personRow) ofKind(found []store.Person) *store.Person {
	same := slices.DeleteFunc(slices.Clone(found), func(o store.Person) bool { return o.Kind != p.kind })
	if len(same) == 0 && p.kind == operator.Buyer {
		same = slices.DeleteFunc(slices.Clone(found), func(o store.Person) bool { return o.Kind == operator.Contact })
	}
	switch {
	case len(same) == 1:
		return &same[0]
	case len(same) > 1:
		refs := mapped(same, func(o store.Person) string { return o.ID.String() })
		p.conflict(p.field(importer.Name), "ambiguous", fmt.Sprintf("%s can be any of %s", p.v[importer.Name], strings.Join(refs, ", ")))
	case len(found) > 0 && p.kind != operator.Contact:
		p.conflict(p.field(importer.Name), "other_kind", fmt.Sprintf("%s (%s) is a %s", found[0].Name, found[0].ID, found[0].Kind))
	}
	return nil
}

// add makes a person. The keys are those that the row looked for them by.
func (p *personRow) add(values uint64, keys []uint64) (operator.PersonID, error) {
	req := operator.AddPersonRequest{
		Kind: p.kind, Name: p.v[importer.Name], Email: p.v[importer.Email], Phones: lines(p.v[importer.Phones]),
		Title: p.v[importer.Title], Role: operator.Role(p.v[importer.Role]), ExternalID: p.v[importer.ExternalID],
	}
	o, err := p.s.newPerson(req)
	if err != nil {
		return 0, p.tookOfPerson(err)
	}
	if err := p.s.mayGiveRole("", o.Role); err != nil {
		return 0, err
	}
	if p.writing() {
		return p.make(o, personContent(o))
	}
	id := operator.PersonID(p.seen.number())
	p.made("", o.Name)
	p.plan(deed{made: o})
	p.claimAll(thing{id: uint64(id), values: values, ids: p.externalHash()}, p.keysOf(o, keys)...)
	return id, nil
}

// tookOfPerson is took for an error of what the row says of the person.
func (p *personRow) tookOfPerson(err error) error {
	f := fieldIn(p.v, err)
	if f == "" {
		f = importer.Name
	}
	return p.took(p.field(f), err)
}

// change makes a person what the row says they are, and gives who they are then; nil
// where that changes nothing.
func (p *personRow) change(have store.Person) (*store.Person, error) {
	var e edits
	var is store.Person
	v := p.v
	for {
		is = have
		var err error
		if e, err = p.s.editFields(&is, p.edit(v, have)); err != nil {
			return nil, p.tookOfPerson(err)
		}
		drop := p.settle(e, have.Name)
		if p.stop() {
			return nil, nil
		}
		if len(drop) == 0 {
			break
		}
		if v, err = leaveOut(v, drop); err != nil {
			return nil, err
		}
	}
	if len(e) == 0 || !p.writing() && !p.mayBecome(have, e) {
		return nil, nil
	}
	if err := p.s.mayGiveRole(have.Role, is.Role); err != nil {
		return nil, err
	}
	req := p.edit(v, have)
	if p.writing() {
		return &is, p.took(p.field(importer.Name), p.apply(deed{edit: &req}))
	}
	p.plan(deed{edit: &req})
	p.edited(have.ID.String(), have.Name, e)
	return &is, nil
}

// mayBecome refuses another e-mail address or phone for who has one: messages to them
// would go to somebody else.
func (p *personRow) mayBecome(have store.Person, e edits) bool {
	if p.req.AllowIdentityChanges {
		return true
	}
	for _, name := range [...]string{"email", "phones"} {
		f, was := editedFields()[name], fieldText(e[name].Before)
		if was == "" {
			continue
		}
		p.conflict(p.field(f), "identity", fmt.Sprintf("the %s of %s (%s) would change from %s to %s: --allow-identity-changes",
			words(name), have.Name, have.ID, oneLine(was), oneLine(fieldText(e[name].After))))
	}
	return !p.bad()
}

func oneLine(text string) string { return strings.ReplaceAll(text, "\n", ", ") }

// edit is what the row says of a person, where it differs in more than how it is
// written.
func (p *personRow) edit(v importer.Values, have store.Person) operator.EditPersonRequest {
	req := operator.EditPersonRequest{
		Person: operator.Ref(have.ID.String()), Title: given(v[importer.Title]), ExternalID: given(v[importer.ExternalID]),
	}
	if importer.NameKey(v[importer.Name]) != importer.NameKey(have.Name) {
		req.Name = given(v[importer.Name])
	}
	if operator.Fold(v[importer.Email]) != operator.Fold(have.Email) {
		req.Email = given(v[importer.Email])
	}
	if role := operator.Role(v[importer.Role]); role != "" {
		req.Role = &role
	}
	if v[importer.Phones] != "" {
		if phones := phoneTexts(withPhones(have.Phones, p.phones)); !slices.Equal(phones, phoneTexts(have.Phones)) {
			req.Phones = &phones
		}
	}
	return req
}

// withPhones is somebody's phones with those of a row. A number takes the place of
// the one with its label; a file that has only some numbers takes none away.
func withPhones(have, more []store.Phone) []store.Phone {
	all := slices.Clone(have)
	for _, n := range more {
		same := func(o store.Phone) bool { return n.E164 != "" && o.E164 == n.E164 || o.Raw == n.Raw }
		if slices.ContainsFunc(all, same) {
			continue
		}
		i := slices.IndexFunc(all, func(o store.Phone) bool { return operator.Fold(o.Label) == operator.Fold(n.Label) })
		if i >= 0 && !slices.ContainsFunc(more, func(m store.Phone) bool { return m.Raw == all[i].Raw || m.E164 != "" && m.E164 == all[i].E164 }) {
			all[i] = n
			continue
		}
		all = append(all, n)
	}
	return all
}
