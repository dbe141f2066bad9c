package walk

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (w *Walk) homeSteps() []stride {
	return []stride{
		{"open sale", w.openSale},
		{"open sale", w.openSale},
		{"open sale", w.openSale},
		{"edit sale", w.editSale},
		{"edit sale", w.editSale},
		{"end sale", w.endSale},
		{"reopen sale", w.reopenSale},
		{"assign", w.assign},
		{"assign", w.assign},
		{"unassign", w.unassign},
		{"assign community", w.assignPlace},
		{"edit home", w.editHome},
		{"edit building", w.editBuilding},
		{"hold", w.hold},
	}
}

// price makes up an amount that is for the team alone, and stands nowhere else.
func (w *Walk) price() string {
	w.words++
	return fmt.Sprintf("777%05d.00", w.words)
}

// day is a day not long ago, or none, which is today.
func (w *Walk) day() string {
	if w.chance(2) {
		return ""
	}
	return fmt.Sprintf("-%dd", w.rng.IntN(20))
}

func (w *Walk) openSale() error {
	req := operator.OpenTransactionRequest{Property: pick(w, w.homes), Price: w.price(), ContractDate: w.day()}
	for range 1 + w.rng.IntN(2) {
		req.Buyers = append(req.Buyers, pick(w, w.people))
	}
	return second(ask(w, boss, operator.Service.OpenTransaction, req))
}

func (w *Walk) editSale() error {
	req := operator.EditTransactionRequest{Transaction: pick(w, w.homes)}
	switch w.rng.IntN(5) {
	case 0:
		req.Price = ptr(w.price())
	case 1:
		req.ContractDate = ptr(fmt.Sprintf("-%dd", w.rng.IntN(30)))
	case 2:
		req.AddBuyers = []operator.Ref{pick(w, w.people)}
	case 3:
		req.RemoveBuyers = []operator.Ref{pick(w, w.people)}
	default:
		req.PrimaryBuyer = pick(w, w.people)
	}
	return second(ask(w, w.somebody(), operator.Service.EditTransaction, req))
}

func (w *Walk) endSale() error {
	req := operator.EndTransactionRequest{Transaction: pick(w, w.homes), Confirmed: true, Date: w.day()}
	if w.chance(3) {
		return second(ask(w, boss, operator.Service.CloseTransaction, req))
	}
	return second(ask(w, boss, operator.Service.WithdrawTransaction, req))
}

func (w *Walk) reopenSale() error {
	return second(ask(w, boss, operator.Service.ReopenTransaction, operator.TransactionRequest{Transaction: w.some('T')}))
}

func (w *Walk) assign() error {
	return second(ask(w, boss, operator.Service.AssignProperty, operator.AssignRequest{Property: pick(w, w.homes), People: []operator.Ref{pick(w, w.people)}, Primary: w.chance(2)}))
}

func (w *Walk) unassign() error {
	h, err := ask(w, boss, operator.Service.ShowProperty, operator.PropertyRequest{Property: pick(w, w.homes)})
	if err != nil || len(h.Team) == 0 {
		return err
	}
	return second(ask(w, boss, operator.Service.UnassignProperty, operator.AssignRequest{Property: operator.Ref(h.Code), People: []operator.Ref{ref(pick(w, h.Team).Ref)}}))
}

func (w *Walk) assignPlace() error {
	req := operator.AssignCommunityRequest{Community: pick(w, w.places), People: []operator.Ref{pick(w, w.people)}}
	if w.chance(2) {
		return second(ask(w, boss, operator.Service.UnassignCommunity, req))
	}
	return second(ask(w, boss, operator.Service.AssignCommunity, req))
}

// editHome gives a home another code, place or lot. Its old code stays in the list: it
// names the home for ever.
func (w *Walk) editHome() error {
	req := operator.EditPropertyRequest{Property: pick(w, w.homes)}
	switch w.rng.IntN(4) {
	case 0:
		code := fmt.Sprintf("ZZ-%d", w.words)
		w.words++
		req.Code = &code
		err := second(ask(w, boss, operator.Service.EditProperty, req))
		if err == nil {
			w.homes = append(w.homes, operator.Ref(code))
		}
		return err
	case 1:
		req.Community = ptr(pick(w, w.places))
	case 2:
		req.ExternalID = ptr("erp=" + w.our())
	default:
		req.Plan = ptr("Plan " + w.word())
	}
	return second(ask(w, boss, operator.Service.EditProperty, req))
}

func (w *Walk) editBuilding() error {
	return second(ask(w, boss, operator.Service.EditBuilding, operator.EditBuildingRequest{
		Building: "B1", Name: ptr("House " + w.word()), Properties: ptr([]operator.Ref{pick(w, w.homes), pick(w, w.homes)}),
	}))
}

func (w *Walk) hold() error {
	req := operator.HoldRequest{Property: pick(w, w.homes), Reason: "a letter, " + w.our()}
	if w.chance(3) {
		return second(ask(w, boss, operator.Service.SetHold, req))
	}
	return second(ask(w, boss, operator.Service.ReleaseHold, req))
}
