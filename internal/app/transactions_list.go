package app

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ShowTransaction shows one sale.
func (a *App) ShowTransaction(ctx context.Context, req operator.TransactionRequest) (operator.Transaction, error) {
	return view(ctx, a, req, (*session).showTransaction)
}

// ListTransactions lists sales, the oldest first.
func (a *App) ListTransactions(ctx context.Context, req operator.ListTransactionsRequest) (operator.Page[operator.Transaction], error) {
	return view(ctx, a, req, (*session).listTransactions)
}

func (s *session) showTransaction(req operator.TransactionRequest) (operator.Transaction, error) {
	sale, _, err := s.findSale(req.Transaction)
	if err != nil {
		return operator.Transaction{}, err
	}
	return s.saleView(sale)
}

func (s *session) listTransactions(req operator.ListTransactionsRequest) (operator.Page[operator.Transaction], error) {
	var none operator.Page[operator.Transaction]
	if !slices.Contains([]operator.TransactionStatus{"", operator.SaleOpen, operator.SaleClosed, operator.SaleWithdrawn}, req.Status) {
		return none, operator.Errorf(operator.Invalid, "%q is not a state of a transaction", req.Status).
			WithHint("use open, closed or withdrawn").Reason("bad_status")
	}
	place, err := placeOf[operator.TransactionID](s, "transactions", req.Paging)
	if err != nil {
		return none, err
	}
	var after operator.TransactionID
	if place != nil {
		after = *place
	}
	sales, err := s.salesToList(req, after)
	if err != nil {
		return none, err
	}
	keep := func(sale store.Sale) (bool, error) {
		if req.Status != "" && sale.Status != req.Status {
			return false, nil
		}
		h, err := s.home(sale.Property)
		return err == nil && seesSale(sale, h, s.actor.ID), err
	}
	rows := placed(sales, func(sale store.Sale) operator.TransactionID { return sale.ID })
	return pageOf(s, "transactions", req.Paging, rows, keep, s.saleView)
}

// salesToList yields, by number, the sales among which a list is to look.
func (s *session) salesToList(req operator.ListTransactionsRequest, after operator.TransactionID) (iter.Seq2[store.Sale, error], error) {
	var of operator.PropertyID
	if req.Property != "" {
		h, err := s.findProperty(req.Property)
		if err != nil {
			return nil, err
		}
		of = h.ID
	}
	var sales []store.Sale
	var err error
	switch {
	case req.Buyer != "":
		p, err := s.findPerson(req.Buyer, "")
		if err != nil {
			return nil, err
		}
		if sales, err = s.r.SalesOf(p.ID); err != nil {
			return nil, err
		}
	case !of.IsZero():
		sales, err = s.r.Sales(of)
	case s.seesAll():
		return s.r.AllSales(after), nil
	default:
		sales, err = s.salesInSight()
	}
	sales = slices.DeleteFunc(slices.Clone(sales), func(sale store.Sale) bool {
		return sale.ID <= after || !of.IsZero() && sale.Property != of
	})
	slices.SortFunc(sales, func(a, b store.Sale) int { return cmp.Compare(a.ID, b.ID) })
	return each(sales), err
}

// salesInSight is the sales of the homes that the actor sees, and that may be
// theirs to see. It is for those who do not see all.
func (s *session) salesInSight() ([]store.Sale, error) {
	homes, err := s.homesInSight()
	if err != nil {
		return nil, err
	}
	var sales []store.Sale
	for _, p := range homes {
		h, err := s.home(p.ID)
		if err != nil {
			return nil, err
		}
		if !policy.Decide(policy.SeePrivate, h.facts).Allowed && !h.facts.Buyer {
			continue
		}
		of, err := s.r.Sales(p.ID)
		if err != nil {
			return nil, err
		}
		sales = append(sales, of...)
	}
	return sales, nil
}
