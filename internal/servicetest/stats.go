package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func statsTests() []test {
	return []test{
		{"NumbersOfUpdatesAreThoseOfTheHomesOneWorksOn", testUpdateStats},
		{"NumbersOfUpdatesAreByPersonToo", testUpdateStatsByPerson},
		{"AScorecardHasUpdatesAndAnswersSideBySide", testScorecard},
		{"AQuestionIsAnsweredByTheNextReply", testResponses},
		{"AnAnswerCountsForWhoGaveItAndAQuestionForWhoIsToAnswer", testResponsesByPerson},
		{"WhatWaitsCountsHoweverOldItIs", testResponsesLately},
		{"AMergeChangesNoAnswer", testResponsesMerged},
		{"NumbersOfConversationsAreThoseOfOnesOwn", testWhoSeesResponses},
		{"AnInboxIsCountedAsItsPersonSeesIt", testInboxStats},
		{"AConversationOfManyInboxesCountsOnce", testInboxStatsByHome},
		{"InboxesOfOthersAreCountedForWhoSeesAll", testWhoSeesInboxStats},
		{"WhoHasBeenHereIsCountedOnce", testActivation},
		{"WhoWritesInTheStoreHasBeenHere", testActivationOfTeam},
		{"WhoHasBeenHereIsForTheTeamOfTheHome", testWhoSeesActivation},
	}
}

func testUpdateStats(t *testing.T, w *World) {
	c := newCast(t, w)
	w.Clock.Advance(10 * dayLong)
	u := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Ack: operator.AckAll})
	w.Clock.Advance(4 * dayLong)
	must(t)(w.AcknowledgeUpdate(c.as(c.buyer), operator.UpdateRequest{Update: uref(u.Ref)}))
	c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	w.Clock.Advance(2 * dayLong)
	stats := func(who operator.Ref, req operator.UpdateStatsRequest) operator.UpdateStats {
		t.Helper()
		return get(w.ShowUpdateStats(c.as(who), req))(t)
	}
	third, fifth := 1.0/3, 1.0/7
	all := operator.UpdateNumbers{Updates: 3, Homes: 2, Seen: &fifth, Acknowledged: &third, Gap: ptr(10)}
	got := stats(c.admin, operator.UpdateStatsRequest{})
	equal(t, "all", got.Total, all)
	all.Key, all.Name = "MR", ptr("Maple Ridge")
	equal(t, "the community", got.Rows, []operator.UpdateNumbers{all})
	equal(t, "since when", got.Since, w.Clock.Now().Add(-30*dayLong))
	sixth, half := 1.0/6, 0.5
	mine := stats(c.assigned, operator.UpdateStatsRequest{By: operator.ByProperty})
	equal(t, "of who works on one home", mine.Rows, []operator.UpdateNumbers{
		{Key: "MR-014", Updates: 2, Homes: 1, Seen: &sixth, Acknowledged: &half, Gap: ptr(10)},
	})
	recent := stats(c.admin, operator.UpdateStatsRequest{By: operator.ByProperty, Since: "1d"})
	equal(t, "of the last day", recent.Rows, []operator.UpdateNumbers{{Key: "MR-014", Gap: ptr(2)}, {Key: "MR-015", Gap: ptr(6)}})
	_, err := w.ShowUpdateStats(c.as(c.admin), operator.UpdateStatsRequest{By: "stage"})
	refused(t, err, operator.Usage, "bad_by")
}

func testUpdateStatsByPerson(t *testing.T, w *World) {
	c := newCast(t, w)
	c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}})
	w.Clock.Advance(5 * dayLong)
	c.postUpdate(c.wide, operator.PostUpdateRequest{})
	w.Clock.Advance(2 * dayLong)
	none := 0.0
	got := get(w.ShowUpdateStats(c.as(c.admin), operator.UpdateStatsRequest{By: operator.ByPerson}))(t)
	equal(t, "who posted", got.Rows, []operator.UpdateNumbers{
		{Key: string(c.wide), Name: ptr("Will Wide"), Updates: 3, Homes: 2, Seen: &none, Gap: ptr(5)},
	})
}
