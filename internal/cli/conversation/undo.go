package conversation

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newUndo(d *deps.Deps) *cobra.Command {
	var req operator.ConversationRequest
	return &cobra.Command{
		Use:   "undo CONVERSATION",
		Short: "Take back the last merge, split or move of a conversation",
		Long: `Take back the last merge, split or move of a conversation, as long as nothing was
written or changed in it since; reading and marks do not count. What was done
and undone stays in the history.`,
		Example: `  operator conversation undo C42
  operator conversation undo C42 --dry-run`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.UndoConversation, warn)
		},
	}
}
