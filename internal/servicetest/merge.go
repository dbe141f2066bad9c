package servicetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func mergeTests() []test {
	return []test{
		{"AMergedPersonIsTheOther", testAMergedPersonIsTheOther},
		{"AMergeTakesWhatIsMissing", testAMergeTakesWhatIsMissing},
		{"AMergeMovesSalesAssignmentsAndConversations", testAMergeMovesEverything},
		{"OneInboxOfTwoBeginsAtTheFirstUnread", testOneInboxOfTwo},
		{"MessagesOfWhoWasMergedAreTheOthersOwn", testMergedMessagesAreOwn},
		{"AMergeSaysWhatSomebodyComesToSee", testMergePreview},
		{"AMergeSaysWhichUpdatesSomebodyComesToSee", testMergePreviewOfUpdates},
		{"PeopleWhoAreNotTheSameAreNotMerged", testMergesRefused},
		{"AMergeIsToldInTheHistoryOfEveryHome", testMergeEvents},
		{"AKeyOfWhoWasMergedStaysUsed", testMergedKeys},
		{"WhoWasDeactivatedBringsTheirHomesToWhoIsNot", testMergeOfALeaver},
		{"AMergeIsTakenBackWhole", testMergeUndone},
		{"MergesAreTakenBackInTurn", testMergesUndoneInTurn},
		{"AMergeIsNotTakenBackAfterAnEdit", undoRefusedAfter(afterAnEdit)},
		{"AMergeIsNotTakenBackAfterAMessage", undoRefusedAfter(afterAMessage)},
		{"AMergeIsNotTakenBackAfterANewConversation", undoRefusedAfter(afterANewConversation)},
		{"AMergeIsNotTakenBackAfterARemoval", undoRefusedAfter(afterARemoval)},
		{"AMergeIsNotTakenBackAfterAWithdrawal", undoRefusedAfter(afterAWithdrawal)},
		{"AMergeIsNotTakenBackForANameThatIsTaken", testUndoWithANameThatIsTaken},
		{"WhatOneOfTwoHasSeenBothHave", testMergedUpdates},
		{"NobodyHasUnseenWhatOneOfTwoPosted", testMergedAuthor},
		{"WhatOthersWroteMeanwhileReachesBoth", testUndoAfterOthersWrote},
	}
}

func (c *cast) merge(into, from operator.Ref) operator.Person {
	c.t.Helper()
	return must(c.t)(c.MergePeople(c.as(c.admin), operator.MergePeopleRequest{Into: into, From: from, Confirmed: true})).(operator.Person)
}

func (c *cast) undo(who operator.Ref) operator.Person {
	c.t.Helper()
	return must(c.t)(c.UndoMerge(c.as(c.admin), operator.PersonRequest{Person: who})).(operator.Person)
}

func (c *cast) person(who operator.Ref) operator.Person {
	c.t.Helper()
	return must(c.t)(c.ShowPerson(c.as(c.admin), operator.ShowPersonRequest{Person: who})).(operator.Person)
}

func testAMergedPersonIsTheOther(t *testing.T, w *World) {
	c := newCast(t, w)
	before := c.person(c.cobuyer)
	merged := c.merge(c.buyer, c.cobuyer)
	alike(t, merged.Aliases, []operator.PersonID{before.Ref})
	alike(t, merged.Merge.From.Name, "Cora Cobuyer")
	merged.Merge = nil
	alike(t, c.person(c.cobuyer), merged)
	alike(t, c.person(operator.Ref(strings.ToLower(string(c.cobuyer)))), merged)
	_, err := w.ShowPerson(c.as(c.admin), operator.ShowPersonRequest{Person: "cora@example.com"}) // Ben kept his own
	fails(t, err, operator.NotFound)
	for _, p := range get(w.ListPeople(c.as(c.admin), operator.ListPeopleRequest{}))(t).Items {
		if p.Ref == before.Ref {
			t.Error("who was merged is listed")
		}
	}
	for _, typed := range []string{"cora", string(c.cobuyer)} {
		for _, s := range get(w.Suggest(c.as(c.admin), operator.SuggestRequest{Kind: "person", Prefix: typed}))(t) {
			if strings.Contains(s.Description, "Cora") {
				t.Errorf("%q suggests %v", typed, s)
			}
		}
	}
	// Acting as who was merged is acting as the other.
	m := c.send(c.cobuyer, "Hello", c.assigned)
	alike(t, m.Author.Ref, merged.Ref)
	again := c.merge(c.buyer, c.cobuyer)
	alike(t, again.Merge == nil, true) // nothing to do
	// A name for one is a name for the other.
	sent := c.send(c.assigned, "Look, @"+string(c.cobuyer), c.cobuyer)
	alike(t, len(sent.Mentions), 1)
	alike(t, sent.Mentions[0].Ref, merged.Ref)
	alike(t, sent.Warnings, []string{})
}

