package transaction

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditTransactionRequest
	cmd := &cobra.Command{
		Use:   "edit TRANSACTION|CODE",
		Short: "Change a sale, or who buys",
		Long: `Change a sale, or who buys. What no flag names stays as it is. Who joins as a
buyer sees from then on; who is removed sees nothing more.`,
		Example: `  operator transaction edit MR-014 --price 495000 --expected-closing 2026-09-15
  operator transaction edit T3 --add-buyer P9 --primary-buyer P9`,
		Args:              deps.Args("TRANSACTION|CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property|transaction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Transaction = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.EditTransaction)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Price, "price", "the contract `PRICE`, as 489900 or \"489900.00 USD\"")
	deps.Optional(f, &req.ContractDate, "contract-date", "the `DAY` of the contract, as 2026-05-01")
	deps.Optional(f, &req.ExpectedClosing, "expected-closing", "the `DAY` on which the closing is expected")
	deps.Many(f, &req.AddBuyers, "add-buyer", "", "`PERSON` buys too; can be repeated")
	deps.Many(f, &req.RemoveBuyers, "remove-buyer", "", "`PERSON` does not buy any more; can be repeated")
	deps.Ref(f, &req.PrimaryBuyer, "primary-buyer", "", "`PERSON` is the primary buyer")
	deps.Optional(f, &req.ExternalID, "external-id", "its id in another system: `KEY`, or SYSTEM=KEY; SYSTEM= takes it away")
	for _, flag := range []string{"add-buyer", "remove-buyer", "primary-buyer"} {
		deps.CompleteFlag(cmd, d, flag, "buyer")
	}
	cmd.MarkFlagsOneRequired("price", "contract-date", "expected-closing", "add-buyer", "remove-buyer", "primary-buyer", "external-id")
	return cmd
}
