package store

import (
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Is says whether a number leads to the person: their own, and those of the
// people who were merged into them.
func (p Person) Is(id operator.PersonID) bool { return p.ID == id || slices.Contains(p.Aliases, id) }

// PersonMerge is what was changed when one person was merged into another, so that it
// can be taken back. Seq is the event that says so, the last of its transaction.
type PersonMerge struct {
	From     operator.PersonID     `cbor:"1,keyasint"`
	Into     operator.PersonID     `cbor:"2,keyasint"`
	Seq      uint64                `cbor:"3,keyasint"`
	FromWas  Person                `cbor:"4,keyasint"`
	IntoWas  Person                `cbor:"5,keyasint"`
	IntoIs   Person                `cbor:"6,keyasint"` // Into after the merge
	Sales    []MergedSale          `cbor:"7,keyasint,omitempty"`
	Assigned []Assignment          `cbor:"8,keyasint,omitempty"` // of both, as they were
	Primary  []operator.PropertyID `cbor:"9,keyasint,omitempty"` // homes whose primary contact From was
	Talks    []MergedTalk          `cbor:"10,keyasint,omitempty"`
	At       time.Time             `cbor:"11,keyasint"`
	Updates  []MergedUpdate        `cbor:"12,keyasint,omitempty"`
}

// MergedSale is the buyers of a sale before and after a merge.
type MergedSale struct {
	Sale operator.TransactionID `cbor:"1,keyasint"`
	Was  []SaleBuyer            `cbor:"2,keyasint,omitempty"`
	Is   []SaleBuyer            `cbor:"3,keyasint,omitempty"`
}

// MergedTalk is what the two had of a conversation before a merge, and Into's part
// in it afterwards. LastSeq is its last message then.
type MergedTalk struct {
	Conversation operator.ConversationID `cbor:"1,keyasint"`
	LastSeq      uint64                  `cbor:"2,keyasint,omitempty"`
	Was          []Participant           `cbor:"3,keyasint,omitempty"`
	Entries      []Entry                 `cbor:"4,keyasint,omitempty"`
	Is           Participant             `cbor:"5,keyasint"`
	Assignee     bool                    `cbor:"6,keyasint,omitempty"` // From was its assignee
}

// MergedUpdate is what the two had done with an update before a merge, and what
// Into has done with it afterwards.
type MergedUpdate struct {
	Update   operator.UpdateID `cbor:"1,keyasint"`
	Receipts []Receipt         `cbor:"2,keyasint,omitempty"`
	Unseen   []Unseen          `cbor:"3,keyasint,omitempty"`
	Is       Receipt           `cbor:"4,keyasint"` // zero if there is none
	IsUnseen bool              `cbor:"5,keyasint,omitempty"`
}

// PersonMergeReader reads the merges of people that can still be taken back, or could
// if nothing had changed since.
type PersonMergeReader interface {
	// PersonMerge is the merge of a person into another.
	PersonMerge(from operator.PersonID) (PersonMerge, bool, error)
	// PersonMerges yields all by the person who was merged, past after.
	PersonMerges(after operator.PersonID) iter.Seq2[PersonMerge, error]
	// ReceiptsOf is what a person has done with updates, by update.
	ReceiptsOf(operator.PersonID) ([]Receipt, error)
}

// PersonMergeTx writes them.
type PersonMergeTx interface {
	PutPersonMerge(PersonMerge) error
	DeletePersonMerge(from operator.PersonID) error
	DeleteReceipt(operator.UpdateID, operator.PersonID) error
}
