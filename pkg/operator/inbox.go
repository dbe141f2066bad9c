package operator

import (
	"context"
	"iter"
	"time"
)

// InboxState chooses a part of one's own inbox.
type InboxState string

// The parts of an inbox. Open is what is open, and neither snoozed nor archived.
const (
	InboxOpen     InboxState = "open"
	InboxClosed   InboxState = "closed"
	InboxSnoozed  InboxState = "snoozed"
	InboxArchived InboxState = "archived"
	InboxAll      InboxState = "all"
)

// InboxItem is a conversation as one participant has it.
type InboxItem struct {
	Conversation
	Person       PersonID   `json:"person"` // whose inbox it is
	Unread       int        `json:"unread"`
	Starred      bool       `json:"starred"`
	Muted        bool       `json:"muted"`
	Archived     bool       `json:"archived"`
	SnoozedUntil *time.Time `json:"snoozed_until"`
}

// InboxTotals is the numbers on the badge. Messages in muted conversations do
// not count, but for unread ones that mention the person.
type InboxTotals struct {
	Unread        int `json:"unread"`        // messages
	Conversations int `json:"conversations"` // conversations with unread messages
	Updates       int `json:"updates"`       // updates that were not seen yet
}

// ListInboxRequest lists one's own conversations, the latest first.
type ListInboxRequest struct {
	ConversationFilter
	State   InboxState `json:"state,omitempty"` // InboxOpen if empty
	Unread  bool       `json:"unread,omitempty"`
	Starred bool       `json:"starred,omitempty"`
	Paging
}

// MarkReadRequest marks conversations read, or all of one's own.
type MarkReadRequest struct {
	Conversations []Ref `json:"conversations,omitempty"`
	All           bool  `json:"all,omitempty"`
}

// MarkUnreadRequest marks a conversation unread: its last message of others, or
// everything from a message on.
type MarkUnreadRequest struct {
	Conversation Ref `json:"conversation"`
	From         Ref `json:"from,omitempty"`
}

// EditInboxRequest changes one's own state of conversations. What is nil stays.
type EditInboxRequest struct {
	Conversations []Ref   `json:"conversations"`
	Archived      *bool   `json:"archived,omitempty"`
	Muted         *bool   `json:"muted,omitempty"`
	Starred       *bool   `json:"starred,omitempty"`
	SnoozeUntil   *string `json:"snooze_until,omitempty"` // a time; "" ends the snooze
}

// TotalsRequest asks for one's own totals.
type TotalsRequest struct{}

// WatchInboxRequest follows one's own inbox from a cursor on, or from now.
type WatchInboxRequest struct {
	After Cursor `json:"after,omitempty"`
}

// InboxChange is something new in an inbox. Cursor resumes after it.
type InboxChange struct {
	Cursor       Cursor         `json:"cursor"`
	At           time.Time      `json:"at"`
	Action       string         `json:"action"` // as in events: "message.sent", "conversation.closed"
	Property     string         `json:"property"`
	Conversation ConversationID `json:"conversation"`
	Subject      *string        `json:"subject"`
	Actor        PersonSummary  `json:"actor"`
	Message      *Message       `json:"message"`
	Unread       int            `json:"unread"` // of the conversation, now
	// Update is what was published, and Unseen how many updates are unseen now. Of a
	// post to many homes it is the update on the first of one's own.
	Update *Update `json:"update"`
	Unseen int     `json:"unseen"`
}

// NextInboxRequest asks what to answer first.
type NextInboxRequest struct {
	Paging
}

// NextItem is a conversation that waits for an answer of ours. Waiting since is
// when the first message came that nobody has answered; Due is when the reply
// target ends, counted in business hours; Overdue says that it has.
type NextItem struct {
	InboxItem
	WaitingSince time.Time `json:"waiting_since"`
	Due          time.Time `json:"due"`
	Overdue      bool      `json:"overdue"`
}

// Inbox is what one person has of the conversations they are in.
type Inbox interface {
	ListInbox(context.Context, ListInboxRequest) (Page[InboxItem], error)
	// NextInbox lists those of the actor's own open conversations that wait on
	// us: overdue ones first, the one that is due first before the others. Those
	// assigned to somebody else are left out, and those whose waiting the actor
	// may not see: to buyers and contacts nothing waits.
	NextInbox(context.Context, NextInboxRequest) (Page[NextItem], error)
	InboxTotals(context.Context, TotalsRequest) (InboxTotals, error)
	MarkRead(context.Context, MarkReadRequest) ([]InboxItem, error)
	MarkUnread(context.Context, MarkUnreadRequest) (InboxItem, error)
	EditInbox(context.Context, EditInboxRequest) ([]InboxItem, error)
	// WatchInbox yields changes as they happen until the context is done. Each
	// is authorised when it is delivered.
	WatchInbox(context.Context, WatchInboxRequest) iter.Seq2[InboxChange, error]
}
