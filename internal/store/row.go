package store

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The rows. Times are UTC in microseconds. The numbers in the tags are the names
// of the fields at rest: never reused, never given another type; a field that
// is added is zero in the rows before it. The code that writes and reads them is
// generated: go run ./internal/dev gen. A field with dump:"-" is a secret, which
// a dump leaves out; one with dump:"json" is JSON.

// Workspace is the one builder company of a store. Secret keys the tickets of uploads,
// the cursors of lists, and the chains of events up to the first of Keys.
type Workspace struct {
	Name     string            `row:"1"`
	TimeZone string            `row:"2"`
	Currency string            `row:"3"`
	Days     []string          `row:"4"`
	Open     string            `row:"5"`
	Close    string            `row:"6"`
	Admin    operator.PersonID `row:"7"` // made by init; acts where nobody is named
	Secret   []byte            `row:"8" dump:"-"`
	Instance []byte            `row:"9" dump:"-"`
	Created  time.Time         `row:"10"`
	Updated  time.Time         `row:"11"`
	// Target is the seconds of business hours within which the team answers; 0 is
	// one day of them.
	Target int64 `row:"12"`
	// Keys are the keys of the chains that are in a file beside the store, in the order
	// in which they were begun.
	Keys []ChainKey `row:"13"`
	// Untold are the webhooks that were disabled when there was no key to record it with:
	// the first change that is recorded tells of them.
	Untold []operator.WebhookID `row:"14"`
}

// ChainKey is a key of the chains of events, which is not in the store: what it is known
// by, and from which event on it counts. Seal is the key's own hash of the rest.
type ChainKey struct {
	ID   []byte `row:"1"` // its fingerprint
	From uint64 `row:"2"`
	Head string `row:"3"` // of the log before that event, as an anchor says it
	Lost bool   `row:"4"` // the key before it is lost
	Seal []byte `row:"5"`
}

// Phone is a telephone number.
type Phone struct {
	Raw   string `row:"1"`
	E164  string `row:"2"`
	Label string `row:"3"`
}

// External is the ids a thing has in other systems, by the system's name.
type External map[string]string

// Person is one entry of the directory. One who was merged into somebody is kept
// for what names them, and found by nothing but their number.
type Person struct {
	ID          operator.PersonID        `row:"1"`
	Kind        operator.PersonKind      `row:"2"`
	Name        string                   `row:"3"`
	Email       string                   `row:"4"`
	Phones      []Phone                  `row:"5"`
	Title       string                   `row:"6"`
	Role        operator.Role            `row:"7"`
	Deactivated bool                     `row:"8"`
	External    External                 `row:"9"`
	Invitation  operator.InvitationState `row:"10"` // empty: not invited
	InvitedAt   time.Time                `row:"11"`
	Created     time.Time                `row:"12"`
	Updated     time.Time                `row:"13"`
	// Merged is who this person was merged into. Aliases are those who were merged
	// into this one, also by way of others; the last of them came last.
	Merged  operator.PersonID   `row:"14"`
	Aliases []operator.PersonID `row:"15"`
	// Erased is when what tells who they were was taken out of the store: what is left
	// is a number that others name, found by nothing else.
	Erased time.Time `row:"16"`
}

// Community is a neighbourhood.
type Community struct {
	ID       operator.CommunityID `row:"1"`
	Code     string               `row:"2"`
	Name     string               `row:"3"`
	External External             `row:"4"`
	Created  time.Time            `row:"5"`
	Updated  time.Time            `row:"6"`
}

// Building groups homes of a community.
type Building struct {
	ID        operator.BuildingID  `row:"1"`
	Community operator.CommunityID `row:"2"`
	Number    string               `row:"3"`
	Name      string               `row:"4"`
	External  External             `row:"5"`
	Created   time.Time            `row:"6"`
	Updated   time.Time            `row:"7"`
}

// Address is a postal address.
type Address struct {
	Line1    string `row:"1"`
	Line2    string `row:"2"`
	City     string `row:"3"`
	Region   string `row:"4"`
	Postcode string `row:"5"`
	Country  string `row:"6"`
}

