package conversation

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newReopen(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "reopen CONVERSATION",
		Short: "Let a closed conversation go on",
		Long: `Let a closed conversation go on. One that was closed because its sale was
withdrawn comes back with the sale only: operator transaction reopen.`,
		Example: `  operator conversation reopen C42
  operator conversation reopen C42 --dry-run`,
		Args:              deps.Args("CONVERSATION"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return turn(cmd.Context(), d, args[0], "reopened", operator.Service.ReopenConversation)
		},
	}
}
