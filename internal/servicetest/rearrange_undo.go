package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// picture is what everybody has of some conversations, to be compared with what
// they have after a step and its undoing.
func (c *cast) picture(ids ...operator.ConversationID) map[string]any {
	c.t.Helper()
	seen := map[string]any{}
	for _, who := range []operator.Ref{c.admin, c.assigned, c.wide, c.buyer, c.cobuyer, c.lender, c.stranger} {
		seen[string(who)+" badge"] = c.badge(who)
		page := get(c.ListInbox(c.as(who), operator.ListInboxRequest{State: operator.InboxAll}))(c.t)
		for i := range page.Items {
			page.Items[i].UpdatedAt = page.Items[i].CreatedAt // which changes each time
		}
		seen[string(who)+" inbox"] = page.Items
		for _, id := range ids {
			shown, err := c.ShowConversation(c.as(who), operator.ShowConversationRequest{Conversation: ref(id)})
			if err != nil {
				seen[string(who)+" "+id.String()] = err.Error()
				continue
			}
			seen[string(who)+" "+id.String()] = shown.Messages
		}
	}
	return seen
}

func testTalkUndo(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.assigned, "A1", c.buyer, c.lender)
	c.reply(c.buyer, a.Conversation, "A2 @"+string(c.assigned))
	b := c.fresh(c.assigned, "B1", c.buyer, c.wide)
	c.join(b.Conversation, false, c.cobuyer)
	c.reply(c.buyer, b.Conversation, "B2")
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(b.Conversation), AddLabels: []string{"x"}, Assignee: &c.wide}))
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(b.Conversation)}, Muted: ptr(true), Starred: ptr(true)}))
	before := c.picture(a.Conversation, b.Conversation)
	events := w.Events()

	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	merged := c.picture(a.Conversation, b.Conversation)
	second := get(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(b.Ref)}))(t)
	tail := c.splitTalk(c.assigned, second)
	split := c.picture(a.Conversation, b.Conversation, tail.Ref)
	c.moveTalk(c.admin, tail.Ref, c.other)

	// Each step in turn, from the last.
	back := get(c.undoTalk(c.admin, tail.Ref))(t)
	alike(t, back.Property, string(c.home))
	alike(t, c.picture(a.Conversation, b.Conversation, tail.Ref), split)
	back = get(c.undoTalk(c.assigned, tail.Ref))(t)
	alike(t, back.Ref, a.Conversation)
	alike(t, c.picture(a.Conversation, b.Conversation), merged)
	alike(t, c.show(c.buyer, tail.Ref).Ref, a.Conversation)
	get(c.undoTalk(c.assigned, b.Conversation))(t)
	alike(t, c.picture(a.Conversation, b.Conversation), before)
	if w.Events() < events+6 {
		t.Errorf("six steps left %d events", w.Events()-events)
	}
	_, err := c.undoTalk(c.assigned, a.Conversation)
	refused(t, err, operator.Conflict, "nothing_to_undo")
	alike(t, c.reply(c.buyer, b.Conversation, "B3").Seq, uint64(3))
}

func testTalkUndoKeepsMarks(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	c.reply(c.buyer, a.Conversation, "A2")
	c.reply(c.buyer, b.Conversation, "B2")
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, c.unread(c.assigned, a.Conversation), 2)
	must(t)(w.MarkRead(c.as(c.assigned), operator.MarkReadRequest{Conversations: []operator.Ref{ref(a.Conversation)}}))
	must(t)(w.MarkUnread(c.as(c.buyer), operator.MarkUnreadRequest{Conversation: ref(a.Conversation), From: ref(b.Ref)}))
	must(t)(w.EditInbox(c.as(c.assigned), operator.EditInboxRequest{Conversations: []operator.Ref{ref(a.Conversation)}, Starred: ptr(true)}))
	get(c.undoTalk(c.assigned, a.Conversation))(t)
	alike(t, []int{c.unread(c.assigned, a.Conversation), c.unread(c.assigned, b.Conversation)}, []int{0, 0})
	alike(t, []int{c.unread(c.buyer, a.Conversation), c.unread(c.buyer, b.Conversation)}, []int{0, 1})
}

func testTalkUndoRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	for what, change := range map[string]func(a, b operator.Message) error{
		"a reply": func(a, _ operator.Message) error { c.reply(c.buyer, a.Conversation, "More"); return nil },
		"an edit": func(_, b operator.Message) error {
			return second(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(b.Ref), Body: "Other"}))
		},
		"a deletion": func(a, _ operator.Message) error {
			return second(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(a.Ref), Confirmed: true}))
		},
		"a label": func(a, _ operator.Message) error {
			return c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(a.Conversation), AddLabels: []string{"x"}})
		},
		"somebody added": func(a, _ operator.Message) error {
			return c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(a.Conversation), AddPeople: []operator.Ref{c.lender}})
		},
		"a closing": func(a, _ operator.Message) error {
			return second(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(a.Conversation)}))
		},
	} {
		a := c.fresh(c.assigned, "A", c.buyer)
		b := c.fresh(c.assigned, "B", c.buyer)
		c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
		must(t)(nil, change(a, b))
		if _, err := c.undoTalk(c.assigned, a.Conversation); operator.CodeOf(err) != operator.Conflict || reasonOf(err) != "changed_since" {
			t.Errorf("after %s: %v", what, err)
		}
	}
	a := c.fresh(c.assigned, "A", c.buyer)
	b := c.fresh(c.assigned, "B", c.buyer)
	third := c.fresh(c.assigned, "C", c.buyer)
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	tail := c.splitTalk(c.assigned, get(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(b.Ref)}))(t))
	c.mergeTalks(c.assigned, tail.Ref, third.Conversation)
	_, err := c.undoTalk(c.assigned, a.Conversation)
	refused(t, err, operator.Conflict, "changed_since") // the part that was split off is another by now
	get(c.undoTalk(c.assigned, third.Conversation))(t)
	get(c.undoTalk(c.assigned, a.Conversation))(t)
	get(c.undoTalk(c.assigned, a.Conversation))(t)
}

func testUndoOfAMoveAfterTheSaleEnded(t *testing.T, w *World) {
	c := newCast(t, w)
	first := c.send(c.wide, "One", c.buyer, c.cobuyer)
	other := c.fresh(c.wide, "Two", c.buyer)
	c.moveTalk(c.wide, first.Conversation, c.other)
	c.moveTalk(c.wide, other.Conversation, c.other)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, RemoveBuyers: []operator.Ref{c.cobuyer}}))
	_, err := c.undoTalk(c.wide, first.Conversation)
	refused(t, err, operator.Conflict, "changed_since") // the co-buyer is none any more
	alike(t, hintOf(err), "move it back: operator conversation move "+first.Conversation.String()+" -p MR-014")
	c.withdraw()
	_, err = c.undoTalk(c.wide, other.Conversation)
	refused(t, err, operator.Conflict, "changed_since")
	alike(t, hintOf(err), "reopen the sale first: operator transaction reopen "+string(c.sale))
	must(t)(w.ReopenTransaction(c.as(c.admin), operator.TransactionRequest{Transaction: c.sale}))
	get(c.undoTalk(c.wide, other.Conversation))(t)
	alike(t, bodies(c.show(c.buyer, other.Conversation).Messages), []string{"Two"})
	c.hides(c.buyer, first.Conversation)
}

// trailOf is the trail as somebody sees it.
func (c *cast) trailOf(who operator.Ref, id operator.ConversationID) []string {
	c.t.Helper()
	steps := []string{}
	for _, e := range c.show(who, id).Trail {
		steps = append(steps, e.Action+" "+e.Other+" by "+e.By.Name)
	}
	return steps
}

