package operator

import (
	"context"
	"time"
)

// ErasePersonRequest takes out of the store what tells who a person is. Confirmed
// says that whoever asks knows that it cannot be undone.
type ErasePersonRequest struct {
	Person Ref    `json:"person"`
	Reason string `json:"reason"`
	// Messages also clears the texts and the files of what they wrote.
	Messages  bool `json:"messages,omitempty"`
	Confirmed bool `json:"confirmed,omitempty"`
}

// Erasure is what an erasure took out, or in a dry run would take out, and what it
// left. It holds nothing of who the person was.
type Erasure struct {
	Person PersonID   `json:"person"`
	Name   string     `json:"name"` // what stands in the place of their name
	Kind   PersonKind `json:"kind"`
	At     time.Time  `json:"at"`
	// Aliases are those who had been merged into them, and were erased with them.
	Aliases []PersonID `json:"aliases"`
	// Fields are the fields of their entry that had a value: "name", "email".
	Fields []string `json:"fields"`
	// Erased counts what was cleared, by what it is.
	Erased ErasureCounts `json:"erased"`
	// Remains is what still stands, and why.
	Remains []ErasureRemains `json:"remains"`
	// Mentions are messages of others that have their name, address or number in them.
	Mentions []MessageID `json:"mentions"`
	// Until says when the bytes are gone from the disk, in words.
	Until []string `json:"until"`
}

// ErasureCounts is how many things an erasure cleared.
type ErasureCounts struct {
	SignIns  int `json:"sign_ins"` // tokens and codes
	Planned  int `json:"planned"`  // messages they had written to go out at a time
	Drafts   int `json:"drafts"`   // updates they had drafted
	Messages int `json:"messages"`
	Versions int `json:"versions"` // what those had said before
	Files    int `json:"files"`    // that no other message or update names
	Events   int `json:"events"`   // whose details were cleared; the events stand
	Imports  int `json:"imports"`  // rows of reports of imports
	Answers  int `json:"answers"`  // kept for idempotency keys
}

// ErasureRemains is something that an erasure left, and why.
type ErasureRemains struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	Why   string `json:"why"`
}

// Erasures is the right to be forgotten.
type Erasures interface {
	// ErasePerson fails with Conflict where a home that the person has a part in is on
	// hold, for a buyer of an open sale, and for a team member who is active. Who was
	// erased before is erased of what is new, or was left.
	ErasePerson(context.Context, ErasePersonRequest) (Erasure, error)
}
