package servicetest

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// snapshot is all that the service shows: to an administrator of people, homes and
// sales, and to everybody of their own inbox. It leaves no event.
func (w *World) snapshot(must func(any, error) any) map[string]any {
	all := map[string]any{}
	people := must(w.ListPeople(w.boss(), operator.ListPeopleRequest{})).(operator.Page[operator.Person]).Items
	all["people"] = people
	all["homes"] = must(w.ListProperties(w.boss(), operator.ListPropertiesRequest{}))
	all["sales"] = must(w.ListTransactions(w.boss(), operator.ListTransactionsRequest{}))
	for _, u := range must(w.ListUpdates(w.boss(), operator.ListUpdatesRequest{})).(operator.Page[operator.Update]).Items {
		all["receipts "+u.Ref.String()] = must(w.ListReceipts(w.boss(), operator.ListReceiptsRequest{Update: ref(u.Ref)}))
	}
	for _, p := range people {
		if p.Status != operator.Active {
			continue
		}
		ctx := w.As(ref(p.Ref))
		name := p.Ref.String()
		for _, state := range []operator.InboxState{operator.InboxOpen, operator.InboxClosed, operator.InboxSnoozed, operator.InboxArchived, operator.InboxAll} {
			all[name+" "+string(state)] = must(w.ListInbox(ctx, operator.ListInboxRequest{State: state, Paging: operator.Paging{Count: true}}))
		}
		all[name+" badge"] = must(w.InboxTotals(ctx, operator.TotalsRequest{}))
		all[name+" updates"] = must(w.ListUpdates(ctx, operator.ListUpdatesRequest{}))
		all[name+" unseen"] = must(w.ListUpdates(ctx, operator.ListUpdatesRequest{Unseen: true}))
		all[name+" next"] = must(w.NextInbox(ctx, operator.NextInboxRequest{}))
		inbox := all[name+" all"].(operator.Page[operator.InboxItem])
		for _, i := range inbox.Items {
			all[name+" "+i.Ref.String()] = must(w.ShowConversation(ctx, operator.ShowConversationRequest{Conversation: ref(i.Ref)}))
		}
	}
	return all
}

func (c *cast) snapshot() map[string]any {
	c.t.Helper()
	return c.World.snapshot(must(c.t))
}

// talkOfMany is a cast that has talked about the home in several groups.
func talkOfMany(t *testing.T, w *World) (*cast, operator.Message) {
	c := newCast(t, w)
	m := c.send(c.assigned, "For both", c.buyer, c.cobuyer)
	c.reply(c.cobuyer, m.Conversation, "Thank you, @"+string(c.buyer))
	c.send(c.buyer, "Mine alone", c.assigned)
	left := c.sendAs(c.cobuyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned, c.buyer}, Subject: "Left", Body: "Bye, @" + string(c.buyer)})
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(left.Conversation), RemovePeople: []operator.Ref{c.cobuyer}}))
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(left.Conversation)}, Muted: ptr(true)}))
	c.send(c.assigned, "For all", "home")
	c.sendAs(c.wide, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Internal: true, Body: "Between us"})
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), Assignee: ptr(c.assigned)}))
	for _, who := range []operator.Ref{c.buyer, c.cobuyer, c.wide} { // each sees one, and leaves another
		u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Ack: operator.AckAll})
		must(t)(w.AcknowledgeUpdate(c.as(who), operator.UpdateRequest{Update: ref(u.Ref)}))
	}
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(m.Conversation)}, SnoozeUntil: ptr("+3d"), Starred: ptr(true)}))
	c.Clock.Advance(time.Minute)
	return c, m
}

func testMergeUndone(t *testing.T, w *World) {
	c, _ := talkOfMany(t, w)
	pairs := [][2]operator.Ref{
		{c.buyer, c.cobuyer},
		{c.cobuyer, c.buyer},
		{c.stranger, c.buyer},
		{c.buyer, c.former},
		{c.outside, c.assigned},
		{c.assigned, c.wide},
		{c.wide, c.assigned},
		{c.admin, c.assigned},
		{c.lender, c.spareContact()},
	}
	for _, pair := range pairs {
		before := c.snapshot()
		c.merge(pair[0], pair[1])
		if err := w.Check(); err != nil {
			t.Errorf("%s merged into %s: %v", pair[1], pair[0], err)
		}
		c.Clock.Advance(time.Minute)
		alike(t, ref(c.undo(pair[0]).Ref), pair[1])
		alike(t, c.snapshot(), before)
	}
}

