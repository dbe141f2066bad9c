package msg

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// groups are the words that --to takes beside people.
var groups = []string{"buyers", "team", "home", "title:"}

func newSend(d *deps.Deps) *cobra.Command {
	var req operator.SendMessageRequest
	var w writing
	cmd := &cobra.Command{
		Use:   "send -p CODE --to WHO",
		Short: "Send a message about a home",
		Long: `Send a message about a home to a group: people, the home's buyers, its team,
those of its team with a title, or everyone on the home. It goes on with the
open conversation of the same group and subject, and about the same update, if
there is one.

` + help,
		Example: `  operator msg send -p MR-014 --to buyers -b "It is here." --attach permit.pdf
  operator msg send -p MR-014 --to title:superintendent --internal -F notes.md
  date | operator msg send -p MR-014 --to team -F - --idempotency-key nightly-1
  operator msg send -p MR-014 --to buyers --from-template welcome --at "mon 9am"
  operator msg send -p MR-014 --to team --about U17 -b "When is that?"
  operator msg send -p MR-014 --to home -b "Hello" --dry-run`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			complete := func(is written) *operator.SendMessageRequest {
				req.Body, req.Attachments, req.Template, req.Vars = is.text, is.files, w.template, w.vars
				return &req
			}
			return w.send(cmd.Context(), d, func(ctx context.Context, s operator.Service, is written) (operator.Message, error) {
				return s.SendMessage(ctx, *complete(is))
			}, func(ctx context.Context, s operator.Service, is written) (operator.Scheduled, error) {
				return s.ScheduleMessage(ctx, operator.ScheduleMessageRequest{Send: complete(is), At: w.at})
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "the `CODE` of the home")
	deps.Many(f, &req.To, "to", "", "`WHO` gets it: a person, buyers, team, home or title:TITLE; can be repeated")
	f.StringVar(&req.Subject, "subject", "", "the conversation's `SUBJECT`; without one it is that without a subject")
	f.BoolVar(&req.Internal, "internal", false, "for the team only")
	f.BoolVar(&req.New, "new", false, "start another conversation in any case")
	deps.Ref(f, &req.About, "about", "", "it is about the `UPDATE` of the home")
	w.flags(cmd, d)
	deps.Require(cmd, "property", "to")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteFlag(cmd, d, "about", "update")
	completeTo(cmd, d, &req.Property)
	return cmd
}

// completeTo completes --to with groups and people: those of the home, once it is given.
func completeTo(cmd *cobra.Command, d *deps.Deps, home *operator.Ref) {
	everybody := deps.References(d, "person")
	people := func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if *home == "" {
			return everybody(cmd, args, typed)
		}
		return deps.PeopleOf(d, *home)(cmd, args, typed)
	}
	deps.CompleteWith(cmd, "to", func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		found, how := people(cmd, args, typed)
		return append(beginning(groups, typed), found...), how
	})
}
