package conversation

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newClose(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "close CONVERSATION",
		Short: "Close a conversation",
		Long: `Close a conversation for all who are in it. It can still be read, and be
reopened; a message to the same group starts another.`,
		Example: `  operator conversation close C42
  operator conversation close C42 -o json`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return turn(cmd.Context(), d, args[0], "closed", operator.Service.CloseConversation)
		},
	}
}

// turn closes or reopens a conversation.
func turn(ctx context.Context, d *deps.Deps, ref, done string, do deps.Method[operator.ConversationRequest, talk]) error {
	as := thing(d)
	if err := as.Check(d); err != nil {
		return err
	}
	c, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (talk, error) {
		return do(s, ctx, operator.ConversationRequest{Conversation: operator.Ref(ref)})
	})
	if err != nil {
		return err
	}
	warn(d, c)
	if !d.Sentences() {
		return as.Write(d, c)
	}
	return d.Say("%s %s (%s)", c.Ref, d.Done(done), c.Property)
}
