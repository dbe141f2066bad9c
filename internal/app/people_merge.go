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

// MergePeople makes one person of two.
func (a *App) MergePeople(ctx context.Context, req operator.MergePeopleRequest) (operator.Person, error) {
	return change(ctx, a, "person.merge", req, (*session).mergePeople)
}

func (s *session) mergePeople(req operator.MergePeopleRequest) (operator.Person, error) {
	var none operator.Person
	into, from, err := s.peopleToMerge(req)
	if err != nil {
		return none, err
	}
	if into.ID == from.ID { // merged before
		s.unchanged = true
		return s.personView(into)
	}
	if err := s.mayMerge(into, from); err != nil {
		return none, err
	}
	if err := s.confirmed(req.Confirmed, "merging %s (%s) into %s (%s) gives them one inbox and one sight", from.Name, from.ID, into.Name, into.ID); err != nil {
		return none, err
	}
	gains, err := s.gains(into, from)
	if err != nil {
		return none, err
	}
	m := merging{session: s, from: from, touched: touched{}}
	m.row = store.PersonMerge{From: from.ID, Into: into.ID, FromWas: from, IntoWas: into, At: s.now}
	m.into, gains.Taken = onePersonOf(into, from)
	if err := m.run(); err != nil {
		return none, err
	}
	v, err := s.personView(m.into)
	v.Merge = &gains
	return v, err
}

// peopleToMerge finds the two. They are the same where From was merged into Into
// before.
func (s *session) peopleToMerge(req operator.MergePeopleRequest) (into, from store.Person, err error) {
	if into, err = s.findPerson(req.Into, ""); err != nil {
		return into, from, err
	}
	if from, err = s.findPerson(req.From, ""); err != nil {
		return into, from, err
	}
	if err = s.may(policy.EditDirectory); err != nil {
		return into, from, err
	}
	if into.ID == from.ID && !wasMerged(into, req.From) {
		err = operator.Errorf(operator.Conflict, "%q and %q are the same person: %s (%s)", req.Into, req.From, into.Name, into.ID).
			WithHint("name the one to keep, and the one to merge into them: operator person list").Reason("same_person")
	}
	return into, from, err
}

// wasMerged says whether a reference is the number of somebody who was merged
// into a person.
func wasMerged(into store.Person, ref operator.Ref) bool {
	var id operator.PersonID
	return id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))) == nil && id != into.ID && into.Is(id)
}

// mayMerge refuses merges that would leave somebody without what they are. The
// last administrator is safe: there is always the one who asks.
func (s *session) mayMerge(into, from store.Person) error {
	refuse := func(reason, format string, args ...any) *operator.Error {
		return operator.Errorf(operator.Conflict, format, args...).
			WithHint("merge them the other way: operator person merge %s %s", from.ID, into.ID).Reason(reason)
	}
	for _, p := range []store.Person{into, from} {
		if err := notErased(p); err != nil {
			return err
		}
	}
	switch {
	case into.Kind != from.Kind:
		return operator.Errorf(operator.Conflict, "%s (%s) is a %s, and %s (%s) a %s: what they may see differs",
			into.Name, into.ID, kindName(into.Kind), from.Name, from.ID, kindName(from.Kind)).
			WithHint("look whether they are who you mean: operator person show %s", from.ID).Reason("other_kind")
	case from.ID == s.actor.ID:
		return refuse("self", "you are %s (%s), and cannot merge yourself into somebody else", from.Name, from.ID)
	case from.ID == s.ws.Admin:
		return refuse("first_admin", "%s (%s) is who the workspace was made with", from.Name, from.ID)
	case into.Deactivated && !from.Deactivated:
		return refuse("deactivated", "%s (%s) is deactivated, and %s (%s) is not", into.Name, into.ID, from.Name, from.ID)
	}
	return nil
}

func kindName(kind operator.PersonKind) string {
	if kind == operator.Team {
		return "team member"
	}
	return string(kind)
}

// onePersonOf is a person with what they have no value for taken from another, whose
// numbers lead to them from then on.
func onePersonOf(into, from store.Person) (store.Person, []string) {
	taken := []string{}
	take := func(field string, empty, has bool, set func()) {
		if empty && has {
			set()
			taken = append(taken, field)
		}
	}
	take("email", into.Email == "", from.Email != "", func() { into.Email = from.Email })
	take("phones", len(into.Phones) == 0, len(from.Phones) > 0, func() { into.Phones = from.Phones })
	take("title", into.Title == "", from.Title != "", func() { into.Title = from.Title })
	take("invitation", into.Invitation == "", from.Invitation != "", func() {
		into.Invitation, into.InvitedAt = from.Invitation, from.InvitedAt
	})
	ids := store.External{}
	maps.Copy(ids, from.External)
	maps.Copy(ids, into.External)
	take("external_ids", len(ids) > len(into.External), true, func() { into.External = ids })
	into.Aliases = slices.Concat(into.Aliases, from.Aliases, []operator.PersonID{from.ID})
	return into, taken
}
