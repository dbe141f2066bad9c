package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func testScorecard(t *testing.T, w *World) {
	c := newCast(t, w)
	w.Clock.Advance(2 * time.Hour)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The roof is on.", Ack: operator.AckAll})
	must(t)(w.AcknowledgeUpdate(c.signedIn(c.buyer), operator.UpdateRequest{Update: ref(u.Ref)}))
	keys := c.ask("Keys").Conversation
	w.Clock.Advance(9 * time.Minute)
	c.reply(c.wide, c.sendAs(c.wide, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "Hello."}).Conversation, "Again.")
	c.reply(c.assigned, keys, "At noon.")
	c.ask("Paint")
	w.Clock.Advance(9 * 24 * time.Hour)
	card := func(who operator.Ref, by operator.StatsBy) operator.Scorecard {
		t.Helper()
		return get(w.ShowScorecard(c.as(who), operator.ScorecardRequest{By: by}))(t)
	}
	want := operator.Score{
		Updates: 1, Homes: 1, Gap: ptr(9), Acknowledged: ptr(0.5),
		Answered: 1, Median: minutes(12), InTarget: ptr(1.0), Waiting: 1, Overdue: 1,
	}
	equal(t, "all", card(c.assigned, "").Total, want)
	want.Key, want.Name = "MR", ptr("Maple Ridge")
	equal(t, "the community", card(c.assigned, "").Rows, []operator.Score{want})
	want.Key, want.Name = string(c.assigned), ptr("Tess Assigned")
	equal(t, "the person who posted, answered and is responsible", card(c.assigned, operator.ByPerson).Rows, []operator.Score{want})
	for _, by := range []operator.StatsBy{operator.ByProperty, operator.ByCommunity, operator.ByPerson} {
		sideBySide(t, w, c, by)
	}
	for _, who := range []operator.Ref{c.buyer, c.lender, c.stranger} {
		equal(t, "to a buyer", card(who, ""), operator.Scorecard{By: operator.ByCommunity, Since: w.Clock.Now().Add(-30 * dayLong), Rows: []operator.Score{}})
	}
	card(c.auditor, "")
	equal(t, "what is recorded", w.lastAction(t), "conversation.listed_all")
	_, err := w.ShowScorecard(c.as(c.assigned), operator.ScorecardRequest{By: "stage"})
	refused(t, err, operator.Usage, "bad_by")
}

// sideBySide wants a scorecard to be what the reports tell that it is made of.
func sideBySide(t *testing.T, w *World, c *cast, by operator.StatsBy) {
	t.Helper()
	posted := get(w.ShowUpdateStats(c.as(c.admin), operator.UpdateStatsRequest{By: by}))(t)
	answered := get(w.ShowResponseStats(c.as(c.admin), operator.ResponseStatsRequest{By: by}))(t)
	rows := map[string]operator.Score{}
	for _, s := range get(w.ShowScorecard(c.as(c.admin), operator.ScorecardRequest{By: by}))(t).Rows {
		rows[s.Key] = s
	}
	keys := map[string]bool{}
	for _, n := range posted.Rows {
		keys[n.Key] = true
		s := rows[n.Key]
		equal(t, "updates of "+n.Key, []any{s.Name, s.Updates, s.Homes, s.Gap, s.Acknowledged}, []any{n.Name, n.Updates, n.Homes, n.Gap, n.Acknowledged})
	}
	for _, n := range answered.Rows {
		keys[n.Key] = true
		s := rows[n.Key]
		equal(t, "answers of "+n.Key, []any{s.Name, s.Answered, s.Median, s.InTarget, s.Waiting, s.Overdue}, []any{n.Name, n.Answered, n.Median, n.InTarget, n.Waiting, n.Overdue})
	}
	equal(t, "rows", len(rows), len(keys))
}
