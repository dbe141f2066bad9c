package store

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The rows. Times are UTC in microseconds. The numbers in the tags are the names
// of the fields at rest: never reused, never given another type; a field that
// is added is zero in the rows before it. A field with dump:"-" is a secret, which
// a dump leaves out; one with dump:"json" is JSON.

// Workspace is the one builder company of a store. Secret keys the chains of
// events and the tickets of uploads.
type Workspace struct {
	Name     string            `cbor:"1,keyasint"`
	TimeZone string            `cbor:"2,keyasint"`
	Currency string            `cbor:"3,keyasint"`
	Days     []string          `cbor:"4,keyasint,omitempty"`
	Open     string            `cbor:"5,keyasint,omitempty"`
	Close    string            `cbor:"6,keyasint,omitempty"`
	Admin    operator.PersonID `cbor:"7,keyasint,omitempty"` // made by init; acts where nobody is named
	Secret   []byte            `cbor:"8,keyasint,omitempty" dump:"-"`
	Instance []byte            `cbor:"9,keyasint,omitempty" dump:"-"`
	Created  time.Time         `cbor:"10,keyasint"`
	Updated  time.Time         `cbor:"11,keyasint"`
	// Target is the seconds of business hours within which the team answers; 0 is
	// one day of them.
	Target int64 `cbor:"12,keyasint,omitempty"`
}

// Phone is a telephone number.
type Phone struct {
	Raw   string `cbor:"1,keyasint"`
	E164  string `cbor:"2,keyasint,omitempty"`
	Label string `cbor:"3,keyasint,omitempty"`
}

// External is the ids a thing has in other systems, by the system's name.
type External map[string]string

// Person is one entry of the directory. One who was merged into somebody is kept
// for what names them, and found by nothing but their number.
type Person struct {
	ID          operator.PersonID        `cbor:"1,keyasint"`
	Kind        operator.PersonKind      `cbor:"2,keyasint"`
	Name        string                   `cbor:"3,keyasint"`
	Email       string                   `cbor:"4,keyasint,omitempty"`
	Phones      []Phone                  `cbor:"5,keyasint,omitempty"`
	Title       string                   `cbor:"6,keyasint,omitempty"`
	Role        operator.Role            `cbor:"7,keyasint,omitempty"`
	Deactivated bool                     `cbor:"8,keyasint,omitempty"`
	External    External                 `cbor:"9,keyasint,omitempty"`
	Invitation  operator.InvitationState `cbor:"10,keyasint,omitempty"` // empty: not invited
	InvitedAt   time.Time                `cbor:"11,keyasint,omitzero"`
	Created     time.Time                `cbor:"12,keyasint"`
	Updated     time.Time                `cbor:"13,keyasint"`
	// Merged is who this person was merged into. Aliases are those who were merged
	// into this one, also by way of others; the last of them came last.
	Merged  operator.PersonID   `cbor:"14,keyasint,omitempty"`
	Aliases []operator.PersonID `cbor:"15,keyasint,omitempty"`
}

// Community is a neighbourhood.
type Community struct {
	ID       operator.CommunityID `cbor:"1,keyasint"`
	Code     string               `cbor:"2,keyasint"`
	Name     string               `cbor:"3,keyasint"`
	External External             `cbor:"4,keyasint,omitempty"`
	Created  time.Time            `cbor:"5,keyasint"`
	Updated  time.Time            `cbor:"6,keyasint"`
}

// Building groups homes of a community.
type Building struct {
	ID        operator.BuildingID  `cbor:"1,keyasint"`
	Community operator.CommunityID `cbor:"2,keyasint"`
	Number    string               `cbor:"3,keyasint"`
	Name      string               `cbor:"4,keyasint,omitempty"`
	External  External             `cbor:"5,keyasint,omitempty"`
	Created   time.Time            `cbor:"6,keyasint"`
	Updated   time.Time            `cbor:"7,keyasint"`
}

