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
}

// CheckRequest asks for a check of the store. ReadData reads every file too.
type CheckRequest struct {
	ReadData bool `json:"read_data,omitempty"`
}

// CheckReport is what a check looked at and what it found. No findings is clean.
type CheckReport struct {
	Rows     int      `json:"rows"`
	Entries  int      `json:"index_entries"`
	Events   int      `json:"events"`
	Files    int      `json:"files"`
	Findings []string `json:"findings"`
}

// Administration is the workspace as a whole.
type Administration interface {
	ShowWorkspace(context.Context, WorkspaceRequest) (Workspace, error)
	EditWorkspace(context.Context, EditWorkspaceRequest) (Workspace, error)
	// Check looks for damage: structure, checksums, indexes against rows, counts
	// against what they count, the chains of events, files.
	Check(context.Context, CheckRequest) (CheckReport, error)
}

// InitRequest makes a workspace where there is none, with its first
// administrator. It is no request of Service: there is nobody yet to make one.
type InitRequest struct {
	Name     string `json:"name"`
	Admin    string `json:"admin"`     // "Maya Ortiz <maya@acme.example>", or a name alone
	TimeZone string `json:"time_zone"` // an IANA name
	Currency string `json:"currency"`  // an ISO 4217 code; USD if empty
}
