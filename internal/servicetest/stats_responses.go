package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (c *cast) responses(who operator.Ref, req operator.ResponseStatsRequest) operator.ResponseStats {
	c.t.Helper()
	return get(c.ShowResponseStats(c.as(who), req))(c.t)
}

// minutes is so many minutes in seconds.
func minutes(n int) *int { return ptr(n * 60) }

func testResponses(t *testing.T, w *World) {
	c := newCast(t, w) // on a Wednesday at 8, an hour before the office opens
	w.Clock.Advance(2 * time.Hour)
	keys := c.ask("Keys").Conversation
	w.Clock.Advance(9 * time.Minute)
	c.reply(c.buyer, keys, "Please.") // the question is the first of the two
	w.Clock.Advance(9 * time.Minute)
	c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Subject: "Keys", Body: "We are open till five."})
	equal(t, "after a message that is no reply", c.responses(c.assigned, operator.ResponseStatsRequest{}).Total.Answered, 0)
	wrong := c.reply(c.assigned, keys, "At one.")
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(wrong.Ref), Confirmed: true}))
	equal(t, "after a reply that was deleted", c.responses(c.assigned, operator.ResponseStatsRequest{}).Total.Answered, 0)
	w.Clock.Advance(8 * time.Minute)
	c.reply(c.assigned, keys, "At noon.")
	c.reply(c.assigned, keys, "At the gate.")
	c.reply(c.buyer, keys, "Thank you. And the bins?")
	w.Clock.Advance(9 * time.Minute)
	c.reply(c.assigned, keys, "On Friday.")
	paint := c.ask("Paint").Conversation
	w.Clock.Advance(48 * time.Hour)
	c.reply(c.assigned, paint, "Blue.")
	late := c.ask("Tiles")
	w.Clock.Advance(4 * dayLong) // over a weekend
	want := operator.ResponseNumbers{
		Answered: 3, Median: minutes(30), P90: minutes(48*60 + 1), FirstMedian: minutes(30), InTarget: ptr(2.0 / 3),
		Waiting: 1, Overdue: 1, Longest: minutes(4 * 24 * 60),
	}
	got := c.responses(c.assigned, operator.ResponseStatsRequest{})
	equal(t, "all", got.Total, want)
	want.Key, want.Name = "MR", ptr("Maple Ridge")
	equal(t, "the community", got.Rows, []operator.ResponseNumbers{want})
	equal(t, "since when", got.Since, w.Clock.Now().Add(-30*dayLong))
	want.Key, want.Name = "MR-014", nil
	equal(t, "the home", c.responses(c.assigned, operator.ResponseStatsRequest{By: operator.ByProperty}).Rows, []operator.ResponseNumbers{want})
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(late.Conversation)}))
	want.Waiting, want.Overdue, want.Longest = 0, 0, nil
	equal(t, "with what waited closed", c.responses(c.assigned, operator.ResponseStatsRequest{By: operator.ByProperty}).Rows, []operator.ResponseNumbers{want})
	_, err := w.ShowResponseStats(c.as(c.assigned), operator.ResponseStatsRequest{By: "stage"})
	refused(t, err, operator.Usage, "bad_by")
	_, err = w.ShowResponseStats(c.as(c.assigned), operator.ResponseStatsRequest{Since: "lately"})
	fails(t, err, operator.Invalid)
}

func testResponsesByPerson(t *testing.T, w *World) {
	c := newCast(t, w)
	by := operator.ResponseStatsRequest{By: operator.ByPerson}
	m := c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned, c.wide}, Body: "When?"})
	c.reply(c.wide, m.Conversation, "On Friday.")
	c.reply(c.buyer, m.Conversation, "At nine?")
	wide := operator.ResponseNumbers{Key: string(c.wide), Name: ptr("Will Wide"), Answered: 1, Median: minutes(1), P90: minutes(1), FirstMedian: minutes(1), InTarget: ptr(1.0)}
	tess := operator.ResponseNumbers{Key: string(c.assigned), Name: ptr("Tess Assigned"), Waiting: 1, Longest: ptr(0)}
	equal(t, "who answered, and the primary contact", c.responses(c.admin, by).Rows, []operator.ResponseNumbers{tess, wide})
	must(t)(nil, c.edit(c.wide, operator.EditConversationRequest{Conversation: ref(m.Conversation), Assignee: ptr(c.wide)}))
	wide.Waiting, wide.Longest = 1, ptr(0)
	equal(t, "with an assignee", c.responses(c.admin, by).Rows, []operator.ResponseNumbers{wide})
}

func testResponsesLately(t *testing.T, w *World) {
	c := newCast(t, w)
	old, answered := c.ask("Keys"), c.ask("Paint")
	c.reply(c.assigned, answered.Conversation, "Blue.")
	w.Clock.Advance(40 * dayLong)
	want := operator.ResponseNumbers{Waiting: 1, Overdue: 1, Longest: minutes(40*24*60 + 2)}
	equal(t, "a month later", c.responses(c.assigned, operator.ResponseStatsRequest{}).Total, want)
	equal(t, "a month later, of two", c.responses(c.assigned, operator.ResponseStatsRequest{Since: "60d"}).Total.Answered, 1)
	c.reply(c.assigned, old.Conversation, "At noon.")
	c.reply(c.buyer, answered.Conversation, "Which blue?")
	c.reply(c.assigned, answered.Conversation, "Light blue.")
	got := c.responses(c.assigned, operator.ResponseStatsRequest{}).Total
	equal(t, "answered lately, by a first reply and by a second", got, operator.ResponseNumbers{
		Answered: 2, Median: minutes(1), P90: minutes(40*24*60 + 3), FirstMedian: minutes(40*24*60 + 3), InTarget: ptr(0.5),
	})
}

func testResponsesMerged(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.ask("Keys")
	w.Clock.Advance(10 * time.Minute)
	c.reply(c.assigned, a.Conversation, "At noon.")
	b := c.ask("Paint")
	w.Clock.Advance(20 * time.Minute)
	c.reply(c.assigned, b.Conversation, "Blue.")
	before := c.responses(c.assigned, operator.ResponseStatsRequest{}).Total
	equal(t, "answered", []*int{before.Median, before.P90}, []*int{minutes(11), minutes(21)})
	c.mergeTalks(c.assigned, b.Conversation, a.Conversation)
	after := c.responses(c.assigned, operator.ResponseStatsRequest{}).Total
	after.FirstMedian, before.FirstMedian = nil, nil // one conversation has one first reply
	equal(t, "with the older behind the younger", after, before)
}

func testWhoSeesResponses(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.ask("Keys")
	c.reply(c.assigned, m.Conversation, "At noon.")
	c.ask("Paint")
	seen := func(who operator.Ref) [3]int {
		res := c.responses(who, operator.ResponseStatsRequest{})
		return [3]int{len(res.Rows), res.Total.Answered, res.Total.Waiting}
	}
	equal(t, "to who is in them", seen(c.assigned), [3]int{1, 1, 1})
	for _, who := range []operator.Ref{c.wide, c.outside, c.buyer, c.cobuyer, c.former, c.stranger, c.lender} {
		equal(t, "to "+string(who), seen(who), [3]int{})
	}
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		before := w.Events()
		equal(t, "to "+string(who), seen(who), [3]int{1, 1, 1})
		equal(t, "events", w.Events(), before+1)
		equal(t, "what is recorded", w.lastAction(t), "conversation.listed_all")
	}
}
