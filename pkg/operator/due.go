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

// StatsBy says what numbers are grouped by.
type StatsBy string

// What numbers are grouped by.
const (
	ByProperty  StatsBy = "property"
	ByCommunity StatsBy = "community"
	ByPerson    StatsBy = "person" // who posted
)

// UpdateStatsRequest asks for numbers about published updates.
type UpdateStatsRequest struct {
	By    StatsBy `json:"by,omitempty"`    // ByCommunity if empty
	Since string  `json:"since,omitempty"` // an age, as in "30d", which it is if empty
}

// UpdateNumbers is the numbers of one home, community or person, or of all. An
// update to many homes counts on each. Seen and Acknowledged are shares of 1: of
// those who see an update now, and of those whom it asks to acknowledge; null where
// there are none. Gap is the longest time without an update in whole days, of the
// homes under contract or of the person's own; null where there are no such homes.
type UpdateNumbers struct {
	Key          string   `json:"key"` // a code or a reference; empty for all
	Name         *string  `json:"name"`
	Updates      int      `json:"updates"`
	WithMedia    int      `json:"with_media"`
	Homes        int      `json:"homes"`
	Seen         *float64 `json:"seen"`
	Acknowledged *float64 `json:"acknowledged"`
	Gap          *int     `json:"gap"`
}

// UpdateStats is the numbers by what was asked for, and of all together.
type UpdateStats struct {
	By    StatsBy         `json:"by"`
	Since time.Time       `json:"since"`
	Rows  []UpdateNumbers `json:"rows"`
	Total UpdateNumbers   `json:"total"`
}

// Lateness tells what is late, and how well homes are kept up to date. It knows of
// the homes whose private side the actor sees; to others nothing is late.
type Lateness interface {
	// ListDue lists what is late, the worst first. Of conversations it knows the
	// actor's own; administrators and auditors are told of all, which is recorded.
	ListDue(context.Context, DueRequest) ([]Due, error)
	ShowUpdateStats(context.Context, UpdateStatsRequest) (UpdateStats, error)
}
