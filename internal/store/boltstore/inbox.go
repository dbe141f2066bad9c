package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Entry(of operator.PersonID, in operator.ConversationID) (store.Entry, bool, error) {
	return inbox.get(r.tx, key(num(of), num(in)))
}

func (r reader) Entries(of operator.PersonID, view store.View, after *store.Place) iter.Seq2[store.Entry, error] {
	return latest(r, inbox, "by_view", key(num(of), one(view)), after)
}

func (r reader) Totals(of operator.PersonID) (store.Totals, error) {
	t, ok, err := totals.get(r.tx, num(of))
	if !ok {
		t = store.Totals{Person: of}
	}
	return t, err
}

func (w writer) PutEntry(e store.Entry) error {
	old, had, err := w.Entry(e.Person, e.Conversation)
	if err != nil || had && old == e {
		return err
	}
	var before store.Totals
	if had {
		before = share(old)
	}
	if err := w.moveTotals(e.Person, before, share(e)); err != nil {
		return err
	}
	return inbox.replace(w.tx, old, had, e)
}

func (w writer) DeleteEntry(of operator.PersonID, in operator.ConversationID) error {
	old, had, err := w.Entry(of, in)
	if err != nil || !had {
		return err
	}
	if err := w.moveTotals(of, share(old), store.Totals{}); err != nil {
		return err
	}
	return inbox.delete(w.tx, key(num(of), num(in)))
}

// share is what an entry adds to the totals of its person.
func share(e store.Entry) store.Totals {
	var t store.Totals
	if e.Counts() {
		t.Unread, t.Conversations = e.Unread, 1
	}
	switch e.View() {
	case store.ViewOpen:
		t.Open = 1
	case store.ViewClosed:
		t.Closed = 1
	case store.ViewSnoozed:
		t.Snoozed = 1
	case store.ViewArchived:
		t.Archived = 1
	}
	return t
}

// add counts a share in, by 1 or -1.
func add(t, share store.Totals, by int) store.Totals {
	t.Unread += by * share.Unread
	t.Conversations += by * share.Conversations
	t.Open += by * share.Open
	t.Closed += by * share.Closed
	t.Snoozed += by * share.Snoozed
	t.Archived += by * share.Archived
	return t
}

// moveTotals keeps the totals true while an entry of the person changes. Who has
// no entry has no row.
func (w writer) moveTotals(of operator.PersonID, before, after store.Totals) error {
	if before == after {
		return nil
	}
	old, had, err := totals.get(w.tx, num(of))
	if err != nil {
		return err
	}
	old.Person = of
	t := add(add(old, before, -1), after, 1)
	if t == (store.Totals{Person: of}) {
		return totals.delete(w.tx, num(of))
	}
	return totals.replace(w.tx, old, had, t)
}
