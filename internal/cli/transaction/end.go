package transaction

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newClose(d *deps.Deps) *cobra.Command {
	req := operator.EndTransactionRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "close TRANSACTION|CODE",
		Short: "Close a sale: the home is the buyers'",
		Long: `Close a sale: the home is the buyers'. This is for ever: what precedes the
closing can no longer be edited or deleted. The buyers keep what they see. A
later resale is another sale. Without --date it is today.`,
		Example: `  operator transaction close MR-014 --date 2026-09-15
  operator transaction close T3 --yes`,
		Args:              deps.Args("TRANSACTION|CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property|transaction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Transaction = operator.Ref(args[0])
			question := func(t operator.Transaction) string {
				return fmt.Sprintf("Close the sale %s of %s on %s, for ever?", t.Ref, t.Property, closed(t))
			}
			return deps.End(cmd.Context(), d, thing(), req, question, operator.Service.CloseTransaction)
		},
	}
	cmd.Flags().StringVar(&req.Date, "date", "", "the `DAY` of the closing, as 2026-09-15 (default today)")
	return cmd
}

func newWithdraw(d *deps.Deps) *cobra.Command {
	req := operator.EndTransactionRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "withdraw TRANSACTION|CODE",
		Short: "Withdraw a sale: the buyers lose the home",
		Long: `Withdraw a sale: its buyers and contacts lose at once all that they saw of the
home, and its shared conversations close. The team keeps the record. What is
planned for them does not go out, unless the sale is reopened before it is due.
Without --date it is today.`,
		Example: `  operator transaction withdraw MR-014 --date 2026-06-02
  operator transaction withdraw T3 --yes`,
		Args:              deps.Args("TRANSACTION|CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property|transaction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Transaction = operator.Ref(args[0])
			planned := false
			question := func(t operator.Transaction) string {
				q := fmt.Sprintf("Withdraw the sale %s of %s? Its buyers (%s) lose the home at once", t.Ref, t.Property, buyerNames(t))
				if planned {
					q += ", and what is planned for them does not go out"
				}
				return q + "."
			}
			withdraw := func(s operator.Service, ctx context.Context, req operator.EndTransactionRequest) (operator.Transaction, error) {
				t, err := s.WithdrawTransaction(ctx, req)
				if err == nil {
					planned = isPlanned(ctx, s, t.Property)
				}
				return t, err
			}
			note := func(d *deps.Deps, t operator.Transaction) {
				if planned {
					d.Warn([]string{fmt.Sprintf("something is planned for %s, and what is for the buyers of %s will not go out: operator schedule list -p %s", t.Property, t.Ref, t.Property)})
				}
			}
			return deps.End(cmd.Context(), d, thing(), req, question, withdraw, note)
		},
	}
	cmd.Flags().StringVar(&req.Date, "date", "", "the `DAY` of the withdrawal, as 2026-06-02 (default today)")
	return cmd
}

// isPlanned says whether something is planned for a home. That the sale is withdrawn is
// done whether or not this can be found out.
func isPlanned(ctx context.Context, s operator.Service, code string) bool {
	page, err := s.ListSchedule(ctx, operator.ListScheduleRequest{Property: operator.Ref(code)})
	return err == nil && len(page.Items) > 0
}

func newReopen(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "reopen TRANSACTION|CODE",
		Short: "Reopen a sale that was withdrawn",
		Long: `Reopen a sale that was withdrawn, if the home has no later one. Its buyers see
again what they saw before.`,
		Example: `  operator transaction reopen T3
  operator transaction reopen MR-014`,
		Args:              deps.Args("TRANSACTION|CODE"),
		ValidArgsFunction: deps.CompleteArgs(d, "property|transaction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.TransactionRequest{Transaction: operator.Ref(args[0])}
			return deps.Act(cmd.Context(), d, thing(), req, operator.Service.ReopenTransaction)
		},
	}
}
