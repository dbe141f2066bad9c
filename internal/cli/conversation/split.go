package conversation

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newSplit(d *deps.Deps) *cobra.Command {
	var req operator.SplitConversationRequest
	cmd := &cobra.Command{
		Use:   "split CONVERSATION --from MESSAGE",
		Short: "Make a conversation of the end of another",
		Long: `Make a new conversation of a message and all that were written after it, about
the same home and with the same people, each of whom sees of both what they saw
before. The messages keep their references. Undo takes it back while nothing is
written in either.`,
		Example: `  operator conversation split C42 --from M1934
  operator conversation split C42 --from M1934 --subject "Kitchen tiles"`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.SplitConversation, warn)
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.From, "from", "", "the first `MESSAGE` of the new conversation")
	f.StringVar(&req.Subject, "subject", "", "the `SUBJECT` of the new conversation")
	deps.Require(cmd, "from")
	deps.CompleteFlag(cmd, d, "from", "message")
	return cmd
}
