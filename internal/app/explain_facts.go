package app

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The facts that count, in sentences. Each function here works in the session of
// the person who is explained.

// whoIs says what a person is in the directory.
func whoIs(p store.Person) []string {
	is := fmt.Sprintf("%s is a %s", p.Name, p.Kind)
	if p.Kind == operator.Team {
		is = fmt.Sprintf("%s is on the team, with the role %s", p.Name, p.Role)
	}
	switch {
	case !p.Erased.IsZero():
		return []string{is, p.Name + " was erased, and can do nothing"}
	case p.Deactivated:
		return []string{is, p.Name + " is deactivated, and can do nothing"}
	}
	return []string{is}
}

func (s *session) explainHome(id operator.PropertyID) (explained, error) {
	h, err := s.home(id)
	if err != nil {
		return explained{}, err
	}
	because, err := s.becauseOfHome(h)
	return explained{
		name: h.Code, kind: id.Noun(), because: because, facts: h.facts, read: policy.SeeHome,
		actions: []policy.Action{policy.SeeHome, policy.SeePrivate, policy.StartShared, policy.StartInternal, policy.EditSale, policy.EditDirectory, policy.SetHold, policy.ReleaseHold},
	}, err
}

// becauseOfHome says what the person is to a home.
func (s *session) becauseOfHome(h home) ([]string, error) {
	var because []string
	assigned, err := s.r.Assigned(s.actor.ID, h.ID, h.Community)
	if err != nil {
		return nil, err
	}
	switch {
	case assigned:
		because = append(because, fmt.Sprintf("%s is assigned to %s or its community", s.actor.Name, h.Code))
	case s.actor.Kind == operator.Team:
		because = append(because, fmt.Sprintf("%s is not assigned to %s", s.actor.Name, h.Code))
	}
	sales, err := s.r.Sales(h.ID)
	if err != nil {
		return nil, err
	}
	buys := false
	for _, sale := range sales {
		if !wasBuyer(sale, s.actor.ID) {
			continue
		}
		buys = true
		as := "a sale that is not the current one"
		if sale.ID == h.Sale {
			as = "the current sale"
		}
		because = append(because, fmt.Sprintf("%s is a buyer in %s, which is %s: %s", s.actor.Name, sale.ID, sale.Status, as))
	}
	if !buys && s.actor.Kind == operator.Buyer {
		because = append(because, fmt.Sprintf("%s is in no sale of %s", s.actor.Name, h.Code))
	}
	return because, nil
}

func (s *session) explainTalk(c store.Conversation) (explained, error) {
	t, err := s.talk(c)
	if err != nil {
		return explained{}, err
	}
	because, err := s.becauseOfTalk(t)
	return explained{
		name: c.ID.String(), kind: c.ID.Noun(), because: because, facts: t.facts, read: policy.ReadConversation,
		actions: []policy.Action{policy.ReadConversation, policy.WriteMessage, policy.ManageGroup},
	}, err
}

// becauseOfTalk says what the person is to a conversation.
func (s *session) becauseOfTalk(t talk) ([]string, error) {
	because, err := s.becauseOfHome(t.home)
	if err != nil {
		return nil, err
	}
	if t.in {
		because = append(because, fmt.Sprintf("%s is in %s and sees it from message %d on", s.actor.Name, t.ID, t.from))
	} else {
		because = append(because, fmt.Sprintf("%s is not in %s", s.actor.Name, t.ID))
	}
	if t.Internal {
		because = append(because, fmt.Sprintf("%s is internal: for the team only", t.ID))
	}
	if t.Closed {
		because = append(because, fmt.Sprintf("%s is closed", t.ID))
	}
	if t.facts.Withdrawn {
		because = append(because, fmt.Sprintf("%s belongs to %s, which was withdrawn: only the team keeps it", t.ID, t.Sale))
	}
	return because, nil
}

func (s *session) explainMessage(m store.Message) (explained, error) {
	c, _, err := s.r.Conversation(m.Conversation)
	if err != nil {
		return explained{}, err
	}
	t, err := s.talk(c)
	if err != nil {
		return explained{}, err
	}
	because, err := s.becauseOfTalk(t)
	facts := t.facts
	facts.Own = s.actor.Is(m.Author)
	facts.Participant = facts.Participant && m.Seq >= t.from
	because = append(because, fmt.Sprintf("%s is message %d of %s", m.ID, m.Seq, c.ID))
	if facts.Own {
		because = append(because, fmt.Sprintf("%s wrote it", s.actor.Name))
	}
	if m.Deleted {
		because = append(because, "it was deleted, and is shown without its text")
	}
	return explained{
		name: m.ID.String(), kind: m.ID.Noun(), because: because, facts: facts, read: policy.ReadConversation,
		actions: []policy.Action{policy.ReadConversation, policy.EditMessage, policy.DeleteMessage},
	}, err
}

func (s *session) explainSale(sale store.Sale) (explained, error) {
	h, err := s.home(sale.Property)
	if err != nil {
		return explained{}, err
	}
	because, err := s.becauseOfHome(h)
	facts := h.facts
	facts.Buyer = facts.Buyer && h.Sale == sale.ID
	return explained{
		name: sale.ID.String(), kind: sale.ID.Noun(), facts: facts, known: seesSale(sale, h, s.actor.ID),
		because: append(because, fmt.Sprintf("%s is a sale of %s, and %s", sale.ID, h.Code, sale.Status)),
		actions: []policy.Action{policy.SeeHome, policy.SeePrivate, policy.EditSale},
	}, err
}

func (s *session) explainPerson(p store.Person) (explained, error) {
	rel, err := s.relationTo(p)
	if err != nil {
		return explained{}, err
	}
	facts := s.factsAbout(p, rel)
	because := "nothing lets " + s.actor.Name + " know of " + p.Name
	switch {
	case facts.Own:
		because = "it is " + s.actor.Name + "'s own entry"
	case rel.mail:
		because = s.actor.Name + " may see how " + p.Name + " can be reached"
	case rel.known:
		because = s.actor.Name + " knows of " + p.Name + " from a home or a conversation, but not how to reach them"
	}
	action := policy.EditDirectory
	if p.Kind == operator.Buyer {
		action = policy.EditBuyer
	}
	return explained{
		name: p.ID.String(), kind: p.ID.Noun(), because: []string{because}, facts: facts, known: rel.known,
		actions: []policy.Action{action, policy.SeeWholeDirectory, policy.ErasePeople},
	}, nil
}

// factsAbout is what the actor is to a person.
func (s *session) factsAbout(p store.Person, rel relation) policy.Facts {
	f := policy.Facts{Actor: s.who(), Own: p.ID == s.actor.ID}
	f.OwnHome = s.actor.Kind == operator.Team && s.actor.Role == operator.Member && p.Kind == operator.Buyer && rel.mail
	f.Assigned = f.OwnHome
	return f
}