func testMergesUndoneInTurn(t *testing.T, w *World) {
	c, _ := talkOfMany(t, w)
	first := c.snapshot()
	c.merge(c.cobuyer, c.buyer)
	then := c.snapshot()
	c.merge(c.cobuyer, c.stranger)
	_, err := w.UndoMerge(c.as(c.admin), operator.PersonRequest{Person: c.buyer})
	refused(t, err, operator.Conflict, "not_the_last")
	must(t)(nil, w.Check())
	alike(t, ref(c.undo(c.stranger).Ref), c.stranger)
	alike(t, c.snapshot(), then)
	c.merge(c.former, c.cobuyer) // with who was merged into her before
	alike(t, c.person(c.buyer).Ref, c.person(c.former).Ref)
	alike(t, len(c.person(c.former).Aliases), 2)
	must(t)(nil, w.Check())
	c.undo(c.former)
	alike(t, c.snapshot(), then)
	alike(t, ref(c.undo(c.buyer).Ref), c.buyer)
	alike(t, c.snapshot(), first)
}

// undoRefusedAfter is a test that a merge cannot be taken back after a change.
func undoRefusedAfter(change func(*cast, operator.Message) error) func(*testing.T, *World) {
	return func(t *testing.T, w *World) {
		c, m := talkOfMany(t, w)
		c.merge(c.cobuyer, c.buyer)
		undo := func() error { return second(w.UndoMerge(w.dry(c.admin), operator.PersonRequest{Person: c.cobuyer})) }
		must(t)(nil, undo())
		c.Clock.Advance(time.Minute)
		must(t)(nil, change(c, m))
		refused(t, undo(), operator.Conflict, "changed")
	}
}

func afterAnEdit(c *cast, _ operator.Message) error {
	return second(c.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, Title: ptr("Dr")}))
}

func afterAMessage(c *cast, m operator.Message) error {
	return second(c.ReplyMessage(c.as(c.buyer), operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "More"}))
}

func afterANewConversation(c *cast, _ operator.Message) error {
	return second(c.SendMessage(c.as(c.assigned), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "New", New: true}))
}

func afterARemoval(c *cast, m operator.Message) error {
	return c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), RemovePeople: []operator.Ref{c.buyer}})
}

func afterAWithdrawal(c *cast, _ operator.Message) error {
	return second(c.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
}

func testUndoWithANameThatIsTaken(t *testing.T, w *World) {
	c, _ := talkOfMany(t, w)
	c.merge(c.outside, c.wide)
	must(t)(w.AddPerson(c.as(c.admin), operator.AddPersonRequest{Kind: operator.Team, Name: "William", Email: "will@example.com"}))
	_, err := w.UndoMerge(c.as(c.admin), operator.PersonRequest{Person: c.outside})
	refused(t, err, operator.Conflict, "email_taken")
}

// testMergedUpdates: what one of the two has seen or acknowledged, both have.
func testMergedUpdates(t *testing.T, w *World) {
	c, _ := talkOfMany(t, w)
	counts := func() []operator.ReceiptCounts {
		all := []operator.ReceiptCounts{}
		for _, u := range get(w.ListUpdates(w.boss(), operator.ListUpdatesRequest{}))(t).Items {
			all = append(all, *u.Receipts)
		}
		return all
	}
	// The newest first: seen by Will, by Cora, and by Ben.
	alike(t, counts(), []operator.ReceiptCounts{{Recipients: 3, Seen: 1}, {Recipients: 3, Seen: 1, Acknowledged: 1}, {Recipients: 3, Seen: 1, Acknowledged: 1}})
	c.merge(c.cobuyer, c.buyer)
	alike(t, counts(), []operator.ReceiptCounts{{Recipients: 2, Seen: 1}, {Recipients: 2, Seen: 1, Acknowledged: 1}, {Recipients: 2, Seen: 1, Acknowledged: 1}})
	alike(t, c.unseen(c.cobuyer), []string{"U3"})
	// What was posted since is news to both, and what was deleted to neither.
	c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: "U3", Confirmed: true}))
	c.undo(c.cobuyer)
	alike(t, c.unseen(c.cobuyer), []string{"U4", "U1"})
	alike(t, c.unseen(c.buyer), []string{"U4", "U2"})
	c.merge(c.buyer, c.cobuyer)
	must(t)(w.AcknowledgeUpdate(c.as(c.buyer), operator.UpdateRequest{Update: "U1"}))
	must(t)(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: "U4"}))
	_, err := w.UndoMerge(c.as(c.admin), operator.PersonRequest{Person: c.buyer})
	refused(t, err, operator.Conflict, "changed")
}

