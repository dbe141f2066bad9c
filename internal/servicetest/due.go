package servicetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func dueTests() []test {
	return []test{
		{"AReplyIsDueWhenItsTargetHasPassed", testDueReplies},
		{"AHomeUnderContractIsDueAnUpdate", testDueUpdates},
		{"AnUpdateIsDueTheAcknowledgementItAsksFor", testDueAcks},
		{"AStepThatDoesNotMoveIsDue", testDueMilestones},
		{"WhatIsDueIsForTheTeamOfTheHome", testWhoSeesWhatIsDue},
	}
}

const dayLong = 24 * time.Hour

// due is what is late to somebody, a line each.
func (c *cast) due(who operator.Ref, req operator.DueRequest) []string {
	c.t.Helper()
	lines := []string{}
	for _, d := range get(c.ListDue(c.as(who), req))(c.t) {
		responsible := "nobody"
		if d.Responsible != nil {
			responsible = d.Responsible.Name
		}
		words := []string{string(d.Kind), d.Property, operator.Value(d.Object), d.Text, responsible, fmt.Sprint(d.Days)}
		lines = append(lines, strings.Join(words, "|"))
	}
	return lines
}

func testDueReplies(t *testing.T, w *World) {
	c := newCast(t, w)
	only := operator.DueRequest{Replies: true}
	m := c.ask("Keys")
	overdue := func(who operator.Ref) (found []operator.ConversationID) {
		t.Helper()
		filter := operator.ConversationFilter{Overdue: true}
		for _, i := range get(w.ListInbox(c.as(who), operator.ListInboxRequest{ConversationFilter: filter}))(t).Items {
			found = append(found, i.Ref)
		}
		return found
	}
	equal(t, "at once", c.due(c.assigned, only), []string{})
	equal(t, "in the inbox, at once", overdue(c.assigned), nil)
	w.Clock.Advance(7 * dayLong)
	equal(t, "in the inbox", overdue(c.assigned), []operator.ConversationID{m.Conversation})
	equal(t, "in that of the buyer, who does not know whom it waits for", overdue(c.buyer), nil)
	late := []string{"reply|MR-014|" + m.Conversation.String() + "|a reply about Keys|Tess Assigned|6"}
	equal(t, "a week later", c.due(c.assigned, only), late)
	equal(t, "to who is not in it", c.due(c.wide, only), []string{})
	before := w.Events()
	for i, who := range []operator.Ref{c.admin, c.auditor} {
		equal(t, "to "+string(who), c.due(who, only), late)
		equal(t, "events", w.Events(), before+i+1)
	}
	must(t)(w.AddCommunity(c.as(c.admin), operator.AddCommunityRequest{Code: "OAK", Name: "Oak"}))
	equal(t, "of another community", c.due(c.admin, operator.DueRequest{Replies: true, Community: "OAK"}), []string{})
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{c.wide}, Assignee: ptr(c.wide)}))
	late[0] = strings.Replace(late[0], "Tess Assigned", "Will Wide", 1)
	equal(t, "with an assignee", c.due(c.assigned, only), late)
	c.reply(c.assigned, m.Conversation, "At noon.")
	equal(t, "with a reply", c.due(c.assigned, only), []string{})
	equal(t, "in the inbox, with a reply", overdue(c.assigned), nil)
}

func testDueUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	only := operator.DueRequest{Updates: "14d"}
	equal(t, "at first", c.due(c.wide, only), []string{})
	w.Clock.Advance(15 * dayLong)
	equal(t, "from the contract on", c.due(c.wide, only), []string{
		"update|MR-014||the first update|Tess Assigned|1", "update|MR-015||the first update|Will Wide|1",
	})
	equal(t, "to who works on one", c.due(c.assigned, only), []string{"update|MR-014||the first update|Tess Assigned|1"})
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.other}, Draft: true})
	equal(t, "with an update on one, and a draft on the other", c.due(c.wide, only), []string{"update|MR-015||the first update|Will Wide|1"})
	w.Clock.Advance(20 * dayLong)
	equal(t, "the worst first", c.due(c.wide, only), []string{
		"update|MR-015||the first update|Will Wide|21", "update|MR-014||an update|Tess Assigned|6",
	})
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: uref(u.Ref), Confirmed: true}))
	equal(t, "without the update that was deleted", c.due(c.assigned, only), []string{"update|MR-014||the first update|Tess Assigned|21"})
	must(t)(w.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	equal(t, "of a home that nobody buys", c.due(c.assigned, only), []string{})
	for _, bad := range []string{"soon", "0d", "-3d"} {
		_, err := w.ListDue(c.as(c.admin), operator.DueRequest{Updates: bad})
		fails(t, err, operator.Invalid)
	}
}

