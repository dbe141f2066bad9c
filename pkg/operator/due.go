package operator

import (
	"context"
	"time"
)

// DueKind says what is late.
type DueKind string

// The kinds of what can be late.
const (
	DueReply     DueKind = "reply"     // a conversation waits on the team, past its target
	DueUpdate    DueKind = "update"    // a home under contract has had no update for so long
	DueAck       DueKind = "ack"       // an update that asks for acknowledgement lacks it
	DueMilestone DueKind = "milestone" // a home's step in progress has not moved
)

// Due is something that is late. Since is from when it is counted, At when it was
// due, and Days how many whole days ago that was.
type Due struct {
	Kind        DueKind        `json:"kind"`
	Property    string         `json:"property"`
	Object      *string        `json:"object"` // the conversation or the update; null for others
	Text        string         `json:"text"`   // what it is, in words
	Responsible *PersonSummary `json:"responsible"`
	Since       time.Time      `json:"since"`
	At          time.Time      `json:"at"`
	Days        int            `json:"days"`
}

// DueRequest asks for what is late. Updates, Acks and Milestones are ages, as in
// "14d"; what is empty is not looked for. With nothing asked for it is replies,
// updates after 14 days and acknowledgements after 3.
type DueRequest struct {
	Replies    bool   `json:"replies,omitempty"`
	Updates    string `json:"updates,omitempty"`
	Acks       string `json:"acks,omitempty"`
	Milestones string `json:"milestones,omitempty"`
	Community  Ref    `json:"community,omitempty"`
}

// Lateness tells what is late. It knows of the homes whose private side the actor
// sees; to others nothing is late.
type Lateness interface {
	// ListDue lists what is late, the worst first. Of conversations it knows the
	// actor's own; administrators and auditors are told of all, which is recorded.
	ListDue(context.Context, DueRequest) ([]Due, error)
}
