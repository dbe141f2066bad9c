package servicetest

import (
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func peopleTests() []test {
	return []test{
		{"AnAddedPersonIsShownAsTheyWereGiven", testAnAddedPersonIsShown},
		{"PhonesKeepTheirTextAndAreUnderstoodWherePlain", testPhones},
		{"AnEmailIsOnePlainAddress", testEmails},
		{"TeamEmailsAreUniqueAndBuyersMayShareOne", testSharedEmails},
		{"RolesAreForTheTeam", testRoles},
		{"NamesHaveLimits", testNames},
		{"AddingAgainWithAnExternalIDChangesThePerson", testAddingPeopleAgain},
		{"AnEditChangesWhatIsGivenAndNoMore", testEditingPeople},
		{"TheLastAdministratorStays", testLastAdmin},
		{"ALeaverIsListedForHandingOver", testHandOver},
		{"WhoHasAHistoryCannotBeDeleted", testDeletingPeople},
		{"ABuyerEditsTheirNameAndPhonesOnly", testBuyersEditThemselves},
	}
}

func testAnAddedPersonIsShown(t *testing.T, w *World) {
	got := get(w.AddPerson(w.boss(), operator.AddPersonRequest{
		Kind: operator.Team, Name: " Maya Ortiz ", Email: "Maya.O+x@ACME.example", Phones: []string{"mobile=(303) 555-0123"},
		Title: "Sales", ExternalID: "crm=A-12",
	}))(t)
	now := w.Clock.Now()
	want := operator.Person{
		Ref: got.Ref, Kind: operator.Team, Name: "Maya Ortiz", Email: ptr("Maya.O+x@acme.example"),
		Phones: []operator.Phone{{Raw: "(303) 555-0123", E164: ptr("+13035550123"), Label: ptr("mobile")}},
		Title:  ptr("Sales"), Role: ptr(operator.Member), Status: operator.Active,
		ExternalIDs: map[string]string{"crm": "A-12"}, Aliases: []operator.PersonID{},
		Invitation: operator.Invitation{State: operator.NotInvited}, CreatedAt: now, UpdatedAt: now,
	}
	equal(t, "the answer", got, want)
	for _, typed := range []operator.Ref{ref(got.Ref), "p2", "maya.o+X@acme.EXAMPLE", "ext:A-12"} {
		equal(t, "shown by "+string(typed), get(w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: typed}))(t), want)
	}
	plain := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben"}))(t)
	equal(t, "without an address", plain.Invitation.State, operator.NotInvitable)
	equal(t, "empty lists", []any{plain.Phones, plain.ExternalIDs, plain.Role == nil}, []any{[]operator.Phone{}, map[string]string{}, true})
}

func testPhones(t *testing.T, w *World) {
	for raw, want := range map[string]string{
		"+49 30 1234567": "+49301234567", "3035550123": "+13035550123", "303.555.0123": "+13035550123",
		"1-303-555-0123": "+13035550123", "+13035550123": "+13035550123",
		"555-0123": "", "303-555-0123 x4": "", "0049301234567": "", "103-555-0123": "", "+1234567": "",
		"+1234567890123456": "", "front desk": "", "+0123456789": "", "٣٠٣٥٥٥٠١٢٣": "",
	} {
		p := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Contact, Name: "Lou", Phones: []string{raw}, Namesake: true}))(t)
		equal(t, raw, p.Phones, []operator.Phone{{Raw: raw, E164: operator.Optional(want)}})
	}
	for _, bad := range []string{"", "mobile=", "a\nb", strings.Repeat("1", operator.MaxLine+1)} {
		_, err := w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Contact, Name: "Lou", Phones: []string{bad}})
		if operator.CodeOf(err) != operator.Invalid {
			t.Errorf("the phone %q: %v", bad, err)
		}
	}
}

func testEmails(t *testing.T, w *World) {
	add := func(email string) error {
		return second(w.AddPerson(w.dry("P1"), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben", Email: email}))
	}
	local := strings.Repeat("a", 64)
	domain := strings.Repeat(strings.Repeat("b", 59)+".", 3) + "example" // 187
	for _, good := range []string{"a@b.co", "o'neil@x-y.example", "a.b+c@sub.acme.example", local + "@acme.example", "x@xn--mller-kva.example", local[:63] + "@bb." + domain[:187]} {
		must(t)(nil, add(good))
	}
	for _, bad := range []string{
		"a", "@b.co", "a@", "a@b", "a@@b.co", "a@b.co@c.co", "Maya <a@b.co>", "a b@c.co", "a@b..co", ".a@b.co", "a.@b.co", "a..b@c.co",
		"a@-b.co", "a@b-.co", "a@b.1", "a@1.2.3.4", "a@[1.2.3.4]", "\"a b\"@c.co", "a,b@c.co", "ä@b.co", "a@b.co\nBcc: x@y.co", "a\x00@b.co",
		local + "a@acme.example", local + "@bbb." + domain, "a\u202e@b.co",
	} {
		if err := add(bad); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("the address %q: %v", bad, err)
		}
	}
}

func testSharedEmails(t *testing.T, w *World) {
	for _, name := range []string{"Ann", "Bob"} {
		must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: name, Email: "home@example.com"}))
	}
	_, err := w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: "HOME@example.com"})
	refused(t, err, operator.Invalid, "ambiguous")
	if !strings.Contains(err.Error(), "P2 (Ann, buyer), P3 (Bob, buyer)") {
		t.Errorf("the error does not list both: %v", err)
	}
	// A team member may have the address of a buyer; by the kind it is clear who is meant.
	tim := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Tim", Email: "home@example.com"}))(t)
	equal(t, "by kind", get(w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: "home@example.com", Kind: operator.Team}))(t), tim)
	_, err = w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Tom", Email: "Home@Example.com"})
	refused(t, err, operator.Conflict, "email_taken")
	tom := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Tom"}))(t)
	_, err = w.EditPerson(w.boss(), operator.EditPersonRequest{Person: ref(tom.Ref), Email: ptr("home@example.com")})
	refused(t, err, operator.Conflict, "email_taken")
}

