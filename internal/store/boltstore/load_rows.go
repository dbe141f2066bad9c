package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
)

func (l *Loader) putWorkspace(ws store.Workspace) error { return load(l, workspaces, ws) }

// PutPerson takes a person.
func (l *Loader) PutPerson(p *store.Person) error { return loadNumbered(l, people, &p.ID, p) }

// PutCommunity takes a community.
func (l *Loader) PutCommunity(c *store.Community) error {
	return loadNumbered(l, communities, &c.ID, c)
}

// PutBuilding takes a building.
func (l *Loader) PutBuilding(b *store.Building) error { return loadNumbered(l, buildings, &b.ID, b) }

// PutProperty takes a home.
func (l *Loader) PutProperty(p *store.Property) error { return loadNumbered(l, properties, &p.ID, p) }

// PutAssignment takes an assignment.
func (l *Loader) PutAssignment(a store.Assignment) error { return load(l, assignments, a) }

// PutSale takes a sale.
func (l *Loader) PutSale(s *store.Sale) error { return loadNumbered(l, sales, &s.ID, s) }

// PutConversation takes a conversation.
func (l *Loader) PutConversation(c *store.Conversation) error {
	return loadNumbered(l, conversations, &c.ID, c)
}

// PutVersion takes what a message was.
func (l *Loader) PutVersion(v store.Version) error { return load(l, versions, v) }

// PutEntry takes what a person has of a conversation, and counts it in the
// person's totals.
func (l *Loader) PutEntry(e store.Entry) error {
	l.mu.Lock()
	l.totals[e.Person] = add(l.totals[e.Person], share(e), 1)
	l.mu.Unlock()
	return load(l, inbox, e)
}

// PutKey takes the result of a request.
func (l *Loader) PutKey(k store.Key) error { return load(l, requests, k) }

// PutEvent takes an event.
func (l *Loader) PutEvent(e store.Event) error { return load(l, events, e) }

// PutDetails takes the content of an event.
func (l *Loader) PutDetails(d store.Details) error { return load(l, details, d) }

// PutChain takes the head of a chain of events.
func (l *Loader) PutChain(c store.Chain) error { return load(l, chains, c) }

// putTotals takes the totals of the entries.
func (l *Loader) putTotals() error {
	for person, t := range l.totals {
		t.Person = person
		if t == (store.Totals{Person: person}) {
			continue
		}
		if err := load(l, totals, t); err != nil {
			return err
		}
	}
	return nil
}
