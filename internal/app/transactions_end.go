package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// CloseTransaction makes a sale permanent.
func (a *App) CloseTransaction(ctx context.Context, req operator.EndTransactionRequest) (operator.Transaction, error) {
	return change(ctx, a, "transaction.close", req, (*session).closeTransaction)
}

// WithdrawTransaction takes a home from the buyers of its open sale.
func (a *App) WithdrawTransaction(ctx context.Context, req operator.EndTransactionRequest) (operator.Transaction, error) {
	return change(ctx, a, "transaction.withdraw", req, (*session).withdrawTransaction)
}

// ReopenTransaction takes a withdrawal back.
func (a *App) ReopenTransaction(ctx context.Context, req operator.TransactionRequest) (operator.Transaction, error) {
	return change(ctx, a, "transaction.reopen", req, (*session).reopenTransaction)
}

// stillOpen fails for a sale that has ended, and says what can be done instead.
func (s *session) stillOpen(sale store.Sale) error {
	h, err := s.home(sale.Property)
	if err != nil {
		return err
	}
	switch sale.Status {
	case operator.SaleClosed:
		return operator.Errorf(operator.Conflict, "%s closed on %s, and a closed sale is permanent", sale.ID, sale.ClosingDate).
			WithHint("a resale is another one: operator transaction open %s --buyer PERSON", h.Code).Reason("sale_closed")
	case operator.SaleWithdrawn:
		return operator.Errorf(operator.Conflict, "%s was withdrawn on %s", sale.ID, sale.WithdrawalDate).
			WithHint("operator transaction reopen %s", sale.ID).Reason("sale_withdrawn")
	}
	return nil
}

// endable finds a sale that can be ended on a day.
func (s *session) endable(req operator.EndTransactionRequest, what string) (store.Sale, operator.Date, error) {
	sale, _, err := s.saleToChange(req.Transaction)
	if err != nil {
		return sale, "", err
	}
	if err := s.stillOpen(sale); err != nil {
		return sale, "", err
	}
	day, err := s.dayOrToday(req.Date)
	if err == nil && day < sale.ContractDate {
		err = datesOrder(what, day, sale.ContractDate)
	}
	return sale, day, err
}

func (s *session) closeTransaction(req operator.EndTransactionRequest) (operator.Transaction, error) {
	sale, day, err := s.endable(req, "the closing")
	if err == nil {
		err = s.confirmed(req.Confirmed, "closing %s cannot be undone", sale.ID)
	}
	if err != nil {
		return operator.Transaction{}, err
	}
	sale.Status, sale.ClosingDate, sale.ClosedAt = operator.SaleClosed, day, s.now
	if err := s.keepSale(&sale); err != nil {
		return operator.Transaction{}, err
	}
	s.recordSale("transaction.closed", sale, refsOf("buyers", buyersOf(sale)...), map[string]any{"closing_date": day})
	s.forgetHome(sale.Property) // and no conversation: its buyers keep theirs
	return s.saleView(sale)
}

func (s *session) withdrawTransaction(req operator.EndTransactionRequest) (operator.Transaction, error) {
	sale, day, err := s.endable(req, "the withdrawal")
	if err == nil {
		err = s.confirmed(req.Confirmed, "withdrawing %s takes the home from its buyers at once", sale.ID)
	}
	if err != nil {
		return operator.Transaction{}, err
	}
	sale.Status, sale.WithdrawalDate = operator.SaleWithdrawn, day
	if err := s.keepSale(&sale); err != nil {
		return operator.Transaction{}, err
	}
	s.recordSale("transaction.withdrawn", sale, refsOf("buyers", buyersOf(sale)...), map[string]any{"withdrawal_date": day})
	if err := s.saleWithdrawn(sale); err != nil {
		return operator.Transaction{}, err
	}
	return s.saleView(sale)
}

func (s *session) reopenTransaction(req operator.TransactionRequest) (operator.Transaction, error) {
	var none operator.Transaction
	sale, h, err := s.saleToChange(req.Transaction)
	if err != nil {
		return none, err
	}
	switch sale.Status {
	case operator.SaleOpen:
		s.unchanged = true
		return s.saleView(sale)
	case operator.SaleClosed:
		return none, s.stillOpen(sale)
	}
	sales, err := s.r.Sales(h.ID)
	if err != nil {
		return none, err
	}
	if last := sales[len(sales)-1]; last.ID != sale.ID {
		return none, operator.Errorf(operator.Conflict, "%s cannot be reopened: %s has a later transaction, %s", sale.ID, h.Code, last.ID).
			WithHint("operator transaction show %s", last.ID).Reason("later_sale")
	}
	sale.Status, sale.WithdrawalDate = operator.SaleOpen, ""
	if err := s.keepSale(&sale); err != nil {
		return none, err
	}
	s.recordSale("transaction.reopened", sale, refsOf("buyers", buyersOf(sale)...), nil)
	if err := s.saleReopened(sale); err != nil {
		return none, err
	}
	return s.saleView(sale)
}
