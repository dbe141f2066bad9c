package servicetest

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// rearrangeTests is about merges, splits and moves of conversations, and about
// taking them back.
func rearrangeTests() []test {
	return []test{
		{"AMergeAppendsAndLosesNothing", testMergeAppends},
		{"MarksFallToTheFirstUnreadMessage", testMarksFall},
		{"WhoComesToSeeMoreIsNamedFirst", testWhoComesToSeeMore},
		{"AMergeNeedsOneHomeSaleAudienceAndState", testMergeNeedsTheSame},
		{"TheHomeIsNeverMergedAwayAndKeepsItsGroup", testMergeWithTheHome},
		{"AMergedReferenceLeadsOnForWhoMayFollow", testMergedTalkReference},
		{"WhoseTurnItIsFollowsTheMessageWrittenLast", testTurnAfterAMerge},
		{"ASplitGivesEachPartToWhoSawIt", testTalkSplit},
		{"ASplitNeedsSomethingOnEitherSide", testSplitRefused},
		{"AMoveLeavesBuyersAndContactsBehind", testTalkMoves},
		{"AMoveKeepsWhoBuysTheNewHome", testMoveToABuyersOtherHome},
		{"WhatBelongsToAHomeIsNotMoved", testMoveRefused},
		{"EveryStepCanBeTakenBack", testTalkUndo},
		{"AMarkMadeAfterAMergeOutlivesItsUndoing", testTalkUndoKeepsMarks},
		{"WhatWasWrittenSinceIsNotTakenBack", testTalkUndoRefused},
		{"NobodyComesBackToASaleThatEnded", testUndoOfAMoveAfterTheSaleEnded},
		{"TheTrailHidesWhatIsHidden", testTrail},
		{"RearrangedMessagesAreEditedAndDeletedAsEver", testRearrangedMessagesStayMessages},
		{"RearrangingIsNewsOnce", testRearrangingIsNews},
		{"AKeyMergesOnceAndADryRunNever", testRearrangingWithAKey},
		{"OnlyWhoManagesAConversationRearrangesIt", testWhoRearranges},
		{"AMentionIsOnTheBadgeOfItsPart", testMentionsInParts},
		{"WhatAMergedPersonWroteIsTheirOwnInAMergeToo", testMergedAuthors},
		{"ATalkOfAWithdrawnSaleDoesNotComeBackUnderTheNext", testNoWayBackUnderAnotherSale},
		{"WhatWasWrittenUnderAnotherSaleIsNotGivenToBuyers", testHistoryOfAnotherSale},
		{"AMergeTellsNobodyWhatTheyWereNotThereFor", testSightOfAMergedTalk},
		{"AMergedConversationWaitsSinceTheFirstQuestionByTime", testWaitingSinceAfterAMerge},
		{"TheLastMessageIsTheOneWrittenLastOfThoseSeen", testLastMessageAfterAMerge},
		{"AStepIsToldOnceAndByTheRightName", testRearrangedStory},
	}
}

// two is two conversations of the assigned one with the primary buyer.
func (c *cast) two() (a, b operator.Message) {
	c.t.Helper()
	a = c.send(c.assigned, "A1", c.buyer)
	b = c.fresh(c.assigned, "B1", c.buyer)
	return a, b
}

// fresh starts another conversation.
func (c *cast) fresh(from operator.Ref, body string, to ...operator.Ref) operator.Message {
	c.t.Helper()
	return c.sendAs(from, operator.SendMessageRequest{Property: c.home, To: to, Body: body, New: true})
}

func (c *cast) mergeTalks(who operator.Ref, into, from operator.ConversationID) operator.Conversation {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	return get(c.MergeConversations(c.as(who), operator.MergeConversationsRequest{Into: ref(into), From: ref(from), Confirmed: true}))(c.t)
}

func (c *cast) splitTalk(who operator.Ref, at operator.Message) operator.Conversation {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	return get(c.SplitConversation(c.as(who), operator.SplitConversationRequest{Conversation: ref(at.Conversation), From: ref(at.Ref)}))(c.t)
}

func (c *cast) moveTalk(who operator.Ref, id operator.ConversationID, to operator.Ref) operator.Conversation {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	return get(c.MoveConversation(c.as(who), operator.MoveConversationRequest{Conversation: ref(id), Property: to, Confirmed: true}))(c.t)
}

