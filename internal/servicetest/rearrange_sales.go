package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// moveAgain moves a conversation, which may fail.
func (c *cast) moveAgain(id operator.ConversationID, to operator.Ref) error {
	return second(c.MoveConversation(c.as(c.wide), operator.MoveConversationRequest{Conversation: ref(id), Property: to, Confirmed: true}))
}

func testNoWayBackUnderAnotherSale(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.wide, "Ben's price", c.buyer)
	c.reply(c.wide, m.Conversation, "Ben's loan")
	last := c.reply(c.wide, m.Conversation, "Ben's deck")
	c.moveTalk(c.wide, m.Conversation, c.other)
	tail := c.splitTalk(c.wide, last)
	c.withdraw()
	reopen := "reopen the sale first: operator transaction reopen " + string(c.sale)
	err := c.moveAgain(m.Conversation, c.home)
	refused(t, err, operator.Conflict, "other_sale")
	alike(t, hintOf(err), reopen)

	c.sell(c.home, c.cobuyer)
	fresh := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.assigned}, Internal: true, Body: "Between us"})
	for _, id := range []operator.ConversationID{m.Conversation, tail.Ref} { // and what was split off
		err := c.moveAgain(id, c.home)
		refused(t, err, operator.Conflict, "other_sale")
		alike(t, hintOf(err), "start another conversation: operator msg send -p MR-014 --to WHO")
	}
	get(c.undoTalk(c.wide, m.Conversation))(t) // the split, but not what was before it
	_, err = c.undoTalk(c.wide, m.Conversation)
	refused(t, err, operator.Conflict, "changed_since")
	alike(t, hintOf(err), "start another conversation: operator msg send -p MR-014 --to WHO")
	must(t)(nil, c.moveAgain(fresh.Conversation, c.home)) // which never was under that sale
	must(t)(nil, w.Check())

	// Under a sale that is there still, it moves back.
	again := c.send(c.wide, "Cora's price", c.cobuyer)
	c.moveTalk(c.wide, again.Conversation, c.other)
	alike(t, c.moveTalk(c.wide, again.Conversation, c.home).Property, string(c.home))
}

func testHistoryOfAnotherSale(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.wide, "Ben's price", c.assigned, c.buyer)
	c.moveTalk(c.wide, m.Conversation, c.other)
	add := func(who operator.Ref, history bool) error {
		return c.edit(c.wide, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{who}, WithHistory: history})
	}
	err := add(c.stranger, true)
	refused(t, err, operator.Conflict, "other_sale")
	alike(t, hintOf(err), "add them without it: operator conversation edit "+m.Conversation.String()+" --add-person "+string(c.stranger))

	// Nor by way of a merge with what they are in.
	own := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.stranger}, Body: "Stan's price"})
	merge := func(into, from operator.ConversationID) error {
		return second(w.MergeConversations(c.as(c.wide), operator.MergeConversationsRequest{Into: ref(into), From: ref(from), Confirmed: true}))
	}
	refused(t, merge(own.Conversation, m.Conversation), operator.Conflict, "other_sale")
	must(t)(nil, merge(m.Conversation, own.Conversation))
	alike(t, bodies(c.show(c.stranger, m.Conversation).Messages), []string{"Stan's price"})
	must(t)(nil, c.edit(c.wide, operator.EditConversationRequest{Conversation: ref(m.Conversation), RemovePeople: []operator.Ref{c.stranger}}))
	refused(t, add(c.stranger, true), operator.Conflict, "other_sale") // it came with the merge
	must(t)(nil, add(c.stranger, false))
	alike(t, bodies(c.show(c.stranger, m.Conversation).Messages), []string{})
	must(t)(nil, add(c.outside, true)) // the team sees the whole
	alike(t, len(c.show(c.outside, m.Conversation).Messages), 2)
	must(t)(nil, w.Check())
}
