package servicetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func bulkTests() []test {
	return []test{
		{"ABulkEditChangesWhatFitsAndNothingElse", testBulkEdit},
		{"ABulkEditIsTakenBack", testBulkUndo},
		{"ABulkEditTellsOfWhatItCouldNotChange", testBulkRefused},
		{"WhatChangedSinceABulkEditStays", testBulkUndoRefused},
		{"ABulkEditIsForWhoMayMakeEachChange", testBulkSight},
		{"ABulkEditOfEverythingIsRecordedOnce", testBulkRecorded},
		{"ABulkEditOfAnInboxIsTakenBack", testBulkInbox},
		{"ABulkEditOfAnInboxIsNobodyElses", testBulkInboxOwn},
		{"ABulkEditIsWrong", testBulkWrong},
		{"MoreThanABulkEditTakesIsRefused", testBulkLimit},
	}
}

// bulk makes a bulk edit of conversations.
func (c *cast) bulk(who operator.Ref, req operator.BulkEditConversationsRequest) operator.BulkEdit {
	c.t.Helper()
	return must(c.t)(c.BulkEditConversations(c.as(who), req)).(operator.BulkEdit)
}

func (c *cast) bulkInbox(who operator.Ref, req operator.BulkEditInboxRequest) operator.BulkEdit {
	c.t.Helper()
	return must(c.t)(c.BulkEditInbox(c.as(who), req)).(operator.BulkEdit)
}

func (c *cast) undoBulk(who operator.Ref, done operator.BulkEdit) operator.BulkEdit {
	c.t.Helper()
	return must(c.t)(c.UndoBulkEdit(c.as(who), operator.UndoBulkEditRequest{Undo: operator.Value(done.Undo)})).(operator.BulkEdit)
}

// told is a bulk edit in words: "C1 label +attic, state open>closed; C2 refused".
func told(done operator.BulkEdit) string {
	items := make([]string, len(done.Items))
	for i, item := range done.Items {
		words := []string{item.Conversation.String()}
		for _, f := range item.Fields {
			words = append(words, fmt.Sprintf("%s %s>%s", f.Field, f.Was, f.Is))
		}
		if item.Refused != nil {
			words = append(words, "refused")
		}
		items[i] = strings.Join(words, " ")
	}
	return strings.Join(items, "; ")
}

func testBulkEdit(t *testing.T, w *World) {
	c := newCast(t, w)
	kitchen := c.send(c.assigned, "Which oak?", c.buyer).Conversation
	keys := c.send(c.assigned, "The keys.", c.wide).Conversation
	old := c.send(c.assigned, "Hello.", c.cobuyer).Conversation
	c.Clock.Advance(48 * time.Hour)
	late := c.send(c.assigned, "Hello.", c.lender).Conversation
	done := c.bulk(c.assigned, operator.BulkEditConversationsRequest{
		ConversationFilter: operator.ConversationFilter{OlderThan: "1d", Unassigned: true},
		AddLabels:          []string{"Stale"}, SetAssignee: ptr(c.assigned), SetState: operator.StateClosed,
	})
	want := "label >stale assignee >" + string(c.assigned) + " state open>closed"
	alike(t, told(done), strings.Join([]string{old.String() + " " + want, keys.String() + " " + want, kitchen.String() + " " + want}, "; "))
	alike(t, []int{done.Fit, done.Changed, done.Refused}, []int{3, 3, 0})
	for _, id := range []operator.ConversationID{kitchen, keys, old} {
		now := c.show(c.assigned, id)
		alike(t, []any{now.State, now.Labels, now.Assignee.Ref.String()}, []any{operator.StateClosed, []string{"stale"}, string(c.assigned)})
	}
	alike(t, c.show(c.assigned, late).State, operator.StateOpen)
	alike(t, len(get(w.ListInbox(c.as(c.buyer), operator.ListInboxRequest{}))(t).Items), 0)

	var events []string
	for _, e := range get(w.ListEvents(w.boss(), operator.ListEventsRequest{Property: c.home}))(t).Items {
		if e.Object == kitchen.String() {
			events = append(events, e.Action)
		}
	}
	alike(t, events[len(events)-3:], []string{"conversation.labelled", "conversation.assigned", "conversation.closed"})

	again := c.bulk(c.assigned, operator.BulkEditConversationsRequest{State: operator.StateClosed, AddLabels: []string{"stale"}, SetState: operator.StateClosed})
	alike(t, []any{again.Fit, again.Changed, len(again.Items), again.Undo == nil}, []any{3, 0, 0, true})
	must(t)(nil, w.Check())
}

