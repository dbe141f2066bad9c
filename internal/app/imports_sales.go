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

// plannedSale is a sale that a row opens.
type plannedSale struct {
	row    int
	status operator.TransactionStatus
	values uint64
	buyers []operator.PersonID
}

// saleRow is a row of transactions: a home that is there, and who buys it.
func (r *importRow) saleRow() error {
	v := r.rec.Sale
	code := cmp.Or(v[importer.Property], v[importer.Code], r.rec.Home[importer.Code])
	h, err := r.s.findProperty(operator.Ref(code))
	if err != nil {
		return r.took(importer.Property, err)
	}
	buyers, err := r.peopleRow()
	if err != nil || r.stop() {
		return err
	}
	for _, ref := range lines(v[importer.Buyers]) {
		p, err := r.s.findPerson(operator.Ref(ref), "")
		if err != nil {
			return r.took(importer.Buyers, err)
		}
		if !slices.Contains(buyers, p.ID) {
			buyers = append(buyers, p.ID)
		}
	}
	return r.sale(h.Property, v, buyers)
}

// sale brings a sale of a home in line with a row.
func (r *importRow) sale(h store.Property, v importer.Values, buyers []operator.PersonID) error {
	status := operator.TransactionStatus(v[importer.Status])
	if status == "none" || len(buyers) == 0 && len(v) == 0 {
		if len(buyers) > 0 {
			r.warn(importer.Status, "no_sale", "the status says that "+h.Code+" is not sold: its buyers are added without a sale")
		}
		return nil
	}
	have, err := r.saleMeant(h, v, status, buyers)
	if err != nil || r.stop() {
		return err
	}
	if have != nil {
		return r.changeSale(h, *have, v, status)
	}
	if len(buyers) == 0 {
		r.warn(importer.Status, "no_buyer", h.Code+" has no buyer in this row: its sale is left out")
		return nil
	}
	if status == "" {
		status = operator.SaleOpen
	}
	return r.newSale(h, v, status, buyers)
}

// saleMeant finds which sale of a home the row means: by its external id, else by who
// buys.
func (r *importRow) saleMeant(h store.Property, v importer.Values, status operator.TransactionStatus, buyers []operator.PersonID) (*store.Sale, error) {
	if isNew(h.ID) {
		return nil, nil
	}
	if text := v[importer.SaleID]; text != "" {
		sale, err := r.s.saleWithExternal(home{Property: h}, text)
		if err != nil {
			return nil, r.took(importer.SaleID, err)
		}
		if sale != nil {
			return sale, nil
		}
	}
	sales, err := r.s.r.Sales(h.ID)
	if err != nil {
		return nil, err
	}
	var best *store.Sale
	fits := -1
	for i := range sales {
		sale := &sales[i]
		if len(without(buyers, buyersOf(*sale))) > 0 || len(buyers) == 0 && sale.ID != h.Sale {
			continue
		}
		fit := 0
		if sale.Status == status || status == "" && sale.Status == operator.SaleOpen {
			fit += 2
		}
		if date := v[importer.ContractDate]; date == string(sale.ContractDate) {
			fit++
		} else if date != "" && sale.Status == operator.SaleWithdrawn && status != operator.SaleWithdrawn {
			continue // bought again by the same
		}
		if fit >= fits {
			best, fits = sale, fit
		}
	}
	return best, nil
}

// changeSale makes a sale what the row says it is. How it ended is a thing to decide.
func (r *importRow) changeSale(h store.Property, have store.Sale, v importer.Values, status operator.TransactionStatus) error {
	if status == "" {
		status = have.Status
	}
	differs := func(code, what string) error {
		r.conflict(importer.Status, code, fmt.Sprintf("%s of %s %s", have.ID, h.Code, what))
		return nil
	}
	switch {
	case have.Status == operator.SaleClosed && status == operator.SaleOpen:
		r.warn(importer.Status, "sale_closed", fmt.Sprintf("%s of %s has closed already", have.ID, h.Code))
		return nil
	case have.Status == operator.SaleClosed && status == operator.SaleWithdrawn:
		return differs("sale_closed", "has closed, and the file has it withdrawn")
	case have.Status == operator.SaleOpen && status == operator.SaleWithdrawn:
		return differs("withdrawal", "is withdrawn in the file: operator transaction withdraw "+have.ID.String())
	case have.Status == operator.SaleWithdrawn && status != operator.SaleWithdrawn:
		return differs("sale_withdrawn", "was withdrawn: operator transaction reopen "+have.ID.String())
	}
	closes := have.Status == operator.SaleOpen && status == operator.SaleClosed
	for {
		edit := saleEdit(have, v, closes)
		sale, e := have, edits{}
		if err := r.s.editSaleFields(e, &sale, edit); err != nil {
			return r.took(fieldOf(err), err)
		}
		if drop := r.settle(e, have.ID.String()); r.stop() {
			return nil
		} else if len(drop) > 0 {
			v = withoutFields(v, drop)
			continue
		}
		if len(e) == 0 && !closes {
			return nil
		}
		return r.keepSaleChange(sale, edit, e, v, closes)
	}
}

