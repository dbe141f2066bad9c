package store

import (
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Thread is what tells whether a conversation counts for a question about many: a few of
// its fields, which are read without the others.
type Thread struct {
	ID         operator.ConversationID `row:"1"`
	Internal   bool                    `row:"6"`
	Closed     bool                    `row:"8"`
	Turn       Turn                    `row:"12"`
	LastAt     time.Time               `row:"14"`
	MergedInto operator.ConversationID `row:"22"`
}

// Said is who wrote a message, when, and whose turn that made it: a few of its fields,
// which are read without its text.
type Said struct {
	Author  operator.PersonID `row:"4"`
	Turn    Turn              `row:"10"`
	Deleted bool              `row:"11"`
	Created time.Time         `row:"13"`
}

// ThreadReader reads what is short of what can be long.
type ThreadReader interface {
	// Threads yields all conversations by their numbers, but for those that were merged
	// into others.
	Threads() iter.Seq2[Thread, error]
	Thread(operator.ConversationID) (Thread, bool, error)
	// SaidBack yields a conversation's messages from the latest to the first.
	SaidBack(operator.ConversationID) iter.Seq2[Said, error]
}