func testBulkUndo(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.send(c.assigned, "Which oak?", c.buyer).Conversation, c.send(c.assigned, "Hello.", c.cobuyer).Conversation
	must(t)(w.EditConversation(c.as(c.assigned), operator.EditConversationRequest{Conversation: ref(b), AddLabels: []string{"attic"}, Assignee: ptr(c.assigned)}))
	before := []operator.Conversation{c.show(c.assigned, a), c.show(c.assigned, b)}
	req := operator.BulkEditConversationsRequest{
		AddLabels: []string{"cellar"}, RemoveLabels: []string{"attic"}, SetAssignee: ptr(operator.Ref("none")), SetState: operator.StateClosed,
	}
	try := must(t)(w.BulkEditConversations(c.dry(c.assigned), req)).(operator.BulkEdit)
	alike(t, []any{try.Changed, try.Undo == nil, c.show(c.assigned, a).State}, []any{2, true, operator.StateOpen})
	done := c.bulk(c.assigned, req)
	alike(t, told(done), told(try))
	after := []operator.Conversation{c.show(c.assigned, a), c.show(c.assigned, b)}

	same := func(want []operator.Conversation) {
		t.Helper()
		for i, id := range []operator.ConversationID{a, b} {
			now := c.show(c.assigned, id)
			alike(t, []any{now.State, now.Labels, now.Assignee}, []any{want[i].State, want[i].Labels, want[i].Assignee})
		}
	}
	undone := c.undoBulk(c.assigned, done)
	same(before)
	alike(t, []int{undone.Fit, undone.Changed, undone.Refused}, []int{2, 2, 0})
	c.undoBulk(c.assigned, undone)
	same(after)

	mine := operator.BulkEditConversationsRequest{AddLabels: []string{"loft"}}
	must(t)(w.BulkEditConversations(w.keyed(c.assigned, "monday"), mine))
	undone = c.undoBulk(c.assigned, operator.BulkEdit{Undo: ptr("monday")})
	alike(t, undone.Changed, 2)
	same(after)
	c.Clock.Advance(operator.KeyLife + time.Hour)
	_, err := w.UndoBulkEdit(c.as(c.assigned), operator.UndoBulkEditRequest{Undo: "monday"})
	refused(t, err, operator.NotFound, "no_bulk_edit")
}

func testBulkRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.send(c.assigned, "Which oak?", c.buyer).Conversation, c.send(c.assigned, "Hello.", c.wide, c.cobuyer).Conversation
	done := c.bulk(c.assigned, operator.BulkEditConversationsRequest{AddLabels: []string{"attic"}, SetAssignee: ptr(c.wide)})
	alike(t, told(done), fmt.Sprintf("%s label >attic assignee >%s; %s refused", b, c.wide, a))
	alike(t, len(c.show(c.assigned, a).Labels), 0)
	must(t)(w.WithdrawTransaction(w.boss(), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	done = c.bulk(c.assigned, operator.BulkEditConversationsRequest{RemoveLabels: []string{"attic"}, SetState: operator.StateOpen})
	alike(t, told(done), fmt.Sprintf("%s refused; %s refused", b, a))
	alike(t, []any{done.Changed, done.Refused, done.Undo == nil}, []any{0, 2, true})
	alike(t, c.show(c.assigned, b).Labels, []string{"attic"})
	for _, e := range get(w.ListEvents(w.boss(), operator.ListEventsRequest{Property: c.home}))(t).Items {
		if e.Object == a.String() && e.Action == "conversation.labelled" {
			t.Error("what was refused is recorded")
		}
	}
}

func testBulkUndoRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.send(c.assigned, "Which oak?", c.buyer).Conversation, c.send(c.assigned, "Hello.", c.cobuyer).Conversation
	lost := c.send(c.wide, "Keys.", c.assigned).Conversation
	done := c.bulk(c.assigned, operator.BulkEditConversationsRequest{AddLabels: []string{"attic"}})
	must(t)(w.EditConversation(c.as(c.assigned), operator.EditConversationRequest{Conversation: ref(a), RemoveLabels: []string{"attic"}}))
	must(t)(w.EditConversation(c.as(c.wide), operator.EditConversationRequest{Conversation: ref(lost), RemovePeople: []operator.Ref{c.assigned}}))
	undone := c.undoBulk(c.assigned, done)
	alike(t, told(undone), fmt.Sprintf("%s label attic>; %s refused; %s refused", b, a, lost))
	alike(t, []int{undone.Fit, undone.Changed, undone.Refused}, []int{3, 1, 2})
	alike(t, c.show(c.wide, lost).Labels, []string{"attic"})
	_, err := w.UndoBulkEdit(c.as(c.wide), operator.UndoBulkEditRequest{Undo: operator.Value(done.Undo)})
	refused(t, err, operator.NotFound, "no_bulk_edit")
}

