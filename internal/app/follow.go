package app

import (
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Conversations follow sales and assignments: what is here is called in the
// transaction that changes those.

// talksOf collects the conversations of a home that a test keeps, so that they
// can be changed.
func (s *session) talksOf(p operator.PropertyID, keep func(store.Conversation) bool) ([]store.Conversation, error) {
	var found []store.Conversation
	for c, err := range s.r.Conversations(p, nil) {
		if err != nil {
			return nil, err
		}
		if keep(c) {
			found = append(found, c)
		}
	}
	return found, nil
}

// forgetHome drops what the session knows of a home, after it has changed.
func (s *session) forgetHome(id operator.PropertyID) {
	delete(s.homes, id)
	clear(s.sales)
	clear(s.mail)
}

// followHome brings the conversations of everyone on a home in line with its
// team and with the buyers of the sale each belongs to. Administrators who
// joined one stay.
func (s *session) followHome(id operator.PropertyID) error {
	s.forgetHome(id)
	h, err := s.home(id)
	if err != nil {
		return err
	}
	talks, err := s.talksOf(id, func(c store.Conversation) bool { return c.Home })
	if err != nil {
		return err
	}
	for _, c := range talks {
		wanted, err := s.wantedIn(h, c)
		if err != nil {
			return err
		}
		if err := s.bringInLine(&c, wanted); err != nil {
			return err
		}
	}
	return s.followFeed(id, nil)
}

// wantedIn is who belongs to a conversation of everyone on a home.
func (s *session) wantedIn(h home, c store.Conversation) ([]operator.PersonID, error) {
	team, err := s.teamOf(h.Property)
	if err != nil {
		return nil, err
	}
	var ids []operator.PersonID
	for _, p := range team {
		ids = append(ids, p.ID)
	}
	if c.Sale.IsZero() {
		return ids, nil
	}
	sale, _, err := s.r.Sale(c.Sale)
	if err != nil || sale.Status == operator.SaleWithdrawn {
		return ids, err
	}
	for _, b := range sale.Buyers {
		ids = append(ids, b.Person)
	}
	return ids, nil
}

func (s *session) bringInLine(c *store.Conversation, wanted []operator.PersonID) error {
	for _, id := range wanted {
		if _, in := participant(*c, id); in {
			continue
		}
		p, err := s.person(id)
		if err != nil {
			return err
		}
		if p.Deactivated {
			continue
		}
		from, err := s.joinsFrom(*c, p, false)
		if err == nil {
			err = s.join(c, p, from, false)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range peopleOf(*c) {
		p, err := s.person(id)
		if err != nil {
			return err
		}
		if slices.Contains(wanted, id) || p.Role == operator.Admin {
			continue
		}
		if err := s.leave(c, id); err != nil {
			return err
		}
	}
	return nil
}

// saleWithdrawn takes a sale's conversations from its buyers and contacts at
// once and closes the shared ones. Internal ones stay open, without the sale.
func (s *session) saleWithdrawn(sale store.Sale) error {
	s.forgetHome(sale.Property)
	talks, err := s.talksOf(sale.Property, func(c store.Conversation) bool { return c.Sale == sale.ID })
	if err != nil {
		return err
	}
	for _, c := range talks {
		if c.Internal {
			c.Sale = 0
			if err := s.tx.PutConversation(&c); err != nil {
				return err
			}
			continue
		}
		if err := s.suspend(&c, sale); err != nil {
			return err
		}
	}
	return s.followHome(sale.Property)
}

// suspend closes a conversation with its sale, and takes it from everybody who
// is not of the team, and from team members who were there to buy. It remembers
// who they were.
func (s *session) suspend(c *store.Conversation, sale store.Sale) error {
	for _, p := range slices.Clone(c.Participants) {
		keeps, err := s.keepsWithdrawn(*c, sale, p.Person)
		if err != nil {
			return err
		}
		if keeps {
			continue
		}
		mark, ok, err := s.r.Entry(p.Person, c.ID)
		if err != nil {
			return err
		}
		if ok {
			c.Marks = append(c.Marks, mark)
		}
		c.Suspended = append(c.Suspended, p)
		if err := s.leave(c, p.Person); err != nil {
			return err
		}
	}
	c.ClosedWithSale = c.ClosedWithSale || !c.Closed
	if !c.Closed {
		s.record("conversation.closed", c.ID.String(), c.Property, map[string]string{"because": sale.ID.String()}, nil)
	}
	c.Closed, c.Updated = true, s.now
	return s.putState(c)
}

// keepsWithdrawn says whether somebody keeps a conversation of a sale that was
// withdrawn: the team does, but for members who were there to buy.
func (s *session) keepsWithdrawn(c store.Conversation, sale store.Sale, id operator.PersonID) (bool, error) {
	who, err := s.person(id)
	if err != nil || who.Kind != operator.Team || !wasBuyer(sale, id) {
		return who.Kind == operator.Team, err
	}
	return s.worksOn(who, c.Property)
}

// wasBuyer says whether a person is on a sale, however it stands.
func wasBuyer(sale store.Sale, who operator.PersonID) bool {
	return slices.ContainsFunc(sale.Buyers, func(b store.SaleBuyer) bool { return b.Person == who })
}

// saleReopened gives the conversations of a sale back to whom they were taken
// from, and reopens those that the withdrawal closed.
func (s *session) saleReopened(sale store.Sale) error {
	s.forgetHome(sale.Property)
	talks, err := s.talksOf(sale.Property, func(c store.Conversation) bool { return c.Sale == sale.ID && !c.Internal })
	if err != nil {
		return err
	}
	for _, c := range talks {
		if err := s.takeBackIn(&c); err != nil {
			return err
		}
		if c.ClosedWithSale {
			c.Closed, c.ClosedWithSale = false, false
			s.record("conversation.reopened", c.ID.String(), c.Property, map[string]string{"because": sale.ID.String()}, nil)
		}
		c.Updated = s.now
		if err := s.putState(&c); err != nil {
			return err
		}
	}
	return s.followHome(sale.Property)
}

// takeBackIn brings those back into a conversation whom a withdrawal took it from, with
// what they had of it: what they had not read is unread still. Of two who became one
// person meanwhile, that one sees what either saw, and has read what both have.
func (s *session) takeBackIn(c *store.Conversation) error {
	back, marks := c.Suspended, c.Marks
	c.Suspended, c.Marks = nil, nil
	places, had := map[operator.PersonID]store.Participant{}, map[operator.PersonID]store.Entry{}
	for _, was := range back {
		p, err := s.person(was.Person)
		if err != nil {
			return err
		}
		place, twice := places[p.ID]
		if !twice || was.From < place.From {
			places[p.ID] = was
		}
		for _, mark := range marks {
			if mark.Person != was.Person {
				continue
			}
			if other, twice := had[p.ID]; twice {
				mark = mergedEntry(other, mark)
			}
			had[p.ID] = mark
		}
	}
	authors, err := s.authors(c.ID)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(places)) {
		if _, in := participant(*c, id); in {
			continue
		}
		p, err := s.person(id)
		if err != nil {
			return err
		}
		if err := s.join(c, p, places[id].From, false); err != nil {
			return err
		}
		if mark, ok := had[id]; ok {
			mark.Person = id
			if err := s.putPart(*c, mark, authors); err != nil {
				return err
			}
		}
	}
	return nil
}

// saleBuyersChanged takes the sale's conversations from buyers who left it, but
// for those who work on the home; who came joins the home's, from then on.
func (s *session) saleBuyersChanged(sale store.Sale, removed []operator.PersonID) error {
	s.forgetHome(sale.Property)
	talks, err := s.talksOf(sale.Property, func(c store.Conversation) bool { return c.Sale == sale.ID && !c.Internal })
	if err != nil {
		return err
	}
	works := map[operator.PersonID]bool{}
	for _, id := range removed {
		who, err := s.person(id)
		if err != nil {
			return err
		}
		if works[id], err = s.worksOn(who, sale.Property); err != nil {
			return err
		}
	}
	for _, c := range talks {
		for _, id := range removed {
			if _, in := participant(c, id); !in || works[id] {
				continue
			}
			if err := s.leave(&c, id); err != nil {
				return err
			}
		}
	}
	return s.followHome(sale.Property)
}
