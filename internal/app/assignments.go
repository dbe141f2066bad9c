package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AssignProperty puts team members on a home.
func (a *App) AssignProperty(ctx context.Context, req operator.AssignRequest) (operator.Property, error) {
	return change(ctx, a, "property.assign", req, (*session).assignProperty)
}

// UnassignProperty takes team members off a home.
func (a *App) UnassignProperty(ctx context.Context, req operator.AssignRequest) (operator.Property, error) {
	return change(ctx, a, "property.unassign", req, (*session).unassignProperty)
}

// AssignCommunity puts team members on all homes of a community.
func (a *App) AssignCommunity(ctx context.Context, req operator.AssignCommunityRequest) (operator.Community, error) {
	return change(ctx, a, "community.assign", req, (*session).assignCommunity)
}

// UnassignCommunity takes team members off a community.
func (a *App) UnassignCommunity(ctx context.Context, req operator.AssignCommunityRequest) (operator.Community, error) {
	return change(ctx, a, "community.unassign", req, (*session).unassignCommunity)
}

// teamNamed resolves who is to be assigned, or no longer.
func (s *session) teamNamed(refs []operator.Ref, active bool) ([]store.Person, error) {
	if len(refs) == 0 {
		return nil, operator.Errorf(operator.Invalid, "nobody is named").
			WithHint("name team members: operator team list").Reason("nobody")
	}
	people, err := s.findPeople(refs, operator.Team)
	if err != nil || !active {
		return people, err
	}
	for _, p := range people {
		if p.Deactivated {
			return nil, inactive(p)
		}
	}
	return people, nil
}

func isAssigned(team []store.Assignment, who operator.PersonID) bool {
	return slices.ContainsFunc(team, func(a store.Assignment) bool { return a.Person == who })
}

func (s *session) assignProperty(req operator.AssignRequest) (operator.Property, error) {
	var none operator.Property
	h, err := s.findProperty(req.Property)
	if err != nil {
		return none, err
	}
	if err := s.mayOnHome(policy.EditDirectory, h, req.Property); err != nil {
		return none, err
	}
	people, err := s.teamNamed(req.People, true)
	if err != nil {
		return none, err
	}
	if req.Primary && len(people) != 1 {
		return none, onePrimary(len(people))
	}
	team, err := s.r.PropertyTeam(h.ID)
	if err != nil {
		return none, err
	}
	s.unchanged = true
	for _, p := range people {
		if isAssigned(team, p.ID) {
			continue
		}
		if err := s.tx.PutAssignment(store.Assignment{Property: h.ID, Person: p.ID, Since: s.now}); err != nil {
			return none, err
		}
		s.unchanged = false
		s.record("property.assigned", h.ID.String(), h.ID, refsOf("person", p.ID), nil)
	}
	if req.Primary && h.Primary != people[0].ID {
		if err := s.setPrimary(h.Property, people[0].ID); err != nil {
			return none, err
		}
		s.unchanged = false
	}
	return s.afterAssigning(h.ID)
}

func noLongerPrimary() error {
	return operator.Errorf(operator.Usage, "who is taken off a home is no longer its primary contact anyway").
		WithHint("leave --primary out").Reason("primary")
}

func onePrimary(named int) error {
	return operator.Errorf(operator.Invalid, "a home has one primary contact, not %d", named).
		WithHint("name one person with --primary").Reason("one_primary")
}

// setPrimary makes a person a home's primary contact; zero is nobody.
func (s *session) setPrimary(p store.Property, who operator.PersonID) error {
	refs := withRefs(refsOf("before", p.Primary), refsOf("after", who))
	p.Primary, p.Updated = who, s.now
	if err := s.tx.PutProperty(&p); err != nil {
		return err
	}
	s.record("property.primary_changed", p.ID.String(), p.ID, refs, nil)
	s.forgetHome(p.ID)
	return nil
}

// afterAssigning brings the conversation of everyone on the home in line, and
// answers with the home.
func (s *session) afterAssigning(id operator.PropertyID) (operator.Property, error) {
	if !s.unchanged {
		if err := s.followHome(id); err != nil {
			return operator.Property{}, err
		}
	}
	return s.propertyNow(id)
}

