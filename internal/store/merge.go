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
	From     operator.PersonID     `row:"1"`
	Into     operator.PersonID     `row:"2"`
	Seq      uint64                `row:"3"`
	FromWas  Person                `row:"4"`
	IntoWas  Person                `row:"5"`
	IntoIs   Person                `row:"6"` // Into after the merge
	Sales    []MergedSale          `row:"7"`
	Assigned []Assignment          `row:"8"` // of both, as they were
	Primary  []operator.PropertyID `row:"9"` // homes whose primary contact From was
	Talks    []MergedTalk          `row:"10"`
	At       time.Time             `row:"11"`
	Updates  []MergedUpdate        `row:"12"`
}

// MergedSale is the buyers of a sale before and after a merge.
type MergedSale struct {
	Sale operator.TransactionID `row:"1"`
	Was  []SaleBuyer            `row:"2"`
	Is   []SaleBuyer            `row:"3"`
}

// MergedTalk is what the two had of a conversation before a merge, and Into's part
// in it afterwards. LastSeq is its last message then.
type MergedTalk struct {
	Conversation operator.ConversationID `row:"1"`
	LastSeq      uint64                  `row:"2"`
	Was          []Participant           `row:"3"`
	Entries      []Entry                 `row:"4"`
	Is           Participant             `row:"5"`
	Assignee     bool                    `row:"6"` // From was its assignee
}

// MergedUpdate is what the two had done with an update before a merge, and what
// Into has done with it afterwards.
type MergedUpdate struct {
	Update   operator.UpdateID `row:"1"`
	Receipts []Receipt         `row:"2"`
	Unseen   []Unseen          `row:"3"`
	Is       Receipt           `row:"4"` // zero if there is none
	IsUnseen bool              `row:"5"`
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