func (c *cast) undoTalk(who operator.Ref, id operator.ConversationID) (operator.Conversation, error) {
	c.Clock.Advance(time.Minute)
	return c.UndoConversation(c.as(who), operator.ConversationRequest{Conversation: ref(id)})
}

func (c *cast) join(id operator.ConversationID, history bool, who ...operator.Ref) {
	c.t.Helper()
	must(c.t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(id), AddPeople: who, WithHistory: history}))
}

// hides wants a conversation to be answered as if it were not there.
func (c *cast) hides(who operator.Ref, id operator.ConversationID) {
	c.t.Helper()
	_, hidden := c.ShowConversation(c.as(who), operator.ShowConversationRequest{Conversation: ref(id)})
	_, missing := c.ShowConversation(c.as(who), operator.ShowConversationRequest{Conversation: "C9999"})
	sameAsMissing(c.t, hidden, missing, id.String(), "C9999")
}

func testMergeAppends(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	up := must(t)(w.PutFile(c.as(c.buyer), operator.PutFileRequest{Name: "plan.txt", Content: strings.NewReader("a plan")})).(operator.Upload)
	answer := must(t)(w.ReplyMessage(c.as(c.buyer), operator.ReplyMessageRequest{
		Conversation: ref(b.Conversation), InReplyTo: ref(b.Ref), Body: "B2 for @" + string(c.assigned),
		Attachments: []operator.NewAttachment{{Name: "plan.txt", Upload: up}},
	})).(operator.Message)
	must(t)(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(b.Ref), Body: "B1, edited"}))
	written := c.reply(c.assigned, a.Conversation, "A2") // last, though B2 stands behind it
	for id, label := range map[operator.ConversationID]string{a.Conversation: "floor", b.Conversation: "attic"} {
		must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(id), AddLabels: []string{label, "both"}}))
	}
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(b.Conversation), Assignee: &c.assigned}))

	whole := c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, []any{whole.Ref, whole.MessageCount, whole.Labels, whole.Assignee.Ref.String(), whole.LastMessage.Ref, whole.LastMessage.CreatedAt},
		[]any{a.Conversation, 4, []string{"attic", "both", "floor"}, string(c.assigned), written.Ref, written.CreatedAt})
	shown := c.show(c.buyer, a.Conversation)
	alike(t, bodies(shown.Messages), []string{"A1", "A2", "B1, edited", "B2 for @" + string(c.assigned)})
	last := get(w.ShowMessage(c.as(c.buyer), operator.ShowMessageRequest{Message: ref(answer.Ref)}))(t)
	alike(t, []any{last.Seq, last.Conversation, last.InReplyTo, last.CreatedAt, last.Author.Ref, len(last.Mentions)},
		[]any{uint64(4), a.Conversation, b.Ref, answer.CreatedAt, answer.Author.Ref, 1})
	must(t)(nil, func() error {
		f, err := w.OpenFile(c.as(c.assigned), operator.OpenFileRequest{Message: ref(answer.Ref), Index: 1})
		if err == nil {
			err = f.Content.Close()
		}
		return err
	}())
	old := get(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(b.Ref), History: true}))(t)
	alike(t, []string{old.Body, old.Versions[0].Body}, []string{"B1, edited", "B1"})

	// The second is in no list, and is not gone on with.
	alike(t, c.inbox(c.buyer), []operator.ConversationID{a.Conversation})
	alike(t, c.send(c.assigned, "A3", c.buyer).Conversation, a.Conversation)
	all := get(w.ListConversations(c.as(c.admin), operator.ListConversationsRequest{All: true}))(t)
	alike(t, len(all.Items), 1)
}

func testMarksFall(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	c.reply(c.buyer, a.Conversation, "A2")
	c.reply(c.assigned, a.Conversation, "A3")
	c.reply(c.buyer, b.Conversation, "B2")
	c.reply(c.buyer, b.Conversation, "B3")
	// The one assigned has read A and has B2 and B3 unread; the buyer has A3.
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, []int{c.unread(c.assigned, a.Conversation), c.unread(c.buyer, a.Conversation)}, []int{2, 2}) // A3, and B1 after it
	alike(t, c.badge(c.buyer), operator.InboxTotals{Unread: 2, Conversations: 1})
}

