// Package workspace is the commands about the workspace. It is the sample for
// the others: a group in NOUN.go, and a file for each of its commands.
package workspace

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{Use: "workspace", Short: "Show and edit the workspace"}
	cmd.AddCommand(newShow(d), newEdit(d), newSweep(d))
	return cmd
}

// Thing says how a workspace is written.
func Thing(d *deps.Deps) deps.Thing[operator.Workspace] {
	return deps.Thing[operator.Workspace]{Fields: []render.Field[operator.Workspace]{
		{Name: "name", Title: "Name", Text: func(w operator.Workspace) string { return w.Name }},
		{Name: "time_zone", Title: "Time zone", Text: func(w operator.Workspace) string { return w.TimeZone }},
		{Name: "currency", Title: "Currency", Text: func(w operator.Workspace) string { return w.Currency }},
		{Name: "business_hours", Title: "Business hours", Text: shortHours, Exact: hours},
		{Name: "reply_target", Title: "Reply target", Text: target, Exact: func(w operator.Workspace) string { return strconv.Itoa(w.ReplyTarget) }},
		{Name: "created_at", Title: "Since", Text: func(w operator.Workspace) string { return d.Moment(w.CreatedAt) }, Exact: func(w operator.Workspace) string { return render.Stamp(w.CreatedAt) }},
		{Name: "updated_at", Title: "Changed", Text: func(w operator.Workspace) string { return d.Moment(w.UpdatedAt) }, Exact: func(w operator.Workspace) string { return render.Stamp(w.UpdatedAt) }, Hidden: true},
	}, Ref: func(w operator.Workspace) string { return w.Name }}
}

// target is the reply target as people say it: "8h of business hours".
func target(w operator.Workspace) string {
	text := strings.TrimSuffix((time.Duration(w.ReplyTarget) * time.Second).String(), "0s")
	if short, ok := strings.CutSuffix(text, "h0m"); ok {
		text = short + "h"
	}
	if len(w.BusinessHours.Days) > 0 {
		text += " of business hours"
	}
	return text
}
