package update

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type reminder = operator.Reminder

func newRemind(d *deps.Deps) *cobra.Command {
	var req operator.RemindUpdatesRequest
	cmd := &cobra.Command{
		Use:   "remind {UPDATE…|--all}",
		Short: "Remind buyers of updates to acknowledge",
		Long: `Remind the buyers whose acknowledgement an update asks for and lacks: of updates
that are named, or of all that have lacked it for some days, on the homes that you
work on. They are told in operator inbox watch, and webhooks are told of the event
update.reminded; the receipts of the update say when it was. Nobody is reminded of
the same update again within --every: a job may run as often as it likes. Of more
than 1,000 updates the oldest come first.`,
		Example: `  operator update remind U17
  operator update remind --all --older-than 1w --every 3d
  operator update remind --all --community MR --dry-run`,
		Args:              deps.Args("[UPDATE…]"),
		ValidArgsFunction: deps.CompleteArgs(d, "update…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if req.All == (len(args) > 0) {
				return operator.Errorf(operator.Usage, "name updates, or give --all").
					WithHint("operator update remind U17, or operator update remind --all").Reason("bad_argument")
			}
			if !req.All && (cmd.Flags().Changed("community") || cmd.Flags().Changed("older-than")) {
				return operator.Errorf(operator.Usage, "--community and --older-than are for --all").Reason("bad_argument")
			}
			req.Updates = deps.Refs(args)
			sent, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) ([]reminder, error) { return s.RemindUpdates(ctx, req) })
			if err != nil {
				return err
			}
			return render.List(d.IO, d.Output, sent, reminders())
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.All, "all", false, "of all updates that lack an acknowledgement")
	deps.Ref(f, &req.Community, "community", "", "of all, those on the homes of the community `CODE`")
	f.StringVar(&req.OlderThan, "older-than", "", "of all, those published at least so long ago: `AGE` is like 3d (default 3d)")
	f.StringVar(&req.Every, "every", "", "remind nobody again within `AGE` (default 1d)")
	deps.CompleteFlag(cmd, d, "community", "community")
	return cmd
}

// reminders is the list of the updates that somebody was reminded of.
func reminders() render.Sheet[reminder] {
	return render.Sheet[reminder]{
		Columns: []render.Column[reminder]{
			{Name: "update", Title: "Ref", Reference: true, Text: func(r reminder) string { return r.Update.String() }},
			{Name: "property", Title: "Property", Text: func(r reminder) string { return r.Property }},
			{Name: "title", Title: "Title", Flexible: true, Text: func(r reminder) string { return operator.Value(r.Title) }},
			{
				Name: "people", Title: "Reminded", Flexible: true,
				Text:  func(r reminder) string { return deps.PeopleNames(r.People) },
				Exact: func(r reminder) string { return deps.PeopleRefs(r.People) },
			},
		},
		Ref:   func(r reminder) string { return r.Update.String() },
		Empty: "Nobody has to be reminded.",
	}
}
