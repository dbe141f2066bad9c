package operator

import (
	"context"
	"time"
)

// Workspace is one builder company. A store holds one.
type Workspace struct {
	Name          string        `json:"name"`
	TimeZone      string        `json:"time_zone"` // an IANA name
	Currency      string        `json:"currency"`  // an ISO 4217 code
	BusinessHours BusinessHours `json:"business_hours"`
	ReplyTarget   int           `json:"reply_target"` // seconds of business hours within which the team answers; one day of them unless edited
	CreatedAt     time.Time     `json:"created_at"`
	UpdatedAt     time.Time     `json:"updated_at"`
}

// BusinessHours is when the builder's office answers, in the workspace's zone.
type BusinessHours struct {
	Days  []string `json:"days"` // "mon" to "sun"
	Open  string   `json:"open"` // "09:00"
	Close string   `json:"close"`
}

// WorkspaceRequest asks for the workspace.
type WorkspaceRequest struct{}

// EditWorkspaceRequest changes what is not nil.
type EditWorkspaceRequest struct {
	Name          *string `json:"name,omitempty"`
	TimeZone      *string `json:"time_zone,omitempty"`
	Currency      *string `json:"currency,omitempty"`
	BusinessHours *string `json:"business_hours,omitempty"` // "mon-fri 09:00-17:00"
	ReplyTarget   *string `json:"reply_target,omitempty"`   // a time like 4h, or 2d for two days of business hours; "" is one day of them
}

// CheckRequest asks for a check of the store. ReadData reads every file too.
type CheckRequest struct {
	ReadData bool `json:"read_data,omitempty"`
}

// CheckReport is what a check looked at and what it found. No findings is clean.
type CheckReport struct {
	Rows    int `json:"rows"`
	Entries int `json:"index_entries"`
	Events  int `json:"events"`
	Files   int `json:"files"`
	// Unverified is how many of the events were not compared with their hash, for want
	// of the key that made it.
	Unverified int      `json:"unverified"`
	Findings   []string `json:"findings"`
}

// ReindexRequest asks for every index to be made anew.
type ReindexRequest struct{}

// ReindexReport is what was made anew: index entries, from rows; and the index of
// words, from messages. A dry run gives what there is.
type ReindexReport struct {
	Rows     int `json:"rows"`
	Entries  int `json:"index_entries"`
	Messages int `json:"messages"`
}

// Administration is the workspace as a whole.
type Administration interface {
	ShowWorkspace(context.Context, WorkspaceRequest) (Workspace, error)
	EditWorkspace(context.Context, EditWorkspaceRequest) (Workspace, error)
	// Check looks for damage: structure, checksums, indexes against rows, counts
	// against what they count, the chains of events, files.
	Check(context.Context, CheckRequest) (CheckReport, error)
	// Reindex makes anew whatever follows from the rows, where Check found that it
	// does not. It changes no row, and keeps others out until it is done.
	Reindex(context.Context, ReindexRequest) (ReindexReport, error)
	// Diagnose looks at what is quick to look at and tells of trouble to come: a
	// clock that went back, unused files, leavers who are still responsible, homes
	// that nobody is responsible for. It changes and records nothing, and is for
	// administrators and auditors.
	Diagnose(context.Context, DiagnoseRequest) ([]Diagnosis, error)
	// Sweep removes files that nothing names any more and that are older than
	// BlobGrace.
	Sweep(context.Context, SweepRequest) (SweepReport, error)
}

// InitRequest makes a workspace where there is none, with its first
// administrator. It is no request of Service: there is nobody yet to make one.
type InitRequest struct {
	Name     string `json:"name"`
	Admin    string `json:"admin"`     // "Maya Ortiz <maya@acme.example>", or a name alone
	TimeZone string `json:"time_zone"` // an IANA name
	Currency string `json:"currency"`  // an ISO 4217 code; USD if empty
}