func testWhoComesToSeeMore(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.assigned, "A1", c.buyer)
	b := c.fresh(c.assigned, "B1", c.buyer, c.wide, c.lender)
	c.join(a.Conversation, false, c.cobuyer)
	c.reply(c.assigned, a.Conversation, "A2")
	c.join(b.Conversation, false, c.cobuyer)
	c.reply(c.assigned, b.Conversation, "B2")
	req := operator.MergeConversationsRequest{Into: ref(a.Conversation), From: ref(b.Conversation)}
	before := w.Events()
	_, err := w.MergeConversations(c.as(c.assigned), req)
	refused(t, err, operator.Conflict, "would_see")
	alike(t, w.Events(), before)
	preview := get(w.MergeConversations(w.dry(c.assigned), req))(t)
	alike(t, preview.Warnings, []string{
		"Will Wide (" + string(c.wide) + ") comes to see 2 messages that they could not see",
		"Cora Cobuyer (" + string(c.cobuyer) + ") comes to see 1 message that they could not see",
	})
	alike(t, w.Events(), before)

	whole := c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, whole.Warnings, preview.Warnings)
	alike(t, bodies(c.show(c.lender, a.Conversation).Messages), []string{"B1", "B2"}) // and no more than before
	alike(t, bodies(c.show(c.wide, a.Conversation).Messages), []string{"A1", "A2", "B1", "B2"})
	alike(t, bodies(c.show(c.cobuyer, a.Conversation).Messages), []string{"A2", "B1", "B2"})
	// What stands before the part of who joined is no news to them.
	alike(t, []int{c.unread(c.lender, a.Conversation), c.unread(c.wide, a.Conversation), c.unread(c.cobuyer, a.Conversation)}, []int{2, 2, 3})

	alone := c.fresh(c.assigned, "C1", c.buyer)
	wide := c.mergeTalks(c.assigned, alone.Conversation, a.Conversation)
	if !strings.Contains(strings.Join(wide.Warnings, " "), "Will Wide") {
		t.Errorf("the team sees the whole, and nobody said so: %q", wide.Warnings)
	}
	alike(t, bodies(c.show(c.lender, a.Conversation).Messages), []string{"B1", "B2"})
}

func testMergeNeedsTheSame(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	elsewhere := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.stranger}, Body: "X"})
	internal := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "I"})
	merge := func(into, from operator.ConversationID, reason string) {
		t.Helper()
		_, err := w.MergeConversations(c.as(c.admin), operator.MergeConversationsRequest{Into: ref(into), From: ref(from), Confirmed: true})
		refused(t, err, operator.Conflict, reason)
	}
	merge(a.Conversation, a.Conversation, "same")
	merge(a.Conversation, elsewhere.Conversation, "other_home")
	merge(a.Conversation, internal.Conversation, "other_audience")
	closing := operator.ConversationRequest{Conversation: ref(b.Conversation)}
	must(t)(w.CloseConversation(c.as(c.assigned), closing))
	merge(a.Conversation, b.Conversation, "closed")
	merge(b.Conversation, a.Conversation, "closed")
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(a.Conversation)}))
	alike(t, c.mergeTalks(c.assigned, a.Conversation, b.Conversation).State, operator.StateClosed)
	merge(a.Conversation, b.Conversation, "same") // by now

	one, other := c.fresh(c.assigned, "1", c.buyer), c.fresh(c.assigned, "2", c.buyer)
	c.withdraw()
	merge(one.Conversation, other.Conversation, "withdrawn")
	c.sell(c.home, c.buyer)
	later := c.send(c.assigned, "3", c.buyer)
	merge(later.Conversation, one.Conversation, "other_sale")
}

