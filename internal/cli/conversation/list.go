package conversation

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListConversationsRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List conversations, open and closed",
		Long: `List the conversations that you are in, open and closed, the latest first. With
--all administrators and auditors list every one, and that is recorded. What
you have not read is in operator inbox list.`,
		Example: `  operator conversation list -p MR-014
  operator conversation list --all --waiting-on us --older-than 2d
  operator conversation list --state open --unassigned -o id`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[talk], error) {
				req.Paging = p
				return s.ListConversations(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.All, "all", false, "every conversation, for administrators and auditors")
	f.StringVar((*string)(&req.State), "state", "", "only those in the `STATE` open or closed")
	deps.TalkFilter(cmd, d, &req.ConversationFilter)
	deps.CompleteValues(cmd, "state", operator.StateOpen, operator.StateClosed)
	paging.Flags(f)
	return cmd
}

// sheet is the list of conversations.
func sheet(d *deps.Deps) render.Sheet[talk] {
	itself := func(c talk) talk { return c }
	property := deps.TalkProperty(itself)
	return render.Sheet[talk]{
		Group: &property,
		Columns: append(deps.TalkColumns(d, itself), deps.TalkMarks(func(c talk) string {
			if c.State == operator.StateClosed {
				return "closed"
			}
			if c.WaitingOn != nil {
				return "waiting on " + deps.Text(c.WaitingOn)
			}
			return ""
		})),
		Ref:   ref,
		Empty: "No conversations.",
	}
}
