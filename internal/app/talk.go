package app

import (
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// talk is a conversation that the actor may read, and what they are to it.
type talk struct {
	store.Conversation
	home  home
	facts policy.Facts
	in    bool      // the actor is a participant
	from  uint64    // the first message the actor sees
	since time.Time // when the actor joined
	read  policy.Decision
}

// findTalk resolves a reference to a conversation that the actor may read.
func (s *session) findTalk(ref operator.Ref) (talk, error) {
	var id operator.ConversationID
	if err := id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))); err != nil || id.IsZero() {
		return talk{}, s.noConversation(ref)
	}
	c, ok, err := s.living(id)
	if err != nil {
		return talk{}, err
	}
	if !ok {
		return talk{}, s.noConversation(ref)
	}
	t, err := s.talk(c)
	if err == nil && !t.read.Allowed {
		return talk{}, s.noConversation(ref)
	}
	if err == nil {
		s.look(t)
	}
	return t, err
}

// noConversation is the answer for a conversation that is not there, and for one
// that must not be known of.
func (s *session) noConversation(ref operator.Ref) error {
	hint, err := s.orHome(ref, 'C', "operator conversation list -p ", "operator inbox list")
	return notFound("conversation", ref, hint, err)
}

// talk finds out what the actor is to a conversation.
func (s *session) talk(c store.Conversation) (talk, error) {
	h, err := s.home(c.Property)
	if err != nil {
		return talk{}, err
	}
	t := talk{Conversation: c, home: h, facts: h.facts, from: 1}
	if p, ok := participant(c, s.actor.ID); ok {
		t.in, t.from, t.since = true, p.From, p.Since
	}
	t.facts.Participant = t.in
	if t.facts.Withdrawn, err = s.withdrawn(c.Sale); err != nil {
		return t, err
	}
	t.read = policy.Decide(policy.ReadConversation, t.facts)
	return t, nil
}

func (s *session) withdrawn(id operator.TransactionID) (bool, error) {
	if id.IsZero() {
		return false, nil
	}
	sale, err := s.sale(id)
	return sale.Status == operator.SaleWithdrawn, err
}

func participant(c store.Conversation, who operator.PersonID) (store.Participant, bool) {
	for _, p := range c.Participants {
		if p.Person == who {
			return p, true
		}
	}
	return store.Participant{}, false
}

// mayTalk asks policy about an act on a conversation that can be read.
func (s *session) mayTalk(action policy.Action, t talk) error {
	d := policy.Decide(action, t.facts)
	if d.Hidden {
		return s.noConversation(operator.Ref(t.ID.String()))
	}
	return s.allowed(d, t.ID.String())
}

// recordReading notes that somebody reads what they are no part of.
func (s *session) recordReading(t talk, what string) {
	if t.read.Recorded {
		s.record("conversation.read", t.ID.String(), t.Property, map[string]string{"what": what}, nil)
	}
}

// showTalk is a conversation as the actor may see it, without its messages.
func (s *session) showTalk(t talk) (operator.Conversation, error) {
	c := operator.Conversation{
		Ref: t.ID, Property: t.home.Code, Transaction: t.Sale, Subject: operator.Optional(t.Subject),
		Audience: audience(t.Internal), State: state(t.Closed), Home: t.Home,
		Labels: []string{}, CreatedAt: t.Created, UpdatedAt: t.Updated,
		Warnings: []string{}, Trail: []operator.TrailEntry{}, Messages: []operator.Message{},
	}
	var err error
	if c.About, err = s.aboutSeen(t.About); err != nil {
		return c, err
	}
	if c.Participants, err = s.summaries(peopleOf(t.Conversation)); err != nil {
		return c, err
	}
	if t.LastSeq >= t.from {
		c.MessageCount = int(t.LastSeq - t.from + 1)
		if c.LastMessage, err = s.lastMessage(t); err != nil {
			return c, err
		}
	}
	return c, s.showPrivate(t, &c)
}

// aboutSeen is the update that a conversation is about, for who sees it.
func (s *session) aboutSeen(id operator.UpdateID) (operator.UpdateID, error) {
	if id.IsZero() {
		return 0, nil
	}
	_, _, err := s.findUpdate(operator.Ref(id.String()))
	if operator.CodeOf(err) == operator.NotFound {
		return 0, nil
	}
	return id, err
}

// showPrivate adds what only the team of the home may see.
func (s *session) showPrivate(t talk, c *operator.Conversation) error {
	if !policy.Decide(policy.SeePrivate, t.facts).Allowed {
		return nil
	}
	c.Labels = append(c.Labels, t.Labels...)
	c.WaitingOn = waitingOn(t.Conversation)
	if t.Assignee.IsZero() {
		return nil
	}
	who, err := s.summary(t.Assignee)
	c.Assignee = &who
	return err
}

// lastMessage is the message that was written last of those that the actor sees. It
// is the last one, but for older ones that a merge has appended.
func (s *session) lastMessage(t talk) (*operator.MessageSummary, error) {
	last := operator.MessageSummary{Ref: t.LastMessage, Excerpt: t.Excerpt, CreatedAt: t.LastAt}
	by := t.LastAuthor
	if !t.LastWritten.IsZero() {
		var latest store.Message
		for m, err := range s.r.Messages(t.ID, t.from) {
			if err != nil {
				return nil, err
			}
			if !m.Created.Before(latest.Created) {
				latest = m
			}
		}
		last = operator.MessageSummary{Ref: latest.ID, Excerpt: excerpt(latest), CreatedAt: latest.Created}
		by = latest.Author
	}
	var err error
	last.Author, err = s.summary(by)
	return &last, err
}

func audience(internal bool) operator.Audience {
	if internal {
		return operator.InternalOnly
	}
	return operator.Shared
}

func state(closed bool) operator.ConversationState {
	if closed {
		return operator.StateClosed
	}
	return operator.StateOpen
}

// waitingOn is whose turn it is; nobody's in an internal or closed conversation.
func waitingOn(c store.Conversation) *operator.WaitingOn {
	if c.Internal || c.Closed || c.Turn == store.TurnKeep {
		return nil
	}
	on := operator.WaitingOnThem
	if c.Turn == store.TurnUs {
		on = operator.WaitingOnUs
	}
	return &on
}

func peopleOf(c store.Conversation) []operator.PersonID {
	return mapped(c.Participants, func(p store.Participant) operator.PersonID { return p.Person })
}
