package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// OpenTransaction begins a sale.
func (a *App) OpenTransaction(ctx context.Context, req operator.OpenTransactionRequest) (operator.Transaction, error) {
	return change(ctx, a, "transaction.open", req, (*session).openTransaction)
}

// EditTransaction changes an open sale.
func (a *App) EditTransaction(ctx context.Context, req operator.EditTransactionRequest) (operator.Transaction, error) {
	return change(ctx, a, "transaction.edit", req, (*session).editTransaction)
}

func (s *session) openTransaction(req operator.OpenTransactionRequest) (operator.Transaction, error) {
	var none operator.Transaction
	h, err := s.findProperty(req.Property)
	if err != nil {
		return none, err
	}
	if err := s.mayOnHome(policy.EditSale, h, req.Property); err != nil {
		return none, err
	}
	if req.ExternalID != "" {
		sale, err := s.saleWithExternal(h, req.ExternalID)
		if err != nil {
			return none, err
		}
		if sale != nil {
			return s.openAgain(*sale, req)
		}
	}
	if err := s.noneOpen(h); err != nil {
		return none, err
	}
	buyers, err := s.buyersNamed(req.Buyers)
	if err != nil {
		return none, err
	}
	if len(buyers) == 0 {
		return none, operator.Errorf(operator.Invalid, "a sale needs a buyer").
			WithHint("operator transaction open %s --buyer PERSON", h.Code).Reason("no_buyer")
	}
	sale := store.Sale{Property: h.ID, Status: operator.SaleOpen, Created: s.now}
	for _, p := range buyers {
		sale.Buyers = append(sale.Buyers, store.SaleBuyer{Person: p.ID, Since: s.now})
	}
	if sale.ContractDate, err = s.dayOrToday(req.ContractDate); err != nil {
		return none, err
	}
	edit := operator.EditTransactionRequest{
		Price: given(req.Price), ExpectedClosing: given(req.ExpectedClosing), ExternalID: given(req.ExternalID),
	}
	if err := s.editSaleFields(edits{}, &sale, edit); err != nil {
		return none, err
	}
	if err := s.keepSale(&sale); err != nil {
		return none, err
	}
	s.recordSale("transaction.opened", sale, refsOf("buyers", buyersOf(sale)...), map[string]any{
		"price": sale.Amount, "currency": sale.Currency, "contract_date": operator.Optional(string(sale.ContractDate)),
		"expected_closing": operator.Optional(string(sale.ExpectedClosing)), "external_ids": externalIDs(sale.External, true),
	})
	return s.saleView(sale)
}

// recordSale records a change of a sale in the history of its home.
func (s *session) recordSale(action string, sale store.Sale, refs map[string]string, content any) {
	s.record(action, sale.ID.String(), sale.Property, refs, content)
}

// noneOpen fails for a home with an open sale.
func (s *session) noneOpen(h home) error {
	if h.Stage != operator.UnderContract {
		return nil
	}
	return operator.Errorf(operator.Conflict, "%s has an open transaction: %s", h.Code, h.Sale).
		WithHint("end it first: operator transaction withdraw %s, or operator transaction close %s", h.Code, h.Code).
		Reason("sale_open").With("transaction", h.Sale.String())
}

// buyersNamed resolves who is to buy, each person once.
func (s *session) buyersNamed(refs []operator.Ref) ([]store.Person, error) {
	people, err := s.findPeople(refs, "")
	if err != nil {
		return nil, err
	}
	if len(people) > operator.MaxParticipants {
		return nil, operator.Errorf(operator.Invalid, "a sale has at most %d buyers", operator.MaxParticipants).Reason("too_many")
	}
	for _, p := range people {
		switch {
		case p.Kind == operator.Contact:
			return nil, operator.Errorf(operator.Invalid, "%s (%s) is a contact, not a buyer", p.Name, p.ID).
				WithHint("operator buyer add --name NAME").Reason("not_a_buyer")
		case p.Deactivated:
			return nil, inactive(p)
		}
	}
	return people, nil
}

// saleWithExternal finds the sale of a home that has an external id; nil if
// there is none. Another home's is a conflict.
func (s *session) saleWithExternal(h home, text string) (*store.Sale, error) {
	id, err := parseExternal(text)
	if err != nil {
		return nil, err
	}
	found, err := s.r.SalesByExternalID(id.key)
	if err != nil {
		return nil, err
	}
	sale := withExternal(id, found, func(sale store.Sale) store.External { return sale.External })
	if sale != nil && sale.Property != h.ID {
		return nil, id.taken()
	}
	return sale, nil
}

// openAgain is opening a sale that is there already: what is given becomes so.
func (s *session) openAgain(sale store.Sale, req operator.OpenTransactionRequest) (operator.Transaction, error) {
	edit := operator.EditTransactionRequest{
		Transaction: operator.Ref(sale.ID.String()), Price: given(req.Price),
		ContractDate: given(req.ContractDate), ExpectedClosing: given(req.ExpectedClosing),
	}
	if len(req.Buyers) == 0 {
		return s.changeSale(sale, edit)
	}
	buyers, err := s.buyersNamed(req.Buyers)
	if err != nil {
		return operator.Transaction{}, err
	}
	edit.AddBuyers = req.Buyers
	edit.PrimaryBuyer = operator.Ref(buyers[0].ID.String())
	for _, id := range buyersOf(sale) {
		if !slices.ContainsFunc(buyers, func(p store.Person) bool { return p.ID == id }) {
			edit.RemoveBuyers = append(edit.RemoveBuyers, operator.Ref(id.String()))
		}
	}
	return s.changeSale(sale, edit)
}