func (s *session) unassignProperty(req operator.AssignRequest) (operator.Property, error) {
	var none operator.Property
	h, err := s.findProperty(req.Property)
	if err != nil {
		return none, err
	}
	if err := s.mayOnHome(policy.EditDirectory, h, req.Property); err != nil {
		return none, err
	}
	if req.Primary {
		return none, noLongerPrimary()
	}
	people, err := s.teamNamed(req.People, false)
	if err != nil {
		return none, err
	}
	team, err := s.r.PropertyTeam(h.ID)
	if err != nil {
		return none, err
	}
	s.unchanged = true
	for _, p := range people {
		done, err := s.unassign(h.Property, team, p)
		if err != nil {
			return none, err
		}
		s.unchanged = s.unchanged && !done
		if done && h.Primary == p.ID {
			if err := s.setPrimary(h.Property, 0); err != nil {
				return none, err
			}
		}
	}
	return s.afterAssigning(h.ID)
}

// unassign takes one person off a home, and says whether they were on it.
func (s *session) unassign(p store.Property, team []store.Assignment, who store.Person) (bool, error) {
	if isAssigned(team, who.ID) {
		s.record("property.unassigned", p.ID.String(), p.ID, refsOf("person", who.ID), nil)
		return true, s.tx.DeleteAssignment(store.Assignment{Property: p.ID, Person: who.ID})
	}
	covered, err := s.r.Assigned(who.ID, p.ID, p.Community)
	if err != nil || !covered {
		return false, err
	}
	code, err := s.communityCode(p.Community)
	if err != nil {
		return false, err
	}
	return false, operator.Errorf(operator.Conflict, "%s (%s) works on all of %s, not on %s alone", who.Name, who.ID, code, p.Code).
		WithHint("operator community unassign %s %s", code, who.ID).Reason("assigned_by_community")
}

func (s *session) assignCommunity(req operator.AssignCommunityRequest) (operator.Community, error) {
	return s.changeCommunityTeam(req, true)
}

func (s *session) unassignCommunity(req operator.AssignCommunityRequest) (operator.Community, error) {
	return s.changeCommunityTeam(req, false)
}

func (s *session) changeCommunityTeam(req operator.AssignCommunityRequest, on bool) (operator.Community, error) {
	var none operator.Community
	c, err := s.findCommunity(req.Community)
	if err != nil {
		return none, err
	}
	if err := s.may(policy.EditDirectory); err != nil {
		return none, err
	}
	if req.Primary && !on {
		return none, noLongerPrimary()
	}
	people, err := s.teamNamed(req.People, on)
	if err != nil {
		return none, err
	}
	if req.Primary && len(people) != 1 {
		return none, onePrimary(len(people))
	}
	team, err := s.r.CommunityTeam(c.ID)
	if err != nil {
		return none, err
	}
	var changed []operator.PersonID
	for _, p := range people {
		if isAssigned(team, p.ID) == on {
			continue
		}
		changed = append(changed, p.ID)
		a := store.Assignment{Community: c.ID, Person: p.ID, Since: s.now}
		put, action := s.tx.PutAssignment, "community.assigned"
		if !on {
			put, action = s.tx.DeleteAssignment, "community.unassigned"
		}
		if err := put(a); err != nil {
			return none, err
		}
		s.record(action, c.ID.String(), 0, refsOf("person", p.ID), nil)
	}
	if s.unchanged = len(changed) == 0; !s.unchanged {
		if err := s.followCommunity(c.ID, changed); err != nil {
			return none, err
		}
	}
	if req.Primary {
		if err := s.setPrimaries(c.ID, people[0].ID); err != nil {
			return none, err
		}
	}
	return s.communityView(c)
}

// setPrimaries makes a person the primary contact of all homes of a community.
func (s *session) setPrimaries(of operator.CommunityID, who operator.PersonID) error {
	homes, err := collect(s.r.Properties(of, 0, ""))
	if err != nil {
		return err
	}
	for _, p := range homes {
		if p.Primary == who {
			continue
		}
		s.unchanged = false
		if err := s.setPrimary(p, who); err != nil {
			return err
		}
	}
	return nil
}

// followCommunity brings the homes of a community in line after its team has
// changed: their conversations, and primary contacts who no longer work there.
func (s *session) followCommunity(id operator.CommunityID, changed []operator.PersonID) error {
	clear(s.homes)
	homes, err := collect(s.r.Properties(id, 0, ""))
	if err != nil {
		return err
	}
	for _, p := range homes {
		if slices.Contains(changed, p.Primary) {
			still, err := s.r.Assigned(p.Primary, p.ID, p.Community)
			if err != nil {
				return err
			}
			if !still {
				if err := s.setPrimary(p, 0); err != nil {
					return err
				}
			}
		}
		if err := s.followHome(p.ID); err != nil {
			return err
		}
	}
	return nil
}