// saleEdit is what the row says of a sale that is there.
func saleEdit(have store.Sale, v importer.Values, closes bool) operator.EditTransactionRequest {
	edit := operator.EditTransactionRequest{
		Transaction: operator.Ref(have.ID.String()), Price: given(v[importer.Price]),
		ContractDate: given(v[importer.ContractDate]), ExternalID: given(v[importer.SaleID]),
	}
	if have.Status == operator.SaleOpen && !closes {
		edit.ExpectedClosing = given(expected(v))
	}
	return edit
}

func (r *importRow) keepSaleChange(sale store.Sale, req operator.EditTransactionRequest, e edits, v importer.Values, closes bool) error {
	if len(e) > 0 {
		if err := r.s.stillOpen(sale); err != nil {
			return r.took(importer.Status, err)
		}
	}
	day, err := r.s.dayOrToday(v[importer.ClosingDate])
	if err != nil {
		return r.took(importer.ClosingDate, err)
	}
	if closes && day < sale.ContractDate {
		return r.took(importer.ClosingDate, datesOrder("the closing", day, sale.ContractDate))
	}
	if r.writing() && len(e) > 0 {
		if _, err := r.s.editTransaction(req); err != nil {
			return r.took(importer.Status, err)
		}
	}
	if closes {
		e["status"] = edit{operator.SaleOpen, operator.SaleClosed}
		if r.writing() {
			end := operator.EndTransactionRequest{Transaction: req.Transaction, Date: string(day), Confirmed: true}
			if _, err := r.s.closeTransaction(end); err != nil {
				return r.took(importer.Status, err)
			}
		}
	}
	r.edited(sale.ID.String(), sale.ID.String(), e)
	return nil
}

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
	if req.ContractDate == "" {
		req.ContractDate = end // it was before that, and nobody knows when
	}
	for _, id := range buyers {
		if !isNew(id) {
			req.Buyers = append(req.Buyers, operator.Ref(id.String()))
		}
	}
	if err := r.checkSale(h, req, end); err != nil || r.stop() {
		return err
	}
	r.keepOpened(h.ID, plannedSale{r.rec.Row, status, values, buyers})
	if r.writing() {
		return r.openSale(h, req, status, end)
	}
	r.made("", saleName(h.Code))
	return nil
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
	var names []string
	for _, v := range r.rec.People {
		names = append(names, cmp.Or(v[importer.Name], v[coField+importer.Name]))
	}
	r.edited(object, saleName(h.Code), edits{"buyers": {nil, strings.Join(names, ", ")}})
	sale.buyers = append(slices.Clone(sale.buyers), more...)
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
	var names []string
	for _, id := range buyersOf(sale) {
		p, err := r.s.person(id)
		if err != nil {
			return true, err
		}
		names = append(names, fmt.Sprintf("%s (%s)", p.Name, p.ID))
	}
	r.conflict(importer.Name, "sale_open", fmt.Sprintf("%s is under contract to %s: operator transaction edit %s --add-buyer PERSON, or withdraw it first",
		h.Code, strings.Join(names, ", "), sale.ID))
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
		return r.took(fieldOf(err), err)
	}
	day, err := r.s.day(end)
	if err == nil && day != "" && day < sale.ContractDate {
		err = datesOrder("the end", day, sale.ContractDate)
	}
	if err != nil {
		return r.took(importer.ClosingDate, err)
	}
	return nil
}

// openSale opens a sale and, where it has ended, ends it.
func (r *importRow) openSale(h store.Property, req operator.OpenTransactionRequest, status operator.TransactionStatus, end string) error {
	sale, err := r.s.openTransaction(req)
	if err != nil {
		return r.took(importer.Status, err)
	}
	r.made(sale.Ref.String(), saleName(h.Code))
	how := operator.EndTransactionRequest{Transaction: operator.Ref(sale.Ref.String()), Date: end, Confirmed: true}
	switch status {
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
