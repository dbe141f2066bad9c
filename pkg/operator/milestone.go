package operator

import "context"

// MilestoneState says how far a step of the construction has come.
type MilestoneState string

// The states of a milestone.
const (
	MilestoneNotStarted MilestoneState = "not-started"
	MilestoneInProgress MilestoneState = "in-progress"
	MilestoneComplete   MilestoneState = "complete"
)

// Progress is how far a home has come: of so many milestones so many are complete,
// and Current is in progress.
type Progress struct {
	Completed int     `json:"completed"`
	Total     int     `json:"total"`
	Current   *string `json:"current"`
}

// Milestone is a named step of a home's construction. Update is absent for who does
// not see it. One that was completed and is no step of the template any more stands
// behind the others.
type Milestone struct {
	Property    string         `json:"property"`
	Name        string         `json:"name"`
	Position    int            `json:"position"` // from 1
	State       MilestoneState `json:"state"`
	CompletedAt *Date          `json:"completed_at"`
	Note        *string        `json:"note"`
	Update      UpdateID       `json:"update"` // what completing it posted
}

// MilestoneStep is a step of a template. Text, if any, is what the update says
// that completing the step posts, with variables as in a text template.
type MilestoneStep struct {
	Name string  `json:"name"`
	Text *string `json:"text"`
}

// MilestoneTemplate is the steps that the homes of a community go through, or
// those of the workspace, which communities without their own take. Texts are for
// the team.
type MilestoneTemplate struct {
	Community *string         `json:"community"` // null is the workspace's
	Steps     []MilestoneStep `json:"steps"`
}

// MilestoneTemplateRequest names a template: a community's, or with none the
// workspace's. A community without its own answers with the workspace's.
type MilestoneTemplateRequest struct {
	Community Ref `json:"community,omitempty"`
}

// SetMilestoneTemplateRequest replaces a template. What homes have completed
// stays, also where its name is no step any more. No steps takes a community's
// own away, and gives the workspace the one that it began with.
type SetMilestoneTemplateRequest struct {
	Community Ref             `json:"community,omitempty"`
	Steps     []MilestoneStep `json:"steps"`
}

// ListMilestonesRequest lists the milestones of a home in their order.
type ListMilestonesRequest struct {
	Property Ref `json:"property"`
}

// CompleteMilestoneRequest completes a step of a home or of all homes of a
// building, starts the next, and posts an update unless NoNotify: the step's text,
// or that it is complete, with the note below. Confirmed is asked for where the note
// names another home or another buyer.
type CompleteMilestoneRequest struct {
	Name        string          `json:"name"`
	Property    Ref             `json:"property,omitempty"`
	Building    Ref             `json:"building,omitempty"`
	Date        string          `json:"date,omitempty"` // a day that has come; today if empty
	Note        string          `json:"note,omitempty"`
	Attachments []NewAttachment `json:"attachments,omitempty"`
	NoNotify    bool            `json:"no_notify,omitempty"`
	Confirmed   bool            `json:"confirmed,omitempty"`
}

// ResetMilestoneRequest takes back a completion, and deletes the update it posted.
type ResetMilestoneRequest struct {
	Name      string `json:"name"`
	Property  Ref    `json:"property"`
	Confirmed bool   `json:"confirmed,omitempty"`
}

// Milestones is the construction of homes, step by step.
type Milestones interface {
	ShowMilestoneTemplate(context.Context, MilestoneTemplateRequest) (MilestoneTemplate, error)
	SetMilestoneTemplate(context.Context, SetMilestoneTemplateRequest) (MilestoneTemplate, error)
	ListMilestones(context.Context, ListMilestonesRequest) ([]Milestone, error)
	// CompleteMilestone answers with the step of every home. A step that is
	// complete already stays as it is, unless a date or a note is given that
	// differs, which is a Conflict.
	CompleteMilestone(context.Context, CompleteMilestoneRequest) ([]Milestone, error)
	ResetMilestone(context.Context, ResetMilestoneRequest) (Milestone, error)
}
