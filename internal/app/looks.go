package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A request that changes something answers with what it changed. Where that is a
// conversation which the actor may read as recorded reading only, the event of the
// change is the record; where there is none, as in a dry run, the look itself is.

// look notes that a request found a conversation which the actor is no part of.
func (s *session) look(t talk) {
	if !s.looksAtAll && t.read.Allowed && t.read.Recorded && !slices.Contains(s.looked, t.ID) {
		s.looked = append(s.looked, t.ID)
	}
}

// recordLooks records the looks of a change that no event of it tells of.
func (s *session) recordLooks(action string) error {
	if s.looksAtAll {
		s.record("conversation.listed_all", "", 0, nil, nil)
	}
	for _, id := range s.looked {
		if s.tellsOf(id) {
			continue
		}
		t, err := s.findTalk(operator.Ref(id.String()))
		if err != nil {
			return err
		}
		s.recordReading(t, action)
	}
	return nil
}

// tellsOf says whether an event of the request is about a conversation, or a
// message in it.
func (s *session) tellsOf(id operator.ConversationID) bool {
	return slices.ContainsFunc(s.events, func(p pending) bool {
		return p.event.Object == id.String() || p.event.Refs["conversation"] == id.String()
	})
}

// keepLooks records the looks of a request that keeps nothing else, before it is answered.
func (a *App) keepLooks(ctx context.Context, action string, tried *session) error {
	if len(tried.looked) == 0 && !tried.looksAtAll {
		return nil
	}
	return a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		s.looked, s.looksAtAll = tried.looked, tried.looksAtAll
		if err := s.recordLooks(action); err != nil {
			return err
		}
		return s.keepEvents()
	})
}
