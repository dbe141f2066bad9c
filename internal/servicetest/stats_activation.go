package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lastAction is what happened last.
func (w *World) lastAction(t *testing.T) string {
	t.Helper()
	return w.lastEvent(t).Action
}

func (c *cast) activation(who operator.Ref, req operator.ActivationStatsRequest) operator.ActivationStats {
	c.t.Helper()
	return get(c.ShowActivationStats(c.as(who), req))(c.t)
}

// buyers is the numbers of the buyers of all homes.
func (c *cast) buyers() operator.ActivationNumbers {
	c.t.Helper()
	n := c.activation(c.admin, operator.ActivationStatsRequest{}).Totals[0]
	equal(c.t, "who is counted", n.Kind, operator.Buyer)
	n.Kind = ""
	return n
}

func testActivation(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Code: "MR-016", Community: "MR"}))
	c.sell("MR-016", c.buyer) // who has two homes
	want := operator.ActivationNumbers{People: 3, Never: 3}
	equal(t, "at first", c.buyers(), want)
	codes := get(w.InvitePeople(w.boss(), operator.InviteRequest{People: []operator.Ref{c.buyer, c.cobuyer}}))(t)
	want.Invited = 2
	equal(t, "invited", c.buyers(), want)
	w.Clock.Advance(90 * time.Minute)
	get(w.Login(w.As(""), operator.LoginRequest{Code: codes[0].Code}))(t)
	hour := w.Clock.Now().Truncate(time.Hour)
	want.SignedIn, want.Active, want.Never, want.LastSeen = 1, 1, 2, &hour
	equal(t, "signed in", c.buyers(), want)
	w.Clock.Advance(31 * dayLong)
	want.Active = 0
	equal(t, "a month later", c.buyers(), want)
	u := uref(c.postUpdate(c.admin, operator.PostUpdateRequest{Ack: operator.AckAll}).Ref)
	behalf := w.with(c.cobuyer, func(call *operator.Call) { call.Trusted = true })
	must(t)(w.AcknowledgeUpdate(behalf, operator.UpdateRequest{Update: u}))
	must(t)(w.LikeUpdate(behalf, operator.LikeUpdateRequest{Update: u}))
	equal(t, "in somebody's name", c.buyers(), want)
	get(w.ShowProperty(w.by(w.token(t, c.stranger)), operator.PropertyRequest{Property: c.other}))(t)
	used := w.Clock.Now().Truncate(time.Hour)
	want.SignedIn, want.Active, want.Never, want.LastSeen = 2, 1, 1, &used
	equal(t, "with a token used", c.buyers(), want)
	must(t)(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.stranger}))
	equal(t, "without who is gone", c.buyers().People, 2)
	c.withdraw()
	equal(t, "without a sale that is withdrawn", c.buyers().People, 1)
}

func testActivationOfTeam(t *testing.T, w *World) {
	c := newCast(t, w)
	team := func() [3]int {
		n := c.activation(c.admin, operator.ActivationStatsRequest{}).Totals[1]
		equal(t, "who is counted", n.Kind, operator.Team)
		return [3]int{n.People, n.Active, n.Never}
	}
	before := team()
	equal(t, "people", before[0], 2)
	seen := func(who operator.Ref) *time.Time {
		for _, n := range c.activation(c.admin, operator.ActivationStatsRequest{By: operator.ByPerson}).Rows {
			if n.Key == string(who) {
				return n.LastSeen
			}
		}
		t.Errorf("%s is not counted", who)
		return nil
	}
	w.Clock.Advance(2 * time.Hour)
	c.send(c.assigned, "Your keys are here.", c.buyer)
	wrote := w.Clock.Now().Truncate(time.Hour)
	c.ask("Keys")
	w.Clock.Advance(2 * time.Hour)
	c.postUpdate(c.wide, operator.PostUpdateRequest{})
	posted := w.Clock.Now().Truncate(time.Hour)
	equal(t, "when who wrote was seen", atLeast(seen(c.assigned), wrote), true)
	equal(t, "when who posted was seen", atLeast(seen(c.wide), posted), true)
	equal(t, "active", team(), [3]int{2, 2, 0})
	w.Clock.Advance(2 * time.Hour)
	must(t)(w.MarkSeen(c.as(c.assigned), operator.MarkSeenRequest{All: true}))
	equal(t, "when who saw an update was seen", atLeast(seen(c.assigned), w.Clock.Now().Truncate(time.Hour)), true)
}

// atLeast says that a time is there and not before another.
func atLeast(at *time.Time, least time.Time) bool { return at != nil && !at.Before(least) }

func testWhoSeesActivation(t *testing.T, w *World) {
	c := newCast(t, w)
	count := func(who operator.Ref, by operator.StatsBy) []string {
		keys := []string{}
		for _, n := range c.activation(who, operator.ActivationStatsRequest{By: by}).Rows {
			keys = append(keys, n.Key+" "+string(n.Kind))
		}
		return keys
	}
	one := []string{"MR-014 buyer", "MR-014 team"}
	both := append(one[:2:2], "MR-015 buyer", "MR-015 team")
	equal(t, "to the team of one home", count(c.assigned, operator.ByProperty), one)
	for _, who := range []operator.Ref{c.wide, c.admin, c.auditor} {
		equal(t, "to "+string(who), count(who, operator.ByProperty), both)
	}
	equal(t, "people of one home", len(count(c.assigned, operator.ByPerson)), 4)
	events := w.Events()
	for _, who := range []operator.Ref{c.outside, c.buyer, c.cobuyer, c.former, c.stranger, c.lender} {
		res := c.activation(who, operator.ActivationStatsRequest{By: operator.ByPerson})
		equal(t, "to "+string(who), len(res.Rows)+res.Totals[0].People+res.Totals[1].People, 0)
	}
	equal(t, "events", w.Events(), events)
	_, err := w.ShowActivationStats(c.as(c.admin), operator.ActivationStatsRequest{By: "stage"})
	refused(t, err, operator.Usage, "bad_by")
}
