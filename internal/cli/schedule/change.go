package schedule

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditScheduleRequest
	var body deps.Body
	cmd := &cobra.Command{
		Use:   "edit ITEM",
		Short: "Give something planned another time or text",
		Long: `Give something planned another time, or a message another text. The text of a
message is for its author alone to change; that of an update is changed with
operator update edit.`,
		Example: `  operator schedule edit S7 --at "fri 09:00"
  operator schedule edit S7 -b "We open at ten."`,
		Args:              deps.Args("ITEM"),
		ValidArgsFunction: deps.CompleteArgs(d, "scheduled"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Item = operator.Ref(args[0])
			return edit(cmd.Context(), d, req, &body)
		},
	}
	deps.Optional(cmd.Flags(), &req.At, "at", "at `TIME`")
	body.Flags(cmd)
	cmd.MarkFlagsOneRequired("at", "body", "body-file", "editor")
	return cmd
}

func edit(ctx context.Context, d *deps.Deps, req operator.EditScheduleRequest, body *deps.Body) error {
	if err := deps.Planned(d).Check(d); err != nil {
		return err
	}
	if body.Given() {
		text, err := body.Read(ctx, d, func() (string, error) {
			s, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (item, error) {
				return s.ShowScheduled(ctx, operator.ScheduleRequest{Item: req.Item})
			})
			return operator.Value(s.Body), err
		})
		if err != nil {
			return err
		}
		req.Body = &text
	}
	s, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (item, error) {
		return s.EditSchedule(ctx, req)
	})
	if err != nil {
		return body.Rescue(d, err)
	}
	if !d.Sentences() {
		return deps.Planned(d).Write(d, s)
	}
	return d.Say("%s (%s) %s: it goes out at %s", s.Ref, s.Property, d.Done("changed"), d.Moment(s.At))
}

func newCancel(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "cancel ITEM",
		Short: "Call off what is planned",
		Long:  "Call off what is planned. An update is kept as a draft.",
		Example: `  operator schedule cancel S7
  operator schedule cancel S7 --dry-run`,
		Args:              deps.Args("ITEM"),
		ValidArgsFunction: deps.CompleteArgs(d, "scheduled"),
		RunE: func(cmd *cobra.Command, args []string) error {
			as := deps.Planned(d)
			if err := as.Check(d); err != nil {
				return err
			}
			s, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) (item, error) {
				return s.CancelScheduled(ctx, operator.ScheduleRequest{Item: operator.Ref(args[0])})
			})
			switch {
			case err != nil:
				return err
			case !d.Sentences():
				return as.Write(d, s)
			case !s.Update.IsZero():
				return d.Say("%s (%s) %s; %s is a draft", s.Ref, s.Property, d.Done("called off"), s.Update)
			}
			return d.Say("%s (%s) %s", s.Ref, s.Property, d.Done("called off"))
		},
	}
}

func newRun(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Send and publish what is due",
		Long: `Send and publish what is due, in the order of its time, each thing once however
many run this at the same time. It is for administrators, and for cron; each thing
goes out as its author, with what they may do now. What cannot go out has failed,
and is listed with the reason; then the status is 3. With --dry-run you see what
is due.`,
		Example: `  operator schedule run
  */5 * * * *  operator schedule run --quiet
  operator schedule run --dry-run`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), d) },
	}
}

func run(ctx context.Context, d *deps.Deps) error {
	done, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) ([]item, error) {
		return s.RunSchedule(ctx, operator.RunScheduleRequest{})
	})
	if err != nil {
		return err
	}
	failed := 0
	for _, s := range done {
		if s.State == operator.ScheduleFailed {
			failed++
		}
		if late := deps.PlannedLate(s); late != "" && d.ForPeople() && s.State == operator.ScheduleDone {
			render.Note(d.IO, d.Output, "%s went out late, by %s", s.Ref, late)
		}
	}
	as := sheet(d)
	as.Empty = "Nothing is due."
	for i, c := range as.Columns {
		as.Columns[i].Hidden = c.Hidden && c.Name != "result" && (c.Name != "problem" || failed == 0)
	}
	if err := render.List(d.IO, d.Output, done, as); err != nil {
		return err
	}
	if failed > 0 {
		return operator.Errorf(operator.Partial, "%d of %s could not go out", failed, deps.Count(len(done), "thing", "things")).
			WithHint("operator schedule list --state failed --columns ref,problem").Reason("some_failed")
	}
	return nil
}
