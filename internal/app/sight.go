package app

import (
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// home is a property, and what the actor is to it.
type home struct {
	store.Property
	facts policy.Facts
}

// home looks up a property and what the actor is to it.
func (s *session) home(id operator.PropertyID) (home, error) {
	if h, ok := s.homes[id]; ok {
		return h, nil
	}
	p, ok, err := s.r.Property(id)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "the store names property %s, which is not there", id).
			WithHint("operator check").Reason("dangling")
	}
	if err != nil {
		return home{}, err
	}
	return s.homeRead(p)
}

// homeRead is home for who has just read the property, as walks through all have.
func (s *session) homeRead(p store.Property) (home, error) {
	if h, ok := s.homes[p.ID]; ok {
		return h, nil
	}
	h := home{Property: p}
	var err error
	if h.facts, err = s.factsOf(s.actor, p); err == nil {
		remember(s.homes, p.ID, h)
	}
	return h, err
}

// factsOf is what a person is to a home.
func (s *session) factsOf(who store.Person, p store.Property) (policy.Facts, error) {
	f := policy.Facts{Actor: actorOf(who)}
	var err error
	if who.Kind == operator.Team && who.Role == operator.Member {
		if f.Assigned, err = s.r.Assigned(who.ID, p.ID, p.Community); err != nil {
			return f, err
		}
	}
	if !p.Sale.IsZero() {
		sale, err := s.sale(p.Sale)
		if err != nil {
			return f, err
		}
		f.Buyer = isBuyer(sale, who.ID)
	}
	if who.Kind == operator.Contact {
		f.OnHome, err = s.inSomeConversation(who.ID, p.ID)
	}
	return f, err
}

func isBuyer(sale store.Sale, who operator.PersonID) bool {
	return sale.Status != operator.SaleWithdrawn && wasBuyer(sale, who)
}

// inSomeConversation says whether a person is in a conversation of a home. A home
// has few, where a lender has one of every home.
func (s *session) inSomeConversation(who operator.PersonID, on operator.PropertyID) (bool, error) {
	for c, err := range s.r.Conversations(on, nil) {
		if err != nil {
			return false, err
		}
		if _, in := participant(c, who); in {
			return true, nil
		}
	}
	return false, nil
}

// worksOn says whether a team member is assigned to a home or its community,
// whatever their role.
func (s *session) worksOn(who store.Person, id operator.PropertyID) (bool, error) {
	h, err := s.home(id)
	if err != nil || who.Kind != operator.Team {
		return false, err
	}
	return s.r.Assigned(who.ID, h.ID, h.Community)
}

// onlyBuys says whether the actor is to a home a buyer and nothing else: nobody
// who runs it or works on it.
func (s *session) onlyBuys(h home) bool {
	return h.facts.Buyer && !h.facts.Assigned && s.actor.Role != operator.Admin
}

// mayOnHome asks policy about an act on a home that can be seen. What cannot be
// seen, or must not be known of, is reported as if it did not exist.
func (s *session) mayOnHome(action policy.Action, h home, typed operator.Ref) error {
	if !policy.Decide(policy.SeeHome, h.facts).Allowed {
		return s.noProperty(typed)
	}
	d := policy.Decide(action, h.facts)
	if d.Hidden {
		return s.noProperty(typed)
	}
	return s.allowed(d, h.Code)
}

// allowed is the error for what policy does not let the actor do with a thing; nil where
// it does. It says by which rule they can find out.
func (s *session) allowed(d policy.Decision, object string) error {
	return d.ErrorOn(s.actor.ID.String(), object)
}

// may asks policy about an act on the workspace as a whole.
func (s *session) may(action policy.Action) error {
	f := policy.Facts{Actor: s.who()}
	if (action == policy.AddBuyer || action == policy.WriteTemplates) && s.actor.Role == operator.Member {
		mine, err := s.r.AssignmentsOf(s.actor.ID)
		if err != nil {
			return err
		}
		f.Assigned, f.OwnHome = len(mine) > 0, len(mine) > 0
	}
	return policy.Decide(action, f).Error()
}

// seesAll says whether the actor may see the whole directory and every home.
func (s *session) seesAll() bool {
	return policy.Decide(policy.SeeWholeDirectory, policy.Facts{Actor: s.who()}).Allowed
}

// seesHome says whether the actor may see a home.
func (s *session) seesHome(id operator.PropertyID) (bool, error) {
	h, err := s.home(id)
	return err == nil && policy.Decide(policy.SeeHome, h.facts).Allowed, err
}

// relation is what the actor has to do with a person.
type relation struct {
	known bool // may know of the person
	mail  bool // may see e-mail, phones and external ids
}

