package app

import (
	"cmp"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// gains is what a person comes to see by a merge. It looks before anything is
// changed.
func (s *session) gains(into, from store.Person) (operator.PersonMerge, error) {
	g := operator.PersonMerge{Taken: []string{}, Properties: []string{}, Communities: []string{}, Conversations: []operator.ConversationID{}, Updates: []operator.UpdatesGained{}, History: []string{}}
	var err error
	if g.From, err = s.summary(from.ID); err != nil {
		return g, err
	}
	from.Deactivated = false // what they saw counts, though they see nothing now
	they, others := s.as(into), s.as(from)
	homes, err := s.homesOfPerson(from.ID)
	if err != nil {
		return g, err
	}
	for _, p := range homes {
		before, err := they.seesHome(p.ID)
		if err != nil {
			return g, err
		}
		comes, err := others.seesHome(p.ID)
		if err != nil {
			return g, err
		}
		if comes && !before {
			g.Properties = append(g.Properties, p.Code)
		}
		n, err := updatesGained(they, others, p.ID)
		if err != nil {
			return g, err
		}
		if n > 0 {
			g.Updates = append(g.Updates, operator.UpdatesGained{Property: p.Code, Count: n})
		}
		earlier, err := they.buysEarlier(p.ID, from.ID)
		if err != nil {
			return g, err
		}
		if earlier {
			g.History = append(g.History, p.Code)
		}
	}
	slices.Sort(g.Properties)
	slices.Sort(g.History)
	slices.SortFunc(g.Updates, func(a, b operator.UpdatesGained) int { return cmp.Compare(a.Property, b.Property) })
	if g.Communities, err = s.communitiesGained(into.ID, from.ID); err != nil {
		return g, err
	}
	g.Conversations, err = s.talksGained(into.ID, from.ID)
	return g, err
}

// homesOfPerson is the homes that a person buys or bought, is assigned to by
// themselves, or is in a conversation of, once each.
func (s *session) homesOfPerson(who operator.PersonID) ([]store.Property, error) {
	ids := map[operator.PropertyID]bool{}
	sales, err := s.r.SalesOf(who)
	if err != nil {
		return nil, err
	}
	for _, sale := range sales {
		ids[sale.Property] = true
	}
	assigned, err := s.r.AssignmentsOf(who)
	if err != nil {
		return nil, err
	}
	for _, a := range assigned {
		ids[a.Property] = true
	}
	for e, err := range s.r.Entries(who, store.ViewAll, nil) {
		if err != nil {
			return nil, err
		}
		c, _, err := s.r.Conversation(e.Conversation)
		if err != nil {
			return nil, err
		}
		ids[c.Property] = true
	}
	delete(ids, 0)
	homes := make([]store.Property, 0, len(ids))
	for id := range ids {
		h, err := s.home(id)
		if err != nil {
			return nil, err
		}
		homes = append(homes, h.Property)
	}
	return homes, nil
}

// communitiesGained is the codes of the communities that from works on and into
// does not.
func (s *session) communitiesGained(into, from operator.PersonID) ([]string, error) {
	codes := []string{}
	theirs, err := s.r.AssignmentsOf(from)
	if err != nil {
		return nil, err
	}
	for _, a := range theirs {
		if !a.Property.IsZero() {
			continue
		}
		has, err := s.r.Assigned(into, 0, a.Community)
		if err != nil {
			return nil, err
		}
		if has {
			continue
		}
		code, err := s.communityCode(a.Community)
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes, nil
}

// talksGained is the conversations that from is in and into is not, or sees less
// of.
func (s *session) talksGained(into, from operator.PersonID) ([]operator.ConversationID, error) {
	ids := []operator.ConversationID{}
	for e, err := range s.r.Entries(from, store.ViewAll, nil) {
		if err != nil {
			return nil, err
		}
		c, _, err := s.r.Conversation(e.Conversation)
		if err != nil {
			return nil, err
		}
		theirs, _ := participant(c, from)
		own, in := participant(c, into)
		if !in || theirs.From < own.From {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// updatesGained counts the published updates of a home that one person sees and
// another does not. Drafts are no news to anybody.
func updatesGained(they, others *session, id operator.PropertyID) (int, error) {
	theirs, err := they.feedOn(id)
	if err != nil {
		return 0, err
	}
	coming, err := others.feedOn(id)
	if err != nil {
		return 0, err
	}
	n := 0
	for u, err := range they.r.UpdatesOf(id) {
		if err != nil {
			return 0, err
		}
		p, err := they.withPost(u)
		if err != nil {
			return 0, err
		}
		if !p.live() {
			continue
		}
		comes, err := others.sees(coming, p)
		if err != nil {
			return 0, err
		}
		before, err := they.sees(theirs, p)
		if err != nil {
			return 0, err
		}
		if comes && !before {
			n++
		}
	}
	return n, nil
}

// feedOn is what the actor sees of the updates of a home.
func (s *session) feedOn(id operator.PropertyID) (feed, error) {
	h, err := s.home(id)
	if err != nil {
		return feed{}, err
	}
	return s.feedOf(h)
}

// buysEarlier says whether somebody is on the sale by which the actor buys a home
// for longer than the actor, who would see its history from then on.
func (s *session) buysEarlier(id operator.PropertyID, who operator.PersonID) (bool, error) {
	f, err := s.feedOn(id)
	if err != nil || f.team || f.mine.Person.IsZero() {
		return false, err
	}
	other := buyerOf(f.sale, who)
	return !other.Person.IsZero() && other.Since.Before(f.mine.Since), nil
}
