package operator

import "time"

// Attachment is a file of a message. Index counts from 1 within the message.
type Attachment struct {
	Index     int      `json:"index"`
	Name      string   `json:"name"`
	Size      int64    `json:"size"` // bytes
	MediaType string   `json:"media_type"`
	SHA256    string   `json:"sha256"`
	Width     *int     `json:"width"`
	Height    *int     `json:"height"`
	Duration  *float64 `json:"duration"` // seconds
}

// MessageVersion is what a message was before an edit or a deletion.
type MessageVersion struct {
	Body       string        `json:"body"`
	ReplacedAt time.Time     `json:"replaced_at"`
	ReplacedBy PersonSummary `json:"replaced_by"`
	Reason     *string       `json:"reason"`
}

// Message is one message of a conversation. Seq counts the conversation's
// messages from 1 without holes, tombstones included.
type Message struct {
	Ref          MessageID       `json:"ref"`
	Seq          uint64          `json:"seq"`
	Conversation ConversationID  `json:"conversation"`
	Property     string          `json:"property"`
	Author       PersonSummary   `json:"author"`
	Body         string          `json:"body"` // Markdown, as written; empty once deleted
	Attachments  []Attachment    `json:"attachments"`
	Mentions     []PersonSummary `json:"mentions"`
	InReplyTo    MessageID       `json:"in_reply_to"`
	Source       Source          `json:"source"`
	CreatedAt    time.Time       `json:"created_at"`
	EditedAt     *time.Time      `json:"edited_at"`
	Deleted      bool            `json:"deleted"`
	ErasedAt     *time.Time      `json:"erased_at"` // when its text was erased with its author; then it is deleted too
	Replayed     bool            `json:"replayed"`  // the answer to an idempotency key used before
	// Unchanged says that an edit found the message to say that already.
	Unchanged bool `json:"unchanged"`
	// Started says that sending it began a new conversation.
	Started bool `json:"started"`
	// Versions are there where ShowMessage was asked for them, the oldest first.
	Versions []MessageVersion `json:"versions"`
	// Audience is everybody who sees the message, or in a dry run would see it;
	// null but in answer to sending and replying.
	Audience []PersonSummary `json:"audience"`
	Warnings []string        `json:"warnings"`
}

// SetReplayed notes that the answer was given before, to the same key.
func (m *Message) SetReplayed() { m.Replayed = true }

// NewAttachment is an uploaded file on its way into a message.
type NewAttachment struct {
	Name   string `json:"name"`
	Upload Upload `json:"upload"`
}

// SendMessageRequest sends a message about a home to a group. To takes people,
// and the groups "buyers", "team", "home" (everyone on the home) and
// "title:TITLE" (team members of the home with the title). "home" is the one
// conversation that follows the sale and the team; with a Subject or New it is
// another, of those who are on the home now.
// Template, if given, is the text, and without a Subject the subject too; Vars are
// values for what it does not find out itself. About is an update of the home that
// the sender sees: conversations about different updates are different ones.
type SendMessageRequest struct {
	Property    Ref             `json:"property"`
	To          []Ref           `json:"to"`
	Subject     string          `json:"subject,omitempty"`
	Internal    bool            `json:"internal,omitempty"`
	New         bool            `json:"new,omitempty"` // start another conversation in any case
	About       Ref             `json:"about,omitempty"`
	Body        string          `json:"body"`
	Attachments []NewAttachment `json:"attachments,omitempty"`

	Template string            `json:"template,omitempty"`
	Vars     map[string]string `json:"vars,omitempty"`
}

// ReplyMessageRequest answers in a conversation. It clears one's own unread
// count. InReplyTo, if given, is a message of the conversation.
type ReplyMessageRequest struct {
	Conversation Ref             `json:"conversation"`
	InReplyTo    Ref             `json:"in_reply_to,omitempty"`
	Body         string          `json:"body"`
	Attachments  []NewAttachment `json:"attachments,omitempty"`

	Template string            `json:"template,omitempty"`
	Vars     map[string]string `json:"vars,omitempty"`
}

// ListMessagesRequest lists a conversation's messages, the oldest first.
type ListMessagesRequest struct {
	Conversation Ref    `json:"conversation"`
	Since        string `json:"since,omitempty"`
	Paging
}

// ShowMessageRequest shows one message, with its earlier versions if History.
type ShowMessageRequest struct {
	Message Ref  `json:"message"`
	History bool `json:"history,omitempty"`
}

// EditMessageRequest gives a message another body.
type EditMessageRequest struct {
	Message Ref    `json:"message"`
	Body    string `json:"body"`
}

// DeleteMessageRequest deletes a message. Confirmed says that whoever asks knows
// that the text cannot be brought back into the conversation.
type DeleteMessageRequest struct {
	Message   Ref    `json:"message"`
	Reason    string `json:"reason,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"`
}
