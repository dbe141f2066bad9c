package app

import (
	"cmp"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// moveTalks gives Into From's place in every conversation. Messages keep the
// number of who wrote them, so that what is unread to Into is counted anew where
// From may have written: those messages are their own now.
func (m *merging) moveTalks() error {
	theirs, err := collect(m.r.Entries(m.from.ID, store.ViewAll, nil))
	if err != nil {
		return err
	}
	for _, e := range theirs {
		if err := m.moveTalk(e); err != nil {
			return err
		}
	}
	own, err := collect(m.r.Entries(m.into.ID, store.ViewUnread, nil))
	if err != nil {
		return err
	}
	for _, e := range own {
		if slices.ContainsFunc(m.row.Talks, func(t store.MergedTalk) bool { return t.Conversation == e.Conversation }) {
			continue
		}
		if err := m.recount(e); err != nil {
			return err
		}
	}
	clear(m.together)
	return nil
}

// moveTalk makes of the places of the two in a conversation one, which sees what
// either saw and has read what both have.
func (m *merging) moveTalk(e store.Entry) error {
	c, _, err := m.r.Conversation(e.Conversation)
	if err != nil {
		return err
	}
	place, _ := participant(c, m.from.ID)
	was := store.MergedTalk{
		Conversation: c.ID, LastSeq: c.LastSeq, Was: []store.Participant{place},
		Entries: []store.Entry{e}, Assignee: c.Assignee == m.from.ID,
	}
	if own, in := participant(c, m.into.ID); in {
		mine, _, err := m.r.Entry(m.into.ID, c.ID)
		if err != nil {
			return err
		}
		was.Was, was.Entries = append(was.Was, own), append(was.Entries, mine)
		place.From, place.Since = min(place.From, own.From), earlier(place.Since, own.Since)
		e = mergedEntry(e, mine)
	}
	place.Person, e.Person = m.into.ID, m.into.ID
	was.Is = place
	setPlaces(&c, []operator.PersonID{m.from.ID, m.into.ID}, place)
	if was.Assignee {
		c.Assignee = m.into.ID
	}
	if err := m.tx.PutConversation(&c); err != nil {
		return err
	}
	if err := m.tx.DeleteEntry(m.from.ID, c.ID); err != nil {
		return err
	}
	if err := m.countAnew(&e, place.From, m.into, mentionsOf(was.Entries)); err != nil {
		return err
	}
	m.row.Talks = append(m.row.Talks, was)
	m.touched.add(c.Property, "conversations", c.ID.String())
	return m.tx.PutEntry(e)
}

// setPlaces puts places in a conversation in the place of those of some people.
func setPlaces(c *store.Conversation, of []operator.PersonID, places ...store.Participant) {
	others := slices.DeleteFunc(slices.Clone(c.Participants), func(p store.Participant) bool { return slices.Contains(of, p.Person) })
	c.Participants = append(others, places...)
	slices.SortFunc(c.Participants, func(a, b store.Participant) int { return cmp.Compare(a.Person, b.Person) })
}

// mergedEntry is two entries of one conversation as one. Nothing that either has
// before them is lost to it: it begins at the first unread message, and is put
// away, put off or muted only where both are.
func mergedEntry(a, b store.Entry) store.Entry {
	e := a
	e.ReadSeq = min(a.ReadSeq, b.ReadSeq)
	e.Starred = a.Starred || b.Starred
	e.Muted, e.Archived = a.Muted && b.Muted, a.Archived && b.Archived
	e.SnoozedUntil = time.Time{}
	if !a.SnoozedUntil.IsZero() && !b.SnoozedUntil.IsZero() {
		e.SnoozedUntil = earlier(a.SnoozedUntil, b.SnoozedUntil)
	}
	return e
}

func mentionsOf(entries []store.Entry) []uint64 {
	return mapped(entries, func(e store.Entry) uint64 { return e.Mentioned })
}

// recount counts anew what is unread to Into in a conversation that From is not
// in, and may have written in before they left.
func (m *merging) recount(e store.Entry) error {
	c, _, err := m.r.Conversation(e.Conversation)
	if err != nil {
		return err
	}
	place, _ := participant(c, m.into.ID)
	was := e
	if err := m.countAnew(&e, place.From, m.into, []uint64{e.Mentioned}); err != nil || e == was {
		return err
	}
	m.row.Talks = append(m.row.Talks, store.MergedTalk{
		Conversation: c.ID, LastSeq: c.LastSeq, Was: []store.Participant{place}, Entries: []store.Entry{was}, Is: place,
	})
	return m.tx.PutEntry(e)
}

// countAnew counts what of a conversation is unread to a person who sees it from
// a message on, and finds the last message of others that mentions them: one of
// those given, or an unread one.
func (s *session) countAnew(e *store.Entry, from uint64, who store.Person, mentioned []uint64) error {
	e.Unread, e.Mentioned = 0, 0
	for _, seq := range mentioned {
		m, ok, err := s.r.MessageAt(e.Conversation, seq)
		if err != nil {
			return err
		}
		if ok && !who.Is(m.Author) {
			e.Mentioned = max(e.Mentioned, seq)
		}
	}
	for m, err := range s.r.Messages(e.Conversation, max(e.ReadSeq+1, from)) {
		if err != nil {
			return err
		}
		if who.Is(m.Author) {
			continue
		}
		e.Unread++
		if slices.ContainsFunc(m.Mentions, who.Is) {
			e.Mentioned = max(e.Mentioned, m.Seq)
		}
	}
	return nil
}

// followHomes brings the conversations of everyone on a home in line where From
// worked on it or bought it, and was deactivated: Into is not, and belongs to them.
func (m *merging) followHomes() error {
	if !m.from.Deactivated || m.into.Deactivated {
		return nil
	}
	homes, err := m.homesWith(m.into.ID)
	if err != nil {
		return err
	}
	for _, h := range homes {
		before, err := m.inHomeTalks(h.ID)
		if err != nil {
			return err
		}
		if err := m.followHome(h.ID); err != nil {
			return err
		}
		after, err := m.inHomeTalks(h.ID)
		if err != nil {
			return err
		}
		for _, c := range after {
			if slices.ContainsFunc(before, func(b store.Conversation) bool { return b.ID == c.ID }) {
				continue
			}
			place, _ := participant(c, m.into.ID)
			m.row.Talks = append(m.row.Talks, store.MergedTalk{Conversation: c.ID, LastSeq: c.LastSeq, Is: place})
			m.touched.add(c.Property, "conversations", c.ID.String())
		}
	}
	return nil
}

// inHomeTalks is the conversations of everyone on a home that Into is in.
func (m *merging) inHomeTalks(home operator.PropertyID) ([]store.Conversation, error) {
	return m.talksOf(home, func(c store.Conversation) bool {
		_, in := participant(c, m.into.ID)
		return c.Home && in
	})
}
