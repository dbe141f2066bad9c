package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// UndoConversation takes back the last merge, split or move of a conversation.
func (a *App) UndoConversation(ctx context.Context, req operator.ConversationRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.undo", req, (*session).undoConversation)
}

func (s *session) undoConversation(req operator.ConversationRequest) (operator.Conversation, error) {
	var none operator.Conversation
	t, err := s.findManaged(req.Conversation)
	if err != nil {
		return none, err
	}
	steps, err := s.r.Rearrangements(t.ID)
	if err != nil {
		return none, err
	}
	if len(steps) == 0 {
		return none, operator.Errorf(operator.Conflict, "%s was not merged, split or moved", t.ID).
			WithHint("operator conversation show %s", t.ID).Reason("nothing_to_undo")
	}
	step := steps[len(steps)-1]
	if err := s.untouched(step); err != nil {
		return none, err
	}
	switch step.Kind {
	case store.ByMerge:
		err = s.takeMergeBack(step)
	case store.BySplit:
		err = s.takeSplitBack(step)
	default:
		err = s.takeMoveBack(step, t)
	}
	if err != nil {
		return none, err
	}
	if err := s.tx.DeleteRearrangement(step.ID); err != nil {
		return none, err
	}
	clear(s.together)
	s.forgetHomes(step)
	return s.showRearranged(step.Conversation, t.read, nil)
}

// untouched fails where anything but marks has changed since a step: what was
// written since would have no place before it.
func (s *session) untouched(step store.Rearrangement) error {
	ids := make([]operator.ConversationID, len(step.Is))
	for i, c := range step.Is {
		ids[i] = c.ID
		steps, err := s.r.Rearrangements(c.ID)
		if err != nil {
			return err
		}
		if len(steps) == 0 || steps[len(steps)-1].ID != step.ID {
			return s.touched(step)
		}
	}
	now, versions, err := s.asTheyAre(ids)
	if err != nil {
		return err
	}
	if versions != step.Versions || !slices.EqualFunc(now, step.Is, sameRow) {
		return s.touched(step)
	}
	return nil
}

// touched is the error for a step that cannot be taken back, with the other way to
// the same end.
func (s *session) touched(step store.Rearrangement) error {
	format := "something was written or changed in %s or %s since they were %s"
	e := operator.Errorf(operator.Conflict, "something was written or changed in %s since it was moved", step.Conversation)
	switch step.Kind {
	case store.ByMerge:
		e = operator.Errorf(operator.Conflict, format, step.Conversation, step.Other, "merged").
			WithHint("split it: operator conversation split %s --from MESSAGE", step.Conversation)
	case store.BySplit:
		e = operator.Errorf(operator.Conflict, format, step.Conversation, step.Other, "split").
			WithHint("merge them: operator conversation merge %s %s", step.Conversation, step.Other)
	case store.ByMove:
		way, err := s.wayBack(step)
		if err != nil {
			return err
		}
		e = e.WithHint("%s", way)
	}
	return e.Reason("changed_since")
}

// restore writes a conversation as it was before a step, over its messages, which
// are in their old places already.
func (s *session) restore(was store.Conversation) (store.Conversation, error) {
	for m, err := range s.r.MessagesBack(was.ID) {
		if err != nil {
			return was, err
		}
		was.Excerpt = excerpt(m)
		break
	}
	was.Updated = s.now
	return was, s.tx.PutConversation(&was)
}

func (s *session) takeMergeBack(step store.Rearrangement) error {
	n := step.First - 1
	if err := s.moveMessages(step.Conversation, step.First, step.Other, 0); err != nil {
		return err
	}
	into, err := s.restore(step.Was[0])
	if err != nil {
		return err
	}
	from, err := s.restore(step.Was[1])
	if err != nil {
		return err
	}
	ofInto, err := s.authors(into.ID)
	if err != nil {
		return err
	}
	ofFrom, err := s.authors(from.ID)
	if err != nil {
		return err
	}
	for _, fell := range step.Fell {
		is, _, err := s.r.Entry(fell.Person, into.ID)
		if err != nil {
			return err
		}
		if _, in := participant(into, fell.Person); !in {
			s.record("conversation.left", into.ID.String(), into.Property, map[string]string{"person": fell.Person.String()}, nil)
			if err := s.tx.DeleteEntry(fell.Person, into.ID); err != nil {
				return err
			}
		}
		for _, mark := range step.Marks {
			if mark.Person != fell.Person {
				continue
			}
			c, authors, read := into, ofInto, func(seq uint64) uint64 { return readBefore(seq, n) }
			if mark.Conversation == from.ID {
				c, authors, read = from, ofFrom, func(seq uint64) uint64 { return readBehind(seq, n) }
			}
			if err := s.putPart(c, markAgain(mark, fell, is, read), authors); err != nil {
				return err
			}
		}
	}
	s.record("conversation.merge_undone", into.ID.String(), into.Property, map[string]string{"from": from.ID.String()}, nil)
	s.record("conversation.merge_undone", from.ID.String(), from.Property, map[string]string{"into": into.ID.String()}, nil)
	return nil
}

