package servicetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func nextTests() []test {
	return []test{
		{"TheReplyTargetIsADayOfBusinessHoursUnlessEdited", testReplyTarget},
		{"WhatIsDueFirstIsAnsweredFirst", testNextOrder},
		{"NextHoldsWhatTheActorIsToAnswerAndNoMore", testNextHoldsOnlyOnesOwn},
		{"WhatALeaverWasToAnswerIsTheTeamsToAnswer", testNextOfALeaver},
		{"AConversationWaitsSinceTheFirstMessageWithoutAReply", testWaitingSince},
		{"TheListOfWhatToAnswerComesInPages", testNextPages},
	}
}

func testReplyTarget(t *testing.T, w *World) {
	edit := func(req operator.EditWorkspaceRequest) int {
		return get(w.EditWorkspace(w.boss(), req))(t).ReplyTarget
	}
	hours := func(n float64) int { return int(n * 3600) }
	equal(t, "at first", get(w.ShowWorkspace(w.boss(), operator.WorkspaceRequest{}))(t).ReplyTarget, hours(8))
	equal(t, "with other hours", edit(operator.EditWorkspaceRequest{BusinessHours: ptr("mon-sat 08:00-12:30")}), hours(4.5))
	for text, want := range map[string]float64{"4h": 4, "90m": 1.5, "2d": 9, "1w": 27, "": 4.5} {
		equal(t, text, edit(operator.EditWorkspaceRequest{ReplyTarget: &text}), hours(want))
	}
	for _, bad := range []string{"0h", "soon", "-4h", "1001h", "999999w", "4"} {
		_, err := w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{ReplyTarget: &bad})
		fails(t, err, operator.Invalid)
	}
	c := newCast(t, w)
	_, err := w.EditWorkspace(c.as(c.wide), operator.EditWorkspaceRequest{ReplyTarget: ptr("1h")})
	refused(t, err, operator.Denied, "not_allowed")
}

// next is what somebody is to answer, in order.
func (c *cast) next(who operator.Ref) []operator.NextItem {
	c.t.Helper()
	return get(c.NextInbox(c.as(who), operator.NextInboxRequest{}))(c.t).Items
}

func (c *cast) nextRefs(who operator.Ref) []operator.ConversationID {
	c.t.Helper()
	refs := []operator.ConversationID{}
	for _, i := range c.next(who) {
		refs = append(refs, i.Ref)
	}
	return refs
}

// ask is a question of the buyer's to the one who works on the home, in a
// conversation of its own.
func (c *cast) ask(subject string) operator.Message {
	c.t.Helper()
	return c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Subject: subject, Body: "When?"})
}

func testNextOrder(t *testing.T, w *World) {
	c := newCast(t, w) // on a Wednesday, 08:00 in Denver, before the office opens
	first := c.ask("Keys")
	c.Clock.Advance(3 * time.Hour)
	second := c.ask("Paint")
	alike(t, c.nextRefs(c.assigned), []operator.ConversationID{first.Conversation, second.Conversation})
	c.Clock.Advance(8 * time.Hour) // 19:02: what came before nine was due at five
	items := c.next(c.assigned)
	got := fmt.Sprintf("%t %s, %t %s", items[0].Overdue, items[0].Due.Format(time.RFC3339), items[1].Overdue, items[1].Due.Format(time.RFC3339))
	alike(t, got, "true 2026-03-05T00:00:00Z, false 2026-03-05T18:02:00Z")
	alike(t, items[0].WaitingSince, first.CreatedAt)
	alike(t, items[0].Unread, 1)
	alike(t, *items[0].WaitingOn, operator.WaitingOnUs)
	must(t)(w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{ReplyTarget: ptr("1h")}))
	alike(t, c.next(c.assigned)[1].Overdue, true)
	c.reply(c.assigned, first.Conversation, "At noon.")
	alike(t, c.nextRefs(c.assigned), []operator.ConversationID{second.Conversation})
}

func testNextHoldsOnlyOnesOwn(t *testing.T, w *World) {
	c := newCast(t, w)
	edit := func(m operator.Message, req operator.EditInboxRequest) {
		req.Conversations = []operator.Ref{ref(m.Conversation)}
		must(t)(w.EditInbox(c.as(c.assigned), req))
	}
	snoozed, archived, closed, assigned := c.ask("a"), c.ask("b"), c.ask("c"), c.ask("d")
	edit(snoozed, operator.EditInboxRequest{SnoozeUntil: ptr("+2h")})
	edit(archived, operator.EditInboxRequest{Archived: ptr(true)})
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(closed.Conversation)}))
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{
		Conversation: ref(assigned.Conversation), AddPeople: []operator.Ref{c.wide, c.outside}, Assignee: ptr(c.wide),
	}))
	c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Body: "Between us", Internal: true})
	alike(t, c.nextRefs(c.assigned), []operator.ConversationID{})
	alike(t, c.nextRefs(c.wide), []operator.ConversationID{assigned.Conversation})
	// Who does not work on the home does not see who waits; nor do buyers.
	for _, who := range []operator.Ref{c.outside, c.buyer, c.lender, c.admin} {
		alike(t, c.nextRefs(who), []operator.ConversationID{})
	}
	c.Clock.Advance(3 * time.Hour) // the snooze is over
	alike(t, c.nextRefs(c.assigned), []operator.ConversationID{snoozed.Conversation})
}

func testNextOfALeaver(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned, c.wide}, Body: "When?"})
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), Assignee: ptr(c.assigned)}))
	equal(t, "while they are here", c.nextRefs(c.wide), []operator.ConversationID{})
	equal(t, "in numbers", c.mine(c.wide).Waiting, 0)
	must(t)(w.DeactivatePerson(c.boss(), operator.PersonRequest{Person: c.assigned}))
	equal(t, "once they are gone", c.nextRefs(c.wide), []operator.ConversationID{m.Conversation})
	equal(t, "in numbers then", c.mine(c.wide).Waiting, 1)
}

func testWaitingSince(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.ask("Keys")
	since := func() time.Time { return c.next(c.assigned)[0].WaitingSince }
	c.reply(c.buyer, m.Conversation, "Are you there?")
	// A reminder that a program sends answers nothing.
	c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Subject: "Keys", Body: "Reminder"})
	alike(t, since(), m.CreatedAt)
	reply := c.reply(c.assigned, m.Conversation, "At noon.")
	alike(t, c.next(c.assigned), []operator.NextItem{})
	later := c.reply(c.buyer, m.Conversation, "Which noon?")
	c.reply(c.buyer, m.Conversation, "Hello?")
	alike(t, since(), later.CreatedAt)
	// A reply that was taken back was none.
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(reply.Ref), Confirmed: true}))
	alike(t, since(), m.CreatedAt)
	must(t)(w.DeleteMessage(c.as(c.buyer), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
	if !since().After(m.CreatedAt) {
		t.Errorf("it waits since %s, for a message that was deleted", since())
	}
}

func testNextPages(t *testing.T, w *World) {
	c := newCast(t, w)
	want := []operator.ConversationID{}
	for i := range 7 {
		want = append(want, c.ask(fmt.Sprint("question ", i)).Conversation)
	}
	got := []operator.ConversationID{}
	paging := operator.Paging{Limit: 3, Count: true}
	for {
		page := get(w.NextInbox(c.as(c.assigned), operator.NextInboxRequest{Paging: paging}))(t)
		for _, i := range page.Items {
			got = append(got, i.Ref)
		}
		alike(t, page.Remaining, len(want)-len(got))
		if page.Next == "" {
			break
		}
		paging.Cursor = page.Next
	}
	alike(t, got, want)
}
