package inbox

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newUnread(d *deps.Deps) *cobra.Command {
	var req operator.MarkUnreadRequest
	cmd := &cobra.Command{
		Use:   "unread CONVERSATION",
		Short: "Mark a conversation unread",
		Long: `Mark a conversation unread: its last message by others, or everything from a
message on.`,
		Example: `  operator inbox unread C42
  operator inbox unread C42 --from M1934`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			sentence := func(i item) string {
				return fmt.Sprintf("%s %s: %s (%s)", i.Ref, d.Done("marked unread"), deps.Count(i.Unread, "message", "messages"), i.Property)
			}
			return change(cmd.Context(), d, 1, sentence, func(ctx context.Context, s operator.Service) ([]item, error) {
				marked, err := s.MarkUnread(ctx, req)
				return []item{marked}, err
			})
		},
	}
	deps.Ref(cmd.Flags(), &req.From, "from", "", "the first unread `MESSAGE`")
	deps.CompleteFlag(cmd, d, "from", "message")
	return cmd
}
