package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// filter makes of the conditions of a list a function that says whether a
// conversation meets them. It fails for references to what the actor cannot see.
func (s *session) filter(f operator.ConversationFilter) (func(talk) (bool, error), error) {
	var tests []func(talk) bool
	add := func(test func(talk) bool) { tests = append(tests, test) }
	if f.Property != "" {
		h, err := s.findHomeOfTalks(f.Property)
		if err != nil {
			return nil, err
		}
		add(func(t talk) bool { return t.Property == h })
	}
	if f.Community != "" {
		c, err := s.findCommunity(f.Community)
		if err != nil {
			return nil, err
		}
		add(func(t talk) bool { return t.home.Community == c.ID })
	}
	if f.With != "" {
		p, err := s.findPerson(f.With, "")
		if err != nil {
			return nil, err
		}
		add(func(t talk) bool { _, in := participant(t.Conversation, p.ID); return in })
	}
	if f.OlderThan != "" {
		age, err := when.Age(f.OlderThan)
		if err != nil {
			return nil, err
		}
		at := s.now.Add(-age)
		add(func(t talk) bool { return !t.LastAt.After(at) })
	}
	private, err := privateTests(s.actor.ID, f)
	if err != nil {
		return nil, err
	}
	return func(t talk) (bool, error) {
		for _, test := range tests {
			if !test(t) {
				return false, nil
			}
		}
		if len(private) > 0 && !policy.Decide(policy.SeePrivate, t.facts).Allowed {
			return false, nil // what one may not see cannot be asked about either
		}
		for _, test := range private {
			if !test(t) {
				return false, nil
			}
		}
		return true, nil
	}, nil
}

// privateTests is the conditions on what only the team of a home sees.
func privateTests(me operator.PersonID, f operator.ConversationFilter) ([]func(talk) bool, error) {
	var tests []func(talk) bool
	add := func(test func(talk) bool) { tests = append(tests, test) }
	if f.Label != "" {
		label := operator.Fold(f.Label)
		add(func(t talk) bool { return slices.Contains(t.Labels, label) })
	}
	if f.Mine && f.Unassigned {
		return nil, operator.Errorf(operator.Usage, "a conversation is not both mine and unassigned").Reason("mine_and_unassigned")
	}
	if f.Mine {
		add(func(t talk) bool { return t.Assignee == me })
	}
	if f.Unassigned {
		add(func(t talk) bool { return t.Assignee.IsZero() })
	}
	switch f.WaitingOn {
	case "":
	case operator.WaitingOnUs, operator.WaitingOnThem:
		add(func(t talk) bool { on := waitingOn(t.Conversation); return on != nil && *on == f.WaitingOn })
	default:
		return nil, operator.Errorf(operator.Usage, "nobody called %q can be waited on", f.WaitingOn).
			WithHint("--waiting-on us or them").Reason("bad_waiting_on")
	}
	return tests, nil
}

// findHomeOfTalks resolves the home of a filter: one the actor may see, or one
// that a conversation of theirs is about.
func (s *session) findHomeOfTalks(ref operator.Ref) (operator.PropertyID, error) {
	h, err := s.findProperty(ref)
	if err == nil {
		return h.ID, nil
	}
	if operator.CodeOf(err) != operator.NotFound {
		return 0, err
	}
	if hasExternalPrefix(strings.TrimSpace(string(ref))) {
		return 0, err // which is for who sees such ids
	}
	p, ok, e := s.propertyCalled(ref)
	if e != nil {
		return 0, e
	}
	if ok {
		if in, e := s.inSomeConversation(s.actor.ID, p.ID); e != nil || in {
			return p.ID, e
		}
	}
	return 0, err
}
