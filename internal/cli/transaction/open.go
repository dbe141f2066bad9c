package transaction

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newOpen(d *deps.Deps) *cobra.Command {
	var req operator.OpenTransactionRequest
	cmd := &cobra.Command{
		Use:   "open CODE --buyer PERSON",
		Short: "Open the sale of a home to its buyers",
		Long: `Open the sale of a home to its buyers, of whom the first is the primary one.
From then on they see the home. A home has one open sale at most. Without a date
the contract is of today.`,
		Example: `  operator transaction open MR-014 --buyer ana@mail.example --price 489900
  operator transaction open MR-014 --buyer P7 --buyer P8 --contract-date today`,
		Args:              deps.Args("CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Property = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.OpenTransaction, func(d *deps.Deps, t operator.Transaction) {
				deps.Next(d, "operator msg send -p %s --to buyers", t.Property)
			})
		},
	}
	f := cmd.Flags()
	deps.Many(f, &req.Buyers, "buyer", "", "a buyer: `PERSON`; can be repeated")
	f.StringVar(&req.Price, "price", "", "the contract `PRICE`, as 489900 or \"489900.00 USD\"")
	f.StringVar(&req.ContractDate, "contract-date", "", "the `DAY` of the contract, as 2026-05-01 (default today)")
	f.StringVar(&req.ExpectedClosing, "expected-closing", "", "the `DAY` on which the closing is expected")
	f.StringVar(&req.ExternalID, "external-id", "", "its id in another system: `KEY`, or SYSTEM=KEY")
	deps.CompleteFlag(cmd, d, "buyer", "buyer")
	deps.Require(cmd, "buyer")
	return cmd
}