func testAMergeTakesWhatIsMissing(t *testing.T, w *World) {
	add := func(req operator.AddPersonRequest) operator.Person {
		req.Kind = operator.Contact
		return get(w.AddPerson(w.boss(), req))(t)
	}
	into := add(operator.AddPersonRequest{Name: "Ann", Title: "Lender", ExternalID: "crm=1"})
	from := add(operator.AddPersonRequest{Name: "Anne", Email: "ann@bank.example", Phones: []string{"3035550123"}, Title: "Banker", ExternalID: "erp=2"})
	got := get(w.MergePeople(w.boss(), operator.MergePeopleRequest{Into: ref(into.Ref), From: ref(from.Ref), Confirmed: true}))(t)
	alike(t, got.Merge.Taken, []string{"email", "phones", "external_ids"})
	want := into
	want.Email, want.Phones = from.Email, from.Phones
	want.ExternalIDs = map[string]string{"crm": "1", "erp": "2"}
	want.Invitation, want.Aliases, want.Merge = from.Invitation, []operator.PersonID{from.Ref}, got.Merge
	alike(t, got, want)
	for _, typed := range []operator.Ref{"ann@bank.example", "ext:2", "ext:1", ref(from.Ref)} {
		alike(t, get(w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: typed}))(t).Ref, into.Ref)
	}
}

func testAMergeMovesEverything(t *testing.T, w *World) {
	c := newCast(t, w)
	primary := func() operator.Ref {
		return ref(get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: c.home}))(t).PrimaryContact.Ref)
	}
	m := c.send(c.buyer, "Keys?", c.assigned, c.wide)
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), Assignee: ptr(c.assigned)}))
	c.merge(c.outside, c.assigned)
	alike(t, primary(), c.outside)
	shown := c.show(c.outside, m.Conversation)
	alike(t, ref(shown.Assignee.Ref), c.outside)
	alike(t, c.nextRefs(c.outside), []operator.ConversationID{m.Conversation})
	alike(t, len(shown.Participants), 3)

	// The primary buyer stays the primary one.
	sale := func() []operator.Ref {
		refs := []operator.Ref{}
		for _, b := range get(w.ShowTransaction(w.boss(), operator.TransactionRequest{Transaction: c.sale}))(t).Buyers {
			refs = append(refs, ref(b.Ref))
		}
		return refs
	}
	c.merge(c.former, c.buyer)
	alike(t, sale(), []operator.Ref{c.former, c.cobuyer})
	c.merge(c.cobuyer, c.former)
	alike(t, sale(), []operator.Ref{c.cobuyer})
	alike(t, c.person(c.buyer).Ref, c.person(c.cobuyer).Ref)
	alike(t, c.unread(c.cobuyer, m.Conversation), 0)
	must(t)(nil, w.Check())
	answer := c.reply(c.buyer, m.Conversation, "Thank you")
	alike(t, ref(answer.Author.Ref), c.cobuyer)
	alike(t, *c.show(c.outside, m.Conversation).WaitingOn, operator.WaitingOnUs)
}

