package operator

import (
	"context"
	"time"
)

// Template is a text with variables for messages and updates, as in
// "Dear {{buyers.first_names}}". Names are unique without regard to case.
//
// TemplateVariables says which variables follow from the home, the post and who
// writes; a value of Vars is used for every other, and for those that have none. A
// variable without any is an error. What is filled in is not looked at again.
type Template struct {
	Name      string        `json:"name"`
	Title     *string       `json:"title"`     // of an update, or the subject of a new conversation
	Body      string        `json:"body"`      // Markdown, as written; filled in where a home was named
	Variables []string      `json:"variables"` // those it uses, in the order of their names
	Property  *string       `json:"property"`  // the code of the home that it was filled in for
	Author    PersonSummary `json:"author"`
	CreatedAt time.Time     `json:"created_at"`
	UpdatedAt time.Time     `json:"updated_at"`
}

// TemplateVariables are the variables that have a value of their own, in the order
// of their names. Dates are written as in "1 May 2026".
func TemplateVariables() []string {
	return []string{
		"building.number", "buyers.first_names", "buyers.names", "community.name", "milestone.date", "milestone.name",
		"primary_contact.email", "primary_contact.name", "property.address", "property.code", "property.lot", "property.plan",
		"sale.closing_date", "sale.contract_date", "sale.expected_closing", "sender.first_name", "sender.name", "today", "workspace.name",
	}
}

// AddTemplateRequest adds a template. It fails with Invalid for a variable that
// cannot be read, with its place.
type AddTemplateRequest struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Body  string `json:"body"`
}

// EditTemplateRequest changes what is not nil.
type EditTemplateRequest struct {
	Template string  `json:"template"`
	Name     *string `json:"name,omitempty"`
	Title    *string `json:"title,omitempty"`
	Body     *string `json:"body,omitempty"`
}

// ShowTemplateRequest shows a template, filled in for a home if one is given.
type ShowTemplateRequest struct {
	Template string            `json:"template"`
	Property Ref               `json:"property,omitempty"`
	Vars     map[string]string `json:"vars,omitempty"`
}

// TemplateRequest names a template.
type TemplateRequest struct {
	Template string `json:"template"`
}

// ListTemplatesRequest lists templates by name.
type ListTemplatesRequest struct {
	Paging
}

// Templates is the texts that are used again and again. The team reads them, and to
// others they do not exist; administrators and who works on a home write them.
type Templates interface {
	AddTemplate(context.Context, AddTemplateRequest) (Template, error)
	ListTemplates(context.Context, ListTemplatesRequest) (Page[Template], error)
	ShowTemplate(context.Context, ShowTemplateRequest) (Template, error)
	EditTemplate(context.Context, EditTemplateRequest) (Template, error)
	DeleteTemplate(context.Context, TemplateRequest) (Template, error)
}
