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
	ID           uint64                  `cbor:"1,keyasint"`
	Kind         RearrangementKind       `cbor:"2,keyasint"`
	Conversation operator.ConversationID `cbor:"3,keyasint"`           // what something was appended to, split off, or moved
	Other        operator.ConversationID `cbor:"4,keyasint,omitempty"` // what was appended, or split off
	By           operator.PersonID       `cbor:"5,keyasint"`
	At           time.Time               `cbor:"6,keyasint"`
	// First is the number of the first message that is Other's, or was, among those
	// of Conversation.
	First uint64 `cbor:"7,keyasint,omitempty"`
	// Was and Is are the rows before and after, Conversation first.
	Was []Conversation `cbor:"8,keyasint,omitempty"`
	Is  []Conversation `cbor:"9,keyasint,omitempty"`
	// Marks are the entries that were lost or changed, as they were before, and
	// Fell what became of those of Conversation.
	Marks []Entry `cbor:"10,keyasint,omitempty"`
	Fell  []Entry `cbor:"11,keyasint,omitempty"`
	// Buyers are those who lost it and bought the home.
	Buyers []operator.PersonID `cbor:"12,keyasint,omitempty"`
	// Versions is how often the messages had been changed, all together.
	Versions int `cbor:"13,keyasint,omitempty"`
	// Event is the event that says so.
	Event uint64 `cbor:"14,keyasint"`
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
