package walk

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// showHomes shows the homes, by every code that there ever was, sales and people.
func (r *reading) showHomes() {
	r.homes = map[operator.Ref]operator.Property{}
	for _, code := range r.Walk.homes {
		h, err := plan(r.Walk, r.who, operator.Service.ShowProperty, operator.PropertyRequest{Property: code})
		if err == nil {
			r.homes[operator.Ref(h.Code)] = h
		}
	}
	r.buildings = shown(r, operator.Service.ShowBuilding, 'B', func(b operator.Ref) operator.BuildingRequest {
		return operator.BuildingRequest{Building: b}
	}, func(b operator.Building) operator.Ref { return ref(b.Ref) })
	r.communities = shown(r, operator.Service.ShowCommunity, 'N', func(n operator.Ref) operator.CommunityRequest {
		return operator.CommunityRequest{Community: n}
	}, func(c operator.Community) operator.Ref { return ref(c.Ref) })
	r.sales = shown(r, operator.Service.ShowTransaction, 'T', func(t operator.Ref) operator.TransactionRequest {
		return operator.TransactionRequest{Transaction: t}
	}, func(t operator.Transaction) operator.Ref { return ref(t.Ref) })
	r.known = shown(r, operator.Service.ShowPerson, 'P', func(p operator.Ref) operator.ShowPersonRequest {
		return operator.ShowPersonRequest{Person: p}
	}, func(p operator.Person) operator.Ref { return ref(p.Ref) })
}

func codeOf(h operator.Property) operator.Ref         { return operator.Ref(h.Code) }
func saleOf(t operator.Transaction) operator.Ref      { return ref(t.Ref) }
func personOf(p operator.Person) operator.Ref         { return ref(p.Ref) }
func summaryOf(p operator.PersonSummary) operator.Ref { return ref(p.Ref) }

// listHomes compares the homes that are listed with those that are shown.
func (r *reading) listHomes() {
	all := everything(r, operator.Service.ListProperties, operator.ListPropertiesRequest{})
	r.same("property list", "property show", refsOf(all, codeOf), keys(r.homes))
	for _, h := range all {
		agree(r.Walk, r.who, "property list: "+h.Code, "property show", h, r.homes[codeOf(h)])
	}
	chosen := func(what string, req operator.ListPropertiesRequest, is func(operator.Property) bool) {
		want := slices.DeleteFunc(slices.Clone(all), func(h operator.Property) bool { return !is(h) })
		r.same("property list "+what, "property list", refsOf(everything(r, operator.Service.ListProperties, req), codeOf), refsOf(want, codeOf))
	}
	for _, c := range r.communities {
		// Who is only in a conversation of a home sees the code of its community, and no
		// community to look in: its name is not for them.
		place := operator.Ref(c.Code)
		chosen("--community "+string(place), operator.ListPropertiesRequest{Community: place}, func(h operator.Property) bool { return h.Community == string(place) })
	}
	for _, stage := range []operator.Stage{operator.PreContract, operator.UnderContract, operator.Closed} {
		chosen("--stage "+string(stage), operator.ListPropertiesRequest{Stage: stage}, func(h operator.Property) bool { return h.Stage == stage })
	}
	chosen("--building B1", operator.ListPropertiesRequest{Building: "B1"}, func(h operator.Property) bool { return h.Building == 1 })
	for who := range r.known {
		chosen("--with "+string(who), operator.ListPropertiesRequest{With: who}, func(h operator.Property) bool {
			is := func(p operator.PersonSummary) bool { return ref(p.Ref) == who }
			return slices.ContainsFunc(h.Team, is) || slices.ContainsFunc(h.Buyers, is)
		})
	}
	r.suggested("property", refsOf(all, codeOf))
}

// listPlaces compares the communities and buildings that are listed with those that are
// shown.
func (r *reading) listPlaces() {
	places := everything(r, operator.Service.ListCommunities, operator.ListCommunitiesRequest{})
	r.same("community list", "community show", refsOf(places, func(c operator.Community) operator.Ref { return ref(c.Ref) }), keys(r.communities))
	codes := []operator.Ref{}
	for _, c := range places {
		agree(r.Walk, r.who, "community list: "+c.Code, "community show", c, r.communities[ref(c.Ref)])
		codes = append(codes, operator.Ref(c.Code))
	}
	r.suggested("community", codes)
	buildings := everything(r, operator.Service.ListBuildings, operator.ListBuildingsRequest{})
	refs := refsOf(buildings, func(b operator.Building) operator.Ref { return ref(b.Ref) })
	r.same("building list", "building show", refs, keys(r.buildings))
	for _, b := range buildings {
		agree(r.Walk, r.who, "building list: "+b.Ref.String(), "building show", b, r.buildings[ref(b.Ref)])
	}
	r.suggested("building", refs)
}