func (s *session) editTransaction(req operator.EditTransactionRequest) (operator.Transaction, error) {
	sale, _, err := s.saleToChange(req.Transaction)
	if err != nil {
		return operator.Transaction{}, err
	}
	return s.changeSale(sale, req)
}

// changeSale changes a sale as req says. One that has ended stays as it is.
func (s *session) changeSale(sale store.Sale, req operator.EditTransactionRequest) (operator.Transaction, error) {
	var none operator.Transaction
	before := buyersOf(sale)
	e := edits{}
	if err := s.editSaleFields(e, &sale, req); err != nil {
		return none, err
	}
	if err := s.editBuyers(e, &sale, req); err != nil {
		return none, err
	}
	if len(e) == 0 {
		s.unchanged = true
		return s.saleView(sale)
	}
	if err := s.stillOpen(sale); err != nil {
		return none, err
	}
	if err := s.keepSale(&sale); err != nil {
		return none, err
	}
	added, removed := without(buyersOf(sale), before), without(before, buyersOf(sale))
	s.recordSale("transaction.edited", sale, withRefs(refsOf("added", added...), refsOf("removed", removed...)), e)
	if len(added)+len(removed) > 0 {
		if err := s.saleBuyersChanged(sale, removed); err != nil {
			return none, err
		}
	}
	return s.saleView(sale)
}

// without is the people of a list who are not in another.
func without(ids, others []operator.PersonID) []operator.PersonID {
	return slices.DeleteFunc(slices.Clone(ids), func(id operator.PersonID) bool { return slices.Contains(others, id) })
}

func (s *session) editSaleFields(e edits, sale *store.Sale, req operator.EditTransactionRequest) error {
	if req.Price != nil {
		amount, currency, err := parseMoney(*req.Price, s.ws.Currency)
		if err != nil {
			return err
		}
		set(e, "price", &sale.Amount, amount)
		set(e, "currency", &sale.Currency, currency)
	}
	if req.ContractDate != nil {
		day, err := s.dayOrToday(*req.ContractDate)
		if err != nil {
			return err
		}
		set(e, "contract_date", &sale.ContractDate, day)
	}
	if req.ExpectedClosing != nil {
		day, err := s.day(*req.ExpectedClosing)
		if err != nil {
			return err
		}
		set(e, "expected_closing", &sale.ExpectedClosing, day)
	}
	if sale.ExpectedClosing != "" && sale.ExpectedClosing < sale.ContractDate {
		return datesOrder("the expected closing", sale.ExpectedClosing, sale.ContractDate)
	}
	return setExternal(e, &sale.External, req.ExternalID, func(id externalID) (bool, error) {
		found, err := s.r.SalesByExternalID(id.key)
		return slices.ContainsFunc(found, func(o store.Sale) bool { return o.ID != sale.ID && id.of(o.External) }), err
	})
}

func datesOrder(what string, day, contract operator.Date) error {
	return operator.Errorf(operator.Invalid, "%s %s is before the contract of %s", what, day, contract).
		WithHint("check the year; the contract date is changed with operator transaction edit").Reason("dates_order")
}

// editBuyers adds and takes off buyers and says who is the primary one. The last
// buyer cannot be taken off: a sale to nobody is none.
func (s *session) editBuyers(e edits, sale *store.Sale, req operator.EditTransactionRequest) error {
	add, err := s.buyersNamed(req.AddBuyers)
	if err != nil {
		return err
	}
	remove, err := s.findPeople(req.RemoveBuyers, "")
	if err != nil {
		return err
	}
	before, buyers := buyersOf(*sale), slices.Clone(sale.Buyers)
	for _, p := range add {
		if !wasBuyer(store.Sale{Buyers: buyers}, p.ID) {
			buyers = append(buyers, store.SaleBuyer{Person: p.ID, Since: s.now})
		}
	}
	for _, p := range remove {
		buyers = slices.DeleteFunc(buyers, func(b store.SaleBuyer) bool { return b.Person == p.ID })
	}
	if len(buyers) == 0 {
		return operator.Errorf(operator.Conflict, "%s would be left without a buyer", sale.ID).
			WithHint("withdraw it: operator transaction withdraw %s, or add another buyer first", sale.ID).Reason("last_buyer")
	}
	if req.PrimaryBuyer != "" {
		p, err := s.findPerson(req.PrimaryBuyer, "")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(buyers, func(b store.SaleBuyer) bool { return b.Person == p.ID })
		if i < 0 {
			return operator.Errorf(operator.Invalid, "%s (%s) does not buy by %s", p.Name, p.ID, sale.ID).
				WithHint("operator transaction edit %s --add-buyer %s --primary-buyer %s", sale.ID, p.ID, p.ID).Reason("not_a_buyer")
		}
		first := buyers[i]
		buyers = slices.Insert(slices.Delete(buyers, i, i+1), 0, first)
	}
	sale.Buyers = buyers
	if after := buyersOf(*sale); !slices.Equal(before, after) {
		e["buyers"] = edit{before, after}
	}
	return nil
}