func testOneInboxOfTwo(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "One", c.buyer)
	c.reply(c.assigned, m.Conversation, "Two")
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{c.cobuyer}}))
	c.reply(c.assigned, m.Conversation, "Three")
	must(t)(w.MarkRead(c.as(c.buyer), operator.MarkReadRequest{All: true}))
	c.reply(c.buyer, m.Conversation, "Four")
	must(t)(w.EditInbox(c.as(c.cobuyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(m.Conversation)}, Muted: ptr(true), Starred: ptr(true)}))
	alike(t, []int{c.unread(c.buyer, m.Conversation), c.unread(c.cobuyer, m.Conversation)}, []int{0, 2})

	c.merge(c.cobuyer, c.buyer)
	items := get(w.ListInbox(c.as(c.cobuyer), operator.ListInboxRequest{}))(t).Items
	alike(t, len(items), 1)
	// Cora sees what Ben saw, and what she had not read of others is unread: Three.
	got := items[0]
	alike(t, []any{got.MessageCount, got.Unread, got.Muted, got.Starred, len(got.Participants)}, []any{4, 1, false, true, 2})
	alike(t, c.badge(c.cobuyer), operator.InboxTotals{Unread: 1, Conversations: 1})
	alike(t, bodies(c.show(c.cobuyer, m.Conversation).Messages), []string{"One", "Two", "Three", "Four"})
	// The same group goes on with the same conversation.
	alike(t, c.send(c.assigned, "Five", c.buyer).Conversation, m.Conversation)
}

func testMergedMessagesAreOwn(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.cobuyer, "Mine, @"+string(c.buyer), c.assigned, c.buyer)
	alike(t, c.unread(c.buyer, m.Conversation), 1)
	c.reply(c.assigned, m.Conversation, "Theirs")
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), RemovePeople: []operator.Ref{c.cobuyer}}))
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(m.Conversation)}, Muted: ptr(true)}))
	alike(t, c.badge(c.buyer), operator.InboxTotals{Unread: 2, Conversations: 1})
	c.merge(c.buyer, c.cobuyer) // who is no longer in it, but wrote in it
	alike(t, c.unread(c.buyer, m.Conversation), 1)
	alike(t, c.badge(c.buyer), operator.InboxTotals{}) // who mentions oneself mentions nobody
	must(t)(w.MarkUnread(c.as(c.buyer), operator.MarkUnreadRequest{Conversation: ref(m.Conversation), From: ref(m.Ref)}))
	alike(t, c.unread(c.buyer, m.Conversation), 1)
	shown := get(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(m.Ref)}))(t)
	alike(t, shown.Author.Name, "Ben Buyer")
	edited := get(w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(m.Ref), Body: "Mine, too"}))(t)
	alike(t, edited.Body, "Mine, too")
	must(t)(w.DeleteMessage(c.as(c.buyer), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
	page := get(w.ListInbox(c.as(c.assigned), operator.ListInboxRequest{ConversationFilter: operator.ConversationFilter{With: c.cobuyer}}))(t)
	alike(t, len(page.Items), 1)
}

func testMergePreview(t *testing.T, w *World) {
	c := newCast(t, w)
	mine := c.send(c.assigned, "For Ben", c.buyer)
	req := operator.MergePeopleRequest{Into: c.stranger, From: c.buyer}
	_, err := w.MergePeople(c.as(c.admin), req)
	refused(t, err, operator.Usage, "needs_confirmation")
	events := w.Events()
	would := get(w.MergePeople(w.dry("P1"), req))(t).Merge
	alike(t, would.Properties, []string{string(c.home)})
	alike(t, would.Conversations, []operator.ConversationID{mine.Conversation})
	alike(t, w.Events(), events)
	would = get(w.MergePeople(w.dry("P1"), operator.MergePeopleRequest{Into: c.outside, From: c.wide}))(t).Merge
	alike(t, would.Communities, []string{"MR"})
	would = get(w.MergePeople(w.dry("P1"), operator.MergePeopleRequest{Into: c.cobuyer, From: c.buyer}))(t).Merge
	alike(t, would.Properties, []string{}) // she buys it too
}

// testMergePreviewOfUpdates: who joined the sale later comes to see what was before.
func testMergePreviewOfUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	deleted := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: uref(deleted.Ref), Confirmed: true}))
	c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	later := c.add(operator.Buyer, "Jo Joined", "", "")
	c.Clock.Advance(time.Minute)
	must(t)(w.EditTransaction(c.as(c.assigned), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{later}}))
	c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	sees := func() int {
		page := get(w.ListUpdates(c.as(later), operator.ListUpdatesRequest{Property: c.home}))(t)
		return len(slices.DeleteFunc(page.Items, func(u operator.Update) bool { return u.State == operator.UpdateDeleted }))
	}
	told := func(into, from operator.Ref) []any {
		m := get(w.MergePeople(w.dry("P1"), operator.MergePeopleRequest{Into: into, From: from}))(t).Merge
		return []any{m.Properties, m.Updates, m.History}
	}
	earlier := []operator.UpdatesGained{{Property: string(c.home), Count: 2}}
	alike(t, told(later, c.buyer), []any{[]string{}, earlier, []string{string(c.home)}})
	alike(t, told(c.buyer, later), []any{[]string{}, []operator.UpdatesGained{}, []string{}})
	alike(t, told(c.stranger, c.buyer), []any{[]string{string(c.home)}, []operator.UpdatesGained{{Property: string(c.home), Count: 3}}, []string{}})
	before := sees()
	alike(t, c.merge(later, c.buyer).Merge.Updates, earlier)
	alike(t, []int{before, sees()}, []int{1, 3})
}

func testMergesRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	other := c.secondAdmin()
	merge := func(who, into, from operator.Ref) error {
		return second(w.MergePeople(c.as(who), operator.MergePeopleRequest{Into: into, From: from, Confirmed: true}))
	}
	for _, try := range []struct {
		who, into, from operator.Ref
		reason          string
	}{
		{c.admin, c.buyer, c.lender, "other_kind"},
		{c.admin, c.assigned, c.buyer, "other_kind"},
		{c.admin, c.buyer, c.buyer, "same_person"},
		{c.admin, c.buyer, "ben@example.com", "same_person"},
		{other, c.assigned, other, "self"},
		{other, c.assigned, c.admin, "first_admin"},
		{c.admin, c.leaver, c.assigned, "deactivated"},
	} {
		refused(t, merge(try.who, try.into, try.from), operator.Conflict, try.reason)
	}
	refused(t, merge(c.assigned, c.buyer, c.cobuyer), operator.Denied, "not_allowed")
	refused(t, merge(c.auditor, c.buyer, c.cobuyer), operator.Denied, "not_allowed")
	sameAsMissing(t, merge(c.buyer, c.buyer, c.stranger), merge(c.buyer, c.buyer, "P999"), string(c.stranger), "P999")
	_, err := w.UndoMerge(c.as(c.admin), operator.PersonRequest{Person: c.buyer})
	refused(t, err, operator.Conflict, "no_merge")
	_, err = w.UndoMerge(c.as(c.assigned), operator.PersonRequest{Person: c.buyer})
	refused(t, err, operator.Denied, "not_allowed")
	must(t)(nil, merge(c.admin, c.assigned, other)) // an administrator who is not the last
	alike(t, *c.person(other).Role, operator.Member)
}

func testMergeEvents(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "For Ben", c.buyer)
	c.merge(c.cobuyer, c.buyer)
	c.undo(c.cobuyer)
	actions := func(home operator.Ref) []string {
		found := []string{}
		for _, e := range get(w.ListEvents(w.boss(), operator.ListEventsRequest{Property: home}))(t).Items {
			if strings.Contains(e.Action, "merged") {
				found = append(found, e.Action)
			}
		}
		return found
	}
	alike(t, actions(c.home), []string{"property.person_merged", "property.person_unmerged"})
	alike(t, actions(c.other), []string{})
}

func testMergedKeys(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Body: "Once"}
	first := get(w.SendMessage(w.keyed(c.cobuyer, "k"), req))(t)
	c.merge(c.buyer, c.cobuyer)
	again := get(w.SendMessage(w.keyed(c.cobuyer, "k"), req))(t)
	alike(t, []any{again.Ref, again.Replayed}, []any{first.Ref, true})
}

func testMergeOfALeaver(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.DeactivatePerson(c.as(c.admin), operator.PersonRequest{Person: c.assigned}))
	m := c.send(c.wide, "To all", "home")
	alike(t, c.unread(c.outside, m.Conversation), -1)
	c.Clock.Advance(time.Minute)
	before := c.snapshot()
	c.merge(c.outside, c.assigned)
	alike(t, c.unread(c.outside, m.Conversation), 0)
	must(t)(nil, w.Check())
	c.undo(c.outside)
	alike(t, c.snapshot(), before)
}