// testMergedAuthor merges who posted into who has not seen it: nobody has their own
// updates unseen.
func testMergedAuthor(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	equal(t, "before", c.unseen(c.wide), []string{u.Ref.String()})
	c.merge(c.wide, c.assigned)
	equal(t, "as one", c.unseen(c.wide), []string{})
	must(t)(nil, w.Check())
	c.undo(c.wide)
	equal(t, "taken back", c.unseen(c.wide), []string{u.Ref.String()})
}

func testUndoAfterOthersWrote(t *testing.T, w *World) {
	c, m := talkOfMany(t, w)
	unread := []int{c.unread(c.buyer, m.Conversation), c.unread(c.cobuyer, m.Conversation)}
	c.merge(c.cobuyer, c.buyer)
	alike(t, c.unread(c.cobuyer, m.Conversation), 1)
	c.reply(c.assigned, m.Conversation, "One more, @"+string(c.cobuyer))
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(m.Conversation)}))
	c.undo(c.cobuyer)
	alike(t, []int{c.unread(c.buyer, m.Conversation), c.unread(c.cobuyer, m.Conversation)}, []int{unread[0] + 1, unread[1] + 1})
	items := get(w.ListInbox(c.as(c.buyer), operator.ListInboxRequest{State: operator.InboxClosed}))(t).Items
	alike(t, []any{len(items), items[0].SnoozedUntil == nil, items[0].Starred}, []any{1, true, true})
	alike(t, len(c.show(c.buyer, m.Conversation).Participants), 3)
}

// Merges makes random talk, merges two people of it, goes on, and takes the merge
// back where nothing speaks against it: after each step everything is as a model
// made of plain lists says, and after the undo as it was before. Each run has a
// world of its own: all that is in it is compared and checked.
func Merges(t *testing.T, newWorld func(*testing.T) *World) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		m := newModel(rt, w)
		m.stepsOfMerges(rapid.IntRange(1, 16).Draw(rt, "steps"))
		must := func(v any, err error) any { m.ok(err); return v }
		pair := [][2]int{{tess, nora}, {will, nora}, {ben, cora}, {ben, stan}, {cora, stan}, {stan, cora}}[rapid.IntRange(0, 5).Draw(rt, "pair")]
		before := w.snapshot(must)
		w.Clock.Advance(time.Minute)
		m.ok(second(w.MergePeople(w.boss(), operator.MergePeopleRequest{Into: m.refs[pair[0]], From: m.refs[pair[1]], Confirmed: true})))
		m.ok(w.Check())
		if m.yes("undo") {
			m.ok(second(w.UndoMerge(w.boss(), operator.PersonRequest{Person: m.refs[pair[0]]})))
			m.ok(w.Check())
			m.same(before, w.snapshot(must))
			m.compare()
			return
		}
		if pair[0] == stan {
			return // the model knows no other buyer in turn
		}
		m.merge(pair[0], pair[1])
		m.compare()
		m.stepsOfMerges(rapid.IntRange(0, 12).Draw(rt, "steps after"))
		m.compareTexts()
		m.ok(w.Check())
	})
}
