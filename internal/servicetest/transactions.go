package servicetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func transactionTests() []test {
	return []test{
		{"AnOpenedSaleIsShownAsItWasGiven", testAnOpenedSaleIsShown},
		{"AHomeHasOneOpenSale", testOneOpenSale},
		{"PricesAreDigitsWithTwoDecimals", testPrices},
		{"DaysAreReadInTheWorkspacesZone", testSaleDays},
		{"BuyersComeAndGoButNeverTheLast", testSaleBuyers},
		{"WhatHasEndedStaysAsItIs", testEndedSales},
		{"EndingASaleIsConfirmedAfterTheRules", testSaleConfirmation},
		{"AWithdrawnSaleIsReopenedUnlessALaterOneExists", testReopening},
		{"AResaleIsAnotherSale", testResale},
		{"OpeningAgainWithAnExternalIDChangesTheSale", testOpeningAgain},
		{"SalesAreListedToWhoMaySeeThem", testSaleLists},
	}
}

func testAnOpenedSaleIsShown(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "16"}))
	got := get(w.OpenTransaction(w.As(c.wide), operator.OpenTransactionRequest{
		Property: "mr-016", Buyers: []operator.Ref{c.stranger, c.stranger}, Price: "489900.50 eur", ContractDate: "2026-02-01",
		ExpectedClosing: "+2w", ExternalID: "erp=9",
	}))(t)
	want := operator.Transaction{
		Ref: 4, Property: "MR-016", Status: operator.SaleOpen,
		Buyers:        []operator.PersonSummary{{Ref: got.Buyers[0].Ref, Name: "Stan Stranger", Email: ptr("stan@example.com"), Kind: operator.Buyer}},
		ContractPrice: &operator.Money{Amount: "489900.50", Currency: "EUR"},
		ContractDate:  ptr(operator.Date("2026-02-01")), ExpectedClosing: ptr(operator.Date("2026-03-18")),
		ExternalIDs: map[string]string{"erp": "9"}, CreatedAt: w.Clock.Now(), UpdatedAt: w.Clock.Now(),
	}
	equal(t, "the answer", got, want)
	for _, typed := range []operator.Ref{"T4", "MR-016", "ext:9"} {
		equal(t, "shown by "+string(typed), get(w.ShowTransaction(w.As(c.wide), operator.TransactionRequest{Transaction: typed}))(t), want)
	}
	want.ContractPrice, want.ExternalIDs = nil, map[string]string{}
	equal(t, "to the buyer", get(w.ShowTransaction(w.As(c.stranger), operator.TransactionRequest{Transaction: "MR-016"}))(t), want)
	p := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "MR-016"}))(t)
	equal(t, "the home", []any{p.Stage, p.Transaction}, []any{operator.UnderContract, got.Ref})
}

func testOneOpenSale(t *testing.T, w *World) {
	c := newCast(t, w)
	_, err := w.OpenTransaction(w.boss(), operator.OpenTransactionRequest{Property: c.home, Buyers: []operator.Ref{c.stranger}})
	refused(t, err, operator.Conflict, "sale_open")
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "16"}))
	for name, bad := range map[string]struct {
		buyers []operator.Ref
		code   operator.Code
		reason string
	}{
		"nobody":      {nil, operator.Invalid, "no_buyer"},
		"a contact":   {[]operator.Ref{c.lender}, operator.Invalid, "not_a_buyer"},
		"a leaver":    {[]operator.Ref{c.leaver}, operator.Conflict, "deactivated"},
		"one unknown": {[]operator.Ref{c.buyer, "P999"}, operator.NotFound, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.OpenTransaction(w.boss(), operator.OpenTransactionRequest{Property: "MR-016", Buyers: bad.buyers})
			refused(t, err, bad.code, bad.reason)
		})
	}
	// A team member who buys a home sees it as its buyer.
	must(t)(w.OpenTransaction(w.boss(), operator.OpenTransactionRequest{Property: "MR-016", Buyers: []operator.Ref{c.outside}}))
	equal(t, "homes of who bought one", w.listedHomes(t, c.outside, operator.ListPropertiesRequest{}), []string{"MR-016"})
	_, err = w.EditTransaction(w.As(c.outside), operator.EditTransactionRequest{Transaction: "MR-016", Price: ptr("1")})
	refused(t, err, operator.Denied, "not_allowed")
}

