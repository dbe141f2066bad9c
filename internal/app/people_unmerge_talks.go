package app

import (
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// partTalks gives each of the two the place that they had in every conversation
// back, and what they had of it; what was written since reaches both.
func (m *merging) partTalks() error {
	for _, was := range m.row.Talks {
		if err := m.partTalk(was); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) partTalk(was store.MergedTalk) error {
	now, _, err := m.r.Entry(m.into.ID, was.Conversation)
	if err != nil {
		return err
	}
	if len(was.Was) == 1 && was.Was[0].Person == m.into.ID { // it was only counted anew
		now.Mentioned = max(now.Mentioned, was.Entries[0].Mentioned)
		return m.tx.PutEntry(now)
	}
	c, _, err := m.r.Conversation(was.Conversation)
	if err != nil {
		return err
	}
	setPlaces(&c, []operator.PersonID{m.into.ID}, was.Was...)
	if was.Assignee && c.Assignee == m.into.ID {
		c.Assignee = m.from.ID
	}
	if err := m.tx.PutConversation(&c); err != nil {
		return err
	}
	if err := m.tx.DeleteEntry(m.into.ID, c.ID); err != nil {
		return err
	}
	for _, e := range was.Entries {
		if e, err = m.backThen(e, c, was, now); err != nil {
			return err
		}
		if err := m.tx.PutEntry(e); err != nil {
			return err
		}
	}
	m.touched.add(c.Property, "conversations", c.ID.String())
	return nil
}

// backThen is an entry as it was before a merge, with what was written since. What
// Into has read since stays read to Into.
func (m *merging) backThen(e store.Entry, c store.Conversation, was store.MergedTalk, now store.Entry) (store.Entry, error) {
	who := m.from
	if e.Person == m.into.ID {
		who = m.into
		if now.ReadSeq > mergedEntry(was.Entries[0], was.Entries[len(was.Entries)-1]).ReadSeq {
			e.ReadSeq = max(e.ReadSeq, now.ReadSeq)
		}
	}
	e.Closed, e.LastAt = c.Closed, c.LastAt
	for written, err := range m.r.Messages(c.ID, was.LastSeq+1) {
		if err != nil {
			return e, err
		}
		if who.Is(written.Author) {
			continue
		}
		if slices.ContainsFunc(written.Mentions, who.Is) {
			e.Mentioned = written.Seq
		}
		if !e.Muted || e.Mentioned == written.Seq {
			e.Archived, e.SnoozedUntil = false, time.Time{}
		}
	}
	mentioned := e.Mentioned
	place, _ := participant(c, e.Person)
	err := m.countAnew(&e, place.From, who, nil)
	e.Mentioned = mentioned
	return e, err
}

// recountAll counts anew what is unread to Into: From's messages are those of
// another again.
func (m *merging) recountAll() error {
	entries, err := collect(m.r.Entries(m.into.ID, store.ViewAll, nil))
	if err != nil {
		return err
	}
	for _, e := range entries {
		c, _, err := m.r.Conversation(e.Conversation)
		if err != nil {
			return err
		}
		if e.ReadSeq >= c.LastSeq {
			continue
		}
		place, _ := participant(c, m.into.ID)
		mentioned := e.Mentioned
		if err := m.countAnew(&e, place.From, m.into, nil); err != nil {
			return err
		}
		e.Mentioned = mentioned
		if err := m.tx.PutEntry(e); err != nil {
			return err
		}
	}
	clear(m.together)
	return nil
}
