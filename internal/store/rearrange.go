package store

import (
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// RearrangementKind says what was done to a conversation.
type RearrangementKind uint8

// What can be done to it.
const (
	ByMerge RearrangementKind = iota + 1 // another was appended to it
	BySplit                              // its end became another
	ByMove                               // it went to another home
)

// Rearrangement is a merge, a split or a move that was not taken back, with what
// it takes to do so. It holds no word of a message: an excerpt is made anew.
type Rearrangement struct {
	ID           uint64                  `row:"1"`
	Kind         RearrangementKind       `row:"2"`
	Conversation operator.ConversationID `row:"3"` // what something was appended to, split off, or moved
	Other        operator.ConversationID `row:"4"` // what was appended, or split off
	By           operator.PersonID       `row:"5"`
	At           time.Time               `row:"6"`
	// First is the number of the first message that is Other's, or was, among those
	// of Conversation.
	First uint64 `row:"7"`
	// Was and Is are the rows before and after, Conversation first.
	Was []Conversation `row:"8"`
	Is  []Conversation `row:"9"`
	// Marks are the entries that were lost or changed, as they were before, and
	// Fell what became of those of Conversation.
	Marks []Entry `row:"10"`
	Fell  []Entry `row:"11"`
	// Buyers are those who lost it and bought the home.
	Buyers []operator.PersonID `row:"12"`
	// Versions is how often the messages had been changed, all together.
	Versions int `row:"13"`
	// Event is the event that says so.
	Event uint64 `row:"14"`
}

// RearrangeReader reads what was merged, split and moved.
type RearrangeReader interface {
	// Rearrangements is what was done to a conversation, the oldest first.
	Rearrangements(operator.ConversationID) ([]Rearrangement, error)
	// AllRearrangements yields every one, the oldest first.
	AllRearrangements() iter.Seq2[Rearrangement, error]
}

// RearrangeTx writes it.
type RearrangeTx interface {
	// MoveMessage gives a message another place, which must be free, with all that
	// hangs on it.
	MoveMessage(id operator.MessageID, to operator.ConversationID, seq uint64) error
	PutRearrangement(*Rearrangement) error
	DeleteRearrangement(id uint64) error
}
