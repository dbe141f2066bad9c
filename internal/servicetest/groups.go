package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// groupTests is about whom a message reaches, and what becomes of a group when
// the world around it changes.
func groupTests() []test {
	return []test{
		{"ThereIsOneConversationOfEveryoneOnAHome", testOneHomeConversation},
		{"TheGroupOfAHomeIsNotChangedByHand", testTheGroupOfAHomeIsNotChangedByHand},
		{"WhoComesBackJoinsTheConversationOfTheHome", testWhoComesBackJoinsTheHome},
		{"ATeamMemberWhoBuysWritesAsABuyer", testATeamMemberWhoBuysWritesAsABuyer},
		{"WhoWorksOnAHomeKeepsItsRecordThoughTheyBuyIt", testWhoWorksOnAHomeKeepsItsRecord},
		{"ABuyerWritesToTheTeamAndTheCobuyers", testABuyerWritesToTheTeamAndTheCobuyers},
		{"ASubjectLosesTheSpaceAroundIt", testSubjects},
		{"ABodyLosesOneLineBreakAndNothingElse", testLineBreaks},
		{"WhatCannotBeDoneSaysWhatCan", testWhatCannotBeDone},
		{"WhatPrecedesAClosingIsPermanentInEveryConversationOfTheHome", testClosingCoversTheHome},
	}
}

func testOneHomeConversation(t *testing.T, w *World) {
	c := newCast(t, w)
	all := c.send(c.assigned, "Everyone", "home").Conversation
	topic := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"home"}, Subject: "Kitchen", Body: "Tiles"})
	fresh := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"home"}, New: true, Body: "Roof"})
	for _, m := range []operator.Message{topic, fresh} { // the same people, in a conversation like any other
		alike(t, names(m.Audience), []string{"Tess Assigned", "Will Wide", "Ben Buyer", "Cora Cobuyer"})
		alike(t, []bool{m.Started, c.show(c.assigned, m.Conversation).Home}, []bool{true, false})
	}
	again := c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"home"}, Subject: "kitchen", Body: "Green ones"})
	alike(t, again.Conversation, topic.Conversation)
	alike(t, c.send(c.buyer, "Hello", "home").Conversation, all)

	err := c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(all), Subject: ptr("Garden")})
	refused(t, err, operator.Conflict, "home") // it would not be found again
	alike(t, c.send(c.buyer, "Still here", "home").Conversation, all)

	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(all)}))
	next := c.send(c.buyer, "A new one", "home")
	alike(t, next.Started, true)
	_, err = w.ReopenConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(all)})
	refused(t, err, operator.Conflict, "home_open")
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(next.Conversation)}))
	must(t)(w.ReopenConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(all)}))
}

func testTheGroupOfAHomeIsNotChangedByHand(t *testing.T, w *World) {
	c := newCast(t, w)
	all := ref(c.send(c.assigned, "Everyone", "home").Conversation)
	err := c.edit(c.assigned, operator.EditConversationRequest{Conversation: all, AddPeople: []operator.Ref{c.lender}})
	refused(t, err, operator.Conflict, "home")
	err = c.edit(c.assigned, operator.EditConversationRequest{Conversation: all, RemovePeople: []operator.Ref{c.buyer}})
	refused(t, err, operator.Conflict, "home")
	must(t)(nil, c.edit(c.admin, operator.EditConversationRequest{Conversation: all, AddPeople: []operator.Ref{c.admin}}))
	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	must(t)(w.ReplyMessage(c.as(c.admin), operator.ReplyMessageRequest{Conversation: all, Body: "An administrator joins, and stays"}))
	must(t)(nil, c.edit(c.admin, operator.EditConversationRequest{Conversation: all, RemovePeople: []operator.Ref{c.admin}}))
}

func testWhoComesBackJoinsTheHome(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, who := range []operator.Ref{c.wide, c.cobuyer} {
		must(t)(w.DeactivatePerson(c.as(c.admin), operator.PersonRequest{Person: who}))
	}
	m := c.send(c.assigned, "While you were away", "home")
	alike(t, names(m.Audience), []string{"Tess Assigned", "Ben Buyer"})
	for _, who := range []operator.Ref{c.wide, c.cobuyer} {
		must(t)(w.ActivatePerson(c.as(c.admin), operator.PersonRequest{Person: who}))
	}
	alike(t, bodies(c.show(c.wide, m.Conversation).Messages), []string{"While you were away"})
	alike(t, bodies(c.show(c.cobuyer, m.Conversation).Messages), []string{}) // buyers see from joining on
	back := c.send(c.cobuyer, "I am back", "home")
	alike(t, back.Conversation, m.Conversation)
	alike(t, bodies(c.show(c.cobuyer, m.Conversation).Messages), []string{"I am back"})
}

