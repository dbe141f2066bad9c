// Package schedule is the commands about messages and updates that go out at a time.
package schedule

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schedule",
		Short: "See and send what was written with --at",
		Long: `See and send what was written with --at: messages, replies and updates that go
out at a time. They go out when operator schedule run runs: put it into cron.

A message that was planned for the buyers of one sale fails rather than reach those
of the next, and one that was planned for the team alone rather than reach buyers. So
does an update with a text for one home, unless it was planned --for-home: it is kept
as a draft. An update goes out as who planned it last, where who planned it first is gone.`,
	}
	cmd.AddCommand(newList(d), newShow(d), newEdit(d), newCancel(d), newRun(d))
	return cmd
}

type item = operator.Scheduled

// sheet says how a list of what is planned is written.
func sheet(d *deps.Deps) render.Sheet[item] {
	return render.Sheet[item]{
		Columns: []render.Column[item]{
			{Name: "ref", Title: "Ref", Reference: true, Text: deps.PlannedRef},
			{Name: "at", Title: "At", Text: func(s item) string { return d.Time(s.At) }, Exact: func(s item) string { return render.Stamp(s.At) }},
			{Name: "kind", Title: "Kind", Text: func(s item) string { return s.Kind }},
			{Name: "property", Title: "Property", Reference: true, Text: whereTo, Exact: func(s item) string { return s.Property }},
			{Name: "excerpt", Title: "Text", Flexible: true, Share: 2, Text: func(s item) string { return s.Excerpt }},
			{Name: "author", Title: "Author", Flexible: true, Spare: true, Text: func(s item) string { return s.Author.Name }, Exact: func(s item) string { return s.Author.Ref.String() }},
			{Name: "state", Title: "State", Text: state, Exact: func(s item) string { return string(s.State) }},
			{Name: "result", Title: "Went out as", Hidden: true, Reference: true, Text: func(s item) string { return operator.Value(s.Result) }},
			{Name: "late", Title: "Late", Hidden: true, Text: deps.PlannedLate},
			{Name: "problem", Title: "Problem", Hidden: true, Flexible: true, Text: func(s item) string { return operator.Value(s.Problem) }},
			{Name: "conversation", Title: "Conversation", Hidden: true, Reference: true, Text: func(s item) string { return s.Conversation.String() }},
			{Name: "update", Title: "Update", Hidden: true, Reference: true, Text: func(s item) string { return s.Update.String() }},
		},
		Ref:   deps.PlannedRef,
		Empty: "Nothing is planned.",
	}
}

// state says how something planned stands, for people: what is pending and would not go out
// as its home stands now says so.
func state(s item) string {
	if s.State == operator.SchedulePending && s.Problem != nil {
		return "held back"
	}
	return string(s.State)
}

// whereTo is the home that something goes to, or how many with the first of them.
func whereTo(s item) string {
	if s.Homes > 1 {
		return fmt.Sprintf("%s and %d more", s.Property, s.Homes-1)
	}
	return s.Property
}

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListScheduleRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what is planned, what is due first at the top",
		Long: `List what is planned, what is due first at the top: your own messages, and the
updates of the homes you work on. Administrators see that others have planned
messages, and not what they say. What is held back would not go out as its home
stands now, because the sale was withdrawn, or the home has other buyers; the
column problem says which.`,
		Example: `  operator schedule list
  operator schedule list -p MR-014 -o json
  operator schedule list --state failed`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[item], error) {
				req.Paging = p
				return s.ListSchedule(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "for the home `CODE`")
	f.StringVar((*string)(&req.State), "state", "", "`STATE`: pending, done, cancelled or failed (default: pending)")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteValues(cmd, "state", operator.SchedulePending, operator.ScheduleDone, operator.ScheduleCancelled, operator.ScheduleFailed)
	paging.Flags(f)
	return cmd
}

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show ITEM",
		Short: "Show something planned, with its text",
		Long: `Show something planned, with its text. An administrator can read what somebody
else is about to write, and that is recorded.`,
		Example: `  operator schedule show S7
  operator schedule show S7 -o json`,
		Args:              deps.Args("ITEM"),
		ValidArgsFunction: deps.CompleteArgs(d, "scheduled"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.ScheduleRequest{Item: operator.Ref(args[0])}
			return deps.Show(cmd.Context(), d, deps.Planned(d), req, operator.Service.ShowScheduled)
		},
	}
}
