package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// newSale opens a sale, and ends it where the file says that it ended.
func (r *importRow) newSale(h store.Property, v importer.Values, status operator.TransactionStatus, buyers []operator.PersonID) error {
	values := valuesHash(v)
	joins := r.beforeSale(h, values, status)
	if joins != nil {
		return r.joinSale(h, *joins, buyers)
	}
	if r.stop() {
		return nil
	}
	if left, err := r.leftOut(h, status); err != nil || left {
		return err
	}
	req := operator.OpenTransactionRequest{
		Property: operator.Ref(h.ID.String()), Price: v[importer.Price], ContractDate: v[importer.ContractDate], ExternalID: v[importer.SaleID],
	}
	end := ""
	switch status {
	case operator.SaleClosed:
		end = v[importer.ClosingDate]
	case operator.SaleWithdrawn:
		end = cmp.Or(v[importer.WithdrawalDate], v[importer.ClosingDate])
	default:
		req.ExpectedClosing = expected(v)
	}
	if status != operator.SaleOpen && end == "" {
		r.noDate(h, status)
		return nil
	}
	if req.ContractDate == "" {
		req.ContractDate = end // it was before that, and nobody knows when
		r.noContractDate(h, end)
	}
	for _, id := range buyers {
		if !isNew(id) {
			req.Buyers = append(req.Buyers, operator.Ref(id.String()))
		}
	}
	if err := r.checkSale(h, req, end); err != nil || r.stop() {
		return err
	}
	if err := r.namesakes(h, buyers); err != nil {
		return err
	}
	names, err := r.namesOf(buyers)
	if err != nil {
		return err
	}
	opens := plannedSale{row: r.rec.Row, status: status, values: values, buyers: buyers, names: names}
	if r.writing() {
		return r.openSale(h, req, opens, end)
	}
	if err := r.claimSaleID(v); err != nil || r.stop() {
		return err
	}
	r.keepOpened(h.ID, opens)
	r.made("", saleName(h.Code))
	return nil
}

// claimSaleID refuses a sale whose id a row before has given to another one.
func (r *importRow) claimSaleID(v importer.Values) error {
	id, err := parseExternal(v[importer.SaleID])
	if err != nil {
		return r.took(importer.SaleID, err)
	}
	key := keyHash("sale ext", id.system, id.key)
	if t, ok := r.named(key); ok {
		r.problem(importer.SaleID, "duplicate", fmt.Sprintf("another sale has the id in row %d", t.row))
	}
	r.claimAll(thing{}, key)
	return nil
}

// noDate rejects a sale that has ended on a day that the row does not say: one that was
// made up would stand in the history of the home.
func (r *importRow) noDate(h store.Property, status operator.TransactionStatus) {
	f := importer.ClosingDate
	if status == operator.SaleWithdrawn {
		f = importer.WithdrawalDate
	}
	r.problem(f, "no_date", fmt.Sprintf("the sale of %s is %s, and the row does not say since when: give the %s", h.Code, status, words(string(f))))
}

// noContractDate tells which day stands for one that the row does not say: buyers see the
// updates from the contract on.
func (r *importRow) noContractDate(h store.Property, end string) {
	instead := "today"
	if end != "" {
		instead = end + ", when the sale ended,"
	}
	r.warn(importer.ContractDate, "no_contract_date", fmt.Sprintf("the row does not say when %s was sold: %s is taken for the day of the contract", h.Code, instead))
}

func saleName(code string) string { return "sale of " + code }

// salesBefore is the sales of a home that rows before have opened.
func (r *importRow) salesBefore(id operator.PropertyID) []plannedSale {
	if r.seen != nil {
		return r.seen.sales[id]
	}
	return append(slices.Clone(r.opened[id]), r.places.opened[id]...)
}

// keepOpened remembers a sale that the row opens, for the rows after it.
func (r *importRow) keepOpened(id operator.PropertyID, sale plannedSale) {
	if r.seen == nil {
		r.places.opened[id] = append(r.places.opened[id], sale)
		return
	}
	r.then = append(r.then, func() { r.seen.sales[id] = append(r.seen.sales[id], sale) })
}

// beforeSale looks at what rows before say of the sale. It gives the one that another
// buyer joins.
func (r *importRow) beforeSale(h store.Property, values uint64, status operator.TransactionStatus) *plannedSale {
	planned := r.salesBefore(h.ID)
	for _, p := range slices.Backward(planned) {
		if p.status == status && p.values == values {
			return &p
		}
	}
	i := slices.IndexFunc(planned, func(p plannedSale) bool { return p.status == operator.SaleOpen })
	if i >= 0 && status != operator.SaleWithdrawn {
		r.problem(importer.Status, "duplicate", fmt.Sprintf("%s is sold to others in row %d", h.Code, planned[i].row))
	}
	return nil
}

