package operator

import (
	"context"
	"time"
)

// StatsBy says what numbers are grouped by.
type StatsBy string

// What numbers are grouped by.
const (
	ByProperty  StatsBy = "property"
	ByCommunity StatsBy = "community"
	ByPerson    StatsBy = "person"
)

// UpdateStatsRequest asks for numbers about published updates.
type UpdateStatsRequest struct {
	By    StatsBy `json:"by,omitempty"`    // ByCommunity if empty; a person is who posted
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

// ResponseStatsRequest asks how fast questions are answered.
type ResponseStatsRequest struct {
	By    StatsBy `json:"by,omitempty"`    // ByCommunity if empty
	Since string  `json:"since,omitempty"` // an age, as in "30d", which it is if empty
}

// ResponseNumbers is how fast questions were answered on one home, in a community, by
// one person, or by all. A question is the first message of a buyer or contact that
// nobody of the team has replied to, and it is answered by the next reply. Answers
// count that were given in the time asked for; what waits counts however old it is,
// and by person is counted for who is responsible: the assignee, else the primary
// contact of the home, else the first of its team.
//
// Median and P90 are times of the clock in seconds, by nearest rank: a half and nine
// tenths of the questions were answered in no more. FirstMedian is the median of
// those whose answer was the team's first reply in the conversation. InTarget is the
// share of 1 that was answered within the reply target, in business hours. They are
// null where nothing was answered.
type ResponseNumbers struct {
	Key         string   `json:"key"` // a code or a reference; empty for all
	Name        *string  `json:"name"`
	Answered    int      `json:"answered"`
	Median      *int     `json:"median"`
	P90         *int     `json:"p90"`
	FirstMedian *int     `json:"first_median"`
	InTarget    *float64 `json:"in_target"`
	Waiting     int      `json:"waiting"`
	Overdue     int      `json:"overdue"` // of those that wait, past the reply target
	// Longest is for how long the oldest question waits, in seconds; null where none
	// does.
	Longest *int `json:"longest"`
}

// ResponseStats is the numbers by what was asked for, and of all together.
type ResponseStats struct {
	By    StatsBy           `json:"by"`
	Since time.Time         `json:"since"`
	Rows  []ResponseNumbers `json:"rows"`
	Total ResponseNumbers   `json:"total"`
}

// InboxStatsRequest asks what is in the inboxes of the team.
type InboxStatsRequest struct {
	By    StatsBy `json:"by,omitempty"`    // ByPerson if empty: whose inbox
	Since string  `json:"since,omitempty"` // only conversations with a message of that age; all if empty
}

// InboxNumbers is what one person of the team has in their inbox, or what the team
// has there of a home or a community. Conversations are the open ones, and Waiting
// those of them that the person is to answer: they wait on the team, and are assigned
// to the person or to nobody. Beside persons each conversation counts once. Unread is
// the unread messages on badges, and OldestUnread when the oldest of them was
// written.
type InboxNumbers struct {
	Key           string     `json:"key"` // a reference or a code; empty for all
	Name          *string    `json:"name"`
	Conversations int        `json:"conversations"`
	Unread        int        `json:"unread"`
	Waiting       int        `json:"waiting"`
	OldestUnread  *time.Time `json:"oldest_unread"`
}

// InboxStats is the numbers by what was asked for, and of all together.
type InboxStats struct {
	By    StatsBy        `json:"by"`
	Since *time.Time     `json:"since"`
	Rows  []InboxNumbers `json:"rows"`
	Total InboxNumbers   `json:"total"`
}

// ActivationStatsRequest asks who has been here.
type ActivationStatsRequest struct {
	By    StatsBy `json:"by,omitempty"`    // ByCommunity if empty
	Since string  `json:"since,omitempty"` // who was seen since then is active: an age, "30d" if empty
}

// ActivationNumbers is how many of the buyers or of the team of a home, a community or
// all homes have been here. A buyer is one of the home's current sale. Somebody was
// seen when they signed in, when a token of theirs was used, when they saw or
// acknowledged an update themselves, and who is of the team when they wrote a message
// or an update.
type ActivationNumbers struct {
	Key      string     `json:"key"` // a code or a reference; empty for all
	Name     *string    `json:"name"`
	Kind     PersonKind `json:"kind"` // Buyer or Team: what they are to the home
	People   int        `json:"people"`
	Invited  int        `json:"invited"`   // and those who have accepted
	SignedIn int        `json:"signed_in"` // ever: by a code or an invitation, or they used a token
	Active   int        `json:"active"`    // seen within the time asked for
	Never    int        `json:"never"`     // neither signed in nor seen, ever
	LastSeen *time.Time `json:"last_seen"` // the last of them, to the hour
}

// ActivationStats is the numbers by what was asked for. Totals are those of all
// buyers and of the whole team, each person counted once.
type ActivationStats struct {
	By     StatsBy             `json:"by"`
	Since  time.Time           `json:"since"`
	Rows   []ActivationNumbers `json:"rows"`
	Totals []ActivationNumbers `json:"totals"`
}

// ScorecardRequest asks for the numbers that tell how well homes are looked after.
type ScorecardRequest struct {
	By    StatsBy `json:"by,omitempty"`    // ByCommunity if empty
	Since string  `json:"since,omitempty"` // an age, as in "30d", which it is if empty
}

// Score is how well homes were looked after in a community or by one person: how often they
// heard of their home (UpdateNumbers), how fast their questions were answered
// (ResponseNumbers), and how much of what asks for it was acknowledged.
type Score struct {
	Key          string   `json:"key"` // a code or a reference; empty for all
	Name         *string  `json:"name"`
	Updates      int      `json:"updates"`
	Homes        int      `json:"homes"`
	Gap          *int     `json:"gap"`
	Acknowledged *float64 `json:"acknowledged"`
	Answered     int      `json:"answered"`
	Median       *int     `json:"median"`
	InTarget     *float64 `json:"in_target"`
	Waiting      int      `json:"waiting"`
	Overdue      int      `json:"overdue"`
}

// Scorecard is the scores by what was asked for, and that of all together.
type Scorecard struct {
	By    StatsBy   `json:"by"`
	Since time.Time `json:"since"`
	Rows  []Score   `json:"rows"`
	Total Score     `json:"total"`
}

// Numbers tells how well homes and their buyers are looked after. It counts the homes
// whose private side the actor sees; to others there is nothing. Of conversations and
// inboxes it counts the actor's own; administrators and auditors are told of all,
// which is recorded.
type Numbers interface {
	ShowResponseStats(context.Context, ResponseStatsRequest) (ResponseStats, error)
	ShowInboxStats(context.Context, InboxStatsRequest) (InboxStats, error)
	ShowUpdateStats(context.Context, UpdateStatsRequest) (UpdateStats, error)
	ShowActivationStats(context.Context, ActivationStatsRequest) (ActivationStats, error)
	// ShowScorecard puts what ShowUpdateStats and ShowResponseStats tell side by side.
	ShowScorecard(context.Context, ScorecardRequest) (Scorecard, error)
}