func testDueAcks(t *testing.T, w *World) {
	c := newCast(t, w)
	only := operator.DueRequest{Acks: "3d"}
	post := func(level operator.AckLevel) operator.Ref {
		return uref(c.postUpdate(c.assigned, operator.PostUpdateRequest{Title: string(level), Ack: level}).Ref)
	}
	none, anyone, primary, everyone := post(operator.AckNone), post(operator.AckAny), post(operator.AckPrimary), post(operator.AckAll)
	equal(t, "at once", c.due(c.assigned, only), []string{})
	w.Clock.Advance(5 * dayLong)
	late := func(u operator.Ref, level operator.AckLevel) string {
		return fmt.Sprintf("ack|MR-014|%s|acknowledgement of %s|Tess Assigned|2", u, level)
	}
	equal(t, "after five days", c.due(c.assigned, only), []string{late(anyone, "any"), late(primary, "primary"), late(everyone, "all")})
	for _, u := range []operator.Ref{none, anyone, primary, everyone} {
		must(t)(w.AcknowledgeUpdate(c.as(c.cobuyer), operator.UpdateRequest{Update: u}))
	}
	equal(t, "with the co-buyer's", c.due(c.assigned, only), []string{late(primary, "primary"), late(everyone, "all")})
	behalf := w.with(c.buyer, func(call *operator.Call) { call.Trusted = true })
	must(t)(w.AcknowledgeUpdate(behalf, operator.UpdateRequest{Update: primary}))
	equal(t, "with one on behalf", c.due(c.assigned, only), []string{late(primary, "primary"), late(everyone, "all")})
	for _, u := range []operator.Ref{primary, everyone} {
		must(t)(w.AcknowledgeUpdate(c.as(c.buyer), operator.UpdateRequest{Update: u}))
	}
	equal(t, "with all", c.due(c.assigned, only), []string{})
}

func testDueMilestones(t *testing.T, w *World) {
	c := newCast(t, w)
	only := operator.DueRequest{Milestones: "30d"}
	w.Clock.Advance(60 * dayLong)
	equal(t, "a home that has not begun", c.due(c.assigned, only), []string{})
	c.complete(c.assigned, "Permit")
	w.Clock.Advance(30 * dayLong)
	equal(t, "on the day", c.due(c.assigned, only), []string{})
	w.Clock.Advance(2 * dayLong)
	equal(t, "after that", c.due(c.assigned, only), []string{"milestone|MR-014||Foundation|Tess Assigned|2"})
	c.complete(c.assigned, "Foundation")
	equal(t, "when it moved", c.due(c.assigned, only), []string{})
}

func testWhoSeesWhatIsDue(t *testing.T, w *World) {
	c := newCast(t, w)
	c.ask("Keys")
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Ack: operator.AckAll})
	w.Clock.Advance(30 * dayLong)
	kinds := func(who operator.Ref) string {
		seen := ""
		for _, line := range c.due(who, operator.DueRequest{}) {
			kind, _, _ := strings.Cut(line, "|")
			seen += kind + " "
		}
		return seen
	}
	equal(t, "to the team of one home", kinds(c.assigned), "reply ack update ")
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		equal(t, "to "+string(who), kinds(who), "reply ack update update ")
	}
	for _, who := range []operator.Ref{c.buyer, c.stranger, c.outside, c.lender} {
		equal(t, "to "+string(who), kinds(who), "")
		stats := get(w.ShowUpdateStats(c.as(who), operator.UpdateStatsRequest{}))(t)
		equal(t, "numbers to "+string(who), len(stats.Rows)+stats.Total.Updates, 0)
	}
	_, err := w.ListDue(c.as(c.outside), operator.DueRequest{Community: "MR"})
	fails(t, err, operator.NotFound)
}
