package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// MoveConversation moves a conversation to another home.
func (a *App) MoveConversation(ctx context.Context, req operator.MoveConversationRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.move", req, (*session).moveConversation)
}

func (s *session) moveConversation(req operator.MoveConversationRequest) (operator.Conversation, error) {
	var none operator.Conversation
	t, err := s.findManaged(req.Conversation)
	if err != nil {
		return none, err
	}
	to, err := s.findProperty(req.Property)
	if err != nil {
		return none, err
	}
	if err := s.mayOnHome(startAction(t.Internal), to, req.Property); err != nil {
		return none, err
	}
	if to.ID == t.Property {
		s.unchanged = true
		return s.showRearranged(t.ID, t.read, nil)
	}
	if err := s.movable(t); err != nil {
		return none, err
	}
	sale, err := s.openSale(to)
	if err != nil {
		return none, err
	}
	if err := s.mayBelong(t, to, sale); err != nil {
		return none, err
	}
	leaving, err := s.whoLeaves(t, sale)
	if err != nil {
		return none, err
	}
	if len(leaving) > 0 && !req.Confirmed && !s.call.DryRun {
		return none, operator.Errorf(operator.Conflict, "%s", strings.Join(leftBehind(leaving, t), "; ")).
			WithHint("confirm it with --yes").Reason("would_leave")
	}
	if err := s.moveTalk(t.Conversation, to, sale, leaving); err != nil {
		return none, err
	}
	warnings, err := s.strangersTo(to, t.Conversation, leaving)
	if err != nil {
		return none, err
	}
	return s.showRearranged(t.ID, t.read, append(leftBehind(leaving, t), warnings...))
}

// movable refuses to take from a home what belongs to it for ever.
func (s *session) movable(t talk) error {
	if t.Home {
		return operator.Errorf(operator.Conflict, "%s is the conversation of everyone on %s, and stays with it", t.ID, t.home.Code).
			WithHint("operator conversation split %s --from MESSAGE", t.ID).Reason("home")
	}
	if err := notWithdrawn(t); err != nil {
		return err
	}
	if err := s.notHeld(t.Property, "nothing written on it can be taken to another home"); err != nil {
		return err
	}
	sales, err := s.r.Sales(t.Property)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		if sale.Status != operator.SaleClosed {
			continue
		}
		part := t.Sale == sale.ID
		for m, err := range s.r.Messages(t.ID, 1) {
			if err != nil {
				return err
			}
			part = part || !m.Created.After(sale.ClosedAt)
		}
		if part {
			return operator.Errorf(operator.Conflict, "%s is part of the permanent record of %s, which closed", t.ID, sale.ID).
				WithHint("start another conversation: operator msg send -p CODE --to WHO").Reason("permanent")
		}
	}
	return nil
}

// openSale is the open sale of a home; the zero sale where there is none. A closed
// one takes nothing in any more.
func (s *session) openSale(h home) (store.Sale, error) {
	if h.Sale.IsZero() {
		return store.Sale{}, nil
	}
	sale, err := s.sale(h.Sale)
	if err != nil || sale.Status != operator.SaleOpen {
		return store.Sale{}, err
	}
	return sale, nil
}

// whoLeaves is who loses a conversation that moves: buyers and contacts, and team
// members who are in it to buy. Who buys the new home stays.
func (s *session) whoLeaves(t talk, to store.Sale) ([]store.Person, error) {
	var leaving []store.Person
	team := false
	for _, p := range t.Participants {
		who, err := s.person(p.Person)
		if err != nil {
			return nil, err
		}
		stays, err := s.staysInMove(t, who)
		if err != nil {
			return nil, err
		}
		team = team || stays
		if !stays && !isBuyer(to, who.ID) {
			leaving = append(leaving, who)
		}
	}
	if !team {
		return nil, operator.Errorf(operator.Conflict, "%s would be left without a team member", t.ID).
			WithHint("operator conversation edit %s --add-person PERSON", t.ID).Reason("no_team")
	}
	return leaving, nil
}

// staysInMove says whether somebody is in a conversation as one of the team.
func (s *session) staysInMove(t talk, who store.Person) (bool, error) {
	if who.Kind != operator.Team || t.Sale.IsZero() {
		return who.Kind == operator.Team, nil
	}
	sale, err := s.sale(t.Sale)
	if err != nil || !wasBuyer(sale, who.ID) {
		return err == nil, err
	}
	return s.worksOn(who, t.Property)
}

// leftBehind says who leaves a conversation that moves.
func leftBehind(leaving []store.Person, t talk) []string {
	var warnings []string
	for _, p := range leaving {
		warnings = append(warnings, fmt.Sprintf("%s (%s) leaves %s, and sees nothing more of it", p.Name, p.ID, t.ID))
	}
	return warnings
}

// strangersTo says who goes with a conversation to a home that they do not work on.
func (s *session) strangersTo(to home, c store.Conversation, leaving []store.Person) ([]string, error) {
	var warnings []string
	for _, p := range c.Participants {
		who, err := s.person(p.Person)
		if err != nil {
			return nil, err
		}
		gone := slices.ContainsFunc(leaving, func(l store.Person) bool { return l.ID == who.ID })
		works, err := s.worksOn(who, to.ID)
		if err != nil {
			return nil, err
		}
		if !gone && !works && who.Kind == operator.Team && who.Role != operator.Admin {
			warnings = append(warnings, fmt.Sprintf("%s (%s) is not assigned to %s, and stays in the conversation", who.Name, who.ID, to.Code))
		}
	}
	return warnings, nil
}

// moveTalk takes a conversation to another home, without some people. What was written
// stays in the history of the old home, and the move is in that of both.
func (s *session) moveTalk(c store.Conversation, to home, sale store.Sale, leaving []store.Person) error {
	step := store.Rearrangement{Kind: store.ByMove, Conversation: c.ID, Was: []store.Conversation{c}}
	var err error
	if step.Event, err = s.nextEvent(); err != nil {
		return err
	}
	refs := map[string]string{"from": c.Property.String(), "to": to.ID.String()}
	s.record("conversation.moved_away", c.ID.String(), c.Property, refs, nil)
	var old store.Sale
	if !c.Sale.IsZero() {
		if old, err = s.sale(c.Sale); err != nil {
			return err
		}
		c.Sales = withSales(c.Sales, c.Sale)
	}
	for _, p := range leaving {
		e, _, err := s.r.Entry(p.ID, c.ID)
		if err != nil {
			return err
		}
		step.Marks = append(step.Marks, e)
		if isBuyer(old, p.ID) {
			step.Buyers = append(step.Buyers, p.ID)
		}
		if err := s.leave(&c, p.ID); err != nil {
			return err
		}
	}
	c.Property, c.Sale, c.Updated = to.ID, sale.ID, s.now
	c.About = 0 // an update of the old home, which who comes at the new one may not know of
	if err := s.tx.PutConversation(&c); err != nil {
		return err
	}
	s.record("conversation.moved", c.ID.String(), to.ID, refs, nil)
	return s.keepStep(step)
}
