package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// talkTests are the conditions of a list of conversations. Those on what a conversation
// says of itself are asked first: of many they leave few, and finding out what the actor
// is to a conversation takes five times as long as reading it.
type talkTests struct {
	tests   []func(store.Conversation) bool
	in      operator.CommunityID // zero for any
	private bool                 // there are tests of what only the team of a home sees
	// last, if not nil, is the test that reads messages, and so the last that is asked.
	last func(store.Conversation) (bool, error)
}

// fits says whether a conversation meets the conditions that it answers by itself.
func (f talkTests) fits(c store.Conversation) bool {
	for _, test := range f.tests {
		if !test(c) {
			return false
		}
	}
	return true
}

// fitsFor says the same of the others, for who may read it. What one may not see cannot
// be asked about either.
func (f talkTests) fitsFor(t talk) (bool, error) {
	if !f.in.IsZero() && t.home.Community != f.in || f.private && !policy.Decide(policy.SeePrivate, t.facts).Allowed {
		return false, nil
	}
	if f.last == nil {
		return true, nil
	}
	return f.last(t.Conversation)
}

// filter makes tests of the conditions of a list. It fails for references to what the
// actor cannot see.
func (s *session) filter(f operator.ConversationFilter) (talkTests, error) {
	var tests talkTests
	add := func(test func(store.Conversation) bool) { tests.tests = append(tests.tests, test) }
	if f.Property != "" {
		h, err := s.findHomeOfTalks(f.Property)
		if err != nil {
			return tests, err
		}
		add(func(c store.Conversation) bool { return c.Property == h })
	}
	var err error
	if tests.in, err = s.communityIn(f.Community); err != nil {
		return tests, err
	}
	if f.With != "" {
		p, err := s.findPerson(f.With, "")
		if err != nil {
			return tests, err
		}
		add(func(c store.Conversation) bool { _, in := participant(c, p.ID); return in })
	}
	if f.OlderThan != "" {
		age, err := when.Age(f.OlderThan)
		if err != nil {
			return tests, err
		}
		at := s.now.Add(-age)
		add(func(c store.Conversation) bool { return !c.LastAt.After(at) })
	}
	private, err := privateTests(s.actor.ID, f)
	tests.tests, tests.private = append(tests.tests, private...), len(private) > 0
	if err == nil && f.Overdue {
		tests.last, err = s.overdueTest()
	}
	return tests, err
}

// overdueTest says of conversations that wait on the team whether that is for longer than
// the reply target.
func (s *session) overdueTest() (func(store.Conversation) (bool, error), error) {
	hours, err := s.hours()
	target := replyTarget(s.ws, hours)
	return func(c store.Conversation) (bool, error) {
		since, err := s.waitingSince(c)
		return err == nil && hours.Due(since, target).Before(s.now), err
	}, err
}

// privateTests is the conditions on what only the team of a home sees.
func privateTests(me operator.PersonID, f operator.ConversationFilter) ([]func(store.Conversation) bool, error) {
	var tests []func(store.Conversation) bool
	add := func(test func(store.Conversation) bool) { tests = append(tests, test) }
	if f.Label != "" {
		label := operator.Fold(f.Label)
		add(func(c store.Conversation) bool { return slices.Contains(c.Labels, label) })
	}
	if f.Overdue {
		add(waitsOnUs)
	}
	if f.Mine && f.Unassigned {
		return nil, operator.Errorf(operator.Usage, "a conversation is not both mine and unassigned").Reason("mine_and_unassigned")
	}
	if f.Mine {
		add(func(c store.Conversation) bool { return c.Assignee == me })
	}
	if f.Unassigned {
		add(func(c store.Conversation) bool { return c.Assignee.IsZero() })
	}
	switch f.WaitingOn {
	case "":
	case operator.WaitingOnUs, operator.WaitingOnThem:
		add(func(c store.Conversation) bool { on := waitingOn(c); return on != nil && *on == f.WaitingOn })
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
