package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The rows of two tables once more, with a few of their fields. They are only read.
var (
	threads = table[store.Thread]{fields: threadFields, name: "conversations", width: 8}
	said    = table[store.Said]{fields: saidFields, name: "messages", width: 16, appends: messages.appends}
)

func (r reader) Threads() iter.Seq2[store.Thread, error] {
	return func(yield func(store.Thread, error) bool) {
		for t, err := range threads.rows(r.tx, "", nil, nil, false) {
			if err == nil && !t.MergedInto.IsZero() {
				continue
			}
			if !yield(t, err) {
				return
			}
		}
	}
}

func (r reader) Thread(id operator.ConversationID) (store.Thread, bool, error) {
	return threads.get(r.tx, num(id))
}

func (r reader) SaidBack(of operator.ConversationID) iter.Seq2[store.Said, error] {
	return said.rows(r.tx, "", num(of), nil, true)
}
