package servicetest

import (
	"fmt"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func directoryTests() []test {
	return []test{
		{"PeopleAreListedByNameInWholePages", testPeoplePages},
		{"PeopleAreFoundByTheBeginningsOfWords", testPeopleMatch},
		{"EverybodyListsWhomTheyMayKnowOf", testWhoKnowsWhom},
		{"OnlyWhoWorksWithSomebodySeesHowToReachThem", testReaching},
		{"NobodyIsAddedTwiceUnknowingly", testPeopleTwice},
		{"WhoIsHiddenIsAsIfTheyWereNotThere", testHiddenPeople},
	}
}

func (w *World) listed(t *testing.T, who operator.Ref, req operator.ListPeopleRequest) []string {
	t.Helper()
	list := []string{}
	for _, p := range get(w.ListPeople(w.As(who), req))(t).Items {
		list = append(list, p.Name)
	}
	return list
}

func testPeoplePages(t *testing.T, w *World) {
	for _, name := range []string{"bea", "Ann", "Ann", "Zoe", "Émile", "carl", "Dan"} {
		must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: name}))
	}
	want := []string{"Ann P3", "Ann P4", "bea P2", "carl P7", "Dan P8", "Maya Ortiz P1", "Zoe P5", "Émile P6"}
	for limit := 1; limit <= len(want)+1; limit++ {
		var got []string
		req := operator.ListPeopleRequest{Paging: operator.Paging{Limit: limit, Count: true}}
		for {
			page := get(w.ListPeople(w.boss(), req))(t)
			for _, p := range page.Items {
				got = append(got, fmt.Sprint(p.Name, " ", p.Ref))
			}
			if page.Remaining != len(want)-len(got) {
				t.Errorf("after %d of %d: %d remain", len(got), len(want), page.Remaining)
			}
			if req.Cursor = page.Next; req.Cursor == "" {
				break
			}
		}
		equal(t, fmt.Sprint("pages of ", limit), got, want)
	}
	page := get(w.ListPeople(w.boss(), operator.ListPeopleRequest{Paging: operator.Paging{Limit: 2}}))(t)
	_, err := w.ListCommunities(w.boss(), operator.ListCommunitiesRequest{Paging: operator.Paging{Cursor: page.Next}})
	refused(t, err, operator.Invalid, "bad_cursor")
}

func testPeopleMatch(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Anne-Marie Ortega", Email: "am@builders.example"}))
	for match, want := range map[string][]string{
		"ort": {"Anne-Marie Ortega", "Maya Ortiz"}, "ORT anne": {"Anne-Marie Ortega"}, "marie": {"Anne-Marie Ortega"},
		"builders.ex": {"Anne-Marie Ortega"}, "am@b": {"Anne-Marie Ortega"}, "rtiz": {}, "ben@ex": {"Ben Buyer"}, "  ": nil,
	} {
		got := w.listed(t, "P1", operator.ListPeopleRequest{Match: match})
		if want == nil {
			equal(t, "everybody", len(got), 12)
			continue
		}
		equal(t, match, got, want)
	}
	equal(t, "by kind", w.listed(t, "P1", operator.ListPeopleRequest{Kind: operator.Contact}), []string{"Lou Lender"})
	equal(t, "by role", w.listed(t, "P1", operator.ListPeopleRequest{Role: operator.Auditor}), []string{"Otto Auditor"})
	equal(t, "by status", w.listed(t, "P1", operator.ListPeopleRequest{Status: operator.Deactivated}), []string{"Lea Leaver"})
	// An address that one may not see finds nobody.
	twice := operator.ListPeopleRequest{Namesakes: true}
	equal(t, "namesakes, of whom there are none", w.listed(t, "P1", twice), []string{})
	must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Team, Name: "Ben Buyer", Role: operator.Member}))
	equal(t, "one of another kind", w.listed(t, "P1", twice), []string{})
	must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "ben buyer", Email: "other@example.com"}))
	equal(t, "namesakes", w.listed(t, "P1", twice), []string{"Ben Buyer", "ben buyer"})
	equal(t, "to the team, who sees the directory", w.listed(t, c.assigned, twice), []string{"Ben Buyer", "ben buyer"})
	equal(t, "to one of the two", w.listed(t, c.buyer, twice), []string{})
	equal(t, "a buyer by the address", w.listed(t, c.buyer, operator.ListPeopleRequest{Match: "tess@"}), []string{})
	equal(t, "a buyer by the name", w.listed(t, c.buyer, operator.ListPeopleRequest{Match: "tess"}), []string{"Tess Assigned"})
}

