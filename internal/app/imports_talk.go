package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
	home     home
	author   store.Person
	people   []operator.PersonID
	internal bool
	sale     store.Sale // that the conversation belongs to; none for an internal one
	at       time.Time
	body     string
	thread   uint64
}

func (r *importRow) messageRow() error {
	m := &messageRow{importRow: r}
	if err := m.read(r.rec.Message); err != nil || r.stop() {
		return err
	}
	if r.writing() {
		return m.keep()
	}
	known, err := r.places.said(m.home.ID)
	if err != nil {
		return err
	}
	v := r.rec.Message
	// The same words can be said at one time in two conversations.
	key := keyHash("message", fmt.Sprint(m.hash()), "in "+strings.Join([]string{
		v[importer.Internal], v[importer.To], cmp.Or(threadName(v), v[importer.Subject]),
	}, "\n"))
	if t, ok := r.named(key); ok {
		r.warn(importer.Body, "repeated", fmt.Sprintf("the same as row %d", t.row))
		return nil
	}
	r.claimAll(thing{}, key)
	if m.there(known) {
		return nil
	}
	if err := m.recipients(v); err != nil || r.stop() {
		return err
	}
	r.made("", m.home.Code)
	return nil
}

// there says whether the home has the message already. Each that it has is one row's.
func (m *messageRow) there(known map[uint64]int) bool {
	for _, key := range []uint64{m.hash(), goneHash(m.home.ID, m.author.ID, m.at)} {
		if known[key] > 0 {
			known[key]--
			return true
		}
	}
	return false
}

func (m *messageRow) hash() uint64 { return saidHash(m.home.ID, m.author.ID, m.at, m.body) }

// saidHash is what makes two messages of a home the same.
func saidHash(on operator.PropertyID, by operator.PersonID, at time.Time, body string) uint64 {
	return keyHash("said", on.String(), by.String(), at.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano), body)
}

// goneHash is the same of one that was deleted: an import does not bring it back.
func goneHash(on operator.PropertyID, by operator.PersonID, at time.Time) uint64 {
	return keyHash("gone", on.String(), by.String(), at.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano))
}

// read finds whom the row is about, and checks what it says.
func (m *messageRow) read(v importer.Values) error {
	var err error
	if m.home, err = m.s.findProperty(operator.Ref(v[importer.Property])); err != nil {
		return m.took(importer.Property, err)
	}
	if m.author, err = m.personMeant(importer.From, v[importer.From]); err != nil {
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
	return nil
}

// keep writes the message. What it says of whom was looked at before.
func (m *messageRow) keep() error {
	if err := m.recipients(m.rec.Message); err != nil || m.stop() {
		return err
	}
	return m.write()
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

// conversation is that of the thread, the audience, the sale and the people: nobody
// reads there what was sent to others.
func (m *messageRow) conversation() (store.Conversation, error) {
	id, ok := m.places.threads[m.thread]
	if !ok {
		id, ok = m.threads[m.thread]
	}
	if ok {
		c, _, err := m.s.r.Conversation(id)
		return c, err
	}
	c := store.Conversation{
		Property: m.home.ID, Sale: m.sale.ID, Subject: m.rec.Message[importer.Subject], Internal: m.internal, Closed: true,
		LastAt: m.at, Created: m.at, Updated: m.s.now,
	}
	for _, id := range m.people {
		c.Participants = append(c.Participants, store.Participant{Person: id, From: 1, Since: m.at})
	}
	if err := m.takenFrom(&c); err != nil {
		return c, err
	}
	if err := m.s.tx.PutConversation(&c); err != nil {
		return c, err
	}
	refs := withRefs(map[string]string{"audience": string(audience(c.Internal))}, refsOf("people", m.people...))
	m.s.record("conversation.started", c.ID.String(), c.Property, refs, subjectOf(c))
	m.places.threads[m.thread] = c.ID
	return c, nil
}

// said counts the messages of a home by their hashes: what a file says again is not
// said twice.
func (p *placeMemo) said(of operator.PropertyID) (map[uint64]int, error) {
	if known, ok := p.messages[of]; ok {
		return known, nil
	}
	known := map[uint64]int{}
	talks, err := p.talksEverOn(of)
	if err != nil {
		return nil, err
	}
	for _, id := range talks {
		for m, err := range p.s.r.Messages(id, 1) {
			if err == nil {
				err = p.know(known, of, m)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	p.messages[of] = known
	return known, nil
}

// know counts a message that a home has, or had, by all that a file can say of it: who
// wrote it may have been merged into somebody else, and it may have said another thing.
func (p *placeMemo) know(known map[uint64]int, of operator.PropertyID, m store.Message) error {
	by, err := p.s.person(m.Author)
	if err != nil {
		return err
	}
	if m.Deleted {
		known[goneHash(of, by.ID, m.Created)]++
		return nil
	}
	said := map[uint64]bool{saidHash(of, by.ID, m.Created, m.Body): true}
	if m.Versions > 0 {
		before, err := p.s.r.Versions(m.ID)
		if err != nil {
			return err
		}
		for _, v := range before {
			said[saidHash(of, by.ID, m.Created, v.Body)] = true
		}
	}
	for key := range said {
		known[key]++
	}
	return nil
}

// talksEverOn is the conversations of a home, and those that were moved from it to
// another.
func (p *placeMemo) talksEverOn(of operator.PropertyID) ([]operator.ConversationID, error) {
	var ids []operator.ConversationID
	for c, err := range p.s.r.Conversations(of, nil) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, c.ID)
	}
	for e, err := range p.s.r.Events(of, 0) {
		if err != nil {
			return nil, err
		}
		var id operator.ConversationID
		if e.Action != "conversation.moved_away" || id.UnmarshalText([]byte(e.Object)) != nil {
			continue
		}
		c, ok, err := p.s.living(id)
		if err != nil {
			return nil, err
		}
		if ok && !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}
