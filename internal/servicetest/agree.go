package servicetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// agreeTests are about what several ways of reading say of the same thing.
func agreeTests() []test {
	return []test{
		{"EveryPageOfAnInboxSaysHowManyFollow", testInboxRemaining},
		{"LabelsAreSuggestedToWhoSeesThem", testLabelsSuggested},
		{"TheUpdatesOfAPostStandInOneOrder", testOrderOfPost},
		{"ALeaverIsLookedForWhereTheyAreTold", testHomesWithLeaver},
		{"AListOfReceiptsSaysWhatTheUpdateSays", testReceiptAlike},
		{"WhoWasErasedIsInNoListOfTheirCompanions", testErasedCompanion},
		{"AnAddressThatTwoShareIsNotSuggested", testSuggestedAddress},
		{"EventsOfWhoWasMergedAreForWhoSeesWhatBecameOfThem", testEventsOfMerged},
		{"AMergeThatWasTakenBackIsForWhoSeesBoth", testEventsOfUnmerged},
	}
}

func testInboxRemaining(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, body := range []string{"One", "Two", "Three", "Four", "Five"} {
		c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: body, New: true})
	}
	for _, state := range []operator.InboxState{operator.InboxOpen, operator.InboxAll} {
		req := operator.ListInboxRequest{State: state, Paging: operator.Paging{Limit: 2, Count: true}}
		for _, left := range []int{3, 1, 0} {
			page := get(w.ListInbox(c.as(c.buyer), req))(t)
			equal(t, "conversations that follow", page.Remaining, left)
			req.Cursor = page.Next
		}
	}
}

func testLabelsSuggested(t *testing.T, w *World) {
	c := newCast(t, w)
	id := c.send(c.assigned, "The loan", c.buyer, c.lender, c.outside).Conversation
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(id), AddLabels: []string{"difficult"}}))
	for _, who := range []operator.Ref{c.assigned, c.buyer, c.lender, c.outside} {
		labels := c.show(who, id).Labels
		var suggested []string
		for _, s := range get(w.Suggest(c.as(who), operator.SuggestRequest{Kind: "label"}))(t) {
			suggested = append(suggested, s.Ref)
		}
		if !slices.Equal(labels, suggested) || (len(labels) == 1) != (who == c.assigned) {
			t.Errorf("to %s the conversation shows %q, and suggested is %q", who, labels, suggested)
		}
	}
}

// testOrderOfPost posts to homes whose codes are in another order than their numbers.
func testOrderOfPost(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, code := range []string{"MR-900", "MR-100"} {
		must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Code: code, Community: "MR"}))
	}
	post := get(w.PostUpdate(w.boss(), operator.PostUpdateRequest{Community: "MR", Body: "The road is paved."}))(t)
	equal(t, "homes", post.Homes, 4)
	order := func(who operator.Ref, req operator.ListUpdatesRequest) (homes []string) {
		for _, u := range get(w.ListUpdates(c.as(who), req))(t).Items {
			homes = append(homes, u.Property)
		}
		return homes
	}
	want := []string{"MR-100", "MR-900", "MR-015", "MR-014"}
	equal(t, "all updates", order(c.admin, operator.ListUpdatesRequest{}), want)
	equal(t, "those of the community", order(c.admin, operator.ListUpdatesRequest{Community: "MR"}), want)
	equal(t, "those of the group", order(c.admin, operator.ListUpdatesRequest{Group: ref(post.Update.Ref)}), want)
	equal(t, "one's own", order(c.wide, operator.ListUpdatesRequest{Own: true}), want)
	equal(t, "unseen ones", order(c.wide, operator.ListUpdatesRequest{Unseen: true}), want)
}

func testHomesWithLeaver(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.wide}))
	for who, want := range map[operator.Ref]bool{c.admin: true, c.assigned: true, c.buyer: false} {
		home := get(w.ShowProperty(c.as(who), operator.PropertyRequest{Property: c.home}))(t)
		told := slices.ContainsFunc(home.Team, func(p operator.PersonSummary) bool { return ref(p.Ref) == c.wide })
		found := false
		for _, h := range get(w.ListProperties(c.as(who), operator.ListPropertiesRequest{With: c.wide}))(t).Items {
			found = found || h.Code == home.Code
		}
		if told != want || found != want {
			t.Errorf("to %s the home tells of the leaver: %v, and is found by them: %v; want %v", who, told, found, want)
		}
	}
	buyer := get(w.ListProperties(c.as(c.cobuyer), operator.ListPropertiesRequest{With: c.buyer}))(t)
	equal(t, "homes with who can act", len(buyer.Items), 1)
}

