package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (c *cast) inboxStats(who operator.Ref, req operator.InboxStatsRequest) operator.InboxStats {
	c.t.Helper()
	return get(c.ShowInboxStats(c.as(who), req))(c.t)
}

// mine is the numbers of somebody's own inbox.
func (c *cast) mine(who operator.Ref) operator.InboxNumbers {
	c.t.Helper()
	n := c.inboxStats(who, operator.InboxStatsRequest{}).Rows[0]
	equal(c.t, "whose inbox", n.Key, string(who))
	n.Key, n.Name = "", nil
	return n
}

func testInboxStats(t *testing.T, w *World) {
	c := newCast(t, w)
	equal(t, "at first", c.mine(c.assigned), operator.InboxNumbers{})
	keys := c.ask("Keys")
	paint := c.ask("Paint")
	c.reply(c.buyer, paint.Conversation, "Blue?")
	at := keys.CreatedAt
	equal(t, "with questions", c.mine(c.assigned), operator.InboxNumbers{Conversations: 2, Unread: 3, Waiting: 2, OldestUnread: &at})
	c.reply(c.assigned, keys.Conversation, "At noon.")
	at = paint.CreatedAt
	equal(t, "with one answered", c.mine(c.assigned), operator.InboxNumbers{Conversations: 2, Unread: 2, Waiting: 1, OldestUnread: &at})
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(paint.Conversation), AddPeople: []operator.Ref{c.wide}, Assignee: ptr(c.wide)}))
	equal(t, "with the other somebody else's", c.mine(c.assigned).Waiting, 0)
	equal(t, "theirs", c.mine(c.wide), operator.InboxNumbers{Conversations: 1, Waiting: 1})
	w.Clock.Advance(time.Hour)
	edit := func(req operator.EditInboxRequest) {
		t.Helper()
		req.Conversations = []operator.Ref{ref(paint.Conversation)}
		must(t)(w.EditInbox(c.as(c.assigned), req))
	}
	until := "+1h"
	edit(operator.EditInboxRequest{SnoozeUntil: &until})
	equal(t, "snoozed", c.mine(c.assigned), operator.InboxNumbers{Conversations: 1, Unread: 2, OldestUnread: &at})
	w.Clock.Advance(2 * time.Hour)
	equal(t, "when it is over", c.mine(c.assigned).Conversations, 2)
	edit(operator.EditInboxRequest{Muted: ptr(true)})
	equal(t, "muted", c.mine(c.assigned), operator.InboxNumbers{Conversations: 2})
	equal(t, "as on the badge", c.badge(c.assigned).Unread, 0)
	old := c.inboxStats(c.assigned, operator.InboxStatsRequest{Since: "1h"})
	equal(t, "of the last hour", old.Total, operator.InboxNumbers{})
	equal(t, "since when", *old.Since, w.Clock.Now().Add(-time.Hour))
}

func testInboxStatsByHome(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned, c.wide}, Body: "When?"})
	c.sendAs(c.stranger, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.wide}, Body: "When?"})
	at := m.CreatedAt
	home := operator.InboxNumbers{Key: "MR-014", Conversations: 1, Unread: 2, Waiting: 1, OldestUnread: &at}
	got := c.inboxStats(c.admin, operator.InboxStatsRequest{By: operator.ByProperty})
	equal(t, "homes", len(got.Rows), 2)
	equal(t, "the home of two", got.Rows[0], home)
	equal(t, "all", got.Total, operator.InboxNumbers{Conversations: 2, Unread: 3, Waiting: 2, OldestUnread: &at})
	community := c.inboxStats(c.admin, operator.InboxStatsRequest{By: operator.ByCommunity}).Rows[0]
	equal(t, "the community", []int{community.Conversations, community.Unread, community.Waiting}, []int{2, 3, 2})
	people := c.inboxStats(c.admin, operator.InboxStatsRequest{})
	equal(t, "all by person", people.Total, got.Total)
	_, err := w.ShowInboxStats(c.as(c.admin), operator.InboxStatsRequest{By: "stage"})
	refused(t, err, operator.Usage, "bad_by")
}

func testWhoSeesInboxStats(t *testing.T, w *World) {
	c := newCast(t, w)
	c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned, c.wide}, Body: "When?"})
	for _, who := range []operator.Ref{c.buyer, c.cobuyer, c.former, c.stranger, c.lender} {
		res := c.inboxStats(who, operator.InboxStatsRequest{})
		equal(t, "to "+string(who), len(res.Rows)+res.Total.Conversations+res.Total.Unread, 0)
	}
	for _, who := range []operator.Ref{c.assigned, c.outside} {
		res := c.inboxStats(who, operator.InboxStatsRequest{})
		equal(t, "inboxes to "+string(who), len(res.Rows), 1)
		equal(t, "whose", res.Rows[0].Key, string(who))
	}
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		before := w.Events()
		var keys []string
		for _, n := range c.inboxStats(who, operator.InboxStatsRequest{}).Rows {
			keys = append(keys, n.Key)
		}
		equal(t, "to "+string(who), keys, []string{string(c.admin), string(c.assigned), string(c.wide), string(c.outside), string(c.auditor)})
		equal(t, "events", w.Events(), before+1)
		equal(t, "what is recorded", w.lastAction(t), "conversation.listed_all")
	}
}
