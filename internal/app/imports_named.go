package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// naming is how a row names somebody: by a reference, where several people share an
// address as "Maya Ortiz <maya@home.example>", and who has none as an export does, by the
// number in the workspace that wrote it.
type naming struct {
	text, name, address string // the address is the reference where there is no name
	workspace           string // of the number
}

func namingOf(text string) naming {
	n := naming{text: strings.TrimSpace(text)}
	name, address, ok := strings.Cut(strings.TrimSuffix(n.text, ">"), "<")
	if !ok {
		name, address = "", name
	}
	n.name, n.address = strings.TrimSpace(name), strings.TrimSpace(address)
	if ref, workspace := importer.CutOwnRef(n.address); importer.IsWorkspace(workspace) && operator.LooksLikeID(ref, 'P') {
		n.address, n.workspace = ref, workspace // and no address like p12@home.example
	}
	return n
}

// personMeant is whom a row names. Who was merged into another is whom no one else is
// called like now: there the other is meant.
func (r *importRow) personMeant(f importer.Field, text string) (store.Person, error) {
	n := namingOf(text)
	merged, err := r.mergedCalled(n)
	if err != nil || len(merged) == 0 {
		return r.s.personMeant(n, err)
	}
	if found, err := r.s.peopleMeant(n); err != nil || len(found) > 0 {
		return r.s.personMeant(n, err)
	}
	into, err := onePerson(operator.Ref(n.text), merged)
	if err == nil && !r.writing() {
		r.tellMerged(f, n, into)
	}
	return into, err
}

// tellMerged says once for each that it names whom a name leads to.
func (r *importRow) tellMerged(f importer.Field, n naming, into store.Person) {
	key := keyHash("merged", n.text)
	if _, told := r.named(key); told {
		return
	}
	r.claimAll(thing{}, key)
	r.warn(f, "merged", fmt.Sprintf("%s was merged into %s (%s), and means them", n.text, into.Name, into.ID))
}

// personMeant is who is called like that.
func (s *session) personMeant(n naming, err error) (store.Person, error) {
	if err != nil {
		return store.Person{}, err
	}
	if n.workspace == "" && n.name == "" || n.workspace == s.ownWorkspace() {
		return s.findPerson(operator.Ref(n.address), "")
	}
	found, err := s.peopleMeant(n)
	if err != nil {
		return store.Person{}, err
	}
	ref := operator.Ref(n.text)
	if n.workspace != "" {
		ref = operator.Ref(n.name) // the number is somebody else's here
	}
	if len(found) == 0 {
		return store.Person{}, s.noPerson(ref, "")
	}
	return onePerson(ref, found)
}

// peopleMeant is everybody who is called like that.
func (s *session) peopleMeant(n naming) ([]store.Person, error) {
	switch {
	case n.workspace != "" && n.workspace != s.ownWorkspace():
		return s.peopleNamed(n.name)
	case n.workspace != "", n.name == "":
		return s.peopleCalled(operator.Ref(n.address))
	}
	found, err := s.r.PeopleByEmail(n.address)
	return slices.DeleteFunc(slices.Clone(found), func(p store.Person) bool {
		return importer.NameKey(p.Name) != importer.NameKey(n.name)
	}), err
}

// peopleNamed is everybody of a name.
func (s *session) peopleNamed(name string) ([]store.Person, error) {
	if name == "" {
		return nil, nil
	}
	var found []store.Person
	for _, kind := range []operator.PersonKind{operator.Buyer, operator.Team, operator.Contact} {
		named, err := s.r.PeopleNamed(kind, name)
		if err != nil {
			return nil, err
		}
		found = append(found, named...)
	}
	return found, nil
}

// mergedCalled is who was kept instead of those that were merged and were called like that.
func (r *importRow) mergedCalled(n naming) ([]store.Person, error) {
	merged, err := r.mergedPeople()
	if err != nil || len(merged.called) == 0 {
		return nil, err
	}
	var kept []store.Person
	for _, from := range merged.called[n.key(r.s.ownWorkspace())] {
		into, err := r.keptInstead(from)
		if err != nil {
			return nil, err
		}
		if !into.ID.IsZero() && !slices.ContainsFunc(kept, func(o store.Person) bool { return o.ID == into.ID }) {
			kept = append(kept, into)
		}
	}
	return kept, nil
}

// key is what the name and calledKeys of whom it means have in common; 0 for a number,
// which leads to who was kept by itself.
func (n naming) key(here string) uint64 {
	switch {
	case n.workspace == here && here != "":
		return 0
	case n.workspace != "":
		return keyHash("called", importer.NameKey(n.name))
	case n.name != "":
		return keyHash("called at", importer.NameKey(n.name), operator.Fold(n.address))
	case hasExternalPrefix(n.address):
		return keyHash("id", n.address[len(externalPrefix):])
	}
	return keyHash("at", operator.Fold(n.address))
}

// calledKeys are the keys of all that a row can call somebody.
func calledKeys(o store.Person) []uint64 {
	name, email := importer.NameKey(o.Name), operator.Fold(o.Email)
	keys := []uint64{keyHash("called", name), keyHash("called at", name, email), keyHash("at", email)}
	for _, id := range o.External {
		keys = append(keys, keyHash("id", id))
	}
	return keys
}

// numberedName is how an export names who has no address of their own.
func (s *session) numberedName(p store.Person) string {
	ref := importer.OwnRef(p.ID.String(), s.ownWorkspace())
	if strings.ContainsAny(p.Name, ",;|<>") {
		return ref
	}
	return p.Name + " <" + ref + ">"
}
