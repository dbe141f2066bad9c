package servicetest

import (
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// adding is a request to add somebody, which says more where it is needed.
func adding(kind operator.PersonKind, name, email string, phones ...string) operator.AddPersonRequest {
	return operator.AddPersonRequest{Kind: kind, Name: name, Email: email, Phones: phones}
}

func testPeopleTwice(t *testing.T, w *World) {
	c := newCast(t, w)
	const number = "(303) 555-0123"
	ann := get(w.AddPerson(w.boss(), adding(operator.Contact, "Ann Bell", "", number)))(t)
	who := map[string]operator.Ref{"Ben": c.buyer, "Lou": c.lender, "Tess": c.assigned, "Ann": ref(ann.Ref)}
	for name, row := range map[string]struct {
		req  operator.AddPersonRequest
		is   string // who is there already; nobody where it is empty
		hint string
	}{
		"the same":            {adding(operator.Buyer, "Ben Buyer", "ben@example.com"), "Ben", "operator transaction open CODE --buyer "},
		"written otherwise":   {adding(operator.Buyer, "buyer, BEN", "BEN@Example.com"), "Ben", "--namesake"},
		"with another phone":  {adding(operator.Buyer, "Ben Buyer", "ben@example.com", number), "Ben", ""},
		"a contact":           {adding(operator.Contact, "Lou Lender", "lou@example.com"), "Lou", "operator contact edit "},
		"who is of the team":  {adding(operator.Buyer, "Tess Assigned", "tess@example.com"), "Tess", "operator transaction open CODE --buyer "},
		"by the phone":        {adding(operator.Contact, "Ann Bell", "", "303 555 0123"), "Ann", ""},
		"another name":        {adding(operator.Buyer, "Bea Buyer", "ben@example.com"), "", ""},
		"another address":     {adding(operator.Buyer, "Ben Buyer", "ben2@example.com"), "", ""},
		"a name alone":        {adding(operator.Buyer, "Ben Buyer", ""), "", ""},
		"a contact who buys":  {adding(operator.Buyer, "Lou Lender", "lou@example.com"), "", ""},
		"a buyer, as contact": {adding(operator.Contact, "Ben Buyer", "ben@example.com"), "", ""},
		"a phone, but mailed": {adding(operator.Contact, "Ann Bell", "ann@example.com", number), "", ""},
		"no number at all":    {adding(operator.Contact, "Ann Bell", "", "front desk"), "", ""},
	} {
		_, err := w.AddPerson(w.dry(c.admin), row.req)
		if row.is == "" {
			must(t)(nil, err)
			continue
		}
		refused(t, err, operator.Conflict, "person_exists")
		e := err.(*operator.Error)
		equal(t, name, e.Details["person"], any(string(who[row.is])))
		if !strings.Contains(e.Message, string(who[row.is])) || !strings.Contains(e.Hint, row.hint) {
			t.Errorf("%s: %q, hint %q", name, e.Message, e.Hint)
		}
		row.req.Namesake = true
		must(t)(w.AddPerson(w.dry(c.admin), row.req))
	}

	// A leaver can be brought back, and an id of another system belongs to who is there.
	must(t)(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.stranger}))
	again := adding(operator.Buyer, "Stan Stranger", "stan@example.com")
	_, err := w.AddPerson(w.boss(), again)
	equal(t, "a leaver", strings.Contains(hintOf(err), "operator person activate "+string(c.stranger)), true)
	again = adding(operator.Buyer, "Ben Buyer", "ben@example.com")
	again.ExternalID = "crm=7"
	_, err = w.AddPerson(w.boss(), again)
	equal(t, "an id", strings.Contains(hintOf(err), "operator buyer edit "+string(c.buyer)+" --external-id crm=7"), true)

	// Who may not know of somebody, or not their address, is not told that they are there.
	unseen := adding(operator.Buyer, "Cora Cobuyer", "cora@example.com")
	_, err = w.AddPerson(w.As(c.assigned), unseen)
	refused(t, err, operator.Conflict, "person_exists")
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Code: "MR-016"}))
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: "MR-016", People: []operator.Ref{c.outside}}))
	second := get(w.AddPerson(w.As(c.outside), unseen))(t)
	if ref(second.Ref) == c.cobuyer {
		t.Error("nobody was added")
	}
}
