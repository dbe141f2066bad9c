package app

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// plannedSale is a sale that a row opens.
type plannedSale struct {
	row    int
	id     operator.TransactionID // 0 where it is only planned
	status operator.TransactionStatus
	values uint64
	buyers []operator.PersonID
	names  []string // of these
}

// saleRow is a row of transactions: a home that is there, and who buys it.
func (r *importRow) saleRow() error {
	v := r.rec.Sale
	h, err := r.homeOfSale(v)
	if err != nil || r.stop() {
		return err
	}
	buyers, err := r.peopleRow()
	if err != nil || r.stop() {
		return err
	}
	for _, ref := range lines(v[importer.Buyers]) {
		p, err := r.personMeant(importer.Buyers, ref)
		if err != nil {
			return r.took(importer.Buyers, err)
		}
		if !slices.Contains(buyers, p.ID) {
			buyers = append(buyers, p.ID)
		}
	}
	return r.sale(h, v, buyers)
}

// homeOfSale finds the home of a row of transactions: by its code, by where it is, or
// by the sale, where that is there already.
func (r *importRow) homeOfSale(v importer.Values) (store.Property, error) {
	switch ref := operator.Ref(v[importer.Property]); {
	case ref != "":
		h, err := r.s.findProperty(ref)
		if err != nil {
			return h.Property, r.took(importer.Property, err)
		}
		return h.Property, nil
	case r.rec.Home[importer.Lot] == "":
		id, err := parseExternal(v[importer.SaleID])
		var h home
		if err == nil {
			_, h, err = r.s.findSale(operator.Ref(externalPrefix + id.key))
		}
		if err != nil {
			return h.Property, r.took(importer.SaleID, err)
		}
		return h.Property, nil
	}
	at := &homeRow{importRow: r, v: importer.Values{importer.Lot: lotInRow(r.rec.Home).String()}}
	var err error
	if at.community, err = r.communityNamed(r.rec.Home[importer.Community], importer.Community); err != nil || r.stop() {
		return store.Property{}, err
	}
	h, ok, err := at.natural()
	if err == nil && !ok && !r.stop() {
		r.problem(importer.Lot, "no_home", at.community.Code+" has no home on this lot: operator import properties, or homes for all in one file")
	}
	return h, err
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
	if sale, err := r.exportedSale(h); sale != nil || err != nil {
		return sale, err
	}
	if text := v[importer.SaleID]; text != "" {
		sale, err := r.s.saleWithExternal(home{Property: h}, text)
		if err != nil {
			return nil, r.took(importer.SaleID, err)
		}
		if sale != nil && !r.openedHere(*sale) {
			return sale, r.sameBuyers(*sale, buyers)
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
		if r.openedHere(*sale) {
			continue
		}
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

// openedHere says whether a row before has opened a sale: what this one says of it is
// looked at as before it was there.
func (r *importRow) openedHere(sale store.Sale) bool {
	return r.writing() && slices.ContainsFunc(r.salesBefore(sale.Property), func(p plannedSale) bool { return p.id == sale.ID })
}

// sameBuyers rejects a row by whose id a sale is there that others buy by: who buys is
// for the office to decide.
func (r *importRow) sameBuyers(sale store.Sale, buyers []operator.PersonID) error {
	if len(without(buyers, buyersOf(sale))) == 0 {
		return nil
	}
	names, same, err := r.soldTo(sale)
	if err != nil {
		return err
	}
	r.conflict(importer.SaleID, "other_buyers", fmt.Sprintf("%s is the sale to %s: %soperator transaction edit %s --add-buyer PERSON, or give the row another sale_id",
		sale.ID, names, same, sale.ID))
	return nil
}

// repeatedSale says whether a row before has said what the sale is, and refuses one that
// would make it something else: also where that row found it so already, or the same file
// would do another thing the second time.
func (r *importRow) repeatedSale(have store.Sale, v importer.Values, changes bool) bool {
	key, values := keyHash("sale", have.ID.String()), valuesHash(v)
	t, ok := r.named(key)
	if ok && changes && t.values != values {
		r.problem(importer.Status, "duplicate", fmt.Sprintf("%s is in row %d too, and not the same there", have.ID, t.row))
	}
	r.claimAll(thing{values: values}, key)
	return ok
}

// changeSale makes a sale what the row says it is. How it ended is a thing to decide.
func (r *importRow) changeSale(h store.Property, have store.Sale, v importer.Values, status operator.TransactionStatus) error {
	have = r.asChanged(have)
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
	if closes && v[importer.ClosingDate] == "" {
		r.noDate(h, status)
		return nil
	}
	if have.Status == operator.SaleOpen && !closes {
		v = expectedAlone(v)
	}
	for {
		edit := saleEdit(have, v, closes)
		sale, e := have, edits{}
		if err := r.s.editSaleFields(e, &sale, edit); err != nil {
			return r.took(saleFieldOf(v, err), err)
		}
		if drop := r.settleAs(editedFieldsOfSale(), e, have.ID.String()); r.stop() {
			return nil
		} else if len(drop) > 0 {
			var err error
			if v, err = leaveOut(v, drop); err != nil {
				return err
			}
			continue
		}
		changes := len(e) > 0 || closes
		if r.repeatedSale(have, v, changes) || !changes {
			return nil
		}
		if _, ok := e["external_ids"]; ok {
			if err := r.claimSaleID(v); err != nil || r.stop() {
				return err
			}
		}
		return r.keepSaleChange(h.Code, sale, edit, e, v, closes)
	}
}

// saleEdit is what the row says of a sale that is there.
func saleEdit(have store.Sale, v importer.Values, closes bool) operator.EditTransactionRequest {
	edit := operator.EditTransactionRequest{
		Transaction: operator.Ref(have.ID.String()), Price: given(v[importer.Price]),
		ContractDate: given(v[importer.ContractDate]), ExternalID: given(v[importer.SaleID]),
	}
	if have.Status == operator.SaleOpen && !closes {
		edit.ExpectedClosing = given(v[importer.ExpectedClosing])
	}
	return edit
}

func (r *importRow) keepSaleChange(code string, sale store.Sale, req operator.EditTransactionRequest, e edits, v importer.Values, closes bool) error {
	if len(e) > 0 {
		if err := r.s.stillOpen(sale); err != nil {
			return r.took(importer.Status, err)
		}
	}
	day, err := r.s.day(v[importer.ClosingDate])
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
		sale.Status, sale.ClosingDate = operator.SaleClosed, day
	}
	r.keepChanged(sale)
	r.edited(sale.ID.String(), saleName(code), e)
	return nil
}
