package app

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What merges, splits, moves and their undoing have in common.

// living follows a conversation that was merged to the one its messages are in.
func (s *session) living(id operator.ConversationID) (store.Conversation, bool, error) {
	c, ok, err := s.r.Conversation(id)
	for err == nil && ok && !c.MergedInto.IsZero() {
		c, ok, err = s.r.Conversation(c.MergedInto)
	}
	return c, ok, err
}

// shellOf is what is left of a conversation whose messages and people are in
// another.
func shellOf(c store.Conversation, into operator.ConversationID, now time.Time) store.Conversation {
	return store.Conversation{
		ID: c.ID, Property: c.Property, Sale: c.Sale, Subject: c.Subject, About: c.About,
		Internal: c.Internal, Closed: c.Closed, MergedInto: into,
		LastAt: c.Created, Created: c.Created, Updated: now,
	}
}

// retell makes what a conversation says of its messages follow from them.
func (s *session) retell(c *store.Conversation) error {
	c.LastSeq, c.LastMessage, c.LastAuthor, c.Excerpt = 0, 0, 0, ""
	c.LastAt, c.LastWritten = c.Created, time.Time{}
	last, latest := store.Message{}, time.Time{}
	for m, err := range s.r.Messages(c.ID, 1) {
		if err != nil {
			return err
		}
		last, latest = m, later(latest, m.Created)
	}
	if last.Seq > 0 {
		c.LastSeq, c.LastMessage, c.LastAuthor, c.Excerpt = last.Seq, last.ID, last.Author, excerpt(last)
		if c.LastAt = latest; !last.Created.Equal(latest) {
			c.LastWritten = last.Created
		}
	}
	var err error
	c.Turn, err = s.lastTurn(c.ID)
	return err
}

// moveMessages gives the messages of one conversation from a number on the places
// in another behind its nth.
func (s *session) moveMessages(of operator.ConversationID, from uint64, to operator.ConversationID, n uint64) error {
	var ids []operator.MessageID
	for m, err := range s.r.Messages(of, from) {
		if err != nil {
			return err
		}
		ids = append(ids, m.ID)
	}
	for i, id := range ids {
		if err := s.tx.MoveMessage(id, to, n+uint64(i)+1); err != nil {
			return err
		}
	}
	return nil
}

// nextEvent is the number of the event that is recorded next.
func (s *session) nextEvent() (uint64, error) {
	last, err := s.r.LastEvent()
	return last + uint64(len(s.events)) + 1, err
}

// keepStep keeps what it takes to undo a step whose conversations are written already.
func (s *session) keepStep(step store.Rearrangement) error {
	clear(s.together)
	s.forgetHomes(step)
	step.By, step.At = s.actor.ID, s.now
	for i, c := range step.Was {
		step.Was[i] = wordless(c)
	}
	ids := []operator.ConversationID{step.Conversation}
	if !step.Other.IsZero() {
		ids = append(ids, step.Other)
	}
	var err error
	if step.Is, step.Versions, err = s.asTheyAre(ids); err != nil {
		return err
	}
	return s.tx.PutRearrangement(&step)
}

// forgetHomes drops what the session knows of the homes of a step, since who is in
// a conversation of theirs may have changed.
func (s *session) forgetHomes(step store.Rearrangement) {
	for _, c := range step.Was {
		s.forgetHome(c.Property)
	}
	clear(s.homes)
}

// wordless is a conversation without words of its messages: those stand in the
// messages alone, where they can be taken out.
func wordless(c store.Conversation) store.Conversation {
	c.Excerpt = ""
	return c
}

// asTheyAre is conversations as the store has them, and how often their messages
// were changed.
func (s *session) asTheyAre(ids []operator.ConversationID) (rows []store.Conversation, versions int, err error) {
	for _, id := range ids {
		c, _, err := s.r.Conversation(id)
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, wordless(c))
		for m, err := range s.r.Messages(id, 1) {
			if err != nil {
				return nil, 0, err
			}
			versions += m.Versions
		}
	}
	return rows, versions, nil
}

// sameRow says whether two rows say the same, but for when they were written.
func sameRow(a, b store.Conversation) bool {
	a.Updated, b.Updated = time.Time{}, time.Time{}
	one, _ := json.Marshal(a) // rows are plain data
	other, _ := json.Marshal(b)
	return bytes.Equal(one, other)
}

// notWithdrawn refuses to rearrange what a withdrawn sale left: it would come back
// to other people than it was taken from.
func notWithdrawn(t talk) error {
	if !t.facts.Withdrawn {
		return nil
	}
	return operator.Errorf(operator.Conflict, "%s belongs to sale %s, which was withdrawn", t.ID, t.Sale).
		WithHint("operator transaction reopen %s", t.Sale).Reason("withdrawn")
}

// showRearranged answers a step. Who was not in the conversation before has read
// nothing of it.
func (s *session) showRearranged(id operator.ConversationID, read policy.Decision, warnings []string) (operator.Conversation, error) {
	c, _, err := s.r.Conversation(id)
	if err != nil {
		return operator.Conversation{}, err
	}
	t, err := s.talk(c)
	if err != nil {
		return operator.Conversation{}, err
	}
	t.read = read
	shown, err := s.showManaged(t)
	if err != nil {
		return shown, err
	}
	shown.Warnings = append(shown.Warnings, warnings...)
	shown.Trail, err = s.trail(t)
	return shown, err
}

// trail is how a conversation came to be what it is, as far as the actor may know
// of what else took part in it: nothing from before they came, where they see no
// message from before, and no home or conversation that is hidden from them.
func (s *session) trail(t talk) ([]operator.TrailEntry, error) {
	trail := []operator.TrailEntry{}
	steps, err := s.r.Rearrangements(t.ID)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		if t.from > 1 && step.At.Before(t.since) {
			continue
		}
		e := operator.TrailEntry{At: step.At}
		known := true
		switch {
		case step.Kind == store.ByMove:
			e.Action = "moved"
			e.Other, known, err = s.codeIfSeen(step.Was[0].Property)
		case step.Kind == store.ByMerge:
			e.Action, e.Other = "merged", step.Other.String()
		case step.Conversation == t.ID:
			e.Action, e.Other = "split_off", step.Other.String()
			known, err = s.mayRead(step.Other)
		default:
			e.Action, e.Other = "split_from", step.Conversation.String()
			known, err = s.mayRead(step.Conversation)
		}
		if err != nil {
			return nil, err
		}
		if !known {
			continue
		}
		if e.By, err = s.summary(step.By); err != nil {
			return nil, err
		}
		trail = append(trail, e)
	}
	return trail, nil
}

// codeIfSeen is the code of a home that the actor may see.
func (s *session) codeIfSeen(id operator.PropertyID) (string, bool, error) {
	sees, err := s.seesHome(id)
	if err != nil || !sees {
		return "", false, err
	}
	h, err := s.home(id)
	return h.Code, true, err
}

// mayRead says whether the actor may read a conversation, or what it was merged
// into.
func (s *session) mayRead(id operator.ConversationID) (bool, error) {
	c, ok, err := s.living(id)
	if err != nil || !ok {
		return false, err
	}
	t, err := s.talk(c)
	return t.read.Allowed, err
}
