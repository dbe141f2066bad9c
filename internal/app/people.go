package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddPerson adds somebody to the directory.
func (a *App) AddPerson(ctx context.Context, req operator.AddPersonRequest) (operator.Person, error) {
	return change(ctx, a, "person.add", req, (*session).addPerson)
}

// ShowPerson shows one person.
func (a *App) ShowPerson(ctx context.Context, req operator.ShowPersonRequest) (operator.Person, error) {
	return view(ctx, a, req, (*session).showPerson)
}

func (s *session) addPerson(req operator.AddPersonRequest) (operator.Person, error) {
	if err := s.mayAddPerson(req.Kind); err != nil {
		return operator.Person{}, err
	}
	if req.ExternalID != "" {
		p, err := s.personWithExternal(req.Kind, req.ExternalID)
		if err != nil {
			return operator.Person{}, err
		}
		if p != nil {
			return s.changePerson(*p, addedAgain(req))
		}
	}
	p, err := s.newPerson(req)
	if err == nil {
		err = s.mayGiveRole("", p.Role)
	}
	if err == nil && !req.Namesake {
		err = s.notTwice(p, req)
	}
	if err != nil {
		return operator.Person{}, err
	}
	if err := s.putNew(&p, personContent(p)); err != nil {
		return operator.Person{}, err
	}
	s.remember(p)
	return s.personView(p)
}

// newPerson is who req adds, if it can be.
func (s *session) newPerson(req operator.AddPersonRequest) (store.Person, error) {
	p := store.Person{Kind: req.Kind}
	if p.Kind == operator.Team {
		p.Role = operator.Member
	}
	edit := addedAgain(req)
	edit.Name = &req.Name
	return p, s.setFields(nil, &p, edit)
}

// putNew writes somebody new, with the event of it and what that tells.
func (s *session) putNew(p *store.Person, told any) error {
	p.Created, p.Updated = s.now, s.now
	if err := s.tx.PutPerson(p); err != nil {
		return err
	}
	s.record("person.added", p.ID.String(), 0, map[string]string{"kind": string(p.Kind)}, told)
	return nil
}

// mayAddPerson asks policy about adding somebody of a kind.
func (s *session) mayAddPerson(kind operator.PersonKind) error {
	action := policy.EditDirectory
	if kind == operator.Buyer {
		action = policy.AddBuyer
	}
	if err := s.may(action); err != nil {
		return err
	}
	return checkKind(kind, false)
}

// checkKind refuses what is no kind of person.
func checkKind(kind operator.PersonKind, optional bool) error {
	if slices.Contains([]operator.PersonKind{operator.Team, operator.Buyer, operator.Contact}, kind) || optional && kind == "" {
		return nil
	}
	return operator.Errorf(operator.Invalid, "%q is not a kind of person", kind).
		WithHint("use team, buyer or contact").Reason("bad_kind")
}

// addedAgain is adding somebody who is there already, as an edit: what is not
// given stays.
func addedAgain(req operator.AddPersonRequest) operator.EditPersonRequest {
	edit := operator.EditPersonRequest{
		Name: given(req.Name), Email: given(req.Email), Title: given(req.Title), ExternalID: given(req.ExternalID),
	}
	if req.Phones != nil {
		edit.Phones = &req.Phones
	}
	if req.Role != "" {
		edit.Role = &req.Role
	}
	return edit
}

// personWithExternal finds who of a kind has an external id; nil if nobody. If
// the actor may not know of that person, the id is merely taken.
func (s *session) personWithExternal(kind operator.PersonKind, text string) (*store.Person, error) {
	id, err := parseExternal(text)
	if err != nil || id.key == "" {
		return nil, err
	}
	found, err := s.r.PeopleByExternalID(id.key)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(slices.Clone(found), func(p store.Person) bool { return p.Kind != kind })
	p := withExternal(id, found, func(p store.Person) store.External { return p.External })
	if p == nil {
		return nil, nil
	}
	known, err := s.knows(*p)
	if err == nil && !known {
		err = id.taken()
	}
	return p, err
}

// remember keeps a person who was changed for the rest of the request.
func (s *session) remember(p store.Person) {
	s.people[p.ID] = p
	clear(s.mail)
	if p.ID == s.actor.ID {
		s.actor = p
	}
}

func (s *session) showPerson(req operator.ShowPersonRequest) (operator.Person, error) {
	if err := checkKind(req.Kind, true); err != nil {
		return operator.Person{}, err
	}
	p, err := s.findPerson(req.Person, req.Kind)
	if err != nil {
		return operator.Person{}, err
	}
	return s.personView(p)
}

// personView is a person as the actor may see them.
func (s *session) personView(p store.Person) (operator.Person, error) {
	may, err := s.seesMail(p)
	if err != nil {
		return operator.Person{}, err
	}
	v := operator.Person{
		Ref: p.ID, Kind: p.Kind, Name: p.Name, Title: operator.Optional(p.Title), Phones: []operator.Phone{},
		ExternalIDs: externalIDs(p.External, may && s.actor.Kind == operator.Team), Aliases: []operator.PersonID{},
		Invitation: operator.Invitation{State: operator.NotTold},
		CreatedAt:  p.Created, UpdatedAt: p.Updated,
	}
	if p.Role != "" {
		v.Role = &p.Role
	}
	v.Status = statusOf(p)
	if may {
		v.Email = operator.Optional(p.Email)
		v.Phones = phonesView(p.Phones)
		v.Invitation = invitationView(p)
		if s.actor.Kind == operator.Team {
			v.Aliases = append(v.Aliases, p.Aliases...)
		}
	}
	return v, nil
}

// statusOf says whether somebody can act, and whether anybody knows who they are.
func statusOf(p store.Person) operator.PersonStatus {
	switch {
	case !p.Erased.IsZero():
		return operator.Erased
	case p.Deactivated:
		return operator.Deactivated
	}
	return operator.Active
}

func phonesView(phones []store.Phone) []operator.Phone {
	return mapped(phones, func(n store.Phone) operator.Phone {
		return operator.Phone{Raw: n.Raw, E164: operator.Optional(n.E164), Label: operator.Optional(n.Label)}
	})
}

func invitationView(p store.Person) operator.Invitation {
	in := operator.Invitation{State: p.Invitation}
	if in.State == "" {
		in.State = operator.NotInvited
	}
	if p.Email == "" && in.State == operator.NotInvited {
		in.State = operator.NotInvitable
	}
	if !p.InvitedAt.IsZero() {
		in.SentAt = &p.InvitedAt
	}
	return in
}