func testPrices(t *testing.T, w *World) {
	c := newCast(t, w)
	set := func(price string) (operator.Transaction, error) {
		return w.EditTransaction(w.boss(), operator.EditTransactionRequest{Transaction: c.sale, Price: &price})
	}
	for price, want := range map[string]operator.Money{
		"489900": {Amount: "489900.00", Currency: "USD"}, "489900.50": {Amount: "489900.50", Currency: "USD"},
		" 0042 cad ": {Amount: "42.00", Currency: "CAD"}, "000": {Amount: "0.00", Currency: "USD"},
		"999999999999999.99": {Amount: "999999999999999.99", Currency: "USD"},
	} {
		equal(t, price, get(set(price))(t).ContractPrice, &want)
	}
	for _, bad := range []string{"489,900", "489.9", "489900.", ".50", "-1", "1e6", "$5", "5 dollars", "5 U$", "5 USD USD", "1000000000000000", "٤", "0x10", "1.000.000"} {
		_, err := set(bad)
		refused(t, err, operator.Invalid, "bad_price")
	}
	_, err := set("$489,900.00")
	equal(t, "the hint", hintOf(err), "write 489900.00")
	equal(t, "cleared", get(set(""))(t).ContractPrice, (*operator.Money)(nil))
}

func testSaleDays(t *testing.T, w *World) {
	c := newCast(t, w)
	w.Clock.Advance(12 * time.Hour) // 20:00 on 4 March in Denver, and the 5th in UTC
	contract := func(day string) (operator.Transaction, error) {
		return w.EditTransaction(w.boss(), operator.EditTransactionRequest{Transaction: c.sale, ContractDate: &day})
	}
	for day, want := range map[string]operator.Date{"today": "2026-03-04", "-3d": "2026-03-01", "2024-02-29": "2024-02-29", "yesterday": "2026-03-03"} {
		equal(t, day, *get(contract(day))(t).ContractDate, want)
	}
	for day, reason := range map[string]string{"03/04/25": "date_format", "2026-02-30": "no_such_day", "15:04": "date_format", "soon": "date_format"} {
		_, err := contract(day)
		refused(t, err, operator.Invalid, reason)
	}
	_, err := w.EditTransaction(w.boss(), operator.EditTransactionRequest{Transaction: c.sale, ContractDate: ptr("2026-03-02"), ExpectedClosing: ptr("2026-03-01")})
	refused(t, err, operator.Invalid, "dates_order")
	must(t)(contract("2026-03-02"))
	_, err = w.CloseTransaction(w.boss(), operator.EndTransactionRequest{Transaction: c.sale, Date: "2026-03-01", Confirmed: true})
	refused(t, err, operator.Invalid, "dates_order")
	s := get(w.CloseTransaction(w.boss(), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))(t)
	equal(t, "closed today", *s.ClosingDate, operator.Date("2026-03-04"))
}

func testSaleBuyers(t *testing.T, w *World) {
	c := newCast(t, w)
	edit := func(req operator.EditTransactionRequest) ([]string, error) {
		req.Transaction = c.home
		s, err := w.EditTransaction(w.As(c.wide), req)
		return names(s.Buyers), err
	}
	equal(t, "one more", get(edit(operator.EditTransactionRequest{AddBuyers: []operator.Ref{c.stranger, c.buyer}}))(t), []string{"Ben Buyer", "Cora Cobuyer", "Stan Stranger"})
	equal(t, "another first", get(edit(operator.EditTransactionRequest{PrimaryBuyer: c.stranger}))(t), []string{"Stan Stranger", "Ben Buyer", "Cora Cobuyer"})
	must(t)(w.ShowProperty(w.As(c.stranger), operator.PropertyRequest{Property: c.home}))
	equal(t, "two less", get(edit(operator.EditTransactionRequest{RemoveBuyers: []operator.Ref{c.stranger, c.buyer, c.former}}))(t), []string{"Cora Cobuyer"})
	_, err := w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home})
	refused(t, err, operator.NotFound, "")
	_, err = edit(operator.EditTransactionRequest{RemoveBuyers: []operator.Ref{c.cobuyer}})
	refused(t, err, operator.Conflict, "last_buyer")
	_, err = edit(operator.EditTransactionRequest{PrimaryBuyer: c.stranger})
	refused(t, err, operator.Invalid, "not_a_buyer")
	events := w.Events()
	must(t)(edit(operator.EditTransactionRequest{AddBuyers: []operator.Ref{c.cobuyer}, PrimaryBuyer: c.cobuyer, RemoveBuyers: []operator.Ref{c.stranger}}))
	equal(t, "events of an edit to the same", w.Events(), events)
	equal(t, "in exchange", get(edit(operator.EditTransactionRequest{AddBuyers: []operator.Ref{c.buyer}, RemoveBuyers: []operator.Ref{c.cobuyer}}))(t), []string{"Ben Buyer"})
}

