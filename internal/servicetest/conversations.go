package servicetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// talkTests is the tests about conversations, messages, the inbox and sight.
func talkTests() []test {
	return []test{
		{"SendGoesOnOrStarts", testSendGoesOnOrStarts},
		{"SendTakesTheLatestOpenOne", testSendTakesTheLatestOpenOne},
		{"GroupsResolveAtEachSend", testGroupsResolveAtEachSend},
		{"HomeFollowsSaleAndTeam", testHomeFollowsSaleAndTeam},
		{"InternalRefusesBuyersAndContacts", testInternalRefusesBuyersAndContacts},
		{"LateJoiners", testLateJoiners},
		{"WithdrawalTakesTheConversations", testWithdrawalTakesTheConversations},
		{"TheNextBuyerSeesNothingOfTheLast", testTheNextBuyerSeesNothingOfTheLast},
		{"WaitingOn", testWaitingOn},
		{"Filters", testFilters},
		{"UnreadCounts", testUnreadCounts},
		{"SnoozeArchiveMute", testSnoozeArchiveMute},
		{"InboxPages", testInboxPages},
		{"AReadingOfManyPagesIsRecordedOnce", testAReadingOfManyPagesIsRecordedOnce},
		{"MessagesKeepTheirVersions", testMessagesKeepTheirVersions},
		{"ClosingMakesPermanent", testClosingMakesPermanent},
		{"FilesComeBackByteForByte", testFilesComeBackByteForByte},
		{"AKeyActsOnceOnASend", testAKeyActsOnce},
		{"ADryRunSaysWhoWouldSee", testADryRunChangesNothing},
		{"Bodies", testBodies},
		{"Watch", testWatch},
		{"AHomeMovesToAnotherCommunity", testAHomeMovesToAnotherCommunity},
		{"AConversationHoldsSoManyPeopleAndNotOneMore", testMostParticipants},
	}
}

func testSendGoesOnOrStarts(t *testing.T, w *World) {
	c := newCast(t, w)
	first := c.send(c.assigned, "Good morning", c.buyer)
	alike(t, first.Started, true)
	same := c.send(c.assigned, "One more thing", c.buyer)
	alike(t, same.Conversation, first.Conversation)
	alike(t, same.Seq, uint64(2))
	back := c.send(c.buyer, "Thank you", c.assigned)
	alike(t, back.Conversation, first.Conversation)

	others := map[string]operator.SendMessageRequest{
		"another group":    {To: []operator.Ref{c.buyer, c.lender}},
		"a subject":        {To: []operator.Ref{c.buyer}, Subject: "Kitchen"},
		"a new one":        {To: []operator.Ref{c.buyer}, New: true},
		"an internal one":  {To: []operator.Ref{c.wide}, Internal: true},
		"everyone at home": {To: []operator.Ref{"home"}},
	}
	seen := []operator.ConversationID{first.Conversation}
	for name, req := range others {
		req.Property, req.Body = c.home, name
		m := c.sendAs(c.assigned, req)
		if !m.Started || slices.Contains(seen, m.Conversation) {
			t.Errorf("%s went on with %s", name, m.Conversation)
		}
		seen = append(seen, m.Conversation)
	}
}

func testSendTakesTheLatestOpenOne(t *testing.T, w *World) {
	c := newCast(t, w)
	older := c.send(c.assigned, "one", c.buyer)
	newer := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "two", New: true})
	c.reply(c.buyer, older.Conversation, "back to the first")
	alike(t, c.send(c.assigned, "three", c.buyer).Conversation, older.Conversation)

	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(older.Conversation)}))
	alike(t, c.send(c.assigned, "four", c.buyer).Conversation, newer.Conversation)
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(newer.Conversation)}))
	alike(t, c.send(c.assigned, "five", c.buyer).Started, true)

	_, err := w.ReplyMessage(c.as(c.buyer), operator.ReplyMessageRequest{Conversation: ref(newer.Conversation), Body: "too late"})
	fails(t, err, operator.Conflict)
}

func testGroupsResolveAtEachSend(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "To you both", "buyers")
	alike(t, names(m.Audience), []string{"Tess Assigned", "Ben Buyer", "Cora Cobuyer"})
	alike(t, names(c.send(c.assigned, "Team", "team").Audience), []string{"Tess Assigned", "Will Wide"})
	alike(t, names(c.send(c.assigned, "Builders", "title:construction").Audience), []string{"Tess Assigned", "Will Wide"})
	alike(t, names(c.send(c.assigned, "All", "home").Audience), []string{"Tess Assigned", "Will Wide", "Ben Buyer", "Cora Cobuyer"})

	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, RemoveBuyers: []operator.Ref{c.cobuyer}}))
	alike(t, names(c.send(c.assigned, "To you", "buyers").Audience), []string{"Tess Assigned", "Ben Buyer"})
}

