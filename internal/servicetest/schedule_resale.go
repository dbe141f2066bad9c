package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// resaleTests is about what was planned, and what became of its home or of its author
// before it was to go out.
func resaleTests() []test {
	return []test{
		{"WhatWasPlannedForTheBuyersOfOneSaleIsNotSentToThoseOfTheNext", testPlannedForOtherBuyers},
		{"WhatWasPlannedForTheTeamAloneIsNotSentToBuyers", testPlannedBeforeTheSale},
		{"WhatWasPlannedForPeopleByNameGoesOutThoughTheHomeIsSold", testPlannedByName},
		{"AnUpdateThatWasPlannedForTheBuyersOfOneSaleIsADraftAfterTheNext", testUpdateForOtherBuyers},
		{"AnUpdateThatWasPlannedForASaleThatIsWithdrawnIsADraft", testUpdateOfWithdrawnSale},
		{"AnUpdateForManyHomesGoesOutThoughOneIsSoldUnlessItNamesTheBuyers", testUpdateForManySold},
		{"WhatIsPlannedSaysThatItWillNotGoOutUnlessTheSaleIsReopened", testPlannedInAWithdrawnSale},
		{"WhoPlansAnUpdateAnewPublishesIt", testPlannedAnew},
	}
}

func (c *cast) closeSale() {
	c.t.Helper()
	must(c.t)(c.CloseTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
}

func testPlannedForOtherBuyers(t *testing.T, w *World) {
	c := newCast(t, w)
	c.later(c.assigned, "+1d", "The code of the gate is 4711.")
	c.closeSale()
	c.sell(c.home, c.stranger)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 failed MR-014 was sold since it was planned, and others would read it"})
	equal(t, "what the next buyer has", c.inbox(c.stranger), []operator.ConversationID{})
}

func testPlannedBeforeTheSale(t *testing.T, w *World) {
	c := newCast(t, w)
	c.withdraw()
	send := &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"home"}, Body: "They could not pay."}
	get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Send: send}))(t)
	c.sell(c.home, c.stranger)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 failed MR-014 was sold since it was planned, and others would read it"})
	equal(t, "what the buyer has", c.inbox(c.stranger), []operator.ConversationID{})
}

func testPlannedByName(t *testing.T, w *World) {
	c := newCast(t, w)
	c.withdraw()
	for _, internal := range []bool{false, true} {
		send := &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: internal, Body: "A sign for the lawn."}
		get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Send: send}))(t)
	}
	c.sell(c.home, c.stranger)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 done M1", "S2 done M2"})
	equal(t, "what the buyer has", c.inbox(c.stranger), []operator.ConversationID{})
}

func testUpdateForOtherBuyers(t *testing.T, w *World) {
	c := newCast(t, w)
	letter := c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d", Body: "Dear Tom, your key is under the mat."})
	forHome := c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d", ForHome: true})
	c.closeSale()
	w.Clock.Advance(time.Minute)
	c.sell(c.home, c.stranger)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{
		"S1 failed MR-014 was sold since it was planned, and others would read it", "S2 done U2",
	})
	equal(t, "what the next buyer reads", c.feed(c.stranger, operator.ListUpdatesRequest{}), []string{forHome.Ref.String()})
	equal(t, "what became of it", get(w.ShowUpdate(c.boss(), operator.ShowUpdateRequest{Update: uref(letter.Ref)}))(t).State, operator.UpdateDraft)
	must(t)(w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: uref(letter.Ref), At: ptr("+1d")}))
	w.Clock.Advance(25 * time.Hour)
	equal(t, "planned anew by who knows", c.runSchedule(), []string{"S1 done U1"})
}

func testUpdateOfWithdrawnSale(t *testing.T, w *World) {
	c := newCast(t, w)
	c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d"})
	w.Clock.Advance(time.Minute)
	c.withdraw()
	w.Clock.Advance(time.Minute)
	c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d"})
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 failed the sale T2 was withdrawn", "S2 done U2"})
}

func testUpdateForManySold(t *testing.T, w *World) {
	c := newCast(t, w)
	c.template("street", "", "The road to {{property.code}} is closed.")
	c.template("letter", "", "Dear {{buyers.first_names}}, welcome.")
	for _, req := range []operator.PostUpdateRequest{{}, {Template: "street"}, {Template: "letter"}} {
		req.Properties, req.At = []operator.Ref{c.home, c.other}, "+1d"
		if req.Template == "" {
			req.Body = "The road is closed."
		}
		must(t)(w.PostUpdate(c.as(c.admin), req))
	}
	c.closeSale()
	w.Clock.Advance(time.Minute)
	c.sell(c.home, c.former)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{
		"S1 done U1", "S2 done U3", "S3 failed MR-014 was sold since it was planned, and others would read it",
	})
	equal(t, "what the next buyer reads", c.feed(c.former, operator.ListUpdatesRequest{}), []string{"U3", "U1"})
}

func testPlannedInAWithdrawnSale(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Hello.", c.buyer)
	reply := operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "It is on Friday."}
	get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Reply: &reply}))(t)
	c.later(c.assigned, "+1d", "The code of the gate is 4711.")
	c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d"})
	w.Clock.Advance(time.Minute)
	problems := func() (all []string) {
		t.Helper()
		for _, item := range get(w.ListSchedule(c.as(c.assigned), operator.ListScheduleRequest{Property: c.home}))(t).Items {
			all = append(all, string(item.State)+" "+operator.Value(item.Problem))
		}
		return all
	}
	equal(t, "as it is planned", problems(), []string{"pending ", "pending ", "pending "})
	c.withdraw()
	gone := "pending the sale T2 was withdrawn"
	equal(t, "after the withdrawal", problems(), []string{gone, gone, gone})
	must(t)(w.ReopenTransaction(c.as(c.admin), operator.TransactionRequest{Transaction: c.sale}))
	equal(t, "after it was reopened", problems(), []string{"pending ", "pending ", "pending "})
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 done M2", "S2 done M3", "S3 done U1"})
}

func testPlannedAnew(t *testing.T, w *World) {
	c := newCast(t, w)
	leaver := c.add(operator.Team, "Gone Soon", operator.Member, "")
	must(t)(w.AssignProperty(c.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{leaver}}))
	failed := c.postUpdate(leaver, operator.PostUpdateRequest{At: "+1d"})
	pending := c.postUpdate(leaver, operator.PostUpdateRequest{At: "+9d"})
	must(t)(w.DeactivatePerson(c.boss(), operator.PersonRequest{Person: leaver}))
	w.Clock.Advance(25 * time.Hour)
	equal(t, "as who is gone", c.runSchedule(), []string{"S1 failed this person is deactivated"})
	for _, u := range []operator.Update{failed, pending} {
		must(t)(w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: uref(u.Ref), At: ptr("+1d")}))
	}
	w.Clock.Advance(25 * time.Hour)
	equal(t, "planned anew", c.runSchedule(), []string{"S1 done U1", "S2 done U2"})
	shown := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(failed.Ref)}))(t)
	equal(t, "who wrote it", shown.Author.Name, "Gone Soon")
}