func testEndedSales(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.CloseTransaction(w.boss(), operator.EndTransactionRequest{Transaction: c.sale, Date: "2026-06-30", Confirmed: true}))
	p := get(w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the home", []any{p.Stage, p.Transaction, names(p.Buyers)}, []any{operator.Closed, operator.TransactionID(2), []string{"Ben Buyer", "Cora Cobuyer"}})
	for sale, reason := range map[operator.Ref]string{c.sale: "sale_closed", c.oldSale: "sale_withdrawn"} {
		_, err := w.EditTransaction(w.boss(), operator.EditTransactionRequest{Transaction: sale, Price: ptr("1")})
		refused(t, err, operator.Conflict, reason)
		_, err = w.EditTransaction(w.boss(), operator.EditTransactionRequest{Transaction: sale, AddBuyers: []operator.Ref{c.stranger}})
		refused(t, err, operator.Conflict, reason)
		_, err = w.CloseTransaction(w.boss(), operator.EndTransactionRequest{Transaction: sale, Confirmed: true})
		refused(t, err, operator.Conflict, reason)
		_, err = w.WithdrawTransaction(w.boss(), operator.EndTransactionRequest{Transaction: sale, Confirmed: true})
		refused(t, err, operator.Conflict, reason)
	}
	_, err := w.ReopenTransaction(w.boss(), operator.TransactionRequest{Transaction: c.sale})
	refused(t, err, operator.Conflict, "sale_closed")
	equal(t, "the hint", hintOf(err), "a resale is another one: operator transaction open MR-014 --buyer PERSON")
}

func testSaleConfirmation(t *testing.T, w *World) {
	c := newCast(t, w)
	for name, end := range map[string]func(operator.Ref, operator.Ref, bool) error{
		"close": func(who, sale operator.Ref, dry bool) error {
			ctx := w.with(who, func(call *operator.Call) { call.DryRun = dry })
			return second(w.CloseTransaction(ctx, operator.EndTransactionRequest{Transaction: sale}))
		},
		"withdraw": func(who, sale operator.Ref, dry bool) error {
			ctx := w.with(who, func(call *operator.Call) { call.DryRun = dry })
			return second(w.WithdrawTransaction(ctx, operator.EndTransactionRequest{Transaction: sale}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, end(c.admin, c.sale, false), operator.Usage, "needs_confirmation")
			refused(t, end(c.admin, c.oldSale, false), operator.Conflict, "sale_withdrawn")
			refused(t, end(c.buyer, c.sale, false), operator.Denied, "not_allowed")
			refused(t, end(c.outside, c.sale, false), operator.NotFound, "")
			must(t)(nil, end(c.admin, c.sale, true))
		})
	}
	s := get(w.ShowTransaction(w.boss(), operator.TransactionRequest{Transaction: c.sale}))(t)
	equal(t, "the sale", s.Status, operator.SaleOpen)
}

func testReopening(t *testing.T, w *World) {
	c := newCast(t, w)
	_, err := w.ReopenTransaction(w.boss(), operator.TransactionRequest{Transaction: c.oldSale})
	refused(t, err, operator.Conflict, "later_sale")
	events := w.Events()
	must(t)(w.ReopenTransaction(w.boss(), operator.TransactionRequest{Transaction: c.sale}))
	equal(t, "events of reopening an open one", w.Events(), events)

	s := get(w.WithdrawTransaction(w.boss(), operator.EndTransactionRequest{Transaction: c.sale, Date: "2026-03-10", Confirmed: true}))(t)
	equal(t, "withdrawn", []any{s.Status, *s.WithdrawalDate}, []any{operator.SaleWithdrawn, operator.Date("2026-03-10")})
	p := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the home", []any{p.Stage, p.Transaction, names(p.Buyers)}, []any{operator.PreContract, operator.TransactionID(0), []string{}})
	for _, typed := range []operator.Ref{c.home, c.sale} {
		_, err = w.ShowTransaction(w.As(c.buyer), operator.TransactionRequest{Transaction: typed})
		refused(t, err, operator.NotFound, "")
	}
	// By the home's code it is the latest one that is meant.
	s = get(w.ReopenTransaction(w.boss(), operator.TransactionRequest{Transaction: c.home}))(t)
	equal(t, "reopened", []any{ref(s.Ref), s.Status, s.WithdrawalDate}, []any{c.sale, operator.SaleOpen, (*operator.Date)(nil)})
	must(t)(w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home}))
}