func testHomeFollowsSaleAndTeam(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Hello, everyone", "home")
	alike(t, c.show(c.admin, m.Conversation).Home, true)

	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	alike(t, len(c.show(c.outside, m.Conversation).Messages), 1) // the team sees the whole
	alike(t, c.unread(c.outside, m.Conversation), 0)

	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{c.stranger}}))
	alike(t, len(c.show(c.stranger, m.Conversation).Messages), 0) // a buyer sees from joining on
	c.reply(c.assigned, m.Conversation, "Welcome")
	alike(t, bodies(c.show(c.stranger, m.Conversation).Messages), []string{"Welcome"})

	must(t)(w.UnassignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	_, err := w.ShowConversation(c.as(c.outside), operator.ShowConversationRequest{Conversation: ref(m.Conversation)})
	fails(t, err, operator.NotFound)
}

func testInternalRefusesBuyersAndContacts(t *testing.T, w *World) {
	c := newCast(t, w)
	before := w.Events()
	for _, who := range []operator.Ref{c.buyer, c.lender} {
		_, err := w.SendMessage(c.as(c.assigned), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide, who}, Internal: true, Body: "Between us"})
		fails(t, err, operator.Invalid)
	}
	alike(t, w.Events(), before)
	m := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "Between us"})
	_, err := w.EditConversation(c.as(c.assigned), operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{c.buyer}})
	fails(t, err, operator.Invalid)
}

func testLateJoiners(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Before", c.buyer)
	join := func(who operator.Ref, history bool) {
		must(t)(w.EditConversation(c.as(c.assigned), operator.EditConversationRequest{
			Conversation: ref(m.Conversation), AddPeople: []operator.Ref{who}, WithHistory: history,
		}))
	}
	join(c.lender, false)
	join(c.cobuyer, true)
	join(c.outside, false)
	alike(t, bodies(c.show(c.lender, m.Conversation).Messages), []string{})
	alike(t, c.show(c.lender, m.Conversation).MessageCount, 0)
	alike(t, c.show(c.lender, m.Conversation).LastMessage, (*operator.MessageSummary)(nil))
	alike(t, bodies(c.show(c.cobuyer, m.Conversation).Messages), []string{"Before"})
	alike(t, bodies(c.show(c.outside, m.Conversation).Messages), []string{"Before"})
	alike(t, []int{c.unread(c.lender, m.Conversation), c.unread(c.cobuyer, m.Conversation), c.unread(c.outside, m.Conversation)}, []int{0, 1, 0})
	_, err := w.ShowMessage(c.as(c.lender), operator.ShowMessageRequest{Message: ref(m.Ref)})
	fails(t, err, operator.NotFound)

	c.reply(c.buyer, m.Conversation, "After")
	alike(t, bodies(c.show(c.lender, m.Conversation).Messages), []string{"After"})
	must(t)(w.EditConversation(c.as(c.assigned), operator.EditConversationRequest{Conversation: ref(m.Conversation), RemovePeople: []operator.Ref{c.lender}}))
	_, err = w.ShowConversation(c.as(c.lender), operator.ShowConversationRequest{Conversation: ref(m.Conversation)})
	fails(t, err, operator.NotFound)
	alike(t, c.unread(c.lender, m.Conversation), -1)
}

func testWithdrawalTakesTheConversations(t *testing.T, w *World) {
	c := newCast(t, w)
	shared := c.send(c.assigned, "Shared", c.buyer, c.lender)
	internal := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "Internal"})
	must(t)(w.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))

	for _, who := range []operator.Ref{c.buyer, c.lender} {
		_, err := w.ShowConversation(c.as(who), operator.ShowConversationRequest{Conversation: ref(shared.Conversation)})
		fails(t, err, operator.NotFound)
		alike(t, c.unread(who, shared.Conversation), -1)
		alike(t, c.badge(who), operator.InboxTotals{})
	}
	_, err := w.ShowProperty(c.as(c.buyer), operator.PropertyRequest{Property: c.home})
	fails(t, err, operator.NotFound)
	alike(t, c.show(c.assigned, shared.Conversation).State, operator.StateClosed)
	alike(t, c.show(c.assigned, internal.Conversation).State, operator.StateOpen)
	alike(t, c.show(c.assigned, internal.Conversation).Transaction, operator.TransactionID(0))

	must(t)(w.ReopenTransaction(c.as(c.admin), operator.TransactionRequest{Transaction: c.sale}))
	alike(t, bodies(c.show(c.buyer, shared.Conversation).Messages), []string{"Shared"})
	alike(t, c.show(c.assigned, shared.Conversation).State, operator.StateOpen)
}

