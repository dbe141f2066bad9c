package app

import (
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What becomes of marks when messages go from one conversation to another. A mark
// is one number, so of two it becomes the one before the first unread message of
// either: nothing that was unread is taken for read.

// part is what somebody has of a conversation with so many messages, from the
// first they see. The zero part is that of who is not in it.
type part struct {
	store.Entry
	in   bool
	from uint64
}

// part looks up what somebody has of a conversation.
func (s *session) part(c store.Conversation, who operator.PersonID) (part, error) {
	p, in := participant(c, who)
	if !in {
		return part{Entry: store.Entry{Person: who}}, nil
	}
	e, ok, err := s.r.Entry(who, c.ID)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "participant %s of %s has no inbox entry", who, c.ID).WithHint("operator check").Reason("dangling")
	}
	return part{Entry: e, in: true, from: p.From}, err
}

// authors is who wrote each message of a conversation, by the number they have now:
// people are merged too.
func (s *session) authors(of operator.ConversationID) ([]operator.PersonID, error) {
	var authors []operator.PersonID
	for m, err := range s.r.Messages(of, 1) {
		if err != nil {
			return nil, err
		}
		who, err := s.person(m.Author)
		if err != nil {
			return nil, err
		}
		authors = append(authors, who.ID)
	}
	return authors, nil
}

// unread counts the messages of others past the mark, among those one sees, and
// gives the first of them; 0 where there is none.
func (p part) unread(authors []operator.PersonID) (first uint64, n int) {
	for seq := max(p.ReadSeq+1, p.from, 1); seq <= uint64(len(authors)); seq++ {
		if authors[seq-1] == p.Person {
			continue
		}
		if n++; n == 1 {
			first = seq
		}
	}
	return first, n
}

// joined is one entry of two, once the messages of the second follow those of the
// first. from is the first message that the person sees of the whole. What stands
// before the part of who was in the second only counts as read; the second is new
// to who was in the first only.
func joined(a, b part, ofA, ofB []operator.PersonID, from uint64) store.Entry {
	n := uint64(len(ofA))
	first := uint64(0)
	if a.in {
		first, _ = a.unread(ofA)
	}
	if behind, _ := b.unread(ofB); first == 0 && behind > 0 {
		first = n + behind
	}
	e := a.Entry
	switch {
	case !a.in:
		e = b.Entry
	case b.in:
		e.Starred = a.Starred || b.Starred
		e.Muted, e.Archived = a.Muted && b.Muted, a.Archived && b.Archived
		e.SnoozedUntil = sooner(a.SnoozedUntil, b.SnoozedUntil)
	}
	if e.Mentioned = a.Mentioned; b.Mentioned > 0 {
		e.Mentioned = n + b.Mentioned
	}
	if e.ReadSeq = n + uint64(len(ofB)); first > 0 {
		e.ReadSeq = first - 1
	}
	all := append(append([]operator.PersonID{}, ofA...), ofB...)
	_, e.Unread = part{Entry: e, from: from}.unread(all)
	return e
}

// sooner is the earlier of two times, and none where one is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.IsZero() {
		return time.Time{}
	}
	if b.Before(a) {
		return b
	}
	return a
}

// readBefore is a mark in the messages up to the nth of a conversation, and
// readBehind one in those past it.
func readBefore(mark, n uint64) uint64 { return min(mark, n) }

func readBehind(mark, n uint64) uint64 { return mark - min(mark, n) }

// putPart writes an entry as that of a conversation, with its unread messages
// counted anew.
func (s *session) putPart(c store.Conversation, e store.Entry, authors []operator.PersonID) error {
	p, _ := participant(c, e.Person)
	e.Conversation, e.Closed, e.LastAt = c.ID, c.Closed, c.LastAt
	_, e.Unread = part{Entry: e, from: p.From}.unread(authors)
	return s.tx.PutEntry(e)
}
