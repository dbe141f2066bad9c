package operator

import (
	"context"
	"time"
)

// ScheduleState says what has become of something that was planned.
type ScheduleState string

// The states of something planned.
const (
	SchedulePending   ScheduleState = "pending"
	ScheduleDone      ScheduleState = "done"
	ScheduleCancelled ScheduleState = "cancelled"
	ScheduleFailed    ScheduleState = "failed" // the reason is in Problem; it is not tried again
)

// Scheduled is a message or an update that goes out at a time. A message is known
// to its author, and without its text to administrators; an update to who may post
// on its homes.
type Scheduled struct {
	Ref          ScheduleID     `json:"ref"`
	Kind         string         `json:"kind"`         // "message", "reply" or "update"
	Property     string         `json:"property"`     // the home, or the first of them
	Homes        int            `json:"homes"`        // how many an update goes to; 1 for a message
	Conversation ConversationID `json:"conversation"` // that a reply is for
	Update       UpdateID       `json:"update"`       // that is published
	Author       PersonSummary  `json:"author"`
	To           []string       `json:"to"` // whom a message is for, as SendMessageRequest has them
	Files        []string       `json:"files"`
	Excerpt      string         `json:"excerpt"`
	Body         *string        `json:"body"` // the whole text, where ShowScheduled was asked
	At           time.Time      `json:"at"`
	State        ScheduleState  `json:"state"`
	DoneAt       *time.Time     `json:"done_at"`
	Late         int            `json:"late"`   // seconds after its time that it went out, or failed
	Result       *string        `json:"result"` // the reference of what went out
	// Problem is why it could not go out; of what is pending, why it would not as things stand.
	Problem   *string   `json:"problem"`
	CreatedAt time.Time `json:"created_at"`
	Replayed  bool      `json:"replayed"`
	Warnings  []string  `json:"warnings"`
}

// SetReplayed notes that the answer was given before, to the same key.
func (s *Scheduled) SetReplayed() { s.Replayed = true }

// ScheduleMessageRequest plans a message: exactly one of Send and Reply. It is
// checked now, and again when it goes out, as its author; a template is filled in
// now. It says "buyers" and the like of those there are when it goes out.
type ScheduleMessageRequest struct {
	Send  *SendMessageRequest  `json:"send,omitempty"`
	Reply *ReplyMessageRequest `json:"reply,omitempty"`
	At    string               `json:"at"` // a time to come
}

// ListScheduleRequest lists what is planned, what is due first at the top.
type ListScheduleRequest struct {
	Property Ref           `json:"property,omitempty"`
	State    ScheduleState `json:"state,omitempty"` // SchedulePending if empty
	Paging
}

// ScheduleRequest names something planned.
type ScheduleRequest struct {
	Item Ref `json:"item"`
}

// EditScheduleRequest changes what is not nil of something that is pending. The
// text of a message is for its author alone to change, since it goes out as theirs;
// that of an update is changed by EditUpdate.
type EditScheduleRequest struct {
	Item Ref     `json:"item"`
	At   *string `json:"at,omitempty"`
	Body *string `json:"body,omitempty"`
}

// RunScheduleRequest sends and publishes what is due.
type RunScheduleRequest struct{}

// Schedules is what goes out at a time.
type Schedules interface {
	ScheduleMessage(context.Context, ScheduleMessageRequest) (Scheduled, error)
	ListSchedule(context.Context, ListScheduleRequest) (Page[Scheduled], error)
	ShowScheduled(context.Context, ScheduleRequest) (Scheduled, error)
	EditSchedule(context.Context, EditScheduleRequest) (Scheduled, error)
	// CancelScheduled keeps an update as a draft.
	CancelScheduled(context.Context, ScheduleRequest) (Scheduled, error)
	// RunSchedule does each thing at most once, however many run it at the same
	// time, and answers with what this run did, in the order of their times. It is
	// for administrators, and acts as the author of each; what the author may not do
	// any more has failed. A dry run answers with what is due.
	RunSchedule(context.Context, RunScheduleRequest) ([]Scheduled, error)
}