func testTheNextBuyerSeesNothingOfTheLast(t *testing.T, w *World) {
	c := newCast(t, w)
	old := c.send(c.assigned, "For Ben alone", "home")
	must(t)(w.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	c.sell(c.home, c.stranger)
	m := c.send(c.assigned, "Welcome", "home")
	if m.Conversation == old.Conversation {
		t.Fatal("the next sale went on with the last one's conversation")
	}
	alike(t, bodies(c.show(c.stranger, m.Conversation).Messages), []string{"Welcome"})
	page := must(t)(w.ListConversations(c.as(c.stranger), operator.ListConversationsRequest{ConversationFilter: operator.ConversationFilter{Property: c.home}})).(operator.Page[operator.Conversation])
	alike(t, len(page.Items), 1)
}

func testWaitingOn(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "When is the walkthrough?", c.assigned)
	id := m.Conversation
	alike(t, c.waiting(id), "us")
	c.send(c.assigned, "A reminder from cron", c.buyer) // goes on; changes nothing
	alike(t, c.waiting(id), "us")
	alike(t, c.unread(c.assigned, id), 1)
	answer := c.reply(c.assigned, id, "On Friday")
	alike(t, c.waiting(id), "them")
	alike(t, c.unread(c.assigned, id), 0)
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(answer.Ref), Confirmed: true}))
	alike(t, c.waiting(id), "us")
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(id)}))
	alike(t, c.waiting(id), "nobody")
	inside := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "Hm"})
	alike(t, c.waiting(inside.Conversation), "nobody")
}

func testFilters(t *testing.T, w *World) {
	c := newCast(t, w)
	kitchen := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Subject: "Kitchen", Body: "Tiles"})
	c.Clock.Advance(48 * time.Hour)
	loan := c.send(c.assigned, "The loan", c.lender)
	c.reply(c.lender, loan.Conversation, "Approved")
	me := c.assigned
	must(t)(w.EditConversation(c.as(me), operator.EditConversationRequest{Conversation: ref(kitchen.Conversation), AddLabels: []string{"Finishes"}, Assignee: &me}))
	for name, tt := range map[string]struct {
		filter operator.ConversationFilter
		want   []operator.ConversationID
	}{
		"none":         {operator.ConversationFilter{}, []operator.ConversationID{loan.Conversation, kitchen.Conversation}},
		"with":         {operator.ConversationFilter{With: c.lender}, []operator.ConversationID{loan.Conversation}},
		"label":        {operator.ConversationFilter{Label: "finishes"}, []operator.ConversationID{kitchen.Conversation}},
		"mine":         {operator.ConversationFilter{Mine: true}, []operator.ConversationID{kitchen.Conversation}},
		"unassigned":   {operator.ConversationFilter{Unassigned: true}, []operator.ConversationID{loan.Conversation}},
		"waiting":      {operator.ConversationFilter{WaitingOn: operator.WaitingOnUs}, []operator.ConversationID{loan.Conversation}},
		"older":        {operator.ConversationFilter{OlderThan: "1d"}, []operator.ConversationID{kitchen.Conversation}},
		"property":     {operator.ConversationFilter{Property: c.home}, []operator.ConversationID{loan.Conversation, kitchen.Conversation}},
		"other home":   {operator.ConversationFilter{Property: c.other}, []operator.ConversationID{}},
		"community":    {operator.ConversationFilter{Community: "mr"}, []operator.ConversationID{loan.Conversation, kitchen.Conversation}},
		"all together": {operator.ConversationFilter{Property: c.home, With: c.buyer, Mine: true}, []operator.ConversationID{kitchen.Conversation}},
	} {
		if !tt.filter.Mine { // to the administrator, who has none
			all := get(w.ListConversations(c.as(c.admin), operator.ListConversationsRequest{All: true, ConversationFilter: tt.filter}))(t)
			got := []operator.ConversationID{}
			for _, i := range all.Items {
				got = append(got, i.Ref)
			}
			equal(t, name+", of all", got, tt.want)
		}
		page, err := w.ListInbox(c.as(c.assigned), operator.ListInboxRequest{ConversationFilter: tt.filter})
		if name == "other home" {
			fails(t, err, operator.NotFound) // Will is on the community; Tess is on one home
			continue
		}
		got := []operator.ConversationID{}
		for _, i := range page.Items {
			got = append(got, i.Ref)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v (%v), want %v", name, got, err, tt.want)
		}
	}
}

func names(people []operator.PersonSummary) []string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = p.Name
	}
	return all
}

func testMostParticipants(t *testing.T, w *World) {
	c := newCast(t, w)
	var people []operator.Ref
	for n := range operator.MaxParticipants - 1 {
		people = append(people, c.add(operator.Contact, fmt.Sprintf("C%d Contact", n), "", ""))
	}
	send := operator.SendMessageRequest{Property: c.home, To: people, Body: "To all of you."}
	m := c.sendAs(c.assigned, send)
	equal(t, "people", len(c.show(c.assigned, m.Conversation).Participants), operator.MaxParticipants)
	add := func(who operator.Ref) error {
		return c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{who}})
	}
	must(t)(nil, add(people[0])) // who is in it already
	refused(t, add(c.lender), operator.Invalid, "too_many")
	send.To = append(people, c.lender)
	_, err := w.SendMessage(c.as(c.assigned), send)
	refused(t, err, operator.Invalid, "too_many")
}
