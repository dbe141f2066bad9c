package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Sale(id operator.TransactionID) (store.Sale, bool, error) {
	return sales.get(r.tx, num(id))
}

func (r reader) SalesByExternalID(id string) ([]store.Sale, error) {
	return with(r, sales, "by_external", exact(id))
}

func (r reader) Sales(of operator.PropertyID) ([]store.Sale, error) {
	return with(r, sales, "by_property", num(of))
}

func (r reader) SalesOf(id operator.PersonID) ([]store.Sale, error) {
	return with(r, sales, "by_buyer", num(id))
}

func (r reader) AllSales(after operator.TransactionID) iter.Seq2[store.Sale, error] {
	return past(r, sales, "", nil, num(after))
}

func (w writer) PutSale(s *store.Sale) error { return putNumbered(w, sales, &s.ID, s) }
