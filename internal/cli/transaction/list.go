package transaction

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListTransactionsRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List sales",
		Long:  "List sales, the oldest first: those that fit all of the flags.",
		Example: `  operator transaction list --status open
  operator transaction list --property MR-014 -o json`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Transaction], error) {
				req.Paging = p
				return s.ListTransactions(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "only those of the home `CODE`")
	f.StringVar((*string)(&req.Status), "status", "", "only those of the `STATUS` open, closed or withdrawn")
	deps.Ref(f, &req.Buyer, "buyer", "", "only those in which `PERSON` buys")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteFlag(cmd, d, "buyer", "buyer")
	deps.CompleteValues(cmd, "status", operator.SaleOpen, operator.SaleClosed, operator.SaleWithdrawn)
	paging.Flags(f)
	return cmd
}
