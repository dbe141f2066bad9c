package milestone

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// completion is a milestone that is being completed.
type completion struct {
	req   operator.CompleteMilestoneRequest
	files deps.Attachments
}

func newComplete(d *deps.Deps) *cobra.Command {
	c := completion{files: deps.Attachments{Update: true}}
	cmd := &cobra.Command{
		Use:   "complete NAME",
		Short: "Complete a milestone of a home or a building",
		Long: `Complete a milestone of a home, or of all homes of a building. The next one is
then in progress, and an update is posted to the buyers and the team: the text
that the template has for the step, with the note below it. Where it is complete
already with the same day and note, nothing happens; another day or note is a
conflict.`,
		Example: `  operator milestone complete Framing -p MR-014 --date yesterday --note Passed
  operator milestone complete Framing -p MR-014 --attach frame.jpg
  operator milestone complete Roof --building B2
  operator milestone complete permit -p MR-014 --no-notify`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: completeName(d, &c.req.Property),
		RunE:              func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), d, args[0]) },
	}
	f, req := cmd.Flags(), &c.req
	deps.Ref(f, &req.Property, "property", "p", "of the home `CODE`")
	deps.Ref(f, &req.Building, "building", "", "of all homes of the `BUILDING`")
	f.StringVar(&req.Date, "date", "", "it was complete on `DAY` (default: today)")
	f.StringVar(&req.Note, "note", "", "a note that buyers see too")
	f.BoolVar(&req.NoNotify, "no-notify", false, "post no update")
	c.files.Flags(cmd)
	cmd.MarkFlagsMutuallyExclusive("property", "building")
	cmd.MarkFlagsOneRequired("property", "building")
	cmd.MarkFlagsMutuallyExclusive("attach", "no-notify")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteFlag(cmd, d, "building", "building")
	return cmd
}

func (c *completion) run(ctx context.Context, d *deps.Deps, name string) (err error) {
	if err := thing().Check(d); err != nil {
		return err
	}
	files, err := c.files.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	c.req.Name, c.req.Confirmed = name, d.Yes
	list, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) ([]milestone, error) {
		return deps.Attach(ctx, s, files, func(ctx context.Context, list []operator.NewAttachment) ([]milestone, error) {
			c.req.Attachments = list
			return s.CompleteMilestone(ctx, c.req)
		})
	})
	if err != nil {
		return err
	}
	switch {
	case d.Sentences():
		return d.Say("%s", became(d, list))
	case c.req.Building == "":
		return thing().Write(d, list[0])
	}
	return render.List(d.IO, d.Output, list, sheet())
}

// became says what became of a milestone of homes.
func became(d *deps.Deps, list []milestone) string {
	if len(list) == 1 {
		m := list[0]
		said := fmt.Sprintf("%s of %s: %s on %s", m.Name, m.Property, d.Done("complete"), day(m))
		if !m.Update.IsZero() {
			said += fmt.Sprintf(" (%s)", m.Update)
		}
		return said
	}
	return fmt.Sprintf("%s of %s: %s", list[0].Name, deps.Count(len(list), "home", "homes"), d.Done("complete"))
}

func newReset(d *deps.Deps) *cobra.Command {
	req := operator.ResetMilestoneRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "reset NAME -p CODE",
		Short: "Take back that a milestone is complete",
		Long: `Take back that a milestone is complete. The update that was posted about it is
deleted, and the step after it is in progress no more, if that was only so
because of this one.`,
		Example: `  operator milestone reset Framing -p MR-014
  operator milestone reset Framing -p MR-014 --yes`,
		Args:              deps.Args("NAME"),
		ValidArgsFunction: completeName(d, &req.Property),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Name = args[0]
			if err := thing().Check(d); err != nil {
				return err
			}
			m, err := deps.ChangeConfirmed(cmd.Context(), d, func(m milestone) string {
				return fmt.Sprintf("Reset %s of %s? The update that was posted about it is deleted.", m.Name, m.Property)
			}, func(ctx context.Context, s operator.Service) (milestone, error) { return s.ResetMilestone(ctx, req) })
			if err != nil {
				return err
			}
			if !d.Sentences() {
				return thing().Write(d, m)
			}
			return d.Say("%s of %s: %s, now %s", m.Name, m.Property, d.Done("reset"), m.State)
		},
	}
	deps.Ref(cmd.Flags(), &req.Property, "property", "p", "of the home `CODE`")
	deps.Require(cmd, "property")
	deps.CompleteFlag(cmd, d, "property", "property")
	return cmd
}