// Property is a home. Sale is its current one: the open one, else the last that
// closed; Stage follows from it.
type Property struct {
	ID        operator.PropertyID    `row:"1"`
	Code      string                 `row:"2"`
	Aliases   []string               `row:"3"`
	Community operator.CommunityID   `row:"4"`
	Building  operator.BuildingID    `row:"5"`
	Lot       string                 `row:"6"`
	Address   Address                `row:"7"`
	Plan      string                 `row:"8"`
	Stage     operator.Stage         `row:"9"`
	Sale      operator.TransactionID `row:"10"`
	Primary   operator.PersonID      `row:"11"`
	External  External               `row:"12"`
	Created   time.Time              `row:"13"`
	Updated   time.Time              `row:"14"`
	Hold      *Hold                  `row:"15"` // nil: nothing keeps its record from being deleted
}

// Hold is a legal hold on a home: who put it on, when and why.
type Hold struct {
	By     operator.PersonID `row:"1"`
	Since  time.Time         `row:"2"`
	Reason string            `row:"3"`
}

// Assignment is a team member on a home, or with a zero Property on all homes
// of a community.
type Assignment struct {
	Property  operator.PropertyID  `row:"1"`
	Community operator.CommunityID `row:"2"`
	Person    operator.PersonID    `row:"3"`
	Since     time.Time            `row:"4"`
}

// SaleBuyer is a buyer of a sale, and since when.
type SaleBuyer struct {
	Person operator.PersonID `row:"1"`
	Since  time.Time         `row:"2"`
}

// Sale is a transaction: a sale of a home. The first buyer is the primary one.
type Sale struct {
	ID              operator.TransactionID     `row:"1"`
	Property        operator.PropertyID        `row:"2"`
	Buyers          []SaleBuyer                `row:"3"`
	Status          operator.TransactionStatus `row:"4"`
	Amount          string                     `row:"5"`
	Currency        string                     `row:"6"`
	ContractDate    operator.Date              `row:"7"`
	ExpectedClosing operator.Date              `row:"8"`
	ClosingDate     operator.Date              `row:"9"`
	WithdrawalDate  operator.Date              `row:"10"`
	ClosedAt        time.Time                  `row:"11"` // when it was said to be closed
	External        External                   `row:"12"`
	Created         time.Time                  `row:"13"`
	Updated         time.Time                  `row:"14"`
}

// Key is what became of a request with an idempotency key.
type Key struct {
	Person      operator.PersonID `row:"1"`
	Key         string            `row:"2"`
	Fingerprint []byte            `row:"3"`
	Action      string            `row:"4"`
	Result      []byte            `row:"5" dump:"json"` // the answer, as JSON
	At          time.Time         `row:"6"`
}

// Event is one change. It holds references and the digest of its details; the
// details stand in a row of their own, which erasure can clear.
type Event struct {
	Seq      uint64              `row:"1"`
	At       time.Time           `row:"2"`
	Actor    operator.PersonID   `row:"3"`
	Behalf   operator.PersonID   `row:"4"`
	Source   operator.Source     `row:"5"`
	Trusted  bool                `row:"6"` // nobody signed in; the operating system vouched
	Action   string              `row:"7"`
	Object   string              `row:"8"`
	Property operator.PropertyID `row:"9"` // and the chain; zero is the workspace's
	Refs     map[string]string   `row:"10"`
	Digest   []byte              `row:"11"`
	N        uint64              `row:"12"` // its number in the chain, from 1
	Prev     []byte              `row:"13"`
	Hash     []byte              `row:"14"`
}

// Details is the content of an event, with the salt of its digest.
type Details struct {
	Seq     uint64 `row:"1"`
	Salt    []byte `row:"2" dump:"-"`
	Content []byte `row:"3" dump:"json"` // JSON
}

// Chain is the head of one home's events, or of the workspace's.
type Chain struct {
	Property operator.PropertyID `row:"1"`
	N        uint64              `row:"2"`
	Seq      uint64              `row:"3"`
	Head     []byte              `row:"4"`
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