// testReceiptAlike has somebody acknowledge an update before they come to the home.
func testReceiptAlike(t *testing.T, w *World) {
	c := newCast(t, w)
	u := operator.Ref(get(w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "The roof is on."}))(t).Update.Ref.String())
	w.Clock.Advance(time.Hour)
	must(t)(w.AcknowledgeUpdate(c.as(c.admin), operator.UpdateRequest{Update: u}))
	w.Clock.Advance(time.Hour)
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.admin}}))
	mine := get(w.ShowUpdate(w.dry(c.admin), operator.ShowUpdateRequest{Update: u}))(t).Mine
	if mine == nil || mine.DeliveredAt == nil || !mine.DeliveredAt.Equal(w.Clock.Now()) {
		t.Fatalf("the update says of who came to the home: %+v", mine)
	}
	for _, r := range get(w.ListReceipts(c.as(c.assigned), operator.ListReceiptsRequest{Update: u}))(t).Items {
		if ref(r.Person.Ref) == c.admin {
			equal(t, "when it came to them", r.DeliveredAt, mine.DeliveredAt)
			return
		}
	}
	t.Error("the list has no receipt of who came to the home")
}

func testErasedCompanion(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "The loan", c.buyer, c.lender)
	must(t)(w.ErasePerson(w.boss(), operator.ErasePersonRequest{Person: c.lender, Reason: "they asked for it", Confirmed: true}))
	for _, who := range []operator.Ref{c.buyer, c.assigned, c.admin} {
		for _, p := range get(w.ListPeople(c.as(who), operator.ListPeopleRequest{}))(t).Items {
			if ref(p.Ref) == c.lender {
				t.Errorf("the list of %s has %+v", who, p)
			}
		}
		for _, s := range get(w.Suggest(c.as(who), operator.SuggestRequest{Kind: "person"}))(t) {
			if operator.Ref(s.Ref) == c.lender {
				t.Errorf("to %s is suggested %+v", who, s)
			}
		}
	}
}

// testEventsOfMerged merges somebody whom any of the team could sell a home to into the
// buyer of a home.
func testEventsOfMerged(t *testing.T, w *World) {
	c := newCast(t, w)
	twice := c.add(operator.Buyer, "Steve Stranger", "", "")
	told := func(who operator.Ref) bool {
		page := get(w.ListEvents(c.as(who), operator.ListEventsRequest{Action: "person"}))(t)
		return slices.ContainsFunc(page.Items, func(e operator.Event) bool { return operator.Ref(e.Object) == twice })
	}
	equal(t, "before, to who works on another home", told(c.assigned), true)
	must(t)(w.MergePeople(w.boss(), operator.MergePeopleRequest{Into: c.stranger, From: twice, Confirmed: true}))
	for who, sees := range map[operator.Ref]bool{c.assigned: false, c.wide: true, c.admin: true} {
		_, err := w.ShowPerson(c.as(who), operator.ShowPersonRequest{Person: twice})
		equal(t, "shown to "+string(who), err == nil, sees)
		equal(t, "told to "+string(who), told(who), sees)
	}
}

func testSuggestedAddress(t *testing.T, w *World) {
	c := newCast(t, w)
	twice := c.add(operator.Buyer, "Ben Begley", "", "")
	contact := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Contact, Name: "Cora Contact", Email: "cora@example.com"}))(t)
	suggested := func(kind, prefix string) (refs []operator.Ref) {
		for _, s := range get(w.Suggest(w.boss(), operator.SuggestRequest{Kind: kind, Prefix: prefix}))(t) {
			_, err := w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: operator.Ref(s.Ref), Kind: operator.PersonKind(strings.TrimSuffix(kind, "person"))})
			must(t)(nil, err)
			refs = append(refs, operator.Ref(s.Ref))
		}
		slices.Sort(refs)
		return refs
	}
	alike(t, suggested("buyer", "ben"), slices.Sorted(slices.Values([]operator.Ref{c.buyer, twice})))
	alike(t, suggested("person", "cora"), slices.Sorted(slices.Values([]operator.Ref{c.cobuyer, ref(contact.Ref)})))
	alike(t, suggested("buyer", "cora"), []operator.Ref{"cora@example.com"}) // of the buyers it names one
}

func testEventsOfUnmerged(t *testing.T, w *World) {
	c := newCast(t, w)
	told := func(who operator.Ref) (actions []string) {
		for _, e := range get(w.ListEvents(c.as(who), operator.ListEventsRequest{Action: "person"}))(t).Items {
			if strings.HasSuffix(e.Action, "merged") && strings.Contains(string(e.Data), "Stan Stranger") {
				actions = append(actions, e.Action)
			}
		}
		return actions
	}
	must(t)(w.MergePeople(w.boss(), operator.MergePeopleRequest{Into: c.buyer, From: c.stranger, Confirmed: true}))
	for _, who := range []operator.Ref{c.buyer, c.assigned, c.wide} {
		equal(t, "merged, to "+string(who), told(who), []string{"person.merged"})
	}
	must(t)(w.UndoMerge(w.boss(), operator.PersonRequest{Person: c.buyer}))
	both := []string{"person.merged", "person.unmerged"}
	for who, want := range map[operator.Ref][]string{c.buyer: nil, c.stranger: nil, c.assigned: nil, c.wide: both, c.admin: both} {
		equal(t, "taken back, to "+string(who), told(who), want)
	}
}