// Address is a postal address.
type Address struct {
	Line1    string `cbor:"1,keyasint,omitempty"`
	Line2    string `cbor:"2,keyasint,omitempty"`
	City     string `cbor:"3,keyasint,omitempty"`
	Region   string `cbor:"4,keyasint,omitempty"`
	Postcode string `cbor:"5,keyasint,omitempty"`
	Country  string `cbor:"6,keyasint,omitempty"`
}

// Property is a home. Sale is its current one: the open one, else the last that
// closed; Stage follows from it.
type Property struct {
	ID        operator.PropertyID    `cbor:"1,keyasint"`
	Code      string                 `cbor:"2,keyasint"`
	Aliases   []string               `cbor:"3,keyasint,omitempty"`
	Community operator.CommunityID   `cbor:"4,keyasint"`
	Building  operator.BuildingID    `cbor:"5,keyasint,omitempty"`
	Lot       string                 `cbor:"6,keyasint,omitempty"`
	Address   Address                `cbor:"7,keyasint"`
	Plan      string                 `cbor:"8,keyasint,omitempty"`
	Stage     operator.Stage         `cbor:"9,keyasint"`
	Sale      operator.TransactionID `cbor:"10,keyasint,omitempty"`
	Primary   operator.PersonID      `cbor:"11,keyasint,omitempty"`
	External  External               `cbor:"12,keyasint,omitempty"`
	Created   time.Time              `cbor:"13,keyasint"`
	Updated   time.Time              `cbor:"14,keyasint"`
}

// Assignment is a team member on a home, or with a zero Property on all homes
// of a community.
type Assignment struct {
	Property  operator.PropertyID  `cbor:"1,keyasint,omitempty"`
	Community operator.CommunityID `cbor:"2,keyasint,omitempty"`
	Person    operator.PersonID    `cbor:"3,keyasint"`
	Since     time.Time            `cbor:"4,keyasint"`
}

// SaleBuyer is a buyer of a sale, and since when.
type SaleBuyer struct {
	Person operator.PersonID `cbor:"1,keyasint"`
	Since  time.Time         `cbor:"2,keyasint"`
}

// Sale is a transaction: a sale of a home. The first buyer is the primary one.
type Sale struct {
	ID              operator.TransactionID     `cbor:"1,keyasint"`
	Property        operator.PropertyID        `cbor:"2,keyasint"`
	Buyers          []SaleBuyer                `cbor:"3,keyasint,omitempty"`
	Status          operator.TransactionStatus `cbor:"4,keyasint"`
	Amount          string                     `cbor:"5,keyasint,omitempty"`
	Currency        string                     `cbor:"6,keyasint,omitempty"`
	ContractDate    operator.Date              `cbor:"7,keyasint,omitempty"`
	ExpectedClosing operator.Date              `cbor:"8,keyasint,omitempty"`
	ClosingDate     operator.Date              `cbor:"9,keyasint,omitempty"`
	WithdrawalDate  operator.Date              `cbor:"10,keyasint,omitempty"`
	ClosedAt        time.Time                  `cbor:"11,keyasint,omitzero"` // when it was said to be closed
	External        External                   `cbor:"12,keyasint,omitempty"`
	Created         time.Time                  `cbor:"13,keyasint"`
	Updated         time.Time                  `cbor:"14,keyasint"`
}

