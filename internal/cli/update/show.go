package update

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	var req operator.ShowUpdateRequest
	cmd := &cobra.Command{
		Use:   "show UPDATE",
		Short: "Show an update",
		Long: `Show an update with its whole text and its files, and mark it seen. Acting as a
buyer with --as marks nothing: what a buyer has seen is proved by their own
sign-in.`,
		Example: `  operator update show U17
  operator update show U17 --history -o json`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Update = operator.Ref(args[0])
			return deps.Show(cmd.Context(), d, thing(d), req, operator.Service.ShowUpdate)
		},
	}
	cmd.Flags().BoolVar(&req.History, "history", false, "show the earlier versions too")
	return cmd
}
