package operator

import (
	"encoding/json"
	"time"
)

// Transcript is the complete history of a home or of one sale, as far as the
// actor may see it, in order. What was edited is there in every version, what was
// deleted as the mark that it left. Drafts and what is planned are no part of it.
type Transcript struct {
	Property      Property                 `json:"property"`
	Sale          *Transaction             `json:"sale"` // where the transcript is of one
	Sales         []Transaction            `json:"sales"`
	People        []PersonSummary          `json:"people"` // everybody who is named in it, by number
	Milestones    []Milestone              `json:"milestones"`
	Updates       []TranscriptUpdate       `json:"updates"`       // the oldest first
	Conversations []TranscriptConversation `json:"conversations"` // the oldest first
	History       []HistoryEntry           `json:"history"`
	// Anchor is the head of the home's chain of events before the transcript was
	// made, as AuditAnchor gives it; null for who may not verify the log.
	Anchor    *Anchor       `json:"anchor"`
	By        PersonSummary `json:"by"`
	At        time.Time     `json:"at"`
	TimeZone  string        `json:"time_zone"`
	Workspace string        `json:"workspace"`
}

// TranscriptUpdate is an update with its earlier versions and its receipts: those
// that the actor may see.
type TranscriptUpdate struct {
	Update
	Proof []Receipt `json:"proof"`
}

// TranscriptConversation is a conversation with all of its messages that the actor
// may see, each with its earlier versions.
type TranscriptConversation struct {
	Conversation
	Messages []Message `json:"messages"`
}

// Name is what the transcript is of: the sale, or else the code of the home.
func (t Transcript) Name() string {
	if t.Sale != nil {
		return t.Sale.Ref.String()
	}
	return t.Property.Code
}

// Encode is the transcript as the file transcript.json holds it. The event that
// records the transcript has the SHA-256 of these bytes.
func (t Transcript) Encode() ([]byte, error) {
	raw, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return nil, Wrap(Internal, err, "write the transcript as JSON")
	}
	return append(raw, '\n'), nil
}