// Participant is a person in a conversation. From is the first message they see.
type Participant struct {
	Person operator.PersonID `cbor:"1,keyasint"`
	From   uint64            `cbor:"2,keyasint"`
	Since  time.Time         `cbor:"3,keyasint"`
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
	ID           operator.ConversationID `cbor:"1,keyasint"`
	Property     operator.PropertyID     `cbor:"2,keyasint"`
	Sale         operator.TransactionID  `cbor:"3,keyasint,omitempty"`
	Subject      string                  `cbor:"4,keyasint,omitempty"`
	About        operator.UpdateID       `cbor:"5,keyasint,omitempty"`
	Internal     bool                    `cbor:"6,keyasint,omitempty"`
	Home         bool                    `cbor:"7,keyasint,omitempty"`
	Closed       bool                    `cbor:"8,keyasint,omitempty"`
	Participants []Participant           `cbor:"9,keyasint,omitempty"`
	Labels       []string                `cbor:"10,keyasint,omitempty"`
	Assignee     operator.PersonID       `cbor:"11,keyasint,omitempty"`
	Turn         Turn                    `cbor:"12,keyasint,omitempty"`
	LastSeq      uint64                  `cbor:"13,keyasint,omitempty"`
	LastAt       time.Time               `cbor:"14,keyasint"`
	LastMessage  operator.MessageID      `cbor:"15,keyasint,omitempty"`
	LastAuthor   operator.PersonID       `cbor:"16,keyasint,omitempty"`
	Excerpt      string                  `cbor:"17,keyasint,omitempty"`
	Created      time.Time               `cbor:"18,keyasint"`
	Updated      time.Time               `cbor:"19,keyasint"`
	// Suspended is who lost the conversation when its sale was withdrawn, and
	// gets it back if the sale is reopened; ClosedWithSale says that the
	// withdrawal closed it.
	Suspended      []Participant `cbor:"20,keyasint,omitempty"`
	ClosedWithSale bool          `cbor:"21,keyasint,omitempty"`
	// MergedInto is what the conversation was appended to: its messages and its
	// people are there, and no list has it any more.
	MergedInto operator.ConversationID `cbor:"22,keyasint,omitempty"`
	// LastWritten is when the last message was written, where that is not LastAt:
	// one that was appended can be older than those before it.
	LastWritten time.Time `cbor:"23,keyasint,omitzero"`
	// Sales is the sales that the conversation, or a part of it, belonged to before
	// a move, oldest number first.
	Sales []operator.TransactionID `cbor:"24,keyasint,omitempty"`
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
	Name      string  `cbor:"1,keyasint"`
	Size      int64   `cbor:"2,keyasint"`
	MediaType string  `cbor:"3,keyasint"`
	Sum       []byte  `cbor:"4,keyasint,omitempty"`
	Width     int     `cbor:"5,keyasint,omitempty"`
	Height    int     `cbor:"6,keyasint,omitempty"`
	Duration  float64 `cbor:"7,keyasint,omitempty"`
}

// Message is one message of a conversation.
type Message struct {
	ID           operator.MessageID      `cbor:"1,keyasint"`
	Conversation operator.ConversationID `cbor:"2,keyasint"`
	Seq          uint64                  `cbor:"3,keyasint"`
	Author       operator.PersonID       `cbor:"4,keyasint"`
	Body         string                  `cbor:"5,keyasint"`
	Attachments  []Attachment            `cbor:"6,keyasint,omitempty"`
	Mentions     []operator.PersonID     `cbor:"7,keyasint,omitempty"`
	InReplyTo    operator.MessageID      `cbor:"8,keyasint,omitempty"`
	Source       operator.Source         `cbor:"9,keyasint"`
	Turn         Turn                    `cbor:"10,keyasint,omitempty"`
	Deleted      bool                    `cbor:"11,keyasint,omitempty"`
	Versions     int                     `cbor:"12,keyasint,omitempty"`
	Created      time.Time               `cbor:"13,keyasint"`
	Edited       time.Time               `cbor:"14,keyasint,omitzero"`
}

