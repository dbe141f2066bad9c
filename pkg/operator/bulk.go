package operator

import "context"

// MaxBulk is how many conversations a bulk edit may fit.
const MaxBulk = 1000

// BulkEditConversationsRequest changes what the participants share of all conversations
// that fit its conditions: of those the actor is in, or with All of every one, which is
// recorded. What is nil or empty stays.
type BulkEditConversationsRequest struct {
	ConversationFilter
	State        ConversationState `json:"state,omitempty"` // of those that fit; both if empty
	All          bool              `json:"all,omitempty"`
	AddLabels    []string          `json:"add_labels,omitempty"`
	RemoveLabels []string          `json:"remove_labels,omitempty"`
	SetAssignee  *Ref              `json:"set_assignee,omitempty"` // "none" or "" for nobody
	SetState     ConversationState `json:"set_state,omitempty"`    // closes them, or opens them again
}

// BulkEditInboxRequest changes the actor's own state of all conversations in their inbox
// that fit its conditions. What is nil stays.
type BulkEditInboxRequest struct {
	ConversationFilter
	State          InboxState `json:"state,omitempty"` // of those that fit; InboxOpen if empty
	Unread         bool       `json:"unread,omitempty"`
	Starred        bool       `json:"starred,omitempty"`
	SetRead        bool       `json:"set_read,omitempty"`
	SetArchived    *bool      `json:"set_archived,omitempty"`
	SetMuted       *bool      `json:"set_muted,omitempty"`
	SetStarred     *bool      `json:"set_starred,omitempty"`
	SetSnoozeUntil *string    `json:"set_snooze_until,omitempty"` // a time; "" ends the snooze
}

// UndoBulkEditRequest takes a bulk edit of the actor's back: Undo is what its answer said,
// or the idempotency key that it had.
type UndoBulkEditRequest struct {
	Undo string `json:"undo"`
}

// BulkKind says what a bulk edit changes.
type BulkKind string

// The kinds of bulk edits.
const (
	BulkConversations BulkKind = "conversations" // what their participants share
	BulkInbox         BulkKind = "inbox"         // the actor's own state of them
)

// BulkEdit is what became of the conversations that fit. Those that were as they should be
// already are counted, and not listed.
type BulkEdit struct {
	Kind    BulkKind   `json:"kind"`
	Fit     int        `json:"fit"`
	Changed int        `json:"changed"`
	Refused int        `json:"refused"`
	Items   []BulkItem `json:"items"`
	// Undo takes the edit back, as long as idempotency keys are kept; null where nothing
	// was changed.
	Undo *string `json:"undo"`
}

// BulkItem is a conversation that a bulk edit changed, or could not change. A label that
// was put on has the field "label" and was "", one that was taken off is "".
type BulkItem struct {
	Conversation ConversationID `json:"conversation"`
	Property     string         `json:"property"`
	Subject      *string        `json:"subject"`
	Fields       []FieldChange  `json:"fields"`
	Refused      *string        `json:"refused"` // why it stayed as it was
}

// Bulk changes many conversations at once, all in one change.
type Bulk interface {
	// BulkEditConversations makes the same events as EditConversation, CloseConversation and
	// ReopenConversation do, one by one. It fails with Invalid where more than MaxBulk fit.
	BulkEditConversations(context.Context, BulkEditConversationsRequest) (BulkEdit, error)
	// BulkEditInbox fails with Invalid where more than MaxBulk fit.
	BulkEditInbox(context.Context, BulkEditInboxRequest) (BulkEdit, error)
	// UndoBulkEdit gives the conversations back what they had before a bulk edit, also
	// before one that took another back. Those that have been changed since, it refuses. It
	// fails with NotFound for what is no bulk edit of the actor's.
	UndoBulkEdit(context.Context, UndoBulkEditRequest) (BulkEdit, error)
}
