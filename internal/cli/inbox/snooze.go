package inbox

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newSnooze(d *deps.Deps) *cobra.Command {
	var until string
	cmd := &cobra.Command{
		Use:   "snooze CONVERSATION… --until TIME",
		Short: "Put conversations off until a time",
		Long: `Put conversations off until a time: they leave your inbox list and come back
then, or when somebody writes in them. The time is read in the workspace's zone,
and said as it was understood.
` + listHelp,
		Example: `  operator inbox snooze C42 --until "mon 9am"
  operator inbox snooze C42 C43 --until +3d
  operator inbox snooze C42 --until 2030-05-01T09:00:00-06:00 -o json`,
		Args:              deps.Args("CONVERSATION…"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if until == "" { // the service takes it for the end of a snooze
				return operator.Errorf(operator.Invalid, `"" is not a date or time`).
					WithHint("--until TIME, as in tomorrow 9am or +3d").Reason("date_format")
			}
			req := operator.EditInboxRequest{Conversations: deps.Refs(args), SnoozeUntil: &until}
			return change(cmd.Context(), d, len(args), snoozed(d), func(ctx context.Context, s operator.Service) ([]item, error) {
				return s.EditInbox(ctx, req)
			})
		},
	}
	cmd.Flags().StringVar(&until, "until", "", "the `TIME` when they come back, as \"mon 9am\" or +3d")
	deps.Require(cmd, "until")
	return cmd
}

// snoozed says until when a conversation is put off: in the zone at a terminal,
// and as programs write times elsewhere.
func snoozed(d *deps.Deps) func(item) string {
	return func(i item) string {
		until := snoozedUntil(i)
		if d.IO.OutTTY && i.SnoozedUntil != nil {
			until = i.SnoozedUntil.In(d.Zone()).Format("Mon 2006-01-02 15:04 MST") + " (" + render.Age(d.Now(), *i.SnoozedUntil) + ")"
		}
		return i.Ref.String() + " " + d.Done("snoozed") + " until " + until + " (" + i.Property + ")"
	}
}

func newUnsnooze(d *deps.Deps) *cobra.Command {
	return marking(d, &cobra.Command{
		Use:   "unsnooze",
		Short: "End the snooze of conversations now",
		Long:  "Bring snoozed conversations back into your inbox list now.",
		Example: `  operator inbox unsnooze C42
  operator inbox unsnooze C42 C43`,
	}, "back in the inbox", func(req *operator.EditInboxRequest) { req.SnoozeUntil = new(string) })
}
