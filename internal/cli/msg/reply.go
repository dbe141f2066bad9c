package msg

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newReply(d *deps.Deps) *cobra.Command {
	var req operator.ReplyMessageRequest
	var w writing
	cmd := &cobra.Command{
		Use:   "reply CONVERSATION",
		Short: "Answer in a conversation",
		Long: `Answer in a conversation. That marks it read for you. A closed conversation must
be reopened first.

` + help,
		Example: `  operator msg reply C42 -b "Tuesday at nine works."
  operator msg reply C42 -F answer.md --attach plan.pdf --attach photo.jpg
  operator msg reply C42 --in-reply-to M1934 --editor`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			return w.send(cmd.Context(), d, func(ctx context.Context, s operator.Service, text string, files []operator.NewAttachment) (operator.Message, error) {
				req.Body, req.Attachments = text, files
				return s.ReplyMessage(ctx, req)
			})
		},
	}
	deps.Ref(cmd.Flags(), &req.InReplyTo, "in-reply-to", "", "it answers the `MESSAGE` of the conversation")
	w.flags(cmd)
	return cmd
}
