package app

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// notTwice refuses to add who is there already: somebody of the same name and e-mail
// address or, where no address is given, of the same name and a phone of theirs. Two
// people may share an address, and two may share a name, but hardly both. Of those whose
// address the actor may not see it tells nothing.
func (s *session) notTwice(p store.Person, req operator.AddPersonRequest) error {
	same, err := s.reachedLike(p)
	if err != nil {
		return err
	}
	name := importer.NameKey(p.Name)
	for _, kind := range []operator.PersonKind{p.Kind, operator.Team} {
		if kind != p.Kind && p.Kind != operator.Buyer {
			continue // who is of the team can buy a home; a contact cannot, nor can a buyer join the team
		}
		for _, o := range same {
			if o.Kind != kind || importer.NameKey(o.Name) != name {
				continue
			}
			if sees, err := s.seesMail(o); err != nil {
				return err
			} else if sees {
				return thereAlready(o, req)
			}
		}
	}
	return nil
}

// reachedLike is everybody with the e-mail address of a person or, where they have none,
// with one of their phones. A phone of which no number could be made is compared with none.
func (s *session) reachedLike(p store.Person) ([]store.Person, error) {
	if p.Email != "" {
		return s.r.PeopleByEmail(p.Email)
	}
	var found []store.Person
	for _, phone := range p.Phones {
		if phone.E164 == "" {
			continue
		}
		same, err := s.r.PeopleByPhone(phone.E164)
		if err != nil {
			return nil, err
		}
		found = slices.Concat(found, same)
	}
	return found, nil
}

// thereAlready is the error for adding o once more, with what can be done with o instead.
func thereAlready(o store.Person, req operator.AddPersonRequest) error {
	is := "a " + string(o.Kind)
	if o.Kind == operator.Team {
		is = "of the team"
	}
	by := o.Email
	if req.Email == "" {
		by = "the same phone"
	}
	err := operator.Errorf(operator.Conflict, "%s (%s) is %s already, with %s", o.Name, o.ID, is, by).
		Reason("person_exists").With("person", o.ID.String())
	switch {
	case o.Deactivated:
		return err.WithHint("bring them back: operator person activate %s; --namesake adds somebody else of that name", o.ID)
	case o.Kind == req.Kind && hasNone(o, req.ExternalID):
		return err.WithHint("operator %s edit %s --external-id %s; --namesake adds somebody else of that name", o.Kind, o.ID, req.ExternalID)
	case req.Kind == operator.Buyer:
		return err.WithHint("operator transaction open CODE --buyer %s, or where there is a sale operator transaction edit CODE --add-buyer %s; "+
			"--namesake adds somebody else of that name", o.ID, o.ID)
	}
	return err.WithHint("operator %s edit %s; --namesake adds somebody else of that name", o.Kind, o.ID)
}

// hasNone says that an external id is given, and that somebody has none of its system.
func hasNone(o store.Person, typed string) bool {
	id, err := parseExternal(typed)
	return err == nil && id.key != "" && o.External[id.system] == ""
}