func testRoles(t *testing.T, w *World) {
	_, err := w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben", Role: operator.Member})
	refused(t, err, operator.Invalid, "bad_role")
	_, err = w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Tim", Role: "king"})
	refused(t, err, operator.Invalid, "bad_role")
	_, err = w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: "robot", Name: "Rob"})
	refused(t, err, operator.Invalid, "bad_kind")
	p := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Aud", Role: operator.Auditor}))(t)
	equal(t, "the role", *p.Role, operator.Auditor)
}

func testNames(t *testing.T, w *World) {
	add := func(name string) error {
		return second(w.AddPerson(w.dry("P1"), operator.AddPersonRequest{Kind: operator.Buyer, Name: name}))
	}
	must(t)(nil, add(strings.Repeat("ü", operator.MaxLine)))
	for name, reason := range map[string]string{
		"": "empty", " \u200b ": "empty", strings.Repeat("ü", operator.MaxLine+1): "too_long",
		"two\nlines": "line_break", "nul\x00": "nul", "\xff": "not_utf8",
	} {
		refused(t, add(name), operator.Invalid, reason)
	}
}

func testAddingPeopleAgain(t *testing.T, w *World) {
	req := operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ann", Email: "ann@example.com", Phones: []string{"+13035550123"}, ExternalID: "crm=7"}
	ann := get(w.AddPerson(w.boss(), req))(t)
	events := w.Events()
	w.Clock.Advance(1e9)
	equal(t, "the same again", get(w.AddPerson(w.boss(), req))(t), ann)
	equal(t, "events of the same again", w.Events(), events)

	got := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ann Marie", ExternalID: "CRM=7"}))(t)
	ann.Name, ann.UpdatedAt = "Ann Marie", w.Clock.Now()
	equal(t, "with another name", got, ann)

	// The id of another system, or of another kind of person, is another.
	for _, other := range []operator.AddPersonRequest{
		{Kind: operator.Buyer, Name: "Bob", ExternalID: "7"}, {Kind: operator.Team, Name: "Cem", ExternalID: "crm=7"},
	} {
		if p := get(w.AddPerson(w.boss(), other))(t); p.Ref == ann.Ref {
			t.Errorf("%+v changed %s", other, ann.Ref)
		}
	}
	_, err := w.EditPerson(w.boss(), operator.EditPersonRequest{Person: "P3", ExternalID: ptr("crm=7")})
	refused(t, err, operator.Conflict, "external_id_taken")
}

func testEditingPeople(t *testing.T, w *World) {
	p := get(w.AddPerson(w.boss(), operator.AddPersonRequest{
		Kind: operator.Team, Name: "Tim", Email: "tim@acme.example", Title: "Sales", Phones: []string{"+13035550123"}, ExternalID: "a=1",
	}))(t)
	w.Clock.Advance(1e9)
	events := w.Events()
	unchanged := operator.EditPersonRequest{Person: "P2", Name: ptr("Tim"), Email: ptr("tim@acme.example"), Phones: &[]string{"+13035550123"}, Role: ptr(operator.Member)}
	equal(t, "edited to the same", get(w.EditPerson(w.boss(), unchanged))(t), p)
	equal(t, "events of an edit to the same", w.Events(), events)

	p.Name, p.Email, p.Title, p.Role, p.Phones = "Timo", nil, nil, ptr(operator.Admin), []operator.Phone{}
	p.ExternalIDs, p.Invitation.State, p.UpdatedAt = map[string]string{"b": "2"}, operator.NotInvitable, w.Clock.Now()
	must(t)(w.EditPerson(w.boss(), operator.EditPersonRequest{Person: "P2", ExternalID: ptr("a=")}))
	got := get(w.EditPerson(w.boss(), operator.EditPersonRequest{
		Person: "tim@acme.example", Name: ptr("Timo"), Email: ptr(""), Title: ptr(""), Role: ptr(operator.Admin), Phones: &[]string{}, ExternalID: ptr("b=2"),
	}))(t)
	equal(t, "edited", got, p)
	_, err := w.EditPerson(w.boss(), operator.EditPersonRequest{Person: "P2", Kind: operator.Buyer, Name: ptr("X")})
	refused(t, err, operator.NotFound, "")
}

