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
  operator msg reply C42 --from-template thanks --at +2d
  operator msg reply C42 --in-reply-to M1934 --editor`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Conversation = operator.Ref(args[0])
			complete := func(is written) *operator.ReplyMessageRequest {
				req.Body, req.Attachments, req.Template, req.Vars = is.text, is.files, w.template, w.vars
				return &req
			}
			return w.send(cmd.Context(), d, func(ctx context.Context, s operator.Service, is written) (operator.Message, error) {
				return s.ReplyMessage(ctx, *complete(is))
			}, func(ctx context.Context, s operator.Service, is written) (operator.Scheduled, error) {
				return s.ScheduleMessage(ctx, operator.ScheduleMessageRequest{Reply: complete(is), At: w.at})
			})
		},
	}
	deps.Ref(cmd.Flags(), &req.InReplyTo, "in-reply-to", "", "it answers the `MESSAGE` of the conversation")
	deps.CompleteFlag(cmd, d, "in-reply-to", "message")
	w.flags(cmd, d)
	return cmd
}
