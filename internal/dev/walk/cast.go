package walk

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// boss is the administrator that the workspace begins with.
const boss operator.Ref = "P1"

// cast is who is in the office, and the homes.
type cast struct {
	people []operator.Ref // everybody there ever was
	staff  map[operator.Ref]bool
	mail   map[operator.Ref]string // the address that somebody came with
	homes  []operator.Ref          // codes
	places []operator.Ref          // codes of communities
}

// team says whether somebody was added as one of the team.
func (w *Walk) team(who operator.Ref) bool { return who == boss || w.staff[who] }

// begin builds the office: two communities, a building, seven homes, and everybody whom a
// rule can tell apart.
func (w *Walk) begin() error {
	w.staff, w.people = map[operator.Ref]bool{}, []operator.Ref{boss}
	w.mail = map[operator.Ref]string{boss: "maya@acme.example"}
	var failed error
	try := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	w.beginPlaces(try)
	people := map[string]operator.Ref{}
	for _, p := range []struct {
		name string
		kind operator.PersonKind
		role operator.Role
	}{
		{"Ada Second", operator.Team, operator.Admin},
		{"Otto Auditor", operator.Team, operator.Auditor},
		{"Tess Assigned", operator.Team, operator.Member},
		{"Will Wide", operator.Team, operator.Member},
		{"Nora Outside", operator.Team, operator.Member},
		{"Lea Leaver", operator.Team, operator.Member},
		{"Ben Buyer", operator.Buyer, ""},
		{"Cora Cobuyer", operator.Buyer, ""},
		{"Tom Twohomes", operator.Buyer, ""},
		{"Finn Former", operator.Buyer, ""},
		{"Stan Stranger", operator.Buyer, ""},
		{"Dora Double", operator.Buyer, ""},
		{"Lou Lender", operator.Contact, ""},
		{"Ann Agent", operator.Contact, ""},
	} {
		who, err := w.add(p.kind, p.name, p.role)
		try(err)
		people[strings.Fields(p.name)[1]] = who
	}
	assign := func(home operator.Ref, who string) {
		try(second(ask(w, boss, operator.Service.AssignProperty, operator.AssignRequest{Property: home, People: []operator.Ref{people[who]}, Primary: true})))
	}
	assign("MR-1", "Assigned")
	assign("OK-1", "Assigned")
	assign("MR-2", "Leaver")
	try(second(ask(w, boss, operator.Service.AssignCommunity, operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{people["Wide"]}})))
	sell := func(home operator.Ref, buyers ...string) {
		req := operator.OpenTransactionRequest{Property: home, Price: "489900"}
		for _, b := range buyers {
			req.Buyers = append(req.Buyers, people[b])
		}
		try(second(ask(w, boss, operator.Service.OpenTransaction, req)))
	}
	sell("MR-1", "Former")
	try(second(ask(w, boss, operator.Service.WithdrawTransaction, operator.EndTransactionRequest{Transaction: "MR-1", Confirmed: true})))
	sell("MR-1", "Buyer", "Cobuyer")
	sell("MR-2", "Twohomes")
	sell("OK-1", "Twohomes", "Double")
	sell("MR-3", "Stranger")
	return failed
}

// beginPlaces adds the communities, the homes and the building.
func (w *Walk) beginPlaces(try func(error)) {
	for _, code := range []operator.Ref{"MR", "OK"} {
		try(second(ask(w, boss, operator.Service.AddCommunity, operator.AddCommunityRequest{Code: string(code), Name: "Place " + string(code), ExternalID: "erp=" + w.our()})))
		w.places = append(w.places, code)
	}
	for _, code := range []operator.Ref{"MR-1", "MR-2", "MR-3", "MR-4", "OK-1", "OK-2", "OK-3"} {
		try(second(ask(w, boss, operator.Service.AddProperty, operator.AddPropertyRequest{
			Code: string(code), Community: code[:2], ExternalID: "erp=" + w.our(), Address: operator.Address{Line1: "1 Elm St", City: "Longmont"},
		})))
		w.homes = append(w.homes, code)
	}
	try(second(ask(w, boss, operator.Service.AddBuilding, operator.AddBuildingRequest{Community: "MR", Number: "7", Properties: []operator.Ref{"MR-3", "MR-4"}})))
}

// add adds somebody to the directory.
func (w *Walk) add(kind operator.PersonKind, name string, role operator.Role) (operator.Ref, error) {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	p, err := ask(w, boss, operator.Service.AddPerson, operator.AddPersonRequest{
		Kind: kind, Name: name, Role: role, Email: first + "@example.com", ExternalID: "crm=" + w.our(),
		Phones: []string{"303-555-01" + string(rune('0'+w.rng.IntN(10))) + string(rune('0'+w.rng.IntN(10)))},
	})
	if err != nil {
		return "", err
	}
	who := ref(p.Ref)
	w.people, w.staff[who], w.mail[who] = append(w.people, who), kind == operator.Team, first+"@example.com"
	return who, nil
}

// meet takes in those whom an import or a merge taken back brought.
func (w *Walk) meet() {
	for _, who := range w.numbers('P') {
		if _, known := w.staff[who]; known || who == boss {
			continue
		}
		if p, err := ask(w, boss, operator.Service.ShowPerson, operator.ShowPersonRequest{Person: who}); err == nil {
			w.people, w.staff[who], w.mail[who] = append(w.people, who), p.Kind == operator.Team, operator.Value(p.Email)
		} else {
			w.staff[who] = false // an import that was taken back
		}
	}
}

func second[T any](_ T, err error) error { return err }