// Version is what a message was before its Nth change.
type Version struct {
	Message     operator.MessageID `cbor:"1,keyasint"`
	N           int                `cbor:"2,keyasint"`
	Body        string             `cbor:"3,keyasint"`
	Attachments []Attachment       `cbor:"4,keyasint,omitempty"`
	By          operator.PersonID  `cbor:"5,keyasint"`
	Reason      string             `cbor:"6,keyasint,omitempty"`
	At          time.Time          `cbor:"7,keyasint"`
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
	Person       operator.PersonID       `cbor:"1,keyasint"`
	Conversation operator.ConversationID `cbor:"2,keyasint"`
	ReadSeq      uint64                  `cbor:"3,keyasint,omitempty"`
	Unread       int                     `cbor:"4,keyasint,omitempty"`
	Mentioned    uint64                  `cbor:"5,keyasint,omitempty"` // the last message that mentions the person
	Starred      bool                    `cbor:"6,keyasint,omitempty"`
	Muted        bool                    `cbor:"7,keyasint,omitempty"`
	Archived     bool                    `cbor:"8,keyasint,omitempty"`
	SnoozedUntil time.Time               `cbor:"9,keyasint,omitzero"`
	Closed       bool                    `cbor:"10,keyasint,omitempty"` // as the conversation's
	LastAt       time.Time               `cbor:"11,keyasint"`           // as the conversation's
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
	Person        operator.PersonID `cbor:"1,keyasint"`
	Unread        int               `cbor:"2,keyasint,omitempty"`
	Conversations int               `cbor:"3,keyasint,omitempty"`
	Open          int               `cbor:"4,keyasint,omitempty"`
	Closed        int               `cbor:"5,keyasint,omitempty"`
	Snoozed       int               `cbor:"6,keyasint,omitempty"`
	Archived      int               `cbor:"7,keyasint,omitempty"`
}

// Key is what became of a request with an idempotency key.
type Key struct {
	Person      operator.PersonID `cbor:"1,keyasint"`
	Key         string            `cbor:"2,keyasint"`
	Fingerprint []byte            `cbor:"3,keyasint,omitempty"`
	Action      string            `cbor:"4,keyasint"`
	Result      []byte            `cbor:"5,keyasint,omitempty" dump:"json"` // the answer, as JSON
	At          time.Time         `cbor:"6,keyasint"`
}

// Event is one change. It holds references and the digest of its details; the
// details stand in a row of their own, which erasure can clear.
type Event struct {
	Seq      uint64              `cbor:"1,keyasint"`
	At       time.Time           `cbor:"2,keyasint"`
	Actor    operator.PersonID   `cbor:"3,keyasint,omitempty"`
	Behalf   operator.PersonID   `cbor:"4,keyasint,omitempty"`
	Source   operator.Source     `cbor:"5,keyasint"`
	Trusted  bool                `cbor:"6,keyasint,omitempty"` // nobody signed in; the operating system vouched
	Action   string              `cbor:"7,keyasint"`
	Object   string              `cbor:"8,keyasint"`
	Property operator.PropertyID `cbor:"9,keyasint,omitempty"` // and the chain; zero is the workspace's
	Refs     map[string]string   `cbor:"10,keyasint,omitempty"`
	Digest   []byte              `cbor:"11,keyasint,omitempty"`
	N        uint64              `cbor:"12,keyasint"` // its number in the chain, from 1
	Prev     []byte              `cbor:"13,keyasint,omitempty"`
	Hash     []byte              `cbor:"14,keyasint,omitempty"`
}

// Details is the content of an event, with the salt of its digest.
type Details struct {
	Seq     uint64 `cbor:"1,keyasint"`
	Salt    []byte `cbor:"2,keyasint,omitempty" dump:"-"`
	Content []byte `cbor:"3,keyasint,omitempty" dump:"json"` // JSON
}

// Chain is the head of one home's events, or of the workspace's.
type Chain struct {
	Property operator.PropertyID `cbor:"1,keyasint"`
	N        uint64              `cbor:"2,keyasint"`
	Seq      uint64              `cbor:"3,keyasint"`
	Head     []byte              `cbor:"4,keyasint,omitempty"`
}

// NamePlace is a place in the order of names.
type NamePlace struct {
	Name string // folded
	ID   operator.PersonID
}

// BuildingPlace is a place in the order of building numbers of a community.
type BuildingPlace struct {
	Number string
	ID     operator.BuildingID
}