func testTrail(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.wide, "A1", c.assigned, c.buyer)
	b := c.fresh(c.wide, "B1", c.assigned, c.buyer)
	c.mergeTalks(c.wide, a.Conversation, b.Conversation)
	last := c.reply(c.buyer, a.Conversation, "A2")
	tail := c.splitTalk(c.wide, last)
	c.moveTalk(c.wide, tail.Ref, c.other)
	merged, off := "merged "+b.Conversation.String()+" by Will Wide", "split_off "+tail.Ref.String()+" by Will Wide"
	alike(t, c.trailOf(c.wide, a.Conversation), []string{merged, off})
	alike(t, c.trailOf(c.buyer, a.Conversation), []string{merged}) // the other part is not theirs any more
	from := "split_from " + a.Conversation.String() + " by Will Wide"
	alike(t, c.trailOf(c.wide, tail.Ref), []string{from, "moved MR-014 by Will Wide"})
	must(t)(nil, c.edit(c.wide, operator.EditConversationRequest{Conversation: ref(tail.Ref), AddPeople: []operator.Ref{c.lender}, WithHistory: true}))
	alike(t, c.trailOf(c.lender, tail.Ref), []string{}) // nothing of a home that is not theirs
	c.join(a.Conversation, false, c.lender)
	alike(t, c.trailOf(c.lender, a.Conversation), []string{}) // nor of what was before them
	_, err := c.undoTalk(c.wide, b.Conversation)
	refused(t, err, operator.Conflict, "changed_since")
	alike(t, c.trailOf(c.wide, b.Conversation), []string{merged, off})
}

func testRearrangedMessagesStayMessages(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	edited := get(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(b.Ref), Body: "B1, edited"}))(t)
	alike(t, []any{edited.Conversation, edited.Seq}, []any{a.Conversation, uint64(2)})
	alike(t, c.show(c.assigned, a.Conversation).LastMessage.Excerpt, "B1, edited")
	tail := c.splitTalk(c.assigned, edited)
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(b.Ref), Confirmed: true}))
	alike(t, c.show(c.assigned, tail.Ref).LastMessage.Excerpt, "(deleted)")
	c.reply(c.buyer, tail.Ref, "Why?")
	must(t)(w.CloseTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	_, err := w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(a.Ref), Body: "Another story"})
	refused(t, err, operator.Conflict, "permanent")
	whole := c.mergeTalks(c.assigned, a.Conversation, tail.Ref) // which changes no word
	alike(t, whole.MessageCount, 3)
	_, err = w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(c.show(c.buyer, tail.Ref).Messages[2].Ref), Body: "Another story"})
	refused(t, err, operator.Conflict, "permanent")
}

func testRearrangingIsNews(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	news := func(who operator.Ref, want int) []string {
		t.Helper()
		changes := []string{}
		for change, err := range w.WatchInbox(c.as(who), operator.WatchInboxRequest{After: operator.CursorStart}) {
			must(t)(nil, err)
			changes = append(changes, change.Action+" "+change.Conversation.String())
			if len(changes) == want {
				break
			}
		}
		return changes
	}
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	second := get(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(b.Ref)}))(t)
	tail := c.splitTalk(c.assigned, second)
	c.moveTalk(c.admin, tail.Ref, c.other)
	A, T := a.Conversation.String(), tail.Ref.String()
	alike(t, news(c.assigned, 8), []string{
		"conversation.started " + A, "message.sent " + A, "message.sent " + T, "conversation.merged " + A,
		"conversation.split_off " + A, "conversation.split_from " + T, "conversation.left " + T, "conversation.moved " + T,
	})
	alike(t, news(c.buyer, 4), []string{"conversation.started " + A, "message.sent " + A, "conversation.merged " + A, "conversation.split_off " + A})
}

func testRearrangingWithAKey(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	req := operator.MergeConversationsRequest{Into: ref(a.Conversation), From: ref(b.Conversation), Confirmed: true}
	before := w.Events()
	get(w.MergeConversations(w.dry(c.assigned), req))(t)
	alike(t, w.Events(), before)
	alike(t, len(c.inbox(c.buyer)), 2)
	first := get(w.MergeConversations(w.keyed(c.assigned, "k"), req))(t)
	events := w.Events()
	alike(t, get(w.MergeConversations(w.keyed(c.assigned, "k"), req))(t), first)
	alike(t, w.Events(), events)
}
