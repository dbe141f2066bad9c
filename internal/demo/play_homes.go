package demo

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (a *player) addPerson(i int32) {
	p := &a.people[i]
	a.directed++
	p.ID, p.Created, p.Updated = a.directed, timeOf(a.at), timeOf(a.at)
	refs := map[string]string{"kind": string(p.Kind)}
	if i == a.admin {
		refs["role"] = string(p.Role)
		a.record(a.byAdmin("person.added", p.ID.String(), 0), refs, map[string]string{"name": p.Name, "email": p.Email})
		return
	}
	a.record(a.byAdmin("person.added", p.ID.String(), 0), refs, map[string]any{
		"name": p.Name, "email": p.Email, "phones": p.Phones, "title": p.Title, "role": p.Role, "external_ids": p.External,
	})
}

func (a *player) deactivate(i int32) {
	p := &a.people[i]
	p.Deactivated, p.Updated = true, timeOf(a.at)
	a.record(a.byAdmin("person.deactivated", p.ID.String(), 0), nil, nil)
}

func (a *player) addArea(i int32) {
	c := &a.areas[i]
	c.ID, c.Created, c.Updated = operator.CommunityID(i+1), timeOf(a.at), timeOf(a.at)
	a.record(a.byAdmin("community.added", c.ID.String(), 0), nil, map[string]any{"code": c.Code, "name": c.Name, "external_ids": c.External})
}

func (a *player) staffArea(i, who int32) error {
	c, p := &a.areas[i], &a.people[who]
	a.record(a.byAdmin("community.assigned", c.ID.String(), 0), a.refTo("person", who), nil)
	return a.rows.PutAssignment(store.Assignment{Community: c.ID, Person: p.ID, Since: timeOf(a.at)})
}

func (a *player) addBuilding(i int32) {
	b := &a.build[i]
	b.ID, b.Community = operator.BuildingID(i+1), a.areas[b.area].ID
	b.Created, b.Updated = timeOf(a.at), timeOf(a.at)
	a.record(a.byAdmin("building.added", b.ID.String(), 0), map[string]string{"community": b.Community.String()},
		map[string]any{"number": b.Number, "name": b.Name, "external_ids": b.External})
}

func (a *player) addHome(i int32) {
	h := &a.houses[i]
	a.placed++
	h.ID, h.Community, h.Stage = a.placed, a.areas[h.area].ID, operator.PreContract
	h.Created, h.Updated = timeOf(a.at), timeOf(a.at)
	if h.block != nobody {
		h.Building = a.build[h.block].ID
	}
	a.record(a.byAdmin("property.added", h.ID.String(), h.ID), map[string]string{"community": h.Community.String()}, map[string]any{
		"code": h.Code, "lot": h.Lot, "plan": h.Plan, "address": operator.Address(h.Address), "external_ids": h.External,
	})
}

func (a *player) staffHome(i, who int32) error {
	h := &a.houses[i]
	a.record(a.byAdmin("property.assigned", h.ID.String(), h.ID), a.refTo("person", who), nil)
	return a.rows.PutAssignment(store.Assignment{Property: h.ID, Person: a.people[who].ID, Since: timeOf(a.at)})
}

func (a *player) makePrimary(i, who int32) {
	h := &a.houses[i]
	refs := map[string]string{"before": h.Primary.String(), "after": a.people[who].ID.String()}
	h.Primary, h.Updated = a.people[who].ID, timeOf(a.at)
	a.record(a.byAdmin("property.primary_changed", h.ID.String(), h.ID), refs, nil)
}

func (a *player) openSale(i int32) {
	s := &a.sales[i]
	h := &a.houses[s.home]
	a.selling++
	s.ID, s.Property, s.Created = a.selling, h.ID, timeOf(a.at)
	for _, who := range s.buyers {
		s.Buyers = append(s.Buyers, store.SaleBuyer{Person: a.people[who].ID, Since: timeOf(a.at)})
	}
	a.keepSale(s, "transaction.opened", map[string]any{
		"price": s.Amount, "currency": s.Currency, "contract_date": s.ContractDate,
		"expected_closing": s.ExpectedClosing, "external_ids": s.External,
	})
}

// keepSale records a change of a sale, and what follows from it for the home. The
// plan has the status that a sale ends with; until then it is open.
func (a *player) keepSale(s *sale, action string, content any) {
	h := &a.houses[s.home]
	s.Updated = timeOf(a.at)
	h.Updated = s.Updated
	h.Sale, h.Stage = 0, operator.PreContract
	for _, i := range h.sales {
		switch one := &a.sales[i]; {
		case one.ID.IsZero(), a.at >= one.end && one.end != 0 && one.Status == operator.SaleWithdrawn:
		case a.at >= one.end && one.end != 0:
			h.Sale, h.Stage = one.ID, operator.Closed
		default:
			h.Sale, h.Stage = one.ID, operator.UnderContract
		}
	}
	ids := make([]string, len(s.Buyers))
	for i, b := range s.Buyers {
		ids[i] = b.Person.String()
	}
	office := a.areas[h.area].sales
	if action != "transaction.opened" {
		office = a.areas[h.area].closing
	}
	a.record(a.by(office, action, s.ID.String(), h.ID), map[string]string{"buyers": strings.Join(ids, ",")}, content)
}

func (a *player) closeSale(i int32) {
	s := &a.sales[i]
	s.ClosingDate, s.ClosedAt = dateOf(a.at), timeOf(a.at)
	a.keepSale(s, "transaction.closed", map[string]any{"closing_date": s.ClosingDate})
}

// withdrawSale takes the conversations of a sale from its buyers: the latest
// first, as the app does.
func (a *player) withdrawSale(i int32) {
	s := &a.sales[i]
	s.WithdrawalDate = dateOf(a.at)
	a.keepSale(s, "transaction.withdrawn", map[string]any{"withdrawal_date": s.WithdrawalDate})
	var theirs []*talk
	for _, k := range a.houses[s.home].talks {
		if t := &a.threads[k]; t.saleID == s.ID {
			theirs = append(theirs, t)
		}
	}
	slices.SortFunc(theirs, func(t, u *talk) int { return cmp.Or(cmp.Compare(u.lastAt, t.lastAt), cmp.Compare(u.id, t.id)) })
	office := a.areas[a.houses[s.home].area].closing
	for _, t := range theirs {
		if t.about().internal {
			t.saleID = 0
			continue
		}
		a.suspend(office, t, s)
	}
}

// suspend closes a conversation with its sale, and takes it from everybody who is
// not of the team.
func (a *player) suspend(by int32, t *talk, s *sale) {
	for _, in := range slices.Clone(t.people) {
		if a.people[in.person].Kind == team {
			continue
		}
		t.suspended = append(t.suspended, in.participant())
		a.leaveTalk(by, t, in.person)
	}
	t.closedBySale = t.closedBySale || !t.closed
	if !t.closed {
		a.record(a.by(by, "conversation.closed", t.id.String(), s.Property), map[string]string{"because": s.ID.String()}, nil)
	}
	t.closed, t.updated = true, a.at
}
