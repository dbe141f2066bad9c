package app

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// messageRow is a message that was sent in another system. It keeps its time. It comes
// into a conversation of its import, which is closed and read: what was said long ago
// asks nobody for an answer.
type messageRow struct {
	*importRow
	home   home
	author store.Person
	people []operator.PersonID
	at     time.Time
	body   string
	thread uint64
}

func (r *importRow) messageRow() error {
	m := &messageRow{importRow: r}
	if err := m.read(r.rec.Message); err != nil || r.stop() {
		return err
	}
	said, err := r.places.said(m.home.ID)
	if err != nil {
		return err
	}
	key := keyHash("message", m.home.ID.String(), m.author.ID.String(), m.at.Format(time.RFC3339), m.body)
	if said[key] {
		return nil
	}
	if t, ok := r.named(key); ok {
		r.warn(importer.Body, "repeated", fmt.Sprintf("the same as row %d", t.row))
		return nil
	}
	r.claimAll(thing{}, key)
	if !r.writing() {
		r.made("", m.home.Code)
		return nil
	}
	said[key] = true
	return m.write()
}

// read finds whom the row is about, and checks what it says.
func (m *messageRow) read(v importer.Values) error {
	var err error
	if m.home, err = m.s.findProperty(operator.Ref(v[importer.Property])); err != nil {
		return m.took(importer.Property, err)
	}
	if m.author, err = m.s.findPerson(operator.Ref(v[importer.From]), ""); err != nil {
		return m.took(importer.From, err)
	}
	if m.at, err = m.s.instant(v[importer.SentAt]); err != nil || m.at.IsZero() || m.at.After(m.s.now) {
		if err == nil {
			err = operator.Errorf(operator.Invalid, "a message needs the time it was sent, which has been").Reason("bad_time")
		}
		return m.took(importer.SentAt, err)
	}
	m.at = m.at.UTC().Truncate(time.Microsecond)
	m.body = withoutLastBreak(v[importer.Body])
	if err := operator.CheckBody(m.body); err != nil {
		return m.took(importer.Body, err)
	}
	if err := operator.CheckLine("the subject", v[importer.Subject]); err != nil {
		return m.took(importer.Subject, err)
	}
	if err := m.recipients(v); err != nil || m.stop() {
		return err
	}
	m.thread = keyHash("thread", m.home.ID.String(), cmp.Or(v[importer.Thread], fmt.Sprint(m.people, v[importer.Subject])))
	return nil
}

// recipients is who is in the conversation: the author, and whom the row names; where
// it names nobody, the team or the buyers.
func (m *messageRow) recipients(v importer.Values) error {
	to := lines(v[importer.To])
	if len(to) == 0 {
		to = []string{groupTeam}
		if m.author.Kind == operator.Team {
			to = []string{groupBuyers}
		}
	}
	m.people = []operator.PersonID{m.author.ID}
	for _, ref := range to {
		people, err := m.s.resolveTo(m.home, operator.Ref(ref))
		if err != nil {
			return m.took(importer.To, err)
		}
		for _, p := range people {
			if v[importer.Internal] != "" && p.Kind != operator.Team {
				m.problem(importer.To, "internal_only", fmt.Sprintf("%s (%s) is a %s, and an internal conversation is for the team only", p.Name, p.ID, p.Kind))
			}
			m.people = append(m.people, p.ID)
		}
	}
	slices.Sort(m.people)
	if m.people = slices.Compact(m.people); len(m.people) < 2 {
		m.problem(importer.To, "no_recipients", "the message is for nobody but its author")
	}
	return nil
}

// write writes the message at the end of its conversation: the rows come in the order
// of their times.
func (m *messageRow) write() error {
	c, err := m.conversation()
	if err != nil {
		return err
	}
	mentions, _ := m.s.mentions(c, m.body)
	said := store.Message{
		Conversation: c.ID, Seq: c.LastSeq + 1, Author: m.author.ID, Body: m.body, Mentions: mentions,
		Source: operator.SourceImport, Created: m.at,
	}
	switch {
	case c.Internal:
	case m.author.Kind != operator.Team:
		said.Turn = store.TurnUs
	case c.LastSeq > 0:
		said.Turn = store.TurnThem
	}
	if err := m.s.tx.PutMessage(&said); err != nil {
		return err
	}
	c.LastSeq, c.LastMessage, c.LastAuthor, c.Excerpt = said.Seq, said.ID, said.Author, excerpt(said)
	c.LastAt, c.Updated = later(c.LastAt, m.at), m.s.now
	if said.Turn != store.TurnKeep {
		c.Turn = said.Turn
	}
	if err := m.s.tx.PutConversation(&c); err != nil {
		return err
	}
	m.s.recordHeld("message.sent", said.ID.String(), c.Property,
		map[string]string{"conversation": c.ID.String(), "version": "0"}, event.MessageContent(said.Body, nil))
	for _, p := range c.Participants {
		e := store.Entry{Person: p.Person, Conversation: c.ID, ReadSeq: said.Seq, Closed: true, LastAt: c.LastAt}
		if err := m.s.tx.PutEntry(e); err != nil {
			return err
		}
	}
	m.made(said.ID.String(), m.home.Code)
	return nil
}

// conversation is that of the thread. One that has other people is another.
func (m *messageRow) conversation() (store.Conversation, error) {
	id, ok := m.places.threads[m.thread]
	if !ok {
		id, ok = m.threads[m.thread]
	}
	if ok {
		c, _, err := m.s.r.Conversation(id)
		if _, in := participant(c, m.author.ID); in || err != nil {
			return c, err
		}
	}
	v := m.rec.Message
	c := store.Conversation{
		Property: m.home.ID, Subject: v[importer.Subject], Internal: v[importer.Internal] != "", Closed: true,
		LastAt: m.at, Created: m.at, Updated: m.s.now,
	}
	if !m.home.Sale.IsZero() {
		sale, err := m.s.sale(m.home.Sale)
		if err != nil {
			return c, err
		}
		if slices.ContainsFunc(m.people, func(id operator.PersonID) bool { return wasBuyer(sale, id) }) {
			c.Sale = sale.ID
		}
	}
	for _, id := range m.people {
		c.Participants = append(c.Participants, store.Participant{Person: id, From: 1, Since: m.at})
	}
	if err := m.s.tx.PutConversation(&c); err != nil {
		return c, err
	}
	refs := withRefs(map[string]string{"audience": string(audience(c.Internal))}, refsOf("people", m.people...))
	m.s.record("conversation.started", c.ID.String(), c.Property, refs, subjectOf(c))
	m.places.threads[m.thread] = c.ID
	return c, nil
}

// said is the messages of a home that imports have brought, by their hashes.
func (p *placeMemo) said(of operator.PropertyID) (map[uint64]bool, error) {
	if known, ok := p.messages[of]; ok {
		return known, nil
	}
	known := map[uint64]bool{}
	for c, err := range p.s.r.Conversations(of, nil) {
		if err != nil {
			return nil, err
		}
		for m, err := range p.s.r.Messages(c.ID, 1) {
			if err != nil {
				return nil, err
			}
			if m.Source == operator.SourceImport {
				known[keyHash("message", of.String(), m.Author.String(), m.Created.Format(time.RFC3339), m.Body)] = true
			}
		}
	}
	p.messages[of] = known
	return known, nil
}
