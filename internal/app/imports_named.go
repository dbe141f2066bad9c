package app

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// whoExported is who an export names that has no address: by the number in the workspace
// that wrote it, and elsewhere, where the number is somebody else's, by the name, if
// only one has it.
func (s *session) whoExported(ref, workspace, name string) (store.Person, error) {
	if workspace == s.ownWorkspace() {
		return s.findPerson(operator.Ref(ref), "")
	}
	name = strings.TrimSpace(name)
	var found []store.Person
	for _, kind := range []operator.PersonKind{operator.Buyer, operator.Team, operator.Contact} {
		named, err := s.r.PeopleNamed(kind, name)
		if err != nil {
			return store.Person{}, err
		}
		found = append(found, named...)
	}
	if len(found) == 0 {
		return store.Person{}, s.noPerson(operator.Ref(name), "")
	}
	return onePerson(operator.Ref(name), found)
}

// numberedName is how an export names who has no address of their own.
func (s *session) numberedName(p store.Person) string {
	ref := importer.OwnRef(p.ID.String(), s.ownWorkspace())
	if strings.ContainsAny(p.Name, ",;|<>") {
		return ref
	}
	return p.Name + " <" + ref + ">"
}
