package msg

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDelete(d *deps.Deps) *cobra.Command {
	req := operator.DeleteMessageRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "delete MESSAGE",
		Short: "Delete a message",
		Long: `Delete a message. It leaves a mark in the conversation, and its text is kept in
its history for the team. An administrator can delete the messages of others,
and must say why.`,
		Example: `  operator msg delete M1934
  operator msg delete M1934 --reason "sent to the wrong home" --yes`,
		Args:              deps.Args("MESSAGE"),
		ValidArgsFunction: deps.CompleteArgs(d, "message"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Message = operator.Ref(args[0])
			as := thing(d)
			if err := as.Check(d); err != nil {
				return err
			}
			m, err := deps.ChangeConfirmed(cmd.Context(), d, deleteQuestion, func(ctx context.Context, s operator.Service) (operator.Message, error) {
				return s.DeleteMessage(ctx, req)
			})
			if err != nil {
				return err
			}
			d.Warn(m.Warnings)
			if !d.Sentences() {
				return as.Write(d, m)
			}
			return d.Say("%s %s in %s (%s)", m.Ref, d.Done("deleted"), m.Conversation, m.Property)
		},
	}
	cmd.Flags().StringVar(&req.Reason, "reason", "", "the `REASON`, which the history keeps")
	return cmd
}

// deleteQuestion asks about a message; nothing where it was deleted before, with
// the same key.
func deleteQuestion(m operator.Message) string {
	if m.Replayed {
		return ""
	}
	return fmt.Sprintf("Delete %s by %s in %s for everybody? It cannot be brought back.", m.Ref, deps.Who(m.Author), m.Conversation)
}
