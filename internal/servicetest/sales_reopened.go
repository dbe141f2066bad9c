package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// reopenTests is about what a withdrawal that is taken back gives back.
func reopenTests() []test {
	return []test{
		{"WhatWasUnreadBeforeAWithdrawalIsUnreadAfterIt", testMarksAfterReopening},
		{"WhoBecameOnePersonMeanwhileSeesWhatEitherSaw", testReopenedToOneOfTwo},
		{"WhoBuysAgainSeesNothingOfTheSaleThatWasWithdrawn", testTheSameBuyerAgain},
	}
}

func (c *cast) reopen() {
	c.t.Helper()
	must(c.t)(c.ReopenTransaction(c.boss(), operator.TransactionRequest{Transaction: c.sale}))
}

// entry is what somebody has of a conversation in their inbox.
func (c *cast) entry(who operator.Ref, id operator.ConversationID) operator.InboxItem {
	c.t.Helper()
	for _, i := range get(c.ListInbox(c.as(who), operator.ListInboxRequest{State: operator.InboxAll}))(c.t).Items {
		if i.Ref == id {
			return i
		}
	}
	c.t.Fatalf("%s is not in the inbox of %s", id, who)
	return operator.InboxItem{}
}

func testMarksAfterReopening(t *testing.T, w *World) {
	c := newCast(t, w)
	talk := c.send(c.assigned, "Read.", c.buyer, c.lender).Conversation
	must(t)(w.MarkRead(c.as(c.buyer), operator.MarkReadRequest{All: true}))
	c.reply(c.assigned, talk, "Not read.")
	must(t)(w.EditInbox(c.as(c.buyer), operator.EditInboxRequest{Conversations: []operator.Ref{ref(talk)}, Starred: ptr(true), Muted: ptr(true)}))
	c.withdraw()
	equal(t, "without the sale", c.badge(c.buyer), operator.InboxTotals{})
	c.reopen()
	is := c.entry(c.buyer, talk)
	equal(t, "the buyer's entry", []any{is.Unread, is.Starred, is.Muted, is.State}, []any{1, true, true, operator.StateOpen})
	equal(t, "what the lender has not read", c.unread(c.lender, talk), 2)
}

func testReopenedToOneOfTwo(t *testing.T, w *World) {
	c := newCast(t, w)
	talk := c.send(c.assigned, "One", c.cobuyer).Conversation
	c.join(talk, false, c.buyer)
	c.reply(c.assigned, talk, "Two")
	must(t)(w.MarkRead(c.as(c.buyer), operator.MarkReadRequest{All: true}))
	c.withdraw()
	c.merge(c.buyer, c.cobuyer)
	c.reopen()
	equal(t, "what they see", bodies(c.show(c.buyer, talk).Messages), []string{"One", "Two"})
	equal(t, "what neither has read with the other", c.unread(c.buyer, talk), 2)
}

func testTheSameBuyerAgain(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "Of the first sale", c.assigned)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	c.withdraw()
	c.sell(c.home, c.buyer)
	c.hides(c.buyer, m.Conversation)
	_, err := w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(u.Ref)})
	fails(t, err, operator.NotFound)
	equal(t, "unseen", c.unseen(c.buyer), []string{})
}
