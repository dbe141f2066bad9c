package app

import (
	"errors"
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (s *session) invitePeople(req operator.InviteRequest) (once[[]operator.Invite], error) {
	made := once[[]operator.Invite]{Shown: []operator.Invite{}}
	if len(req.People) == 0 {
		return made, operator.Errorf(operator.Usage, "nobody is named to invite").WithHint("operator person invite PERSON").Reason("nobody")
	}
	people, err := s.findPeople(req.People, "")
	if err == nil {
		err = s.may(policy.InvitePeople)
	}
	if err == nil {
		err = s.mayGive([]operator.Scope{operator.ScopeAll})
	}
	if err != nil {
		return made, err
	}
	if err := s.allInvitable(people); err != nil {
		return made, err
	}
	for _, p := range people {
		p.Invitation, p.InvitedAt, p.Updated = operator.Invited, s.now, s.now
		if err := s.tx.PutPerson(&p); err != nil {
			return made, err
		}
		s.remember(p)
		code, secret, err := s.keepCode(p, inviteLife, true)
		if err != nil {
			return made, err
		}
		s.record("person.invited", p.ID.String(), 0, nil, nil)
		who, err := s.summary(p.ID)
		if err != nil {
			return made, err
		}
		give(s, &made, secret)
		made.Shown = append(made.Shown, operator.Invite{Person: who, ExpiresAt: code.Expires})
	}
	return made, nil
}

// mostOthers is how many people a hint names, to be invited without the rest.
const mostOthers = 50

// allInvitable refuses to invite several where one cannot be, and names all of these, and
// the others, who can be invited without them.
func (s *session) allInvitable(people []store.Person) error {
	var first error
	var why, others []string
	for _, p := range people {
		err := s.invitable(p)
		e, ok := errors.AsType[*operator.Error](err)
		switch {
		case err == nil:
			others = append(others, p.ID.String())
			continue
		case !ok:
			return err
		case first == nil:
			first = err
		}
		why = append(why, e.Message)
	}
	if len(why) == 0 || len(people) == 1 {
		return first
	}
	e := operator.Errorf(operator.CodeOf(first), "%d of %d people cannot be invited, and nobody was: %s", len(why), len(people), shortList(why)).
		Reason("not_invitable").With("reasons", why)
	if n := len(others); n > 0 && n <= mostOthers {
		e = e.WithHint("invite the others: operator person invite %s", strings.Join(others, " "))
	}
	return e
}

// shortList is the first of several texts, and how many there are beside them.
func shortList(texts []string) string {
	const most = 5
	if len(texts) <= most {
		return strings.Join(texts, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(texts[:most], "; "), len(texts)-most)
}

// invitable refuses to invite who cannot be sent anything, or need not be.
func (s *session) invitable(p store.Person) error {
	switch {
	case !p.Erased.IsZero():
		return wasErased(p)
	case p.Email == "":
		return operator.Errorf(operator.Invalid, "%s (%s) cannot be invited: there is no e-mail address", p.Name, p.ID).
			WithHint("operator %s edit %s --email ADDRESS", p.Kind, p.ID).Reason("not_invitable")
	case p.Invitation == operator.Accepted:
		return operator.Errorf(operator.Conflict, "%s (%s) has accepted an invitation", p.Name, p.ID).
			WithHint("let them sign in again: operator login-code add %s", p.ID).Reason("accepted")
	}
	return s.maySignIn(p)
}