func testMergeWithTheHome(t *testing.T, w *World) {
	c := newCast(t, w)
	all := c.send(c.assigned, "Everyone", "home")
	some := c.send(c.assigned, "Some", c.buyer)
	lender := c.send(c.assigned, "A lender", c.buyer, c.lender)
	merge := func(into, from operator.ConversationID) error {
		return second(w.MergeConversations(c.as(c.assigned), operator.MergeConversationsRequest{Into: ref(into), From: ref(from), Confirmed: true}))
	}
	refused(t, merge(some.Conversation, all.Conversation), operator.Conflict, "home")
	refused(t, merge(all.Conversation, lender.Conversation), operator.Conflict, "home")
	must(t)(nil, merge(all.Conversation, some.Conversation))
	alike(t, bodies(c.show(c.cobuyer, all.Conversation).Messages), []string{"Everyone", "Some"})
	alike(t, c.send(c.buyer, "Still everyone", "home").Conversation, all.Conversation)
	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	alike(t, len(c.show(c.outside, some.Conversation).Messages), 3)
}

func testMergedTalkReference(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	third := c.fresh(c.assigned, "C1", c.buyer)
	c.mergeTalks(c.assigned, b.Conversation, third.Conversation)
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	for _, id := range []operator.ConversationID{a.Conversation, b.Conversation, third.Conversation} {
		alike(t, c.show(c.buyer, id).Ref, a.Conversation)
		c.hides(c.wide, id)
		c.hides(c.stranger, id)
	}
	alike(t, c.reply(c.buyer, third.Conversation, "To the third").Conversation, a.Conversation)
	before := w.Events()
	alike(t, c.show(c.admin, b.Conversation).Ref, a.Conversation)
	alike(t, w.Events()-before, 1) // a reading from outside, as ever
	must(t)(nil, c.edit(c.admin, operator.EditConversationRequest{Conversation: ref(a.Conversation), RemovePeople: []operator.Ref{c.buyer}}))
	c.hides(c.buyer, third.Conversation)
}

func testTurnAfterAMerge(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	c.reply(c.buyer, a.Conversation, "When do you come?")
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, c.waiting(a.Conversation), "us") // though B1, which was written before, stands last
	last := c.reply(c.assigned, a.Conversation, "On Friday")
	alike(t, c.waiting(a.Conversation), "them")
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(last.Ref), Confirmed: true}))
	alike(t, c.waiting(a.Conversation), "us")
	head, tail := a.Conversation, c.splitTalk(c.assigned, get(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(b.Ref)}))(t))
	alike(t, []string{c.waiting(head), c.waiting(tail.Ref)}, []string{"us", "them"})
}

func testTalkSplit(t *testing.T, w *World) {
	c := newCast(t, w)
	m1 := c.send(c.assigned, "1", c.buyer)
	id := m1.Conversation
	c.reply(c.buyer, id, "2")
	c.join(id, false, c.lender)
	m3 := c.reply(c.assigned, id, "3")
	c.join(id, false, c.cobuyer)
	must(t)(w.ReplyMessage(c.as(c.buyer), operator.ReplyMessageRequest{Conversation: ref(id), InReplyTo: ref(m1.Ref), Body: "4"}))
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(id)}, Starred: ptr(true)}))

	tail := get(w.SplitConversation(c.as(c.assigned), operator.SplitConversationRequest{Conversation: ref(id), From: ref(m3.Ref), Subject: " Tiles "}))(t)
	alike(t, []any{*tail.Subject, tail.Property, tail.Transaction.String(), tail.Audience, tail.MessageCount, tail.Home},
		[]any{"Tiles", string(c.home), string(c.sale), operator.Shared, 2, false})
	seen := func(who operator.Ref) [][]string {
		return [][]string{bodies(c.show(who, id).Messages), bodies(c.show(who, tail.Ref).Messages)}
	}
	alike(t, seen(c.assigned), [][]string{{"1", "2"}, {"3", "4"}})
	alike(t, seen(c.lender), [][]string{{}, {"3", "4"}})
	alike(t, seen(c.cobuyer), [][]string{{}, {"4"}})
	alike(t, []int{c.unread(c.assigned, id), c.unread(c.assigned, tail.Ref), c.unread(c.lender, tail.Ref), c.unread(c.buyer, tail.Ref)}, []int{0, 1, 2, 0})
	alike(t, []string{c.waiting(id), c.waiting(tail.Ref)}, []string{"us", "us"})
	next := c.reply(c.assigned, id, "5")
	alike(t, next.Seq, uint64(3))
	alike(t, bodies(c.show(c.cobuyer, id).Messages), []string{"5"})
	alike(t, c.show(c.buyer, tail.Ref).Messages[1].InReplyTo, m1.Ref)
	starred := get(w.ListInbox(c.as(c.buyer), operator.ListInboxRequest{Starred: true}))(t)
	alike(t, len(starred.Items), 2)
}

func testSplitRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	split := func(from operator.Message, code operator.Code, reason string) {
		t.Helper()
		_, err := w.SplitConversation(c.as(c.assigned), operator.SplitConversationRequest{Conversation: ref(a.Conversation), From: ref(from.Ref)})
		refused(t, err, code, reason)
	}
	split(a, operator.Invalid, "first_message")
	split(b, operator.Invalid, "other_conversation")
	hidden := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.stranger}, Body: "X"})
	split(hidden, operator.NotFound, "")
}

func testTalkMoves(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.wide, "Your deck", c.assigned, c.buyer, c.lender)
	req := operator.MoveConversationRequest{Conversation: ref(m.Conversation), Property: c.other}
	_, err := w.MoveConversation(c.as(c.wide), req)
	refused(t, err, operator.Conflict, "would_leave")
	_, err = w.MoveConversation(c.as(c.assigned), req)
	fails(t, err, operator.NotFound) // who does not work on the other home
	before := w.Events()
	preview := get(w.MoveConversation(w.dry(c.wide), req))(t)
	alike(t, preview.Warnings, []string{
		"Ben Buyer (" + string(c.buyer) + ") leaves " + m.Conversation.String() + ", and sees nothing more of it",
		"Lou Lender (" + string(c.lender) + ") leaves " + m.Conversation.String() + ", and sees nothing more of it",
		"Tess Assigned (" + string(c.assigned) + ") is not assigned to MR-015, and stays in the conversation",
	})
	alike(t, w.Events(), before)

	moved := c.moveTalk(c.wide, m.Conversation, c.other)
	stays := names(moved.Participants)
	alike(t, []any{moved.Property, stays, moved.Warnings}, []any{"MR-015", []string{"Tess Assigned", "Will Wide"}, preview.Warnings})
	if moved.Transaction.IsZero() || moved.Transaction.String() == string(c.sale) {
		t.Errorf("it belongs to %s", moved.Transaction)
	}
	c.hides(c.buyer, m.Conversation)
	c.hides(c.lender, m.Conversation)
	c.hides(c.stranger, m.Conversation)
	alike(t, c.inbox(c.buyer), []operator.ConversationID{})
	alike(t, bodies(c.show(c.assigned, m.Conversation).Messages), []string{"Your deck"})
	again := get(w.MoveConversation(c.as(c.wide), req))(t) // there already
	alike(t, again.Property, "MR-015")
}

func testMoveToABuyersOtherHome(t *testing.T, w *World) {
	c := newCast(t, w)
	both := c.add(operator.Buyer, "Bea Both", "", "")
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{both}}))
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.other, AddBuyers: []operator.Ref{both}}))
	m := c.send(c.wide, "Wrong home", both, c.buyer)
	moved := c.moveTalk(c.wide, m.Conversation, c.other)
	alike(t, names(moved.Participants), []string{"Will Wide", "Bea Both"})
	alike(t, c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{both}, Body: "Right home"}).Conversation, m.Conversation)
}

func testMoveRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	move := func(id operator.ConversationID, reason string) {
		t.Helper()
		_, err := w.MoveConversation(c.as(c.admin), operator.MoveConversationRequest{Conversation: ref(id), Property: c.other, Confirmed: true})
		refused(t, err, operator.Conflict, reason)
	}
	all := c.send(c.assigned, "Everyone", "home")
	move(all.Conversation, "home")
	internal := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "Between us"})
	shared := c.send(c.assigned, "The price", c.buyer)
	must(t)(w.CloseTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	move(internal.Conversation, "permanent")
	move(shared.Conversation, "permanent")
	after := c.send(c.assigned, "After the closing", c.buyer, c.lender)
	move(after.Conversation, "permanent")
	late := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "Later", New: true})
	move(late.Conversation, "permanent")

	// What closed takes in without becoming a part of the sale.
	in := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.assigned}, Internal: true, Body: "Misfiled"})
	moved := c.moveTalk(c.wide, in.Conversation, c.home)
	alike(t, []any{moved.Property, moved.Transaction.IsZero()}, []any{string(c.home), true})
}
