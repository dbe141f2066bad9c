package app

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// conversationsWhere yields the conversations that count, of all or of the actor's, in no
// order that matters. Of those that do not, only what tells so is read.
func (s *session) conversationsWhere(all bool, counts func(store.Thread) bool) iter.Seq2[store.Conversation, error] {
	return func(yield func(store.Conversation, error) bool) {
		for t, err := range s.threads(all) {
			if err == nil && !counts(t) {
				continue
			}
			var c store.Conversation
			if err == nil {
				c, _, err = s.r.Conversation(t.ID)
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// threads yields what tells whether conversations count, of all or of the actor's.
func (s *session) threads(all bool) iter.Seq2[store.Thread, error] {
	if all {
		return s.r.Threads()
	}
	return func(yield func(store.Thread, error) bool) {
		for e, err := range s.r.Entries(s.actor.ID, store.ViewAll, nil) {
			var t store.Thread
			if err == nil {
				t, _, err = s.r.Thread(e.Conversation)
			}
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// awaitsUs says whether it is the team's turn in a conversation, as waitsOnUs does.
func awaitsUs(t store.Thread) bool {
	return waitsOnUs(store.Conversation{Internal: t.Internal, Closed: t.Closed, Turn: t.Turn})
}
