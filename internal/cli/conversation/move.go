package conversation

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newMove(d *deps.Deps) *cobra.Command {
	req := operator.MoveConversationRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "move CONVERSATION -p CODE",
		Short: "Move a conversation to another home",
		Long: `Move a conversation that was filed under the wrong home. The team members in it
stay; buyers and contacts leave it, but for those who buy the new home. You have
to be allowed to start a conversation on the new home. What closed with a sale
stays with its home. Undo takes it back while nothing is written in it.`,
		Example: `  operator conversation move C42 -p MR-015
  operator conversation move C42 -p MR-015 --dry-run`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return deps.End(cmd.Context(), d, thing(d), req, moveQuestion, operator.Service.MoveConversation, unasked)
		},
	}
	deps.Ref(cmd.Flags(), &req.Property, "property", "p", "the home `CODE` that it is about")
	deps.Require(cmd, "property")
	deps.CompleteFlag(cmd, d, "property", "property")
	return cmd
}

// moveQuestion asks where somebody leaves, or goes along to a home that is not
// theirs.
func moveQuestion(c talk) string {
	if len(c.Warnings) == 0 {
		return ""
	}
	return asking(c, fmt.Sprintf("Move %s to %s?", c.Ref, c.Property))
}
