// Package milestone is the commands about milestones: the steps of the construction
// of homes.
package milestone

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "milestone",
		Short: "Follow the construction of homes, step by step",
		Long: `Follow the construction of homes, step by step. The steps are those of the
community, or else of the workspace: operator milestone template. Capital and
small letters in their names do not count.`,
	}
	cmd.AddCommand(newList(d), newComplete(d), newReset(d), newTemplate(d))
	return cmd
}

type milestone = operator.Milestone

func name(m milestone) string { return m.Name }

func day(m milestone) string {
	if m.CompletedAt == nil {
		return ""
	}
	return string(*m.CompletedAt)
}

// sheet is a list of milestones.
func sheet() render.Sheet[milestone] {
	property := render.Column[milestone]{Name: "property", Title: "Property", Reference: true, Text: func(m milestone) string { return m.Property }}
	return render.Sheet[milestone]{
		Group: &property,
		Columns: []render.Column[milestone]{
			{Name: "position", Title: "No.", Align: render.Right, Text: func(m milestone) string { return strconv.Itoa(m.Position) }},
			{Name: "name", Title: "Milestone", Flexible: true, Share: 2, Text: name},
			{Name: "state", Title: "State", Text: func(m milestone) string { return string(m.State) }},
			{Name: "completed_at", Title: "Completed", Text: day},
			{Name: "note", Title: "Note", Flexible: true, Share: 2, Text: func(m milestone) string { return operator.Value(m.Note) }},
			{Name: "update", Title: "Update", Reference: true, Text: func(m milestone) string { return m.Update.String() }},
		},
		Ref: name,
	}
}

// thing says how one milestone is written.
func thing() deps.Thing[milestone] {
	return deps.Thing[milestone]{Fields: deps.FieldsOf(sheet()), Ref: name}
}

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListMilestonesRequest
	cmd := &cobra.Command{
		Use:   "list -p CODE",
		Short: "List the milestones of a home",
		Long: `List the milestones of a home in their order, with the day and the note of those
that are complete, and the update that was posted about each.`,
		Example: `  operator milestone list -p MR-014
  operator milestone list -p MR-014 -o json --columns name,state,completed_at`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) ([]milestone, error) {
				return s.ListMilestones(ctx, req)
			})
			if err != nil {
				return err
			}
			return deps.Paged(d, func() error { return render.List(d.IO, d.Output, list, sheet()) })
		},
	}
	deps.Ref(cmd.Flags(), &req.Property, "property", "p", "those of the home `CODE`")
	deps.Require(cmd, "property")
	deps.CompleteFlag(cmd, d, "property", "property")
	return cmd
}

// completeName completes the name of a step: one of the home that --property names, or
// of the template.
func completeName(d *deps.Deps, property *operator.Ref) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return deps.Milestones(d, func() operator.Ref { return *property })(cmd, args, typed)
	}
}