func testLastAdmin(t *testing.T, w *World) {
	_, err := w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: "P1"})
	refused(t, err, operator.Conflict, "last_admin")
	_, err = w.EditPerson(w.boss(), operator.EditPersonRequest{Person: "P1", Role: ptr(operator.Member)})
	refused(t, err, operator.Conflict, "last_admin")
	_, err = w.DeletePerson(w.boss(), operator.PersonRequest{Person: "P1"})
	refused(t, err, operator.Conflict, "last_admin")

	must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Ann", Role: operator.Admin}))
	must(t)(w.DeactivatePerson(w.As("P2"), operator.PersonRequest{Person: "P1"}))
	_, err = w.DeactivatePerson(w.As("P2"), operator.PersonRequest{Person: "P2"})
	refused(t, err, operator.Conflict, "last_admin")
	p := get(w.ActivatePerson(w.As("P2"), operator.PersonRequest{Person: "P1"}))(t)
	equal(t, "the status", p.Status, operator.Active)
	must(t)(w.ShowWorkspace(w.boss(), operator.WorkspaceRequest{}))
}

func testHandOver(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AssignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.assigned}}))
	m := c.send(c.assigned, "Welcome.", c.buyer)
	p := get(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.assigned}))(t)
	equal(t, "the status", p.Status, operator.Deactivated)
	equal(t, "what is left behind", p.HandOver, &operator.HandOver{
		Properties: []string{"MR-014"}, Communities: []string{"MR"}, Conversations: []operator.ConversationID{m.Conversation},
	})
	events := w.Events()
	again := get(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.assigned}))(t)
	equal(t, "again", again, p)
	equal(t, "events of doing so again", w.Events(), events)
	_, err := w.ShowPerson(w.As(c.assigned), operator.ShowPersonRequest{Person: c.assigned})
	refused(t, err, operator.Denied, "deactivated")
}

func testDeletingPeople(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddPerson(w.As(c.wide), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Acted For"}))
	c.send(c.assigned, "Welcome.", c.lender)
	for who, why := range map[operator.Ref]string{
		c.buyer: "buyer of 1 sale", c.former: "buyer of 1 sale", c.assigned: "assigned to 1 home",
		c.lender: "in a conversation",
	} {
		_, err := w.DeletePerson(w.boss(), operator.PersonRequest{Person: who})
		refused(t, err, operator.Conflict, "has_history")
		if !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v; want it to say %q", who, err, why)
		}
	}
	must(t)(w.UnassignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.wide}}))
	_, err := w.DeletePerson(w.boss(), operator.PersonRequest{Person: c.wide})
	refused(t, err, operator.Conflict, "has_history")

	p := get(w.DeletePerson(w.boss(), operator.PersonRequest{Person: c.outside}))(t)
	equal(t, "who was deleted", p.Name, "Nora Outside")
	_, err = w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: c.outside})
	refused(t, err, operator.NotFound, "")
	next := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Next"}))(t)
	if ref(next.Ref) == c.outside {
		t.Error("the reference of who was deleted was given again")
	}
}

func testBuyersEditThemselves(t *testing.T, w *World) {
	c := newCast(t, w)
	p := get(w.EditPerson(w.As(c.buyer), operator.EditPersonRequest{Person: c.buyer, Phones: &[]string{"+13035550123"}}))(t)
	equal(t, "the phone", *p.Phones[0].E164, "+13035550123")
	for _, req := range []operator.EditPersonRequest{
		{Person: c.buyer, Name: ptr("Maya Ortiz")}, // for whom others would take them
		{Person: c.buyer, Email: ptr("x@example.com")},
		{Person: c.buyer, Title: ptr("King")},
		{Person: c.buyer, ExternalID: ptr("x")},
		{Person: c.cobuyer, Name: ptr("X")},
		{Person: c.assigned, Name: ptr("X")},
	} {
		_, err := w.EditPerson(w.As(c.buyer), req)
		refused(t, err, operator.Denied, "not_allowed")
	}
	// The team edits the buyers of its own homes, and nobody else.
	must(t)(w.EditPerson(w.As(c.assigned), operator.EditPersonRequest{Person: c.buyer, Email: ptr("ben@example.org")}))
	_, err := w.EditPerson(w.As(c.assigned), operator.EditPersonRequest{Person: c.stranger, Name: ptr("X")})
	refused(t, err, operator.NotFound, "")
	_, err = w.EditPerson(w.As(c.assigned), operator.EditPersonRequest{Person: c.outside, Name: ptr("X")})
	refused(t, err, operator.Denied, "not_allowed")
	_, err = w.EditPerson(w.As(c.auditor), operator.EditPersonRequest{Person: c.buyer, Name: ptr("X")})
	refused(t, err, operator.Denied, "not_allowed")
}
