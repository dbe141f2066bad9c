package conversation

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newBulkEdit(d *deps.Deps) *cobra.Command {
	var req operator.BulkEditConversationsRequest
	var closes, reopens bool
	var undo string
	cmd := &cobra.Command{
		Use:   "bulk-edit",
		Short: "Change all conversations that fit",
		Long: `Change what the participants share of all conversations that fit the conditions:
put labels on them and take them off, assign them, close or reopen them. It is
those that you are in; with --all administrators change every one, which is
recorded. At most 1,000 may fit.

` + deps.BulkHelp,
		Example: `  operator conversation bulk-edit --community MR --unassigned --assignee P3
  operator conversation bulk-edit --waiting-on them --older-than 60d --close
  operator conversation bulk-edit --all --label hvac --add-label heating
  operator conversation bulk-edit --undo 5f0c2a91d37be468`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case closes:
				req.SetState = operator.StateClosed
			case reopens:
				req.SetState = operator.StateOpen
			}
			return deps.BulkEdit(cmd.Context(), d, undo, req, operator.Service.BulkEditConversations)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.All, "all", false, "of every conversation, for administrators")
	f.StringVar((*string)(&req.State), "state", "", "only those in the `STATE` open or closed")
	deps.TalkFilter(cmd, d, &req.ConversationFilter)
	deps.CompleteValues(cmd, "state", operator.StateOpen, operator.StateClosed)
	deps.Many(f, &req.AddLabels, "add-label", "", "put the `LABEL` on them; can be repeated")
	deps.Many(f, &req.RemoveLabels, "remove-label", "", "take the `LABEL` off; can be repeated")
	deps.Optional(f, &req.SetAssignee, "assignee", "the `PERSON` of the team who looks after them, or none")
	f.BoolVar(&closes, "close", false, "close them")
	f.BoolVar(&reopens, "reopen", false, "reopen them")
	cmd.MarkFlagsMutuallyExclusive("close", "reopen")
	deps.CompleteFlag(cmd, d, "add-label", "label")
	deps.CompleteFlag(cmd, d, "remove-label", "label")
	deps.CompleteFlag(cmd, d, "assignee", "team")
	deps.BulkUndo(cmd, &undo, "add-label", "remove-label", "assignee", "close", "reopen")
	return cmd
}