func testATeamMemberWhoBuysWritesAsABuyer(t *testing.T, w *World) {
	c := newCast(t, w)
	all := c.send(c.assigned, "Before they bought", "home")
	for _, who := range []operator.Ref{c.outside, c.auditor} {
		must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{who}}))
		_, err := w.SendMessage(c.as(who), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.lender}, Body: "Psst"})
		refused(t, err, operator.Denied, "not_on_home")
		m := c.send(who, "When can I move in?", c.assigned)
		alike(t, c.waiting(m.Conversation), "us")
		c.reply(c.assigned, m.Conversation, "In May")
		alike(t, c.waiting(m.Conversation), "them")
		c.send(who, "Thanks", c.assigned)
		alike(t, c.waiting(m.Conversation), "us")
	}
	// Of what all on the home wrote before they see no more than who is no team member.
	alike(t, bodies(c.show(c.outside, all.Conversation).Messages), []string{})
}

func testWhoWorksOnAHomeKeepsItsRecord(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{c.assigned, c.outside}}))
	m := c.send(c.wide, "About the price", c.assigned, c.outside, c.buyer)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, RemoveBuyers: []operator.Ref{c.assigned}}))
	alike(t, len(c.show(c.assigned, m.Conversation).Messages), 1)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{c.assigned}}))
	c.withdraw()
	alike(t, len(c.show(c.assigned, m.Conversation).Messages), 1)
	_, err := w.ShowConversation(c.as(c.outside), operator.ShowConversationRequest{Conversation: ref(m.Conversation)})
	fails(t, err, operator.NotFound) // was there as a buyer only
}

// testABuyerWritesToTheTeamAndTheCobuyers: somebody they know from elsewhere is
// refused, since that one is there for them to see; nothing else is told.
func testABuyerWritesToTheTeamAndTheCobuyers(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "Your lender", c.buyer, c.lender)
	send := func(to ...operator.Ref) error {
		return second(w.SendMessage(c.as(c.buyer), operator.SendMessageRequest{Property: c.home, To: to, Body: "Hello"}))
	}
	refused(t, send(c.lender), operator.Denied, "not_on_home")
	sameAsMissing(t, send(c.stranger), send("P999"), string(c.stranger), "P999")
	refused(t, send(c.cobuyer), operator.Invalid, "no_team") // buyers start conversations with the team
	must(t)(nil, send(c.cobuyer, "team"))
	must(t)(nil, send("home"))
}

func testSubjects(t *testing.T, w *World) {
	c := newCast(t, w)
	send := func(subject string) operator.Message {
		return c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Subject: subject, Body: "x"})
	}
	plain, kitchen := send(""), send(" Kitchen ")
	alike(t, *c.show(c.buyer, kitchen.Conversation).Subject, "Kitchen")
	alike(t, send("KITCHEN").Conversation, kitchen.Conversation)
	alike(t, send("  ").Conversation, plain.Conversation)
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(kitchen.Conversation), Subject: ptr(" ")}))
	alike(t, c.show(c.buyer, kitchen.Conversation).Subject, (*string)(nil))
}

func testLineBreaks(t *testing.T, w *World) {
	c := newCast(t, w)
	for body, want := range map[string]string{"a\n": "a", "a\r\n": "a", "a\n\n": "a\n", "a\r": "a\r", "a \n": "a ", " a": " a"} {
		alike(t, c.send(c.assigned, body, c.buyer).Body, want)
	}
}

func testWhatCannotBeDone(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Hello", c.buyer, c.auditor)
	assign := func(to operator.Ref) string {
		err := c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), Assignee: &to})
		refused(t, err, operator.Conflict, "not_participant")
		return hintOf(err)
	}
	alike(t, assign(c.buyer), "name a team member who is in it: operator conversation show C1")
	alike(t, assign(c.wide), "operator conversation edit C1 --add-person P3 --assignee P3")
	_, err := w.ReplyMessage(c.as(c.auditor), operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "x"})
	alike(t, err.Error(), "an auditor reads everything, and changes nothing")

	add := operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{c.lender}}
	must(t)(nil, c.edit(c.assigned, add))
	add.WithHistory = true
	again := get(w.EditConversation(c.as(c.assigned), add))(t)
	alike(t, again.Warnings, []string{"Lou Lender (P11) is in C1 already, and sees it from message 2 on"})
	alike(t, bodies(c.show(c.lender, m.Conversation).Messages), []string{})
}

// testClosingCoversTheHome: a closed home is a permanent record, with what was
// said before its sale and in those that came to nothing.
func testClosingCoversTheHome(t *testing.T, w *World) {
	c := newCast(t, w)
	failed := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.stranger}, Body: "Of a sale that is withdrawn"})
	internal := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.admin}, Internal: true, Body: "Internal"})
	must(t)(w.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.other, Confirmed: true}))
	between := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.admin}, Internal: true, Body: "Nobody buys it"})
	edit := func(m operator.Message, body string) error {
		return second(w.EditMessage(c.as(c.wide), operator.EditMessageRequest{Message: ref(m.Ref), Body: body}))
	}
	must(t)(nil, edit(failed, "Edited"))
	sale := c.sell(c.other, c.former)
	must(t)(w.CloseTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: sale, Confirmed: true}))
	for _, m := range []operator.Message{failed, internal, between} {
		refused(t, edit(m, "Another story"), operator.Conflict, "permanent")
		_, err := w.DeleteMessage(c.as(c.wide), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true})
		refused(t, err, operator.Conflict, "permanent")
	}
	later := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.former}, Body: "Later"})
	c.sell(c.other, c.stranger) // on
	must(t)(nil, edit(later, "Later, edited"))
}
