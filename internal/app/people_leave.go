package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// DeletePerson takes out of the directory who was never of any consequence.
func (a *App) DeletePerson(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return change(ctx, a, "person.delete", req, (*session).deletePerson)
}

// DeactivatePerson ends what a leaver may do.
func (a *App) DeactivatePerson(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return change(ctx, a, "person.deactivate", req, (*session).deactivatePerson)
}

// ActivatePerson lets somebody act again.
func (a *App) ActivatePerson(ctx context.Context, req operator.PersonRequest) (operator.Person, error) {
	return change(ctx, a, "person.activate", req, (*session).activatePerson)
}

// personToEnd finds a person whom only who runs the directory may touch so.
func (s *session) personToEnd(req operator.PersonRequest) (store.Person, error) {
	if err := checkKind(req.Kind, true); err != nil {
		return store.Person{}, err
	}
	p, err := s.findPerson(req.Person, req.Kind)
	if err != nil {
		return p, err
	}
	if err := s.may(policy.EditDirectory); err != nil {
		return p, err
	}
	return p, notErased(p)
}

func (s *session) deletePerson(req operator.PersonRequest) (operator.Person, error) {
	p, err := s.personToEnd(req)
	if err != nil {
		return operator.Person{}, err
	}
	if err := s.notLastAdmin(p); err != nil {
		return operator.Person{}, err
	}
	why, err := s.historyOf(p)
	if err != nil {
		return operator.Person{}, err
	}
	if why != "" {
		return operator.Person{}, operator.Errorf(operator.Conflict, "%s (%s) cannot be deleted: %s", p.Name, p.ID, why).
			WithHint("operator person deactivate %s", p.ID).Reason("has_history")
	}
	v, err := s.personView(p)
	if err != nil {
		return v, err
	}
	if err := s.tx.DeletePerson(p.ID); err != nil {
		return v, err
	}
	delete(s.people, p.ID)
	s.record("person.deleted", p.ID.String(), 0, map[string]string{"kind": string(p.Kind)}, personContent(p))
	return v, nil
}

// historyOf says what of a person the record cannot do without; empty if there
// is nothing.
func (s *session) historyOf(p store.Person) (string, error) {
	if p.ID == s.ws.Admin {
		return "the workspace was made with them", nil
	}
	if sales, err := s.r.SalesOf(p.ID); err != nil || len(sales) > 0 {
		return "they are a buyer of " + plural(len(sales), "sale"), err
	}
	if assigned, err := s.r.AssignmentsOf(p.ID); err != nil || len(assigned) > 0 {
		return "they are assigned to " + plural(len(assigned), "home or community", "homes or communities"), err
	}
	for _, err := range s.r.Entries(p.ID, store.ViewAll, nil) {
		return "they are in a conversation", err
	}
	if receipts, err := s.r.ReceiptsOf(p.ID); err != nil || len(receipts) > 0 {
		return "they have seen " + plural(len(receipts), "update"), err
	}
	for e, err := range s.r.Events(0, 0) {
		if err != nil {
			return "", err
		}
		if e.Actor == p.ID || e.Behalf == p.ID {
			return "they have acted", nil
		}
		if refersTo(e, p.ID.String()) {
			return "the history of others names them", nil
		}
	}
	return "", nil
}

func (s *session) deactivatePerson(req operator.PersonRequest) (operator.Person, error) {
	p, err := s.personToEnd(req)
	if err != nil {
		return operator.Person{}, err
	}
	if err := s.notLastAdmin(p); err != nil {
		return operator.Person{}, err
	}
	left, err := s.handOver(p)
	if err != nil {
		return operator.Person{}, err
	}
	v, err := s.setDeactivated(p, true, "person.deactivated")
	v.HandOver = &left
	return v, err
}

func (s *session) activatePerson(req operator.PersonRequest) (operator.Person, error) {
	p, err := s.personToEnd(req)
	if err == nil && p.Deactivated {
		err = s.mayGiveRole("", p.Role)
	}
	if err != nil {
		return operator.Person{}, err
	}
	v, err := s.setDeactivated(p, false, "person.activated")
	if err != nil || s.unchanged {
		return v, err
	}
	homes, err := s.homesWith(p.ID)
	if err != nil {
		return v, err
	}
	for _, h := range homes { // whose conversations of everyone began without them
		if err := s.followHome(h.ID); err != nil {
			return v, err
		}
		if err := s.followFeed(h.ID, []operator.PersonID{p.ID}); err != nil {
			return v, err
		}
	}
	return v, nil
}

func (s *session) setDeactivated(p store.Person, gone bool, action string) (operator.Person, error) {
	if p.Deactivated == gone {
		s.unchanged = true
		return s.personView(p)
	}
	p.Deactivated, p.Updated = gone, s.now
	if err := s.tx.PutPerson(&p); err != nil {
		return operator.Person{}, err
	}
	s.people[p.ID] = p
	if gone {
		if err := s.endSignIns(p.ID); err != nil {
			return operator.Person{}, err
		}
	}
	s.record(action, p.ID.String(), 0, nil, nil)
	return s.personView(p)
}

// handOver is what somebody else has to take over from a person.
func (s *session) handOver(p store.Person) (operator.HandOver, error) {
	left := operator.HandOver{Properties: []string{}, Communities: []string{}, Conversations: []operator.ConversationID{}}
	assigned, err := s.r.AssignmentsOf(p.ID)
	if err != nil {
		return left, err
	}
	for _, a := range assigned {
		if a.Property.IsZero() {
			code, err := s.communityCode(a.Community)
			if err != nil {
				return left, err
			}
			left.Communities = append(left.Communities, code)
			continue
		}
		h, err := s.home(a.Property)
		if err != nil {
			return left, err
		}
		left.Properties = append(left.Properties, h.Code)
	}
	for e, err := range s.r.Entries(p.ID, store.ViewAll, nil) {
		if err != nil {
			return left, err
		}
		if !e.Closed {
			left.Conversations = append(left.Conversations, e.Conversation)
		}
	}
	slices.Sort(left.Properties)
	slices.Sort(left.Communities)
	slices.Sort(left.Conversations)
	return left, nil
}