func testResale(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.CloseTransaction(w.boss(), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	must(t)(w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home}))
	resale := c.sell(c.home, c.former)
	p := get(w.ShowProperty(w.As(c.former), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the home", []any{p.Stage, ref(p.Transaction)}, []any{operator.UnderContract, resale})
	_, err := w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home})
	refused(t, err, operator.NotFound, "")
	_, err = w.ShowTransaction(w.As(c.former), operator.TransactionRequest{Transaction: c.oldSale})
	refused(t, err, operator.NotFound, "")
	must(t)(w.WithdrawTransaction(w.boss(), operator.EndTransactionRequest{Transaction: resale, Confirmed: true}))
	p = get(w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the home again", []any{p.Stage, ref(p.Transaction)}, []any{operator.Closed, c.sale})
}

func testOpeningAgain(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "16"}))
	req := operator.OpenTransactionRequest{Property: "MR-016", Buyers: []operator.Ref{c.buyer, c.cobuyer}, Price: "1", ContractDate: "2026-02-01", ExternalID: "x"}
	first := get(w.OpenTransaction(w.boss(), req))(t)
	events := w.Events()
	equal(t, "the same again", get(w.OpenTransaction(w.boss(), req))(t), first)
	equal(t, "events of the same again", w.Events(), events)
	req.Buyers, req.Price = []operator.Ref{c.former, c.cobuyer}, "2"
	s := get(w.OpenTransaction(w.boss(), req))(t)
	equal(t, "changed", []any{s.Ref, names(s.Buyers), s.ContractPrice.Amount}, []any{first.Ref, []string{"Finn Former", "Cora Cobuyer"}, "2.00"})
	req.Property = c.other
	_, err := w.OpenTransaction(w.boss(), req)
	refused(t, err, operator.Conflict, "external_id_taken")
}

func testSaleLists(t *testing.T, w *World) {
	c := newCast(t, w)
	list := func(who operator.Ref, req operator.ListTransactionsRequest) []string {
		found := []string{}
		for req.Limit = 1; ; {
			page := get(w.ListTransactions(w.As(who), req))(t)
			for _, s := range page.Items {
				found = append(found, fmt.Sprint(s.Ref, " ", s.Property, " ", s.Status))
			}
			if req.Cursor = page.Next; req.Cursor == "" {
				return found
			}
		}
	}
	one, two, three := "T1 MR-014 withdrawn", "T2 MR-014 open", "T3 MR-015 open"
	for who, want := range map[operator.Ref][]string{
		c.admin: {one, two, three}, c.auditor: {one, two, three}, c.wide: {one, two, three}, c.assigned: {one, two},
		c.outside: {}, c.buyer: {two}, c.stranger: {three}, c.former: {}, c.lender: {},
	} {
		equal(t, "listed to "+string(who), list(who, operator.ListTransactionsRequest{}), want)
	}
	equal(t, "of a home", list(c.admin, operator.ListTransactionsRequest{Property: c.home}), []string{one, two})
	equal(t, "by status", list(c.admin, operator.ListTransactionsRequest{Status: operator.SaleOpen}), []string{two, three})
	equal(t, "of a buyer", list(c.admin, operator.ListTransactionsRequest{Buyer: c.former}), []string{one})
	equal(t, "of a buyer of another home", list(c.admin, operator.ListTransactionsRequest{Buyer: c.former, Property: c.other}), []string{})
	_, err := w.ListTransactions(w.boss(), operator.ListTransactionsRequest{Status: "sold"})
	refused(t, err, operator.Invalid, "bad_status")
}