// listSales compares the sales that are listed with those that are shown.
func (r *reading) listSales() {
	all := everything(r, operator.Service.ListTransactions, operator.ListTransactionsRequest{})
	r.same("transaction list", "transaction show", refsOf(all, saleOf), keys(r.sales))
	for _, t := range all {
		agree(r.Walk, r.who, "transaction list: "+t.Ref.String(), "transaction show", t, r.sales[saleOf(t)])
		if _, sees := r.homes[operator.Ref(t.Property)]; !sees {
			r.find(r.who, "transaction list: "+t.Ref.String(), "property show", t.Property, "no such home")
		}
	}
	chosen := func(what string, req operator.ListTransactionsRequest, is func(operator.Transaction) bool) {
		want := slices.DeleteFunc(slices.Clone(all), func(t operator.Transaction) bool { return !is(t) })
		r.same("transaction list "+what, "transaction list", refsOf(everything(r, operator.Service.ListTransactions, req), saleOf), refsOf(want, saleOf))
	}
	for code := range r.homes {
		chosen("-p "+string(code), operator.ListTransactionsRequest{Property: code}, func(t operator.Transaction) bool { return t.Property == string(code) })
	}
	for _, status := range []operator.TransactionStatus{operator.SaleOpen, operator.SaleClosed, operator.SaleWithdrawn} {
		chosen("--status "+string(status), operator.ListTransactionsRequest{Status: status}, func(t operator.Transaction) bool { return t.Status == status })
	}
	for who := range r.known {
		chosen("--buyer "+string(who), operator.ListTransactionsRequest{Buyer: who}, func(t operator.Transaction) bool {
			return slices.ContainsFunc(t.Buyers, func(p operator.PersonSummary) bool { return ref(p.Ref) == who })
		})
	}
	r.suggested("transaction", refsOf(all, saleOf))
}

// listPeople compares the people who are listed with those who are shown. Who was erased
// is in no list.
func (r *reading) listPeople() {
	all := everything(r, operator.Service.ListPeople, operator.ListPeopleRequest{})
	want := []operator.Ref{}
	for who, p := range r.known {
		if p.Status != operator.Erased {
			want = append(want, who)
		}
	}
	r.same("person list", "person show", refsOf(all, personOf), want)
	for _, p := range all {
		agree(r.Walk, r.who, "person list: "+p.Ref.String(), "person show", p, r.known[personOf(p)])
	}
	chosen := func(what string, req operator.ListPeopleRequest, is func(operator.Person) bool) {
		want := slices.DeleteFunc(slices.Clone(all), func(p operator.Person) bool { return !is(p) })
		r.same("person list "+what, "person list", refsOf(everything(r, operator.Service.ListPeople, req), personOf), refsOf(want, personOf))
	}
	for _, kind := range []operator.PersonKind{operator.Team, operator.Buyer, operator.Contact} {
		of := func(p operator.Person) bool { return p.Kind == kind }
		chosen("--kind "+string(kind), operator.ListPeopleRequest{Kind: kind}, of)
		r.suggested(string(kind), refsOf(slices.DeleteFunc(slices.Clone(all), func(p operator.Person) bool { return !of(p) }), personOf))
	}
	for _, status := range []operator.PersonStatus{operator.Active, operator.Deactivated} {
		chosen("--status "+string(status), operator.ListPeopleRequest{Status: status}, func(p operator.Person) bool { return p.Status == status })
	}
	r.suggested("person", refsOf(all, personOf))
	r.strangers()
}

// strangers looks whether anybody is named on a home or in a conversation who is not there
// when they are asked for.
func (r *reading) strangers() {
	named := func(what string, people []operator.PersonSummary) {
		for _, p := range people {
			if _, known := r.known[ref(p.Ref)]; !known {
				r.find(r.who, what, "person show", p.Ref.String(), "no such person")
			}
		}
	}
	for code, h := range r.homes {
		named("property show "+string(code), slices.Concat(h.Team, h.Buyers))
	}
	for id, c := range r.talks {
		named("conversation show "+string(id), c.Participants)
	}
	for id, t := range r.sales {
		named("transaction show "+string(id), t.Buyers)
	}
}

// suggested wants that to be suggested which is listed, or as much of it as is suggested at
// a time.
func (r *reading) suggested(kind string, listed []operator.Ref) {
	all, err := ask(r.Walk, r.who, operator.Service.Suggest, operator.SuggestRequest{Kind: kind})
	if err != nil {
		r.find(r.who, "completion of "+kind, "an answer", err.Error(), "none")
		return
	}
	refs := refsOf(all, func(s operator.Suggestion) operator.Ref { return r.meant(kind, operator.Ref(s.Ref)) })
	if len(refs) < 50 {
		r.same("completion of "+kind, "the list", refs, listed)
		return
	}
	for _, s := range refs {
		if !slices.Contains(listed, s) {
			r.find(r.who, "completion of "+kind, "the list", string(s), "no such thing")
		}
	}
}

// meant is the number of whom a suggestion names: people are suggested by their addresses.
func (r *reading) meant(kind string, suggested operator.Ref) operator.Ref {
	if !strings.Contains(string(suggested), "@") {
		return suggested
	}
	p, err := plan(r.Walk, r.who, operator.Service.ShowPerson, operator.ShowPersonRequest{Person: suggested})
	if err != nil {
		r.find(r.who, "completion of "+kind, "person show "+string(suggested), "somebody", err.Error())
	}
	return ref(p.Ref)
}