// relationTo finds out what the actor has to do with a person: oneself; for the
// team all of the team, all contacts, and the buyers of one's own homes; for
// buyers the team and the co-buyers of their home; for everybody the people of
// the conversations they are in.
func (s *session) relationTo(p store.Person) (relation, error) {
	switch {
	case p.ID == s.actor.ID, s.seesAll():
		return relation{known: true, mail: true}, nil
	case s.actor.Kind == operator.Team && p.Kind != operator.Buyer:
		return relation{known: true, mail: true}, nil
	}
	shared, err := s.sharedHome(p)
	if err != nil {
		return relation{}, err
	}
	if shared.teamOf {
		return relation{known: true, mail: true}, nil
	}
	if shared.any {
		return relation{known: true}, nil
	}
	together, err := s.inConversationWith(p.ID)
	return relation{known: together}, err
}

// sharing is what homes make of the actor and another person.
type sharing struct {
	teamOf bool // the actor is on the team of a home the person buys, or could sell one to them
	any    bool // both belong to one home
}

func (s *session) sharedHome(p store.Person) (sharing, error) {
	sales, err := s.r.SalesOf(p.ID)
	if err != nil {
		return sharing{}, err
	}
	var found sharing
	for _, sale := range sales {
		h, err := s.home(sale.Property)
		if err != nil {
			return found, err
		}
		found.teamOf = found.teamOf || policy.Decide(policy.SeePrivate, h.facts).Allowed
		found.any = found.any || h.facts.Buyer && h.Sale == sale.ID
	}
	if found.teamOf || found.any {
		return found, nil
	}
	if s.actor.Kind == operator.Team && s.actor.Role == operator.Member && p.Kind == operator.Buyer && len(sales) == 0 {
		mine, err := s.r.AssignmentsOf(s.actor.ID) // somebody to sell a home to
		return sharing{teamOf: len(mine) > 0}, err
	}
	found.any, err = s.onTeamOfMine(p)
	return found, err
}

// onTeamOfMine says whether a person works on a home that the actor buys.
func (s *session) onTeamOfMine(p store.Person) (bool, error) {
	if p.Kind != operator.Team {
		return false, nil
	}
	mine, err := s.r.SalesOf(s.actor.ID)
	if err != nil {
		return false, err
	}
	for _, sale := range mine {
		h, err := s.home(sale.Property)
		if err != nil {
			return false, err
		}
		if !h.facts.Buyer {
			continue
		}
		if on, err := s.r.Assigned(p.ID, h.ID, h.Community); on || err != nil {
			return on, err
		}
	}
	return false, nil
}

// inConversationWith says whether the actor and a person are in one conversation.
// It goes through the inbox of the one who has less in it, once in a request.
func (s *session) inConversationWith(who operator.PersonID) (bool, error) {
	if is, ok := s.together[who]; ok {
		return is, nil
	}
	fewer, more := s.actor.ID, who
	mine, err := s.r.Totals(fewer)
	if err != nil {
		return false, err
	}
	theirs, err := s.r.Totals(more)
	if err != nil {
		return false, err
	}
	if entriesIn(theirs) < entriesIn(mine) {
		fewer, more = more, fewer
	}
	for e, err := range s.r.Entries(fewer, store.ViewAll, nil) {
		if err != nil {
			return false, err
		}
		if _, ok, err := s.r.Entry(more, e.Conversation); ok || err != nil {
			s.together[who] = ok
			return ok, err
		}
	}
	s.together[who] = false
	return false, nil
}

// knows says whether the actor may know of a person.
func (s *session) knows(p store.Person) (bool, error) {
	rel, err := s.relationTo(p)
	return rel.known, err
}

// seesMail says whether the actor may see a person's e-mail and phones.
func (s *session) seesMail(p store.Person) (bool, error) {
	if may, ok := s.mail[p.ID]; ok {
		return may, nil
	}
	rel, err := s.mailRelation(p)
	if err == nil {
		s.mail[p.ID] = rel
	}
	return rel, err
}

func (s *session) mailRelation(p store.Person) (bool, error) {
	switch {
	case p.ID == s.actor.ID, s.seesAll():
		return true, nil
	case s.actor.Kind != operator.Team:
		return false, nil
	case p.Kind != operator.Buyer:
		return true, nil
	}
	shared, err := s.sharedHome(p)
	return shared.teamOf, err
}

// summary is a person as part of another thing, as the actor may see them.
func (s *session) summary(id operator.PersonID) (operator.PersonSummary, error) {
	p, err := s.person(id)
	if err != nil {
		return operator.PersonSummary{}, err
	}
	may, err := s.seesMail(p)
	if err != nil {
		return operator.PersonSummary{}, err
	}
	sum := operator.PersonSummary{Ref: p.ID, Name: p.Name, Kind: p.Kind}
	if may {
		sum.Email = operator.Optional(p.Email)
	}
	return sum, nil
}

// summaries is summary of several people; never nil.
func (s *session) summaries(ids []operator.PersonID) ([]operator.PersonSummary, error) {
	sums := make([]operator.PersonSummary, 0, len(ids))
	for _, id := range ids {
		sum, err := s.summary(id)
		if err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, nil
}
