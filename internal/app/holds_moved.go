package app

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What was written on a home is in its record, whichever home its conversation was moved
// to since: a hold on the first keeps it too.

// notHeldBefore fails for a message that was written on another home than the one it is
// on now, where that is on hold.
func (s *session) notHeldBefore(m said) error {
	held, err := s.heldBefore(m.Conversation)
	if err != nil {
		return err
	}
	for _, p := range held {
		written, err := s.happenedOn(p.ID, func(e store.Event) bool { return e.Action == "message.sent" && e.Object == m.ID.String() })
		if err != nil {
			return err
		}
		if !written {
			continue
		}
		sees, err := s.seesHome(p.ID)
		switch {
		case err != nil:
			return err
		case sees:
			return s.notHeld(p.ID, "nothing written on it can be deleted")
		}
		return operator.Errorf(operator.Conflict, "%s was written on a home that is on hold, and cannot be deleted", m.ID).
			WithHint("ask an administrator").Reason("on_hold")
	}
	return nil
}

// heldBefore is the homes on hold that a conversation, or a part of it, was moved away
// from.
func (s *session) heldBefore(id operator.ConversationID) ([]store.Property, error) {
	homes, err := s.homesBefore(id)
	if err != nil {
		return nil, err
	}
	var held []store.Property
	for _, id := range homes {
		p, ok, err := s.r.Property(id)
		if err != nil {
			return nil, err
		}
		if ok && p.Hold != nil {
			held = append(held, p)
		}
	}
	return held, nil
}

// homesBefore is the homes of a conversation, and of those whose messages came into it,
// before each step that rearranged them.
func (s *session) homesBefore(id operator.ConversationID) ([]operator.PropertyID, error) {
	var homes []operator.PropertyID
	for talks, at := []operator.ConversationID{id}, 0; at < len(talks); at++ {
		steps, err := s.r.Rearrangements(talks[at])
		if err != nil {
			return nil, err
		}
		for _, step := range steps {
			for _, was := range step.Was {
				if !slices.Contains(homes, was.Property) {
					homes = append(homes, was.Property)
				}
			}
			for _, other := range []operator.ConversationID{step.Conversation, step.Other} {
				if !other.IsZero() && !slices.Contains(talks, other) {
					talks = append(talks, other)
				}
			}
		}
	}
	return homes, nil
}

// happenedOn says whether one of the events of a home is such.
func (s *session) happenedOn(id operator.PropertyID, such func(store.Event) bool) (bool, error) {
	for e, err := range s.r.Events(id, 0) {
		if err != nil || such(e) {
			return err == nil, err
		}
	}
	return false, nil
}
