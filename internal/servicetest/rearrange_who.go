package servicetest

import (
	"context"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func testWhoRearranges(t *testing.T, w *World) {
	c := newCast(t, w)
	everybody := []operator.Ref{c.buyer, c.lender, c.outside, c.auditor}
	a := c.send(c.wide, "A1", everybody...)
	b := c.fresh(c.wide, "B1", everybody...)
	last := c.reply(c.wide, a.Conversation, "A2")
	acts := map[string]func(context.Context) error{
		"merge": func(ctx context.Context) error {
			return second(w.MergeConversations(ctx, operator.MergeConversationsRequest{Into: ref(a.Conversation), From: ref(b.Conversation), Confirmed: true}))
		},
		"split": func(ctx context.Context) error {
			return second(w.SplitConversation(ctx, operator.SplitConversationRequest{Conversation: ref(a.Conversation), From: ref(last.Ref)}))
		},
		"move": func(ctx context.Context) error {
			return second(w.MoveConversation(ctx, operator.MoveConversationRequest{Conversation: ref(a.Conversation), Property: c.other, Confirmed: true}))
		},
		"undo": func(ctx context.Context) error {
			return second(w.UndoConversation(ctx, operator.ConversationRequest{Conversation: ref(b.Conversation)}))
		},
	}
	third := c.fresh(c.wide, "C1", everybody...)
	c.mergeTalks(c.wide, b.Conversation, third.Conversation) // something to undo
	before := w.Events()
	for name, act := range acts {
		for who, want := range map[operator.Ref]operator.Code{
			c.wide: "", c.admin: "", c.outside: "", c.buyer: operator.Denied, c.lender: operator.Denied, c.auditor: operator.Denied,
			c.assigned: operator.NotFound, c.cobuyer: operator.NotFound, c.stranger: operator.NotFound,
		} {
			if name == "move" && who == c.outside {
				want = operator.NotFound // a home that is hidden from them
			}
			if err := act(w.dry(who)); operator.CodeOf(err) != want {
				t.Errorf("%s by %s: %v; want %q", name, who, err, want)
			}
		}
	}
	// Nothing is kept but what the administrator looked at: both that would be merged.
	alike(t, w.Events()-before, len(acts)+1)
	// An administrator who is not in it rearranges it without a look at what was
	// written.
	whole := get(w.MergeConversations(w.dry(c.admin), operator.MergeConversationsRequest{Into: ref(a.Conversation), From: ref(b.Conversation)}))(t)
	alike(t, whole.LastMessage, (*operator.MessageSummary)(nil))
}

func testMentionsInParts(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Look, @"+string(c.buyer), c.buyer)
	c.reply(c.assigned, m.Conversation, "And more")
	last := c.reply(c.assigned, m.Conversation, "Again, @"+string(c.buyer))
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(m.Conversation)}, Muted: ptr(true)}))
	whole := operator.InboxTotals{Unread: 3, Conversations: 1}
	alike(t, c.badge(c.buyer), whole)
	tail := c.splitTalk(c.assigned, last)
	alike(t, c.badge(c.buyer), operator.InboxTotals{Unread: 3, Conversations: 2})
	must(t)(w.MarkRead(c.as(c.buyer), operator.MarkReadRequest{Conversations: []operator.Ref{ref(tail.Ref)}}))
	alike(t, c.badge(c.buyer), operator.InboxTotals{Unread: 2, Conversations: 1})
	c.mergeTalks(c.assigned, m.Conversation, tail.Ref) // falls to the first unread
	alike(t, c.badge(c.buyer), whole)
}

func testMergedAuthors(t *testing.T, w *World) {
	c := newCast(t, w)
	twin := c.add(operator.Contact, "Lou Twin", "", "")
	a := c.send(c.assigned, "A1", c.lender, twin)
	b := c.fresh(c.assigned, "B1", c.lender, twin)
	c.reply(twin, b.Conversation, "B2 @"+string(twin))
	must(t)(w.MergePeople(c.as(c.admin), operator.MergePeopleRequest{Into: c.lender, From: twin, Confirmed: true}))
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, c.unread(c.lender, a.Conversation), 2) // what the two wrote is their own
	must(t)(nil, w.Check())
	c.splitTalk(c.assigned, get(w.ShowMessage(c.as(c.lender), operator.ShowMessageRequest{Message: ref(b.Ref)}))(t))
	alike(t, c.badge(c.lender), operator.InboxTotals{Unread: 2, Conversations: 2})
}
