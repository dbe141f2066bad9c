package demo

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// salesOf makes the sales of a home, and says when the first of them begins, or
// a time when a home without one could have been added.
func (p *plan) salesOf(h int32, f fate) int64 {
	ago := func(least, most int64) int64 { return p.now - p.between(least*day, most*day) }
	first := ago(15, 300)
	switch {
	case f.withdrawn && f.now == operator.PreContract:
		begin := ago(90, 260)
		p.sale(h, begin, begin+p.between(20*day, 60*day), operator.SaleWithdrawn, couple)
		return begin
	case f.withdrawn:
		first = ago(190, 300)
		p.sale(h, first, first+p.between(20*day, 60*day), operator.SaleWithdrawn, single)
	case f.resold:
		end := ago(260, 350)
		first = end - p.between(110*day, 170*day)
		p.sale(h, first, end, operator.SaleClosed, couple)
	}
	var begin int64
	switch f.now {
	case operator.PreContract:
		return first
	case operator.UnderContract:
		begin = ago(3, 110)
		p.sale(h, begin, 0, operator.SaleOpen, f.buyers)
	case operator.Closed:
		end := ago(2, 330)
		begin = end - p.between(120*day, 190*day)
		if f.resold {
			end = ago(2, 60)
			begin = end - p.between(45*day, 120*day)
		}
		p.sale(h, begin, end, operator.SaleClosed, f.buyers)
	}
	if f.withdrawn || f.resold {
		return first
	}
	return begin
}

// sale makes a sale from its contract to its end, 0 for one that is open.
func (p *plan) sale(of int32, begin, end int64, status operator.TransactionStatus, as household) {
	begin = p.atWork(begin, begin-3*day, p.now)
	if end != 0 {
		end = p.atWork(end, max(begin, end-3*day), p.now)
	}
	i := int32(len(p.sales))
	h := &p.houses[of]
	s := sale{home: of, begin: begin, end: end, next: nobody}
	if n := len(p.sales); n > 10 && as == single && p.chance(4) {
		s.buyers = p.sales[p.below(n)].buyers[:1] // somebody buys another home
		if p.people[s.buyers[0]].added >= begin {
			s.buyers = nil
		}
	}
	if s.buyers == nil {
		s.buyers = p.buyersFor(begin-p.between(hour, 6*hour), as)
	}
	s.Status = status
	s.Amount, s.Currency = fmt.Sprintf("%d.00", h.price+1000*p.below(30)), currency
	s.ContractDate = dateOf(begin)
	s.ExpectedClosing = dateOf(begin + p.between(130*day, 190*day))
	s.External = store.External{"erp": fmt.Sprintf("CTR-%06d", i+1)}
	if n := len(h.sales); n > 0 {
		p.sales[h.sales[n-1]].next = i
	}
	h.sales = append(h.sales, i)
	p.sales = append(p.sales, s)
	p.will(begin, openSale, i, 0)
	switch status {
	case operator.SaleClosed:
		p.will(end, closeSale, i, 0)
	case operator.SaleWithdrawn:
		p.will(end, withdrawSale, i, 0)
	}
}