func testBulkSight(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.assigned, "Which oak?", c.buyer).Conversation
	secret := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Body: "The price.", Internal: true}).Conversation
	labels := operator.BulkEditConversationsRequest{AddLabels: []string{"attic"}}
	alike(t, told(c.bulk(c.buyer, labels)), a.String()+" refused")
	alike(t, told(c.bulk(c.stranger, labels)), "")
	alike(t, told(c.bulk(c.outside, labels)), "")
	alike(t, len(c.show(c.assigned, a).Labels), 0)
	alike(t, told(c.bulk(c.assigned, operator.BulkEditConversationsRequest{AddLabels: []string{"attic"}})), fmt.Sprintf("%s label >attic; %s label >attic", secret, a))
	// What only the team of a home sees finds nothing for others.
	labelled := operator.BulkEditConversationsRequest{ConversationFilter: operator.ConversationFilter{Label: "attic"}, SetState: operator.StateClosed}
	alike(t, told(c.bulk(c.buyer, labelled)), "")
	all := labels
	all.All = true
	for _, who := range []operator.Ref{c.assigned, c.buyer, c.outside} {
		_, err := w.BulkEditConversations(c.as(who), all)
		refused(t, err, operator.Denied, "not_allowed")
	}
	alike(t, told(c.bulk(c.auditor, operator.BulkEditConversationsRequest{All: true, AddLabels: []string{"loft"}})), fmt.Sprintf("%s refused; %s refused", secret, a))
	alike(t, told(c.bulk(c.admin, operator.BulkEditConversationsRequest{All: true, AddLabels: []string{"loft"}})), fmt.Sprintf("%s label >loft; %s label >loft", secret, a))
}

func testBulkRecorded(t *testing.T, w *World) {
	c := newCast(t, w)
	for range 3 {
		c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "Hello.", New: true})
	}
	count := func() (listed, read int) {
		for _, e := range get(w.ListEvents(w.boss(), operator.ListEventsRequest{Paging: operator.Paging{Limit: 500}}))(t).Items {
			listed += one(e.Action == "conversation.listed_all")
			read += one(e.Action == "conversation.read")
		}
		return listed, read
	}
	req := operator.BulkEditConversationsRequest{All: true, AddLabels: []string{"attic"}}
	must(t)(w.BulkEditConversations(c.dry(c.admin), req))
	listed, read := count()
	alike(t, []int{listed, read}, []int{1, 0})
	c.bulk(c.admin, req)
	listed, read = count()
	alike(t, []int{listed, read}, []int{2, 0})
	c.bulk(c.admin, req) // which changes nothing
	listed, read = count()
	alike(t, []int{listed, read}, []int{3, 0})
	c.bulk(c.assigned, operator.BulkEditConversationsRequest{RemoveLabels: []string{"attic"}})
	listed, read = count()
	alike(t, []int{listed, read}, []int{3, 0})
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func testBulkInbox(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.buyer, "Which oak?", c.assigned).Conversation
	c.reply(c.assigned, a, "The dark one.")
	for _, body := range []string{"Sure?", "Hello?"} {
		c.reply(c.buyer, a, body)
	}
	b := c.send(c.cobuyer, "Hello.", c.assigned).Conversation
	must(t)(w.EditInbox(c.as(c.assigned), operator.EditInboxRequest{Conversations: []operator.Ref{ref(b)}, Starred: ptr(true), SnoozeUntil: ptr("+3d")}))
	list := func() []operator.InboxItem {
		t.Helper()
		return get(w.ListInbox(c.as(c.assigned), operator.ListInboxRequest{State: operator.InboxAll}))(t).Items
	}
	before := list()
	req := operator.BulkEditInboxRequest{State: operator.InboxAll, SetRead: true, SetStarred: ptr(true), SetMuted: ptr(true), SetArchived: ptr(true), SetSnoozeUntil: ptr("+1d")}
	done := c.bulkInbox(c.assigned, req)
	alike(t, []int{done.Fit, done.Changed, done.Refused}, []int{2, 2, 0})
	after := list()
	if slices.EqualFunc(before, after, func(x, y operator.InboxItem) bool { return x.Unread == y.Unread || x.Archived == y.Archived }) {
		t.Error("nothing has changed")
	}
	alike(t, c.badge(c.assigned).Unread, 0)
	undone := c.undoBulk(c.assigned, done)
	alike(t, list(), before)
	alike(t, c.unread(c.assigned, a), 2)
	c.undoBulk(c.assigned, undone)
	alike(t, list(), after)
	must(t)(nil, w.Check())

	c.reply(c.cobuyer, b, "@tess@example.com, are you there?") // brings it back
	last := c.bulkInbox(c.assigned, operator.BulkEditInboxRequest{State: operator.InboxAll, SetRead: true})
	alike(t, told(last), b.String()+" unread 1>0")
	c.reply(c.cobuyer, b, "Hello?")
	alike(t, told(c.undoBulk(c.assigned, last)), b.String()+" refused")
	alike(t, c.unread(c.assigned, b), 1)
}

