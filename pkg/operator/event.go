package operator

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Event is one change, as the log has it. Data is its references and details, an
// object with what EventActions says of the action; what was erased is not there
// any more, nor what the actor may not see. What was written in a message is not
// there either: ShowMessage has it.
type Event struct {
	Seq        uint64          `json:"seq"`      // its number in the log of the whole store
	Property   *string         `json:"property"` // the home whose history it belongs to; null is the workspace
	Actor      PersonSummary   `json:"actor"`
	OnBehalfOf *PersonSummary  `json:"on_behalf_of"`
	Source     Source          `json:"source"`
	Action     string          `json:"action"` // "message.sent"
	Object     string          `json:"object"` // a reference; empty for the workspace
	At         time.Time       `json:"at"`
	Data       json.RawMessage `json:"data"`
	Hash       string          `json:"hash"` // lower-case hex
}

// ListEventsRequest lists events, the oldest first. Conditions that are empty do
// not count; the others must all hold.
type ListEventsRequest struct {
	Since    uint64 `json:"since,omitempty"` // events after this number
	Property Ref    `json:"property,omitempty"`
	Actor    Ref    `json:"actor,omitempty"`
	Action   string `json:"action,omitempty"` // whole, or "message" for "message.sent" and its like
	Object   Ref    `json:"object,omitempty"` // the thing that was changed, or that the change names
	From     string `json:"from,omitempty"`   // a time; from then on
	Until    string `json:"until,omitempty"`  // a time; up to then
	Paging
}

// HistoryRequest asks for the story of a home.
type HistoryRequest struct {
	Property Ref    `json:"property"`
	Since    string `json:"since,omitempty"` // a time
	Paging
}

// HistoryEntry is an event of a home, told in a sentence. Excerpt is what was
// written, where something was and the actor may read it.
type HistoryEntry struct {
	Event
	Text    string  `json:"text"`
	Excerpt *string `json:"excerpt"`
}

// VerifyAuditRequest asks whether the chains of events are whole. ExpectHeads are
// heads that were written down before, as AuditAnchor gives them: the log must
// still begin with what it was then.
type VerifyAuditRequest struct {
	Property    Ref      `json:"property,omitempty"` // of one home; else all
	ExpectHeads []string `json:"expect_heads,omitempty"`
}

// AuditReport is what a verification looked at and found. No findings is whole.
type AuditReport struct {
	Chains int    `json:"chains"`
	Events int    `json:"events"`
	Head   string `json:"head"`  // of all that was looked at, now; as AuditAnchor gives it
	Heads  int    `json:"heads"` // that were expected, and compared
	// Unverified is how many events were not compared with their hash, for want of the
	// key that made it: whether they were edited is not known.
	Unverified int      `json:"unverified"`
	Findings   []string `json:"findings"`
}

// RekeyRequest asks for a new key of the chains of events, in the file beside the store.
// Lost says that the key there was is lost: what it made is not compared with it again.
// It is done on the machine that has the store: there is no such request to a server.
type RekeyRequest struct {
	Lost bool `json:"lost,omitempty"`
}

// Rekeyed says which key was begun.
type Rekeyed struct {
	Path string  `json:"path"` // the file that has it
	Key  *string `json:"key"`  // what it is known by, which gives nothing of it away; none in a dry run
	From uint64  `json:"from"` // the first event that it is for
	Lost bool    `json:"lost"` // the key before is lost
}

// AnchorRequest asks for the head of the log, to be kept elsewhere.
type AnchorRequest struct {
	Property Ref `json:"property,omitempty"` // of one home; else of the whole log
}

// Anchor is the head of the log, or of the events of one home, at a time. Head is
// one line that stays comparable while the log grows: it stands for the last event
// and for the heads of all chains then, so that a log that was cut off or written
// anew since can be told from one that went on.
type Anchor struct {
	Head      string    `json:"head"`
	Events    uint64    `json:"events"` // that it stands for
	Chains    int       `json:"chains"`
	LastEvent uint64    `json:"last_event"`
	At        time.Time `json:"at"`
}

// DumpRequest asks for rows as they are kept. Ref is what the keys of the table
// begin with: P7 of the table people is one row, of the table inbox all of one
// person's.
type DumpRequest struct {
	Kind string `json:"kind"`          // a table, as "messages"
	Ref  Ref    `json:"ref,omitempty"` // else all of the table
	Paging
}

// Events is what happened.
type Events interface {
	// ListEvents holds the events of what the actor may see, with of each what
	// they may see of it. The whole log is for administrators and auditors, and
	// that they read it is recorded; contacts are refused.
	ListEvents(context.Context, ListEventsRequest) (Page[Event], error)
	// WatchEvents yields the events past Since, and then others as they happen,
	// until the context is done. Each is authorised when it is delivered.
	WatchEvents(context.Context, ListEventsRequest) iter.Seq2[Event, error]
	// PropertyHistory is for the team of the home, and for its buyers from when
	// they became buyers on. Conversations are told to who is in them, and to
	// administrators and auditors, whose reading is recorded.
	PropertyHistory(context.Context, HistoryRequest) (Page[HistoryEntry], error)
	// VerifyAudit finds events that were edited, removed or put in another order
	// and, with a head, a log that was cut off or written anew. It fails with
	// Invalid for a head of another store or of another home.
	VerifyAudit(context.Context, VerifyAuditRequest) (AuditReport, error)
	AuditAnchor(context.Context, AnchorRequest) (Anchor, error)
	// Dump is for administrators, and is recorded. Secrets are left out.
	Dump(context.Context, DumpRequest) (Page[json.RawMessage], error)
}
