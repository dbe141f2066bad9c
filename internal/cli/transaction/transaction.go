// Package transaction is the commands about transactions, that is sales of homes.
package transaction

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "transaction",
		Short: "Open, change, close and withdraw sales of homes",
		Long: `Open, change, close and withdraw sales of homes. What a buyer sees follows
from their sale: it is theirs from the contract on, and gone with a withdrawal.
A sale is named by its reference, as T3, or by the code of its home.`,
	}
	cmd.AddCommand(newOpen(d), newEdit(d), newClose(d), newWithdraw(d), newReopen(d), newList(d), newShow(d))
	return cmd
}

// thing says how one transaction is written.
func thing() deps.Thing[operator.Transaction] {
	return deps.Thing[operator.Transaction]{Ref: ref, Fields: []render.Field[operator.Transaction]{
		{Name: "ref", Title: "Transaction", Text: ref, Reference: true},
		{Name: "property", Title: "Property", Text: property, Reference: true},
		{Name: "status", Title: "Status", Text: status},
		{Name: "buyers", Title: "Buyers", Text: buyerRefs, Exact: exactBuyers},
		{Name: "contract_price", Title: "Price", Text: price, Exact: exactPrice},
		{Name: "contract_date", Title: "Contract", Text: contracted},
		{Name: "expected_closing", Title: "Closing expected", Text: expected},
		{Name: "closing_date", Title: "Closed", Text: closed},
		{Name: "withdrawal_date", Title: "Withdrawn", Text: withdrawn},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

// sheet says how a list of transactions is written.
func sheet() render.Sheet[operator.Transaction] {
	return render.Sheet[operator.Transaction]{Ref: ref, Empty: "No transactions.", Columns: []render.Column[operator.Transaction]{
		{Name: "ref", Title: "Ref", Text: ref, Reference: true},
		{Name: "property", Title: "Property", Text: property, Reference: true},
		{Name: "status", Title: "Status", Text: status},
		{Name: "buyers", Title: "Buyers", Text: buyerNames, Exact: exactBuyers, Flexible: true},
		{Name: "contract_price", Title: "Price", Text: price, Exact: exactPrice, Align: render.Right},
		{Name: "contract_date", Title: "Contract", Text: contracted},
		{Name: "closing_date", Title: "Closing", Text: closing, Exact: closed},
		{Name: "expected_closing", Title: "Closing expected", Text: expected, Hidden: true},
		{Name: "withdrawal_date", Title: "Withdrawn", Text: withdrawn, Hidden: true},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true, Hidden: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

func ref(t operator.Transaction) string         { return t.Ref.String() }
func property(t operator.Transaction) string    { return t.Property }
func status(t operator.Transaction) string      { return string(t.Status) }
func buyerNames(t operator.Transaction) string  { return deps.PeopleNames(t.Buyers) }
func buyerRefs(t operator.Transaction) string   { return deps.Whom(t.Buyers) }
func exactBuyers(t operator.Transaction) string { return deps.PeopleRefs(t.Buyers) }
func contracted(t operator.Transaction) string  { return deps.Text(t.ContractDate) }
func expected(t operator.Transaction) string    { return deps.Text(t.ExpectedClosing) }
func closed(t operator.Transaction) string      { return deps.Text(t.ClosingDate) }
func withdrawn(t operator.Transaction) string   { return deps.Text(t.WithdrawalDate) }
func externalIDs(t operator.Transaction) string { return deps.ExternalIDs(t.ExternalIDs) }
func created(t operator.Transaction) string     { return render.Stamp(t.CreatedAt) }
func updated(t operator.Transaction) string     { return render.Stamp(t.UpdatedAt) }

// closing is the day of the closing, or in brackets the one that is expected.
func closing(t operator.Transaction) string {
	if t.Status == operator.SaleOpen && t.ExpectedClosing != nil {
		return "(" + expected(t) + ")"
	}
	return closed(t)
}

func price(t operator.Transaction) string {
	if t.ContractPrice == nil {
		return ""
	}
	return render.Money(t.ContractPrice.Amount, t.ContractPrice.Currency)
}

// exactPrice is the price as --price takes it.
func exactPrice(t operator.Transaction) string {
	if t.ContractPrice == nil {
		return ""
	}
	return t.ContractPrice.Amount + " " + t.ContractPrice.Currency
}
