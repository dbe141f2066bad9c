package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// EditPerson changes what is said of a person.
func (a *App) EditPerson(ctx context.Context, req operator.EditPersonRequest) (operator.Person, error) {
	return change(ctx, a, "person.edit", req, (*session).editPerson)
}

func (s *session) editPerson(req operator.EditPersonRequest) (operator.Person, error) {
	if err := checkKind(req.Kind, true); err != nil {
		return operator.Person{}, err
	}
	p, err := s.findPerson(req.Person, req.Kind)
	if err != nil {
		return operator.Person{}, err
	}
	return s.changePerson(p, req)
}

// changePerson changes somebody as req says, if the actor may.
func (s *session) changePerson(p store.Person, req operator.EditPersonRequest) (operator.Person, error) {
	if _, err := s.alter(&p, req); err != nil {
		return operator.Person{}, err
	}
	return s.personView(p)
}

// alter changes somebody as req says, with the event of it, and gives what has changed.
func (s *session) alter(p *store.Person, req operator.EditPersonRequest) (edits, error) {
	if err := s.mayEditPerson(*p, req); err != nil {
		return nil, err
	}
	if err := notErased(*p); err != nil {
		return nil, err
	}
	was := p.Role
	changed, err := s.editFields(p, req)
	if err == nil {
		err = s.mayGiveRole(was, p.Role)
	}
	if err != nil {
		return nil, err
	}
	if len(changed) == 0 {
		s.unchanged = true
		return nil, nil
	}
	p.Updated = s.now
	if err := s.tx.PutPerson(p); err != nil {
		return nil, err
	}
	s.remember(*p)
	s.record("person.edited", p.ID.String(), 0, nil, changed)
	return changed, nil
}

// mayEditPerson asks policy about changing a person. Who may only because it is
// themselves may change where they are rung up; the rest says who they are to others,
// who would take a buyer with the name of an administrator for that administrator.
func (s *session) mayEditPerson(p store.Person, req operator.EditPersonRequest) error {
	if p.Kind != operator.Buyer {
		return s.may(policy.EditDirectory)
	}
	rel, err := s.relationTo(p)
	if err != nil {
		return err
	}
	f := s.factsAbout(p, rel)
	d := policy.Decide(policy.EditBuyer, f)
	if d.Allowed && f.Own && (req.Name != nil || req.Email != nil || req.Title != nil || req.Role != nil || req.ExternalID != nil) {
		return operator.Errorf(operator.Denied, "you may change your own phones only").
			WithHint("ask the builder's team for the rest").Reason("not_allowed")
	}
	return s.allowed(d, p.ID.String())
}

// editFields checks and sets the fields of a person that req names.
func (s *session) editFields(p *store.Person, req operator.EditPersonRequest) (edits, error) {
	e := edits{}
	if err := s.setFields(e, p, req); err != nil {
		return nil, err
	}
	return e, nil
}

// setFields is editFields, where e can be nil.
func (s *session) setFields(e edits, p *store.Person, req operator.EditPersonRequest) error {
	if err := setName(e, "name", "the name", &p.Name, req.Name); err != nil {
		return err
	}
	if err := s.setEmail(e, p, req.Email); err != nil {
		return err
	}
	if err := setText(e, "title", "the title", &p.Title, req.Title); err != nil {
		return err
	}
	if err := s.setRole(e, p, req.Role); err != nil {
		return err
	}
	if req.Phones != nil {
		phones, err := parsePhones(*req.Phones)
		if err != nil {
			return err
		}
		if !slices.Equal(p.Phones, phones) {
			if e != nil {
				e["phones"] = edit{p.Phones, phones}
			}
			p.Phones = phones
		}
	}
	return setExternal(e, &p.External, req.ExternalID, func(id externalID) (bool, error) {
		found, err := s.r.PeopleByExternalID(id.key)
		return slices.ContainsFunc(found, func(o store.Person) bool {
			return o.ID != p.ID && o.Kind == p.Kind && id.of(o.External)
		}), err
	})
}

// setEmail gives a person another address, or none. Two team members never have
// the same: to a colleague, an address is a name.
func (s *session) setEmail(e edits, p *store.Person, want *string) error {
	if want == nil {
		return nil
	}
	address := strings.TrimSpace(*want)
	if address == "" {
		set(e, "email", &p.Email, "")
		return nil
	}
	address, err := checkEmail(address)
	if err != nil {
		return err
	}
	if p.Kind == operator.Team {
		same, err := s.r.PeopleByEmail(address)
		if err != nil {
			return err
		}
		for _, o := range same {
			if o.ID != p.ID && o.Kind == operator.Team {
				return emailTaken(address, o)
			}
		}
	}
	set(e, "email", &p.Email, address)
	return nil
}

func emailTaken(address string, o store.Person) error {
	err := operator.Errorf(operator.Conflict, "%s is the address of %s (%s)", address, o.Name, o.ID).
		Reason("email_taken").With("person", o.ID.String())
	if o.Deactivated {
		return err.WithHint("bring them back: operator person activate %s", o.ID)
	}
	return err.WithHint("operator team edit %s", o.ID)
}

// setRole gives a team member another role, but takes it not from the last who
// can give roles.
func (s *session) setRole(e edits, p *store.Person, want *operator.Role) error {
	switch {
	case want == nil:
		return nil
	case p.Kind != operator.Team:
		return operator.Errorf(operator.Invalid, "a %s has no role", p.Kind).
			WithHint("roles are for the team").Reason("bad_role")
	case !slices.Contains([]operator.Role{operator.Admin, operator.Member, operator.Auditor}, *want):
		return operator.Errorf(operator.Invalid, "%q is not a role", *want).
			WithHint("use admin, member or auditor").Reason("bad_role")
	case *want != operator.Admin:
		if err := s.notLastAdmin(*p); err != nil {
			return err
		}
	}
	set(e, "role", &p.Role, *want)
	return nil
}

// mayGiveRole refuses a token that does not run the workspace to make administrators and
// auditors, and to take from others what they are: who holds it could do by another
// what it is not for.
func (s *session) mayGiveRole(was, is operator.Role) error {
	if was == is || was == "" && is == operator.Member {
		return nil
	}
	return s.needs(operator.ScopeAdmin)
}

// notLastAdmin fails for the only administrator who can act.
func (s *session) notLastAdmin(p store.Person) error {
	if p.ID.IsZero() || p.Role != operator.Admin || p.Deactivated {
		return nil
	}
	for o, err := range s.r.People(operator.Team, store.NamePlace{}) {
		if err != nil {
			return err
		}
		if o.ID != p.ID && o.Role == operator.Admin && !o.Deactivated {
			return nil
		}
	}
	return operator.Errorf(operator.Conflict, "%s (%s) is the last active administrator", p.Name, p.ID).
		WithHint("make another one first: operator team edit PERSON --role admin").Reason("last_admin")
}

// refsOf names people in an event.
func refsOf(name string, ids ...operator.PersonID) map[string]string {
	texts := mapped(ids, operator.PersonID.String)
	return map[string]string{name: strings.Join(texts, ",")}
}

// withRefs is several references of an event in one.
func withRefs(all ...map[string]string) map[string]string {
	refs := map[string]string{}
	for _, some := range all {
		maps.Copy(refs, some)
	}
	return refs
}
