package operator

import (
	"context"
	"time"
)

// Audience says who can be in a conversation.
type Audience string

// The audiences.
const (
	InternalOnly Audience = "internal" // team members only
	Shared       Audience = "shared"
)

// ConversationState says whether a conversation goes on.
type ConversationState string

// The states of a conversation.
const (
	StateOpen   ConversationState = "open"
	StateClosed ConversationState = "closed"
)

// WaitingOn says whose turn it is in a shared, open conversation.
type WaitingOn string

// Whose turn it is.
const (
	WaitingOnUs   WaitingOn = "us"   // a buyer or contact wrote last
	WaitingOnThem WaitingOn = "them" // the team replied
)

// MessageSummary is the last message of a conversation, as a list shows it.
type MessageSummary struct {
	Ref       MessageID     `json:"ref"`
	Author    PersonSummary `json:"author"`
	Excerpt   string        `json:"excerpt"` // the start of the body on one line
	CreatedAt time.Time     `json:"created_at"`
}

// Conversation is a two-way exchange of a chosen group about one home. Labels,
// assignee and waiting-on are absent for who may not see them.
type Conversation struct {
	Ref          ConversationID    `json:"ref"`
	Property     string            `json:"property"`
	Transaction  TransactionID     `json:"transaction"`
	Subject      *string           `json:"subject"`
	About        UpdateID          `json:"about"`
	Audience     Audience          `json:"audience"`
	State        ConversationState `json:"state"`
	Home         bool              `json:"home"` // the conversation of everyone on the home
	Participants []PersonSummary   `json:"participants"`
	Labels       []string          `json:"labels"`
	Assignee     *PersonSummary    `json:"assignee"`
	WaitingOn    *WaitingOn        `json:"waiting_on"`
	MessageCount int               `json:"message_count"` // messages the viewer may see
	LastMessage  *MessageSummary   `json:"last_message"`
	CreatedAt    time.Time         `json:"created_at"`
	UpdatedAt    time.Time         `json:"updated_at"`
	// Audience preview and warnings of a change; empty otherwise.
	Warnings []string `json:"warnings"`
	// Trail is what was merged into it, split off it, and from where it was moved,
	// the oldest first, where one conversation was shown or rearranged: as far as
	// the viewer may know of the other conversation or home.
	Trail []TrailEntry `json:"trail"`
	// Messages are there where ShowConversation was asked, the oldest first.
	Messages []Message `json:"messages"`
}

// TrailEntry is one step in how a conversation came to be what it is.
type TrailEntry struct {
	Action string        `json:"action"` // "merged", "split_off", "split_from", "moved"; undone steps are taken out
	Other  string        `json:"other"`  // the other conversation, or the code of the home before
	By     PersonSummary `json:"by"`
	At     time.Time     `json:"at"`
}

// ConversationFilter chooses conversations. Conditions that are empty do not
// count; the others must all hold.
type ConversationFilter struct {
	Property   Ref       `json:"property,omitempty"`
	Community  Ref       `json:"community,omitempty"`
	With       Ref       `json:"with,omitempty"`
	Label      string    `json:"label,omitempty"`
	Mine       bool      `json:"mine,omitempty"`       // assigned to the actor
	Unassigned bool      `json:"unassigned,omitempty"` // assigned to nobody
	WaitingOn  WaitingOn `json:"waiting_on,omitempty"`
	// OlderThan keeps conversations whose last message is at least so old: a
	// duration like 4h, 3d or 2w.
	OlderThan string `json:"older_than,omitempty"`
	// Overdue keeps conversations that wait on us past the reply target, in business hours.
	Overdue bool `json:"overdue,omitempty"`
}

// ListConversationsRequest lists conversations, the latest first: those the
// actor is in, or with All every one, which is recorded.
type ListConversationsRequest struct {
	ConversationFilter
	State ConversationState `json:"state,omitempty"` // both if empty
	All   bool              `json:"all,omitempty"`
	Paging
}

// ShowConversationRequest shows one conversation with its messages.
type ShowConversationRequest struct {
	Conversation Ref    `json:"conversation"`
	Read         bool   `json:"read,omitempty"`  // marks it read for the actor
	Since        string `json:"since,omitempty"` // only messages from then on
}