func testWhoKnowsWhom(t *testing.T, w *World) {
	c := newCast(t, w)
	team := []string{"Lea Leaver", "Lou Lender", "Maya Ortiz", "Nora Outside", "Otto Auditor", "Tess Assigned", "Will Wide"}
	everybody := []string{"Ben Buyer", "Cora Cobuyer", "Finn Former", "Lea Leaver", "Lou Lender", "Maya Ortiz", "Nora Outside", "Otto Auditor", "Stan Stranger", "Tess Assigned", "Will Wide"}
	for who, want := range map[operator.Ref][]string{
		c.admin: everybody, c.auditor: everybody, c.wide: everybody,
		c.assigned: append([]string{"Ben Buyer", "Cora Cobuyer", "Finn Former"}, team...),
		c.outside:  team,
		c.buyer:    {"Ben Buyer", "Cora Cobuyer", "Tess Assigned", "Will Wide"},
		c.stranger: {"Stan Stranger", "Will Wide"},
		c.former:   {"Finn Former"},
		c.lender:   {"Lou Lender"},
	} {
		equal(t, "listed by "+string(who), w.listed(t, who, operator.ListPeopleRequest{}), want)
	}
	c.send(c.assigned, "Hello", c.lender, c.buyer)
	equal(t, "by a contact in a conversation", w.listed(t, c.lender, operator.ListPeopleRequest{}), []string{"Ben Buyer", "Lou Lender", "Tess Assigned"})
}

func testReaching(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditPerson(w.boss(), operator.EditPersonRequest{Person: c.cobuyer, Phones: &[]string{"+13035550123"}, ExternalID: ptr("crm=1")}))
	reach := func(who, whom operator.Ref) []int {
		p := get(w.ShowPerson(w.As(who), operator.ShowPersonRequest{Person: whom}))(t)
		return []int{len(operator.Value(p.Email)), len(p.Phones), len(p.ExternalIDs)}
	}
	must(t)(w.InvitePeople(w.boss(), operator.InviteRequest{People: []operator.Ref{c.assigned}}))
	for who, want := range map[operator.Ref]operator.InvitationState{c.outside: operator.Invited, c.buyer: operator.NotTold} {
		p := get(w.ShowPerson(w.As(who), operator.ShowPersonRequest{Person: c.assigned}))(t)
		equal(t, "the invitation to "+string(who), p.Invitation.State, want)
	}
	equal(t, "to the team of the home", reach(c.assigned, c.cobuyer), []int{16, 1, 1})
	equal(t, "to an auditor", reach(c.auditor, c.cobuyer), []int{16, 1, 1})
	equal(t, "to a co-buyer", reach(c.buyer, c.cobuyer), []int{0, 0, 0})
	equal(t, "to oneself", reach(c.cobuyer, c.cobuyer), []int{16, 1, 0})
	equal(t, "of the team to a buyer", reach(c.buyer, c.assigned), []int{0, 0, 0})
	equal(t, "of the team to the team", reach(c.outside, c.assigned), []int{16, 0, 0})
}

func testHiddenPeople(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, who := range []operator.Ref{c.buyer, c.former, c.lender, c.outside} {
		_, hidden := w.ShowPerson(w.As(who), operator.ShowPersonRequest{Person: c.stranger})
		_, missing := w.ShowPerson(w.As(who), operator.ShowPersonRequest{Person: "P9999"})
		sameAsMissing(t, hidden, missing, string(c.stranger), "P9999")
		_, hidden = w.ShowPerson(w.As(who), operator.ShowPersonRequest{Person: "stan@example.com"})
		_, missing = w.ShowPerson(w.As(who), operator.ShowPersonRequest{Person: "stun@example.com"})
		sameAsMissing(t, hidden, missing, "stan@example.com", "stun@example.com")
		_, hidden = w.EditPerson(w.As(who), operator.EditPersonRequest{Person: c.stranger, Name: ptr("X")})
		_, missing = w.EditPerson(w.As(who), operator.EditPersonRequest{Person: "P9999", Name: ptr("X")})
		sameAsMissing(t, hidden, missing, string(c.stranger), "P9999")
	}
	// Only whom one may know of is suggested for a mistyped name.
	_, err := w.ShowPerson(w.As(c.assigned), operator.ShowPersonRequest{Person: "bem@example.com"})
	equal(t, "the hint", hintOf(err), "did you mean ben@example.com?")
	_, err = w.ShowPerson(w.As(c.stranger), operator.ShowPersonRequest{Person: "bem@example.com"})
	equal(t, "the hint to who does not know them", hintOf(err), "operator person list")
}
