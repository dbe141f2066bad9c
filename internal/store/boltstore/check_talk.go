package boltstore

import (
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// conversations looks at each conversation with its messages and the entries of
// its participants.
func (c *checker) conversations() error {
	seen := 0
	err := every(c, conversations, func(v store.Conversation) error {
		named(c, properties, v.Property, v.ID, "home")
		named(c, sales, v.Sale, v.ID, "sale")
		for _, id := range v.Sales {
			named(c, sales, id, v.ID, "sale before a move")
		}
		named(c, people, v.Assignee, v.ID, "assignee")
		c.present(v.Assignee, v.ID, "assignee")
		authors, err := c.messages(v)
		if err != nil {
			return err
		}
		seen += len(authors)
		if err := c.shell(v); err != nil {
			return err
		}
		return c.participants(v, authors)
	})
	if err != nil {
		return err
	}
	return c.strayMessages(seen)
}

// messages looks at the messages of a conversation, and gives who wrote each.
func (c *checker) messages(v store.Conversation) ([]operator.PersonID, error) {
	var authors []operator.PersonID
	var last store.Message
	latest := time.Time{}
	for m, err := range c.Messages(v.ID, 0) {
		if err != nil {
			return nil, err
		}
		if err := c.step(); err != nil {
			return nil, err
		}
		authors = append(authors, c.who(m.Author))
		if n := uint64(len(authors)); m.Seq != n {
			c.found("message %s of %s has the number %d, not %d", m.ID, v.ID, m.Seq, n)
		}
		named(c, people, m.Author, m.ID, "author")
		if !m.InReplyTo.IsZero() {
			if fits, err := c.answers(m); err != nil {
				return nil, err
			} else if !fits {
				c.found("message %s answers %s, which is not in its conversation", m.ID, m.InReplyTo)
			}
		}
		last = m
		if m.Created.After(latest) {
			latest = m.Created
		}
	}
	if v.LastSeq != uint64(len(authors)) || v.LastMessage != last.ID || v.LastAuthor != last.Author {
		c.found("%s ends with message %d (%s of %s), not with %d (%s of %s) as it says",
			v.ID, len(authors), last.ID, last.Author, v.LastSeq, v.LastMessage, v.LastAuthor)
	}
	// A clock that was set back does not move a conversation down.
	if v.LastAt.Before(latest) || v.LastAt.After(latest) && v.LastAt.After(v.Created) {
		c.found("%s is listed as of %s, its last message is of %s", v.ID, v.LastAt, latest)
	}
	return authors, nil
}

// strayMessages finds the messages whose conversation is not there, if there are
// more messages than all conversations have.
func (c *checker) strayMessages(seen int) error {
	b, err := messages.own(c.tx)
	if err != nil || seen == count(b) {
		return err
	}
	return every(c, messages, func(m store.Message) error {
		named(c, conversations, m.Conversation, m.ID, "conversation")
		return nil
	})
}

// participants looks whether each participant has an entry that says the same as
// the conversation, and counts what is unread. authors are those of its messages.
func (c *checker) participants(v store.Conversation, authors []operator.PersonID) error {
	before := operator.PersonID(0)
	for _, p := range v.Participants {
		if p.Person <= before {
			c.found("the participants of %s are not in order at %s", v.ID, p.Person)
		}
		before = p.Person
		named(c, people, p.Person, v.ID, "participant")
		c.present(p.Person, v.ID, "participant")
		e, ok, err := c.Entry(p.Person, v.ID)
		if err != nil {
			return err
		}
		if !ok {
			c.found("%s is in %s, but has it in no inbox", p.Person, v.ID)
			continue
		}
		c.matched++
		if !e.LastAt.Equal(v.LastAt) || e.Closed != v.Closed {
			c.found("the inbox of %s has %s as of %s, closed: %t; the conversation says %s, %t",
				p.Person, v.ID, e.LastAt, e.Closed, v.LastAt, v.Closed)
		}
		if n := unread(e, p, authors); e.Unread != n {
			c.found("the inbox of %s has %d unread messages in %s; there are %d", p.Person, e.Unread, v.ID, n)
		}
	}
	return nil
}

// unread counts the messages of others past the read mark that the person sees.
func unread(e store.Entry, p store.Participant, authors []operator.PersonID) int {
	n := 0
	for seq := max(e.ReadSeq+1, p.From, 1); seq <= uint64(len(authors)); seq++ {
		if authors[seq-1] != e.Person {
			n++
		}
	}
	return n
}

func (c *checker) versions() error {
	return every(c, versions, func(v store.Version) error {
		m, ok, err := c.Message(v.Message)
		if err != nil {
			return err
		}
		if !ok || v.N < 1 || v.N > m.Versions {
			c.found("there is a version %d of message %s, which has %d", v.N, v.Message, m.Versions)
		}
		return nil
	})
}

// inboxes counts the totals anew, from the entries, which come person by person.
// If there are more entries than participants, it looks for those of others.
func (c *checker) inboxes() error {
	var sum store.Totals
	owners, entries := 0, 0
	compare := func() error {
		if sum.Person.IsZero() {
			return nil
		}
		owners++
		have, err := c.Totals(sum.Person)
		if err == nil && have != sum {
			c.found("the totals of %s are %s, but the entries give %s", sum.Person, written(have), written(sum))
		}
		return err
	}
	err := every(c, inbox, func(e store.Entry) error {
		if e.Person != sum.Person {
			if err := compare(); err != nil {
				return err
			}
			sum = store.Totals{Person: e.Person}
		}
		sum = add(sum, share(e), 1)
		entries++
		return nil
	})
	if err == nil {
		err = compare()
	}
	if err == nil && entries != c.matched {
		err = every(c, inbox, c.participates)
	}
	if err != nil {
		return err
	}
	return c.strayTotals(owners)
}

func (c *checker) participates(e store.Entry) error {
	v, _, err := c.Conversation(e.Conversation)
	if err != nil {
		return err
	}
	for _, p := range v.Participants {
		if p.Person == e.Person {
			return nil
		}
	}
	c.found("the inbox of %s has %s, which the person is not in", e.Person, e.Conversation)
	return nil
}

// strayTotals finds the totals of people without entries.
func (c *checker) strayTotals(owners int) error {
	b, err := totals.own(c.tx)
	if err != nil || count(b) == owners {
		return err
	}
	return every(c, totals, func(t store.Totals) error {
		for range c.Entries(t.Person, store.ViewAll, nil) {
			return nil
		}
		c.found("there are totals of %s, whose inbox is empty: %s", t.Person, written(t))
		return nil
	})
}