func testBulkInboxOwn(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.buyer, "Which oak?", c.assigned).Conversation
	done := c.bulkInbox(c.assigned, operator.BulkEditInboxRequest{Unread: true, SetRead: true, SetArchived: ptr(true)})
	alike(t, told(done), a.String()+" archived false>true unread 1>0")
	alike(t, get(w.ListInbox(c.as(c.buyer), operator.ListInboxRequest{}))(t).Items[0].Archived, false)
	alike(t, told(c.bulkInbox(c.admin, operator.BulkEditInboxRequest{State: operator.InboxAll, SetStarred: ptr(true)})), "")
	closed := c.send(c.buyer, "Hello.", c.wide).Conversation
	must(t)(w.CloseConversation(c.as(c.wide), operator.ConversationRequest{Conversation: ref(closed)}))
	alike(t, told(c.bulkInbox(c.wide, operator.BulkEditInboxRequest{State: operator.InboxClosed, SetSnoozeUntil: ptr("+1d")})), closed.String()+" refused")
}

func testBulkWrong(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "Which oak?", c.buyer)
	for reason, req := range map[string]operator.BulkEditConversationsRequest{
		"nothing_said":        {},
		"bad_state":           {SetState: "ajar"},
		"bad_waiting_on":      {ConversationFilter: operator.ConversationFilter{WaitingOn: "me"}, SetState: operator.StateClosed},
		"mine_and_unassigned": {ConversationFilter: operator.ConversationFilter{Mine: true, Unassigned: true}, SetState: operator.StateClosed},
	} {
		_, err := w.BulkEditConversations(c.as(c.assigned), req)
		refused(t, err, operator.Usage, reason)
	}
	_, err := w.BulkEditConversations(c.as(c.assigned), operator.BulkEditConversationsRequest{AddLabels: []string{"two\nlines"}})
	fails(t, err, operator.Invalid)
	_, err = w.BulkEditConversations(c.as(c.assigned), operator.BulkEditConversationsRequest{SetAssignee: ptr(operator.Ref("P999"))})
	fails(t, err, operator.NotFound)
	_, err = w.BulkEditInbox(c.as(c.assigned), operator.BulkEditInboxRequest{})
	refused(t, err, operator.Usage, "nothing_said")
	_, err = w.BulkEditInbox(c.as(c.assigned), operator.BulkEditInboxRequest{State: "lost", SetRead: true})
	refused(t, err, operator.Usage, "bad_state")
	_, err = w.BulkEditInbox(c.as(c.assigned), operator.BulkEditInboxRequest{SetSnoozeUntil: ptr("-1d")})
	refused(t, err, operator.Invalid, "past")
	_, err = w.UndoBulkEdit(c.as(c.assigned), operator.UndoBulkEditRequest{Undo: "nothing"})
	refused(t, err, operator.NotFound, "no_bulk_edit")
	// A key of another request is none.
	must(t)(w.SendMessage(w.keyed(c.assigned, "k"), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "Once"}))
	_, err = w.UndoBulkEdit(c.as(c.assigned), operator.UndoBulkEditRequest{Undo: "k"})
	refused(t, err, operator.NotFound, "no_bulk_edit")
}

func testBulkLimit(t *testing.T, w *World) {
	c := newCast(t, w)
	var file strings.Builder
	file.WriteString("property,thread,from,to,sent_at,body\n")
	for i := range operator.MaxBulk {
		fmt.Fprintf(&file, "%s,%d,tess@example.com,ben@example.com,2025-01-01 10:00,Hello\n", c.home, i)
	}
	w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, file.String())
	done := c.bulk(c.assigned, operator.BulkEditConversationsRequest{AddLabels: []string{"attic"}})
	alike(t, done.Changed, operator.MaxBulk)
	own := c.bulkInbox(c.assigned, operator.BulkEditInboxRequest{State: operator.InboxAll, SetStarred: ptr(true)})
	alike(t, own.Changed, operator.MaxBulk)
	c.send(c.assigned, "One more.", c.buyer)
	_, err := w.BulkEditConversations(c.as(c.assigned), operator.BulkEditConversationsRequest{AddLabels: []string{"loft"}})
	refused(t, err, operator.Invalid, "too_many")
	_, err = w.BulkEditInbox(c.as(c.assigned), operator.BulkEditInboxRequest{State: operator.InboxAll, SetMuted: ptr(true)})
	refused(t, err, operator.Invalid, "too_many")
	alike(t, c.undoBulk(c.assigned, done).Changed, operator.MaxBulk)
}
