package app

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A row finds whom a row before it has made by the same keys as it finds them in the
// store once they are written: else the plan and what is done would differ.

// personKeys are the keys that rows find somebody by, the surest first.
func personKeys(o store.Person) []uint64 {
	name := importer.NameKey(o.Name)
	var keys []uint64
	for system, key := range o.External {
		keys = append(keys, keyHash("person ext", system, key))
	}
	keys = append(keys, keyHash("email", operator.Fold(o.Email), name))
	for _, phone := range o.Phones {
		keys = append(keys, keyHash("phone", phone.E164, name))
	}
	if o.Kind == operator.Team {
		keys = append(keys, keyHash("team email", operator.Fold(o.Email)))
	}
	if reachable(o.Email, o.Phones) {
		return keys
	}
	keys = append(keys, nameHash(o.Kind, name))
	for system := range o.External {
		keys = append(keys, namedInHash(o.Kind, name, system))
	}
	return keys
}

// keys are the keys that the row finds its person by. Somebody with no address is
// found by the name, but not where both have an external id of one system: two people
// can have one name.
func (p *personRow) keys() []uint64 {
	o := store.Person{Kind: p.kind, Name: p.v[importer.Name], Email: p.v[importer.Email], Phones: p.phones}
	keys := append([]uint64{p.externalHash()}, personKeys(o)...)
	if p.ids.key == "" || reachable(o.Email, o.Phones) {
		return keys
	}
	name := importer.NameKey(o.Name)
	if _, same := p.named(namedInHash(p.kind, name, p.ids.system)); same {
		any := nameHash(p.kind, name)
		keys = slices.DeleteFunc(keys, func(k uint64) bool { return k == any })
	}
	return keys
}

// ofAnother refuses what only one can have, where a row before gives it to somebody else:
// the store has neither yet.
func (p *personRow) ofAnother(is store.Person) {
	only := func(f importer.Field, key uint64) {
		if t, ok := p.named(key); ok && t.id != uint64(is.ID) {
			p.problem(p.field(f), "duplicate", fmt.Sprintf("row %d gives this to somebody else", t.row))
		}
	}
	only(importer.ExternalID, p.externalHash())
	name := importer.NameKey(is.Name)
	only(importer.Name, keyHash("email", operator.Fold(is.Email), name)) // or the two were one and the same to every row
	for _, phone := range is.Phones {
		only(importer.Name, keyHash("phone", phone.E164, name))
	}
	if is.Kind == operator.Team {
		only(importer.Email, keyHash("team email", operator.Fold(is.Email)))
	}
}

// keysOf are the keys that rows find by whom the row makes. Where there is an address,
// they are those that the row looked for.
func (p *personRow) keysOf(o store.Person, looked []uint64) []uint64 {
	if reachable(o.Email, o.Phones) {
		return looked
	}
	return personKeys(o)
}

func (p *personRow) externalHash() uint64 { return keyHash("person ext", p.ids.system, p.ids.key) }

func nameHash(kind operator.PersonKind, name string) uint64 {
	return keyHash("name", string(kind), name)
}

// namedInHash is of who has a name, no address, and an external id of a system.
func namedInHash(kind operator.PersonKind, name, system string) uint64 {
	return keyHash("name in", string(kind), name, "in "+system)
}

// reachable says whether somebody has an address by which they are told from others
// of their name: a phone that is no number is none.
func reachable(email string, phones []store.Phone) bool {
	return email != "" || slices.ContainsFunc(phones, func(n store.Phone) bool { return n.E164 != "" })
}
