package boltstore

import "github.com/seed-34ad0ce1/operator/internal/store"

// warmUp writes and reads a row of each kind that a message touches, so that what
// the codec has to find out about a type, once for each process, is found out
// before the lock is held. Fifty senders then wait for each other's commits only.
func warmUp() {
	turn(store.Workspace{})
	turn(store.Person{})
	turn(store.Property{})
	turn(store.Sale{Buyers: []store.SaleBuyer{{}}})
	turn(store.Conversation{Participants: []store.Participant{{}}})
	turn(store.Message{Attachments: []store.Attachment{{}}})
	turn(indexed{})
	turn(store.Entry{})
	turn(store.Totals{})
	turn(store.Event{})
	turn(store.Details{})
	turn(store.Chain{})
}

// turn writes a row and reads it back. That it can be read is tested elsewhere.
func turn[V any](row V) {
	if raw, err := encode("", nil, row); err == nil {
		_, _ = decode[V]("", nil, raw)
	}
}