// joinSale adds the buyers of a row to the sale that a row before has opened.
func (r *importRow) joinSale(h store.Property, sale plannedSale, buyers []operator.PersonID) error {
	more := without(buyers, sale.buyers)
	if len(more) == 0 {
		return nil
	}
	if sale.status != operator.SaleOpen {
		r.warn(importer.Status, "sale_ended", saleName(h.Code)+" has ended: another buyer is left out")
		return nil
	}
	if err := r.namesakes(h, more); err != nil {
		return err
	}
	object := ""
	if r.writing() {
		now, _, err := r.s.r.Property(h.ID)
		if err != nil {
			return err
		}
		object = now.Sale.String()
		edit := operator.EditTransactionRequest{Transaction: operator.Ref(object)}
		for _, id := range more {
			edit.AddBuyers = append(edit.AddBuyers, operator.Ref(id.String()))
		}
		if _, err := r.s.editTransaction(edit); err != nil {
			return r.took(importer.Status, err)
		}
	}
	names, err := r.namesOf(more)
	if err != nil {
		return err
	}
	all := slices.Concat(sale.names, names)
	r.edited(object, saleName(h.Code), edits{"buyers": {strings.Join(sale.names, ", "), strings.Join(all, ", ")}})
	sale.buyers, sale.names = slices.Concat(sale.buyers, more), all
	r.keepOpened(h.ID, sale)
	return nil
}

// leftOut says whether a sale is not to be opened because another is open: a new buyer
// is a conflict, one who withdrew is history.
func (r *importRow) leftOut(h store.Property, status operator.TransactionStatus) (bool, error) {
	open := h.Stage == operator.UnderContract
	if r.seen != nil {
		open = open || slices.ContainsFunc(r.salesBefore(h.ID), func(p plannedSale) bool { return p.status == operator.SaleOpen })
	}
	switch {
	case !open:
		return false, nil
	case status == operator.SaleWithdrawn:
		r.warn(importer.Status, "withdrawn", h.Code+" is under contract: the withdrawn sale is left out")
		return true, nil
	case r.stop():
		return true, nil
	}
	sale, err := r.s.sale(h.Sale)
	if err != nil {
		return true, err
	}
	names, same, err := r.soldTo(sale)
	if err != nil {
		return true, err
	}
	r.conflict(importer.Name, "sale_open", fmt.Sprintf("%s is under contract to %s: %soperator transaction edit %s --add-buyer PERSON, or withdraw it first",
		h.Code, names, same, sale.ID))
	return true, nil
}

// checkSale looks at a new sale as it would be opened and ended.
func (r *importRow) checkSale(h store.Property, req operator.OpenTransactionRequest, end string) error {
	if _, err := r.s.buyersNamed(req.Buyers); err != nil {
		return r.took(importer.Name, err)
	}
	sale := store.Sale{Status: operator.SaleOpen}
	if !isNew(h.ID) {
		sale.Property = h.ID
	}
	var err error
	if sale.ContractDate, err = r.s.dayOrToday(req.ContractDate); err != nil {
		return r.took(importer.ContractDate, err)
	}
	edit := operator.EditTransactionRequest{
		Price: given(req.Price), ExpectedClosing: given(req.ExpectedClosing), ExternalID: given(req.ExternalID),
	}
	if err := r.s.editSaleFields(edits{}, &sale, edit); err != nil {
		return r.took(saleFieldOf(r.rec.Sale, err), err)
	}
	day, err := r.s.day(end)
	if err == nil && day != "" && day < sale.ContractDate {
		err = datesOrder("the end", day, sale.ContractDate)
	}
	if err != nil {
		f := importer.ClosingDate
		if v := r.rec.Sale; v[importer.WithdrawalDate] == end {
			f = importer.WithdrawalDate
		}
		return r.took(f, err)
	}
	return nil
}

// openSale opens a sale and, where it has ended, ends it.
func (r *importRow) openSale(h store.Property, req operator.OpenTransactionRequest, opens plannedSale, end string) error {
	sale, err := r.s.openTransaction(req)
	if err != nil {
		return r.took(importer.Status, err)
	}
	opens.id = sale.Ref
	r.keepOpened(h.ID, opens)
	r.made(sale.Ref.String(), saleName(h.Code))
	how := operator.EndTransactionRequest{Transaction: operator.Ref(sale.Ref.String()), Date: end, Confirmed: true}
	switch opens.status {
	case operator.SaleClosed:
		_, err = r.s.closeTransaction(how)
	case operator.SaleWithdrawn:
		_, err = r.s.withdrawTransaction(how)
	}
	if err != nil {
		return r.took(importer.Status, err)
	}
	return nil
}

// expected is when a sale that is open is to be closed: a file that has one column for
// both days means this one.
func expected(v importer.Values) string {
	return cmp.Or(v[importer.ExpectedClosing], v[importer.ClosingDate])
}

// expectedAlone is what a row says of a sale that is open, with the one day that it can
// have.
func expectedAlone(v importer.Values) importer.Values {
	day := expected(v)
	v = withoutFields(v, []importer.Field{importer.ClosingDate})
	if day != "" {
		v[importer.ExpectedClosing] = day
	}
	return v
}
