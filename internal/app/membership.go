package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// nobody is how "no assignee" is written.
const nobody = "none"

// EditConversation changes what the participants of a conversation share.
func (a *App) EditConversation(ctx context.Context, req operator.EditConversationRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.edit", req, (*session).editConversation)
}

func (s *session) editConversation(req operator.EditConversationRequest) (operator.Conversation, error) {
	t, err := s.findManaged(req.Conversation)
	if err != nil {
		return operator.Conversation{}, err
	}
	c, read := &t.Conversation, t.read
	before := len(s.events)
	g := group{}
	if err := s.editSubject(t.home.Code, c, req.Subject); err != nil {
		return operator.Conversation{}, err
	}
	if err := s.addPeople(t, c, req, &g); err != nil {
		return operator.Conversation{}, err
	}
	if err := s.removePeople(t.home.Code, c, req.RemovePeople); err != nil {
		return operator.Conversation{}, err
	}
	if err := s.editLabels(c, req.AddLabels, req.RemoveLabels); err != nil {
		return operator.Conversation{}, err
	}
	if err := s.assign(c, req.Assignee); err != nil {
		return operator.Conversation{}, err
	}
	if s.unchanged = len(s.events) == before; !s.unchanged {
		c.Updated = s.now
		if err := s.tx.PutConversation(c); err != nil {
			return operator.Conversation{}, err
		}
	}
	t, err = s.talk(*c)
	if err != nil {
		return operator.Conversation{}, err
	}
	t.read = read // who joins just now has not read it yet
	shown, err := s.showManaged(t)
	shown.Warnings = append(shown.Warnings, g.warnings...)
	return shown, err
}

func (s *session) editSubject(code string, c *store.Conversation, to *string) error {
	if to == nil {
		return nil
	}
	if err := operator.CheckLine("the subject", *to); err != nil {
		return err
	}
	subject := strings.TrimSpace(*to)
	switch {
	case subject == c.Subject:
		return nil
	case c.Home:
		return operator.Errorf(operator.Conflict, "%s is the conversation of everyone on the home, which has no subject", c.ID).
			WithHint("start one with a subject: operator msg send -p %s --to home --subject SUBJECT", code).Reason("home")
	}
	s.record("conversation.renamed", c.ID.String(), c.Property, nil, map[string]string{"before": c.Subject, "after": subject})
	c.Subject = subject
	return nil
}

// byHand refuses to change who is in the conversation of everyone on a home, but
// for administrators, who come and go: it follows the sale and the assignments,
// and would undo the change with the next of those.
func byHand(c store.Conversation, p store.Person, code string) error {
	if !c.Home || p.Role == operator.Admin {
		return nil
	}
	return operator.Errorf(operator.Conflict, "%s is the conversation of everyone on %s, and follows its sale and its team", c.ID, code).
		WithHint("operator property assign %s PERSON, or operator transaction edit %s --add-buyer PERSON", code, code).Reason("home")
}

func (s *session) addPeople(t talk, c *store.Conversation, req operator.EditConversationRequest, g *group) error {
	people, err := s.findPeople(req.AddPeople, "")
	if err != nil {
		return err
	}
	n := len(c.Participants)
	for _, p := range people {
		if _, in := participant(*c, p.ID); !in {
			n++
		}
	}
	if n > operator.MaxParticipants {
		return tooManyPeople(n)
	}
	for _, p := range people {
		if was, in := participant(*c, p.ID); in {
			if req.WithHistory && was.From > 1 {
				g.warnings = append(g.warnings, fmt.Sprintf("%s (%s) is in %s already, and sees it from message %d on", p.Name, p.ID, c.ID, was.From))
			}
			continue
		}
		if p.Deactivated {
			return inactive(p)
		}
		if err := byHand(*c, p, t.home.Code); err != nil {
			return err
		}
		if t.facts.Withdrawn && p.Kind != operator.Team {
			return operator.Errorf(operator.Conflict, "%s belongs to %s, which was withdrawn: only the team keeps it", t.ID, t.Sale).
				WithHint("start another conversation: operator msg send -p %s --to WHO", t.home.Code).Reason("withdrawn")
		}
		if err := s.mayJoin(t.home, p, c.Internal, g); err != nil {
			return err
		}
		from, err := s.joinsFrom(*c, p, req.WithHistory)
		if err != nil {
			return err
		}
		if err := s.join(c, p, from, req.WithHistory); err != nil {
			return err
		}
	}
	return nil
}

