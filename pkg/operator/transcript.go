package operator

import "time"

// Transcript is the complete history of a home or of one sale, as far as the
// actor may see it, in order. What was edited is there in every version, what was
// deleted as the mark that it left.
type Transcript struct {
	Property      Property                 `json:"property"`
	Sale          *Transaction             `json:"sale"` // where the transcript is of one
	Sales         []Transaction            `json:"sales"`
	Milestones    []Milestone              `json:"milestones"`
	Updates       []TranscriptUpdate       `json:"updates"`
	Conversations []TranscriptConversation `json:"conversations"`
	History       []HistoryEntry           `json:"history"`
	Anchor        Anchor                   `json:"anchor"` // the chain's head
	By            PersonSummary            `json:"by"`
	At            time.Time                `json:"at"`
	TimeZone      string                   `json:"time_zone"`
	Workspace     string                   `json:"workspace"`
}

// TranscriptUpdate is an update with its earlier versions and its receipts.
type TranscriptUpdate struct {
	Update
	Proof []Receipt `json:"proof"`
}

// TranscriptConversation is a conversation with all of its messages, each with its
// earlier versions.
type TranscriptConversation struct {
	Conversation
	Messages []Message `json:"messages"`
}
