package operator

import (
	"context"
	"time"
)

// Hold is a legal hold on a home: while there is one, nothing of the home's record
// can be deleted, moved away or erased. Of a home without one, or whose hold was
// released a moment ago, Held is false; then By, Since and Reason are those of the
// hold that was released, or nothing.
type Hold struct {
	Property string         `json:"property"`
	Held     bool           `json:"held"`
	Reason   *string        `json:"reason"`
	By       *PersonSummary `json:"by"`
	Since    *time.Time     `json:"since"`
}

// HoldRequest puts a home on hold, or releases it. Both need a reason.
type HoldRequest struct {
	Property Ref    `json:"property"`
	Reason   string `json:"reason"`
}

// ListHoldsRequest lists the homes on hold in the order of their codes.
type ListHoldsRequest struct {
	Paging
}

// Holds is the legal holds on homes. They are for the team of a home, administrators
// and auditors to see.
type Holds interface {
	// SetHold changes nothing of a home that is on hold already, and answers with the
	// hold there is.
	SetHold(context.Context, HoldRequest) (Hold, error)
	// ReleaseHold changes nothing of a home that is not on hold.
	ReleaseHold(context.Context, HoldRequest) (Hold, error)
	ListHolds(context.Context, ListHoldsRequest) (Page[Hold], error)
}
