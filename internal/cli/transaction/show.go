package transaction

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show TRANSACTION|CODE",
		Short: "Show a sale",
		Long:  "Show a sale. The code of a home names its current sale, or else its latest.",
		Example: `  operator transaction show T3
  operator transaction show MR-014 -o json`,
		Args:              deps.Args("TRANSACTION|CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property|transaction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.TransactionRequest{Transaction: operator.Ref(args[0])}
			return deps.Show(cmd.Context(), d, thing(), req, operator.Service.ShowTransaction)
		},
	}
}