// markAgain is an entry as it was before a merge, with what its person has done
// since: fell is what the merge made of it, is what it is now. read makes a mark
// in one of the two conversations of a mark in both.
func markAgain(was, fell, is store.Entry, read func(uint64) uint64) store.Entry {
	switch {
	case is.ReadSeq > fell.ReadSeq:
		was.ReadSeq = max(was.ReadSeq, read(is.ReadSeq))
	case is.ReadSeq < fell.ReadSeq:
		was.ReadSeq = read(is.ReadSeq)
	}
	if is.Starred != fell.Starred {
		was.Starred = is.Starred
	}
	if is.Muted != fell.Muted {
		was.Muted = is.Muted
	}
	if is.Archived != fell.Archived {
		was.Archived = is.Archived
	}
	if !is.SnoozedUntil.Equal(fell.SnoozedUntil) {
		was.SnoozedUntil = is.SnoozedUntil
	}
	return was
}

// takeSplitBack brings the messages of the new conversation back. Its reference leads
// to the one they are in.
func (s *session) takeSplitBack(step store.Rearrangement) error {
	head, tail := step.Is[0], step.Is[1]
	ofHead, err := s.authors(head.ID)
	if err != nil {
		return err
	}
	ofTail, err := s.authors(tail.ID)
	if err != nil {
		return err
	}
	if err := s.moveMessages(tail.ID, 1, head.ID, head.LastSeq); err != nil {
		return err
	}
	was, err := s.restore(step.Was[0])
	if err != nil {
		return err
	}
	for _, p := range was.Participants {
		a, err := s.part(head, p.Person)
		if err != nil {
			return err
		}
		b, err := s.part(tail, p.Person)
		if err != nil {
			return err
		}
		e := joined(a, b, ofHead, ofTail, p.From)
		if err := s.tx.DeleteEntry(p.Person, tail.ID); err != nil {
			return err
		}
		e.Conversation, e.Closed, e.LastAt = was.ID, was.Closed, was.LastAt
		if err := s.tx.PutEntry(e); err != nil {
			return err
		}
	}
	shell := shellOf(tail, was.ID, s.now)
	if err := s.tx.PutConversation(&shell); err != nil {
		return err
	}
	s.record("conversation.split_undone", was.ID.String(), was.Property, map[string]string{"into": tail.ID.String()}, nil)
	s.record("conversation.split_undone", tail.ID.String(), was.Property, map[string]string{"from": was.ID.String()}, nil)
	return nil
}

// takeMoveBack takes a conversation back to where it was, and lets in again who left.
func (s *session) takeMoveBack(step store.Rearrangement, t talk) error {
	was := step.Was[0]
	if err := s.movable(t); err != nil {
		return err
	}
	if err := s.sameSale(step); err != nil {
		return err
	}
	refs := map[string]string{"from": t.Property.String(), "to": was.Property.String()}
	s.record("conversation.moved_away", t.ID.String(), t.Property, refs, nil)
	c, err := s.restore(was)
	if err != nil {
		return err
	}
	s.record("conversation.move_undone", c.ID.String(), c.Property, refs, nil)
	authors, err := s.authors(c.ID)
	if err != nil {
		return err
	}
	for _, mark := range step.Marks {
		p, _ := participant(c, mark.Person)
		s.record("conversation.joined", c.ID.String(), c.Property,
			map[string]string{"person": p.Person.String(), "from": seqName(p.From)}, nil)
		if err := s.putPart(c, mark, authors); err != nil {
			return err
		}
	}
	return nil
}

// sameSale fails where the sale that a conversation was moved from has ended
// since, or somebody who would come back is no longer there to come back.
func (s *session) sameSale(step store.Rearrangement) error {
	was := step.Was[0]
	sales, err := s.r.Sales(was.Property)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		ended := sale.ID == was.Sale && sale.Status != operator.SaleOpen || sale.ClosedAt.After(step.At)
		gone := sale.ID == was.Sale && slices.ContainsFunc(step.Buyers, func(p operator.PersonID) bool { return !isBuyer(sale, p) })
		if ended || gone {
			way, err := s.wayBack(step)
			if err != nil {
				return err
			}
			return operator.Errorf(operator.Conflict, "the sale %s has changed since %s was moved", sale.ID, step.Conversation).
				WithHint("%s", way).Reason("changed_since")
		}
	}
	for _, mark := range step.Marks {
		p, ok, err := s.r.Person(mark.Person)
		if err != nil {
			return err
		}
		if !ok || !p.Merged.IsZero() {
			return s.touched(step)
		}
	}
	return nil
}
