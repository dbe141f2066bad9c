package store

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The rows of conversations, and of what is in whose inbox.

// Participant is a person in a conversation. From is the first message they see.
type Participant struct {
	Person operator.PersonID `row:"1"`
	From   uint64            `row:"2"`
	Since  time.Time         `row:"3"`
}

// Turn says whose turn a message makes it.
type Turn uint8

// The turns.
const (
	TurnKeep Turn = iota // it changes nothing
	TurnUs               // a buyer or contact wrote
	TurnThem             // the team replied
)

// Conversation is a conversation with who is in it now. Participants are in the
// order of their numbers. Last is a copy of what lists show of the last message.
type Conversation struct {
	ID           operator.ConversationID `row:"1"`
	Property     operator.PropertyID     `row:"2"`
	Sale         operator.TransactionID  `row:"3"`
	Subject      string                  `row:"4"`
	About        operator.UpdateID       `row:"5"`
	Internal     bool                    `row:"6"`
	Home         bool                    `row:"7"`
	Closed       bool                    `row:"8"`
	Participants []Participant           `row:"9"`
	Labels       []string                `row:"10"`
	Assignee     operator.PersonID       `row:"11"`
	Turn         Turn                    `row:"12"`
	LastSeq      uint64                  `row:"13"`
	LastAt       time.Time               `row:"14"`
	LastMessage  operator.MessageID      `row:"15"`
	LastAuthor   operator.PersonID       `row:"16"`
	Excerpt      string                  `row:"17"`
	Created      time.Time               `row:"18"`
	Updated      time.Time               `row:"19"`
	// Suspended is who lost the conversation when its sale was withdrawn, and
	// gets it back if the sale is reopened; ClosedWithSale says that the
	// withdrawal closed it.
	Suspended      []Participant `row:"20"`
	ClosedWithSale bool          `row:"21"`
	// MergedInto is what the conversation was appended to: its messages and its
	// people are there, and no list has it any more.
	MergedInto operator.ConversationID `row:"22"`
	// LastWritten is when the last message was written, where that is not LastAt:
	// one that was appended can be older than those before it.
	LastWritten time.Time `row:"23"`
	// Sales is the sales that the conversation, or a part of it, belonged to before
	// a move, oldest number first.
	Sales []operator.TransactionID `row:"24"`
	// Marks is what those who are suspended had of the conversation in their inboxes.
	Marks []Entry `row:"25"`
}

// GroupKey is what find-or-go-on looks for: the open conversations of a home and
// sale with this audience, subject, update that they are about, and set of people.
type GroupKey struct {
	About    operator.UpdateID
	Property operator.PropertyID
	Sale     operator.TransactionID
	Internal bool
	Home     bool
	Subject  string              // without regard to case and to white space around it
	People   []operator.PersonID // in the order of their numbers; nobody for Home
}

// Attachment is a file of a message.
type Attachment struct {
	Name      string  `row:"1"`
	Size      int64   `row:"2"`
	MediaType string  `row:"3"`
	Sum       []byte  `row:"4"`
	Width     int     `row:"5"`
	Height    int     `row:"6"`
	Duration  float64 `row:"7"`
}

// Message is one message of a conversation.
type Message struct {
	ID           operator.MessageID      `row:"1"`
	Conversation operator.ConversationID `row:"2"`
	Seq          uint64                  `row:"3"`
	Author       operator.PersonID       `row:"4"`
	Body         string                  `row:"5"`
	Attachments  []Attachment            `row:"6"`
	Mentions     []operator.PersonID     `row:"7"`
	InReplyTo    operator.MessageID      `row:"8"`
	Source       operator.Source         `row:"9"`
	Turn         Turn                    `row:"10"`
	Deleted      bool                    `row:"11"`
	Versions     int                     `row:"12"`
	Created      time.Time               `row:"13"`
	Edited       time.Time               `row:"14"`
	Erased       time.Time               `row:"15"` // its text was, with its author; it is deleted too
}

// Version is what a message was before its Nth change.
type Version struct {
	Message     operator.MessageID `row:"1"`
	N           int                `row:"2"`
	Body        string             `row:"3"`
	Attachments []Attachment       `row:"4"`
	By          operator.PersonID  `row:"5"`
	Reason      string             `row:"6"`
	At          time.Time          `row:"7"`
}

// View is a part of a person's inbox that has an order of its own.
type View byte

// The views. An entry is in exactly one of the first four, and in ViewUnread
// while it has unread messages.
const (
	ViewOpen     View = 'o'
	ViewClosed   View = 'c'
	ViewSnoozed  View = 's' // ordered by when the snooze ends
	ViewArchived View = 'a'
	ViewUnread   View = 'u'
	ViewAll      View = '*'
)

// Entry is what a person has of a conversation they are in. Unread counts the
// messages of others past ReadSeq that the person sees.
type Entry struct {
	Person       operator.PersonID       `row:"1"`
	Conversation operator.ConversationID `row:"2"`
	ReadSeq      uint64                  `row:"3"`
	Unread       int                     `row:"4"`
	Mentioned    uint64                  `row:"5"` // the last message that mentions the person
	Starred      bool                    `row:"6"`
	Muted        bool                    `row:"7"`
	Archived     bool                    `row:"8"`
	SnoozedUntil time.Time               `row:"9"`
	Closed       bool                    `row:"10"` // as the conversation's
	LastAt       time.Time               `row:"11"` // as the conversation's
}

// View is the view the entry is in.
func (e Entry) View() View {
	switch {
	case e.Archived:
		return ViewArchived
	case e.Closed:
		return ViewClosed
	case !e.SnoozedUntil.IsZero():
		return ViewSnoozed
	}
	return ViewOpen
}

// Counts says whether the entry's unread messages are on the badge: muted ones
// are not, but for an unread mention.
func (e Entry) Counts() bool { return e.Unread > 0 && (!e.Muted || e.Mentioned > e.ReadSeq) }

// Totals is a person's badge, and how many entries each view has.
type Totals struct {
	Person        operator.PersonID `row:"1"`
	Unread        int               `row:"2"`
	Conversations int               `row:"3"`
	Open          int               `row:"4"`
	Closed        int               `row:"5"`
	Snoozed       int               `row:"6"`
	Archived      int               `row:"7"`
}
