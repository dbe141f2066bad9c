package msg

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	var req operator.ShowMessageRequest
	cmd := &cobra.Command{
		Use:   "show MESSAGE",
		Short: "Show a message",
		Long: `Show a message with its whole text and its files. With --history, what it was
before it was edited or deleted is shown too.`,
		Example: `  operator msg show M1934
  operator msg show M1934 --history -o json`,
		Args:              deps.Args("MESSAGE"),
		ValidArgsFunction: deps.CompleteArgs(d, "message"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Message = operator.Ref(args[0])
			return deps.Show(cmd.Context(), d, thing(d), req, operator.Service.ShowMessage)
		},
	}
	cmd.Flags().BoolVar(&req.History, "history", false, "show the earlier versions too")
	return cmd
}
