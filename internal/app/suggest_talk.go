package app

import (
	"iter"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ownTalks yields the conversations that the actor is in and may read, the latest
// first. Of others nothing is suggested: to read those is recorded.
func (s *session) ownTalks() iter.Seq2[talk, error] {
	return func(yield func(talk, error) bool) {
		for e, err := range s.r.Entries(s.actor.ID, store.ViewAll, nil) {
			var t talk
			if err == nil {
				t, err = s.ownTalk(e.Conversation)
			}
			if err == nil && t.ID.IsZero() {
				continue
			}
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// ownTalk is a conversation that the actor is in and may read, or the zero talk.
func (s *session) ownTalk(id operator.ConversationID) (talk, error) {
	c, ok, err := s.r.Conversation(id)
	if err != nil || !ok {
		return talk{}, err
	}
	if _, in := participant(c, s.actor.ID); !in {
		return talk{}, nil
	}
	t, err := s.talk(c)
	if err != nil || !t.read.Allowed || t.read.Recorded {
		return talk{}, err
	}
	return t, nil
}

// suggestMessages suggests messages of the actor's own conversations: the last of each,
// or those whose references begin like the prefix.
func (s *session) suggestMessages(l *suggestions, prefix string) error {
	for m, err := range wanted(prefix, 'm', s.r.Message, s.lastMessages()) {
		if err != nil || l.full() {
			return err
		}
		t, err := s.ownTalk(m.Conversation)
		if err != nil {
			return err
		}
		if t.ID.IsZero() || m.Seq < t.from || m.Deleted {
			continue
		}
		by, err := s.summary(m.Author)
		if err != nil {
			return err
		}
		l.add(m.ID.String(), "%s, %s: %s", t.home.Code, by.Name, excerpt(m))
	}
	return nil
}

// lastMessages yields the last message of each conversation of the actor's.
func (s *session) lastMessages() iter.Seq2[store.Message, error] {
	return func(yield func(store.Message, error) bool) {
		for t, err := range s.ownTalks() {
			var m store.Message
			if err == nil {
				m, _, err = s.r.Message(t.LastMessage)
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// suggestLabels suggests the labels of the actor's own conversations that they see.
func (s *session) suggestLabels(l *suggestions, prefix string) error {
	for t, err := range s.ownTalks() {
		if err != nil || l.full() {
			return err
		}
		if !policy.Decide(policy.SeePrivate, t.facts).Allowed {
			continue
		}
		for _, label := range t.Labels {
			known := slices.ContainsFunc(l.found, func(f operator.Suggestion) bool { return f.Ref == label })
			if !known && strings.HasPrefix(operator.Fold(label), prefix) {
				l.add(label, "as on %s", t.ID)
			}
		}
	}
	return nil
}