// ConversationRequest names a conversation.
type ConversationRequest struct {
	Conversation Ref `json:"conversation"`
}

// EditConversationRequest changes what a conversation's participants share.
type EditConversationRequest struct {
	Conversation Ref      `json:"conversation"`
	Subject      *string  `json:"subject,omitempty"`
	AddPeople    []Ref    `json:"add_people,omitempty"`
	WithHistory  bool     `json:"with_history,omitempty"` // people added see what came before, and have it unread; not for who buys, of another sale
	RemovePeople []Ref    `json:"remove_people,omitempty"`
	AddLabels    []string `json:"add_labels,omitempty"`
	RemoveLabels []string `json:"remove_labels,omitempty"`
	Assignee     *Ref     `json:"assignee,omitempty"` // "none" or "" for nobody
}

// MergeConversationsRequest appends the messages of From to Into. Confirmed says
// that whoever asks knows who comes to see what they could not see before.
type MergeConversationsRequest struct {
	Into      Ref  `json:"into"`
	From      Ref  `json:"from"`
	Confirmed bool `json:"confirmed,omitempty"`
}

// SplitConversationRequest makes of the messages from one on a conversation of
// its own, with the same group.
type SplitConversationRequest struct {
	Conversation Ref    `json:"conversation"`
	From         Ref    `json:"from"` // the first message of the new conversation
	Subject      string `json:"subject,omitempty"`
}

// MoveConversationRequest moves a conversation to another home, and into its open
// sale. Buyers and contacts leave it, but for who buys the new home. Confirmed
// says that whoever asks knows who leaves.
type MoveConversationRequest struct {
	Conversation Ref  `json:"conversation"`
	Property     Ref  `json:"property"`
	Confirmed    bool `json:"confirmed,omitempty"`
}

// Conversations is the conversations and their messages.
type Conversations interface {
	ListConversations(context.Context, ListConversationsRequest) (Page[Conversation], error)
	// ShowConversation records the reading where the actor is not in it.
	ShowConversation(context.Context, ShowConversationRequest) (Conversation, error)
	CloseConversation(context.Context, ConversationRequest) (Conversation, error)
	ReopenConversation(context.Context, ConversationRequest) (Conversation, error)
	// EditConversation fails with Conflict for the group and the subject of the
	// conversation of everyone on a home, which follows sale and team, and where
	// buyers or contacts would get to see what a withdrawn sale left.
	EditConversation(context.Context, EditConversationRequest) (Conversation, error)

	// MergeConversations fails with Conflict where home, sale, audience or state
	// differ, and for the conversation of everyone on a home as the second. The
	// reference of the second leads to the first from then on. Unless it is
	// Confirmed, it fails with Conflict where somebody would come to see what they
	// could not; the answer's Warnings say who.
	MergeConversations(context.Context, MergeConversationsRequest) (Conversation, error)
	// SplitConversation answers with the new conversation.
	SplitConversation(context.Context, SplitConversationRequest) (Conversation, error)
	// MoveConversation fails with Conflict for the conversation of everyone on a
	// home, for what belongs to a closed sale, for what would come back to a home
	// under another sale than it was written under, and, unless it is Confirmed, where
	// somebody would leave it.
	MoveConversation(context.Context, MoveConversationRequest) (Conversation, error)
	// UndoConversation takes back the last merge, split or move of a
	// conversation. It fails with Conflict where anything was written or changed
	// in it since.
	UndoConversation(context.Context, ConversationRequest) (Conversation, error)

	// SendMessage goes on with the open conversation of the same home, sale,
	// audience, group and subject, or starts one. In a dry run the answer's
	// Audience names everybody who would see it.
	SendMessage(context.Context, SendMessageRequest) (Message, error)
	// ReplyMessage fails with Conflict where the conversation is closed.
	ReplyMessage(context.Context, ReplyMessageRequest) (Message, error)
	ListMessages(context.Context, ListMessagesRequest) (Page[Message], error)
	ShowMessage(context.Context, ShowMessageRequest) (Message, error)
	// EditMessage keeps the version before. Only the author can.
	EditMessage(context.Context, EditMessageRequest) (Message, error)
	// DeleteMessage leaves a tombstone. Who is not the author needs a reason.
	DeleteMessage(context.Context, DeleteMessageRequest) (Message, error)
}