// join puts a person into a conversation, to see it from a message on. What
// came before counts as unread only for who was given it to read.
func (s *session) join(c *store.Conversation, p store.Person, from uint64, unread bool) error {
	clear(s.together)
	c.Participants = append(c.Participants, store.Participant{Person: p.ID, From: from, Since: s.now})
	slices.SortFunc(c.Participants, func(a, b store.Participant) int { return int(a.Person) - int(b.Person) })
	e := store.Entry{Person: p.ID, Conversation: c.ID, ReadSeq: c.LastSeq, Closed: c.Closed, LastAt: c.LastAt}
	if unread {
		n, err := s.countNotBy(p, c.ID, from)
		if err != nil {
			return err
		}
		e.ReadSeq, e.Unread = from-1, n
	}
	s.record("conversation.joined", c.ID.String(), c.Property,
		map[string]string{"person": p.ID.String(), "from": seqName(from)}, nil)
	if err := s.tx.PutConversation(c); err != nil {
		return err
	}
	return s.tx.PutEntry(e)
}

func (s *session) removePeople(code string, c *store.Conversation, refs []operator.Ref) error {
	people, err := s.findPeople(refs, "")
	if err != nil {
		return err
	}
	for _, p := range people {
		if _, in := participant(*c, p.ID); !in {
			continue
		}
		if err := byHand(*c, p, code); err != nil {
			return err
		}
		if err := s.leave(c, p.ID); err != nil {
			return err
		}
	}
	if len(people) == 0 {
		return nil
	}
	for _, p := range c.Participants {
		who, err := s.person(p.Person)
		if err != nil || who.Kind == operator.Team {
			return err
		}
	}
	return operator.Errorf(operator.Conflict, "%s would be left without a team member", c.ID).
		WithHint("add one first: operator conversation edit %s --add-person PERSON, or close it: operator conversation close %s", c.ID, c.ID).
		Reason("no_team")
}

// leave takes a person out of a conversation, out of their inbox, and off it as
// its assignee.
func (s *session) leave(c *store.Conversation, who operator.PersonID) error {
	clear(s.together)
	c.Participants = slices.DeleteFunc(slices.Clone(c.Participants), func(p store.Participant) bool { return p.Person == who })
	if c.Assignee == who {
		c.Assignee = 0
	}
	s.record("conversation.left", c.ID.String(), c.Property, map[string]string{"person": who.String()}, nil)
	if err := s.tx.PutConversation(c); err != nil {
		return err
	}
	return s.tx.DeleteEntry(who, c.ID)
}

func (s *session) editLabels(c *store.Conversation, add, remove []string) error {
	labels := slices.Clone(c.Labels)
	for _, l := range add {
		if err := operator.CheckName("the label", l); err != nil {
			return err
		}
		if l = operator.Fold(l); !slices.Contains(labels, l) {
			labels = append(labels, l)
		}
	}
	for _, l := range remove {
		labels = slices.DeleteFunc(labels, func(have string) bool { return have == operator.Fold(l) })
	}
	if n := len(labels); n > max(operator.MaxLabels, len(c.Labels)) { // two that were merged can have more
		return operator.Errorf(operator.Invalid, "too many labels on one conversation: %d of at most %d", n, operator.MaxLabels).
			WithHint("take some off: --remove-label LABEL").Reason("too_many")
	}
	slices.Sort(labels)
	if slices.Equal(labels, c.Labels) {
		return nil
	}
	s.record("conversation.labelled", c.ID.String(), c.Property, nil, map[string][]string{"before": c.Labels, "after": labels})
	c.Labels = labels
	return nil
}

// assign makes a team member in the conversation responsible for it, or nobody.
func (s *session) assign(c *store.Conversation, ref *operator.Ref) error {
	if ref == nil {
		return nil
	}
	var to operator.PersonID
	if !nobodyNamed(*ref) {
		p, err := s.findPerson(*ref, "")
		if err != nil {
			return err
		}
		_, in := participant(*c, p.ID)
		e := operator.Errorf(operator.Conflict, "%s (%s) is no active team member in %s", p.Name, p.ID, c.ID).Reason("not_participant")
		switch {
		case p.Kind != operator.Team || p.Deactivated:
			return e.WithHint("name a team member who is in it: operator conversation show %s", c.ID)
		case !in:
			return e.WithHint("operator conversation edit %s --add-person %s --assignee %s", c.ID, p.ID, p.ID)
		}
		to = p.ID
	}
	if to == c.Assignee {
		return nil
	}
	s.record("conversation.assigned", c.ID.String(), c.Property,
		map[string]string{"before": c.Assignee.String(), "after": to.String()}, nil)
	c.Assignee = to
	return nil
}
