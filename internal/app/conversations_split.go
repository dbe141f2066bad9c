package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// SplitConversation makes a conversation of the end of another.
func (a *App) SplitConversation(ctx context.Context, req operator.SplitConversationRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.split", req, (*session).splitConversation)
}

func (s *session) splitConversation(req operator.SplitConversationRequest) (operator.Conversation, error) {
	var none operator.Conversation
	t, err := s.findManaged(req.Conversation)
	if err != nil {
		return none, err
	}
	if err := operator.CheckLine("the subject", req.Subject); err != nil {
		return none, err
	}
	m, err := s.findMessage(req.From)
	switch {
	case err != nil:
		return none, err
	case m.Conversation != t.ID:
		return none, operator.Errorf(operator.Invalid, "%s is not a message of %s", m.ID, t.ID).
			WithHint("operator msg list %s", t.ID).Reason("other_conversation")
	case m.Seq == 1:
		return none, operator.Errorf(operator.Invalid, "%s is the first message of %s: nothing would be left of it", m.ID, t.ID).
			WithHint("operator msg list %s", t.ID).Reason("first_message")
	}
	if err := notWithdrawn(t); err != nil {
		return none, err
	}
	id, err := s.splitTalk(t.Conversation, m.Message, strings.TrimSpace(req.Subject))
	if err != nil {
		return none, err
	}
	return s.showRearranged(id, t.read, nil)
}

// splitTalk gives the messages from one on to a new conversation with the same people,
// who see of each part what they saw of the whole.
func (s *session) splitTalk(was store.Conversation, first store.Message, subject string) (operator.ConversationID, error) {
	n := first.Seq - 1
	head, tail := was, store.Conversation{
		Property: was.Property, Sale: was.Sale, Subject: subject, Internal: was.Internal,
		Closed: was.Closed, Assignee: was.Assignee, LastAt: s.now, Created: s.now, Updated: s.now,
		Sales: was.Sales,
	}
	head.Updated, head.Participants = s.now, slices.Clone(was.Participants)
	for i, p := range was.Participants {
		head.Participants[i].From = min(p.From, n+1)
		p.From = max(p.From, n+1) - n
		tail.Participants = append(tail.Participants, p)
	}
	authors, err := s.authors(was.ID)
	if err != nil {
		return 0, err
	}
	if err := s.tx.PutConversation(&tail); err != nil { // which gives it a number
		return 0, err
	}
	if err := s.moveMessages(was.ID, first.Seq, tail.ID, 0); err != nil {
		return 0, err
	}
	for _, c := range []*store.Conversation{&head, &tail} {
		if err := s.retell(c); err != nil {
			return 0, err
		}
		if err := s.tx.PutConversation(c); err != nil {
			return 0, err
		}
	}
	mentioned, err := s.lastMentions(head)
	if err != nil {
		return 0, err
	}
	for _, p := range was.Participants {
		a, err := s.part(was, p.Person)
		if err != nil {
			return 0, err
		}
		if err := s.splitParts(a.Entry, head, tail, authors, mentioned[p.Person]); err != nil {
			return 0, err
		}
	}
	told, err := s.nextEvent()
	if err != nil {
		return 0, err
	}
	s.record("conversation.split_off", was.ID.String(), was.Property,
		map[string]string{"into": tail.ID.String(), "message": first.ID.String()}, nil)
	s.record("conversation.split_from", tail.ID.String(), was.Property,
		withRefs(map[string]string{"from": was.ID.String(), "message": first.ID.String()}, refsOf("people", peopleOf(tail)...)), subjectOf(tail))
	return tail.ID, s.keepStep(store.Rearrangement{
		Kind: store.BySplit, Conversation: was.ID, Other: tail.ID, First: first.Seq, Event: told,
		Was: []store.Conversation{was},
	})
}

// splitParts makes of what somebody had of a conversation an entry for each part.
// mentioned is the last message of the first part that mentions them.
func (s *session) splitParts(e store.Entry, head, tail store.Conversation, authors []operator.PersonID, mentioned uint64) error {
	n := head.LastSeq
	a, b := e, e
	a.ReadSeq, b.ReadSeq = readBefore(e.ReadSeq, n), readBehind(e.ReadSeq, n)
	a.Mentioned, b.Mentioned = e.Mentioned, 0
	if e.Mentioned > n {
		a.Mentioned, b.Mentioned = mentioned, e.Mentioned-n
	}
	if err := s.putPart(head, a, authors[:n]); err != nil {
		return err
	}
	return s.putPart(tail, b, authors[n:])
}

// lastMentions is the last message of a conversation that mentions each person.
func (s *session) lastMentions(c store.Conversation) (map[operator.PersonID]uint64, error) {
	last := map[operator.PersonID]uint64{}
	for m, err := range s.r.Messages(c.ID, 1) {
		if err != nil {
			return nil, err
		}
		for _, id := range m.Mentions {
			who, err := s.person(id)
			if err != nil {
				return nil, err
			}
			if !who.Is(m.Author) {
				last[who.ID] = m.Seq
			}
		}
	}
	return last, nil
}
