package deps

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Planned says how something planned is written.
func Planned(d *Deps) Thing[operator.Scheduled] {
	type item = operator.Scheduled
	return Thing[item]{
		Fields: []render.Field[item]{
			{Name: "ref", Title: "Planned", Reference: true, Text: PlannedRef},
			{Name: "kind", Title: "Kind", Text: func(s item) string { return s.Kind }},
			{Name: "property", Title: "Property", Reference: true, Text: func(s item) string { return s.Property }},
			{Name: "conversation", Title: "Conversation", Reference: true, Text: func(s item) string { return s.Conversation.String() }},
			{Name: "update", Title: "Update", Reference: true, Text: func(s item) string { return s.Update.String() }},
			{Name: "to", Title: "To", Text: func(s item) string { return strings.Join(s.To, ", ") }},
			{Name: "author", Title: "Author", Text: func(s item) string { return Who(s.Author) }, Exact: func(s item) string { return s.Author.Ref.String() }},
			{Name: "at", Title: "At", Text: func(s item) string { return d.Moment(s.At) }, Exact: func(s item) string { return render.Stamp(s.At) }},
			{Name: "state", Title: "State", Text: func(s item) string { return string(s.State) }},
			{Name: "done_at", Title: "Ended", Text: func(s item) string { return d.OptionalMoment(s.DoneAt) }, Exact: func(s item) string { return Stamp(s.DoneAt) }},
			{Name: "late", Title: "Late", Text: PlannedLate, Exact: func(s item) string { return strconv.Itoa(s.Late) }},
			{Name: "result", Title: "Went out as", Reference: true, Text: func(s item) string { return operator.Value(s.Result) }},
			{Name: "problem", Title: "Problem", Text: func(s item) string { return operator.Value(s.Problem) }},
			{Name: "files", Title: "Files", Text: func(s item) string { return strings.Join(s.Files, "; ") }},
			{Name: "excerpt", Title: "Beginning", Hidden: true, Text: func(s item) string { return s.Excerpt }},
			{Name: "body", Title: "Text", Block: true, Text: func(s item) string { return operator.Value(s.Body) }},
		},
		Ref: PlannedRef,
	}
}

// PlannedRef is the reference of something planned.
func PlannedRef(s operator.Scheduled) string { return s.Ref.String() }

// PlannedLate is how late something went out, in words; nothing within a minute.
func PlannedLate(s operator.Scheduled) string {
	late := time.Duration(s.Late) * time.Second
	switch {
	case late < time.Minute:
		return ""
	case late < time.Hour:
		return fmt.Sprintf("%d min", int(late.Minutes()))
	case late < 48*time.Hour:
		return fmt.Sprintf("%d h", int(late.Hours()))
	}
	return fmt.Sprintf("%d days", int(late.Hours()/24))
}
