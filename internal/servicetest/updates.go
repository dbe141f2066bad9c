package servicetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func updateTests() []test {
	return []test{
		{"AnUpdateReachesTheBuyersAndTheTeamOfTheHome", testAnUpdateReaches},
		{"ABuyerSeesWhatTheirSaleGivesThem", testBuyersSeeTheirSale},
		{"OnesOwnUpdatesAreOfTheHomesOneBuysOrWorksOn", testOwnUpdates},
		{"UpdatesAreListedByConditions", testUpdatesByCondition},
		{"APostToManyHomesIsOneGroup", testAGroup},
		{"HowADraftWasWrittenIsNotForBuyers", testDraftEvents},
		{"AChangeOfAGroupIsInTheHistoryOfEveryHome", testGroupChanges},
		{"AnUpdateThatIsSeenIsUnseenNoMore", testSeen},
		{"AnUpdateThatIsDeletedIsATombstone", testDeleteUpdate},
		{"AnEditedUpdateKeepsWhatItSaid", testEditUpdate},
		{"ADraftIsSeenByWhoMayPost", testDraft},
		{"ADraftThatWasDeletedOnOneHomeIsNothingToItsBuyers", testDraftDeletedOnOneHome},
		{"APostThatWasInterruptedGoesOnAndNobodySawHalf", testInterrupted},
		{"APostThatWasLeftCanBeFinishedOrDeletedByOthers", testAbandoned},
		{"AnUpdateWaitingForOthersFollowsItsHome", testWaitingFollows},
		{"ADraftWaitingForOthersFollowsItsHome", testWaitingDraftFollows},
		{"AKeyOfOnePersonDoesNothingForAnother", testKeysOfPosts},
		{"AnUpdateIsDeliveredWhenItReachesSomebody", testDelivered},
		{"ALikeIsNoOtherMeansOfAnAcknowledgement", testMeans},
		{"AnUpdateBeforeTheClosingIsPermanent", testPermanentUpdates},
		{"AnUpdateToWhoWorksAndBuysIsOne", testWorksAndBuys},
		{"AnUpdateNeedsSomebodyToSeeIt", testNobodyWouldSee},
		{"AnUpdateIsNewsInTheInbox", testWatchUpdates},
		{"WhoHasNotAcknowledgedIsReminded", testRemind},
		{"NobodyIsRemindedWithoutNeed", testRemindRefused},
		{"AnUpdateThatTellsOfOthersIsConfirmed", testStrangers},
		{"AnUpdateIsFoundByItsWords", testSearchUpdates},
		{"UpdatesAreFoundTheSameByTheirIndex", testSearchUpdatesIndexed},
		{"AnAdministratorFindsTheUpdatesOfTheHomesTheyWorkOn", testAdministratorsSearch},
		{"AHomeWithUpdatesIsNotDeleted", testHomeWithUpdates},
	}
}

// postUpdate posts and moves the clock on.
func (c *cast) postUpdate(from operator.Ref, req operator.PostUpdateRequest) operator.Update {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	if len(req.Properties) == 0 && req.Building == "" && req.Community == "" && req.Stage == "" {
		req.Properties = []operator.Ref{c.home}
	}
	if req.Body == "" {
		req.Body = "The foundation is poured."
	}
	return get(c.PostUpdate(c.as(from), req))(c.t).Update
}

func uref(id operator.UpdateID) operator.Ref { return operator.Ref(id.String()) }

// feed is the references of the updates that a person sees, the newest first.
func (c *cast) feed(who operator.Ref, req operator.ListUpdatesRequest) []string {
	c.t.Helper()
	refs := []string{}
	for _, u := range get(c.ListUpdates(c.as(who), req))(c.t).Items {
		refs = append(refs, u.Ref.String())
	}
	return refs
}

func (c *cast) unseen(who operator.Ref) []string {
	c.t.Helper()
	refs := c.feed(who, operator.ListUpdatesRequest{Unseen: true})
	if n := c.badge(who).Updates; n != len(refs) {
		c.t.Errorf("%s: the badge says %d updates, the list has %d", who, n, len(refs))
	}
	return refs
}

func testAnUpdateReaches(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Title: "Foundation"})
	want := []string{u.Ref.String()}
	for _, who := range []operator.Ref{c.buyer, c.cobuyer, c.wide} {
		equal(t, "the feed of "+string(who), c.feed(who, operator.ListUpdatesRequest{}), want)
		equal(t, "unseen by "+string(who), c.unseen(who), want)
	}
	equal(t, "unseen by its author", c.unseen(c.assigned), []string{})
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		equal(t, "the feed of "+string(who), c.feed(who, operator.ListUpdatesRequest{}), want)
		equal(t, "unseen by "+string(who), c.unseen(who), []string{})
	}
	for _, who := range []operator.Ref{c.former, c.stranger, c.outside, c.lender} {
		equal(t, "the feed of "+string(who), c.feed(who, operator.ListUpdatesRequest{}), []string{})
		_, hidden := c.ShowUpdate(c.as(who), operator.ShowUpdateRequest{Update: uref(u.Ref)})
		_, missing := c.ShowUpdate(c.as(who), operator.ShowUpdateRequest{Update: "U99"})
		sameAsMissing(t, hidden, missing, u.Ref.String(), "U99")
	}
	for _, who := range []operator.Ref{c.buyer, c.outside, c.auditor} {
		if _, err := c.PostUpdate(c.as(who), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "x"}); err == nil {
			t.Errorf("%s may post", who)
		}
	}
}

func testBuyersSeeTheirSale(t *testing.T, w *World) {
	c := newCast(t, w)
	first := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	c.Clock.Advance(24 * time.Hour)
	must(t)(w.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	equal(t, "after the withdrawal", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{})
	equal(t, "unseen after the withdrawal", c.unseen(c.buyer), []string{})
	between := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	forHome := c.postUpdate(c.assigned, operator.PostUpdateRequest{ForHome: true})
	c.Clock.Advance(48 * time.Hour)
	c.sell(c.home, c.stranger)
	own := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	equal(t, "the next buyer", c.feed(c.stranger, operator.ListUpdatesRequest{Property: c.home}), []string{own.Ref.String(), forHome.Ref.String()})
	equal(t, "the team", c.feed(c.assigned, operator.ListUpdatesRequest{Property: c.home}),
		[]string{own.Ref.String(), forHome.Ref.String(), between.Ref.String(), first.Ref.String()})
}

func testAGroup(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.admin)
	for n := range 260 {
		must(t)(w.AddProperty(ctx, operator.AddPropertyRequest{Code: fmt.Sprintf("X-%03d", n), Community: "MR"}))
	}
	call := operator.CallFrom(c.as(c.wide))
	call.Key = "october"
	keyed := operator.WithCall(context.Background(), call)
	req := operator.PostUpdateRequest{Community: "MR", Body: "The pool opens."}
	res := get(w.PostUpdate(keyed, req))(t)
	equal(t, "homes", res.Homes, 262)
	again := get(w.PostUpdate(keyed, req))(t)
	if !again.Replayed || again.Update.Ref != res.Update.Ref {
		t.Errorf("the same key: %+v", again)
	}
	equal(t, "the buyer's feed", len(c.feed(c.buyer, operator.ListUpdatesRequest{})), 1)
	equal(t, "unseen by the admin's team", len(c.unseen(c.assigned)), 1)
	n, cursor := 0, operator.Cursor("")
	for {
		page := get(w.ListUpdates(ctx, operator.ListUpdatesRequest{Paging: operator.Paging{Limit: 100, Cursor: cursor}}))(t)
		n += len(page.Items)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	equal(t, "updates in pages", n, 262)
	must(t)(w.DeleteUpdate(c.as(c.admin), operator.DeleteUpdateRequest{Update: uref(res.Update.Ref), AllHomes: true, Confirmed: true}))
	equal(t, "after deleting", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{})
	equal(t, "unseen after deleting", c.unseen(c.assigned), []string{})
}

func testSeen(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Ack: operator.AckAll})
	shown := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(u.Ref)}))(t)
	if shown.Mine == nil || shown.Mine.SeenAt == nil || shown.Receipts != nil {
		t.Errorf("%+v", shown)
	}
	equal(t, "unseen", c.unseen(c.buyer), []string{})
	must(t)(w.AcknowledgeUpdate(c.as(c.buyer), operator.UpdateRequest{Update: uref(u.Ref)}))
	call := operator.CallFrom(c.as(c.cobuyer))
	call.Trusted = true
	behalf := operator.WithCall(context.Background(), call)
	must(t)(w.ShowUpdate(behalf, operator.ShowUpdateRequest{Update: uref(u.Ref)}))
	equal(t, "unseen by who did not sign in", c.unseen(c.cobuyer), []string{u.Ref.String()})
	must(t)(w.AcknowledgeUpdate(behalf, operator.UpdateRequest{Update: uref(u.Ref)}))
	must(t)(w.LikeUpdate(c.as(c.wide), operator.LikeUpdateRequest{Update: uref(u.Ref)}))
	team := get(w.ShowUpdate(c.as(c.assigned), operator.ShowUpdateRequest{Update: uref(u.Ref)}))(t)
	equal(t, "receipts", *team.Receipts, operator.ReceiptCounts{Recipients: 3, Seen: 1, Acknowledged: 1, Liked: 1})
	page := get(w.ListReceipts(c.as(c.assigned), operator.ListReceiptsRequest{Update: uref(u.Ref)}))(t)
	equal(t, "people", len(page.Items), 3)
	i := slices.IndexFunc(page.Items, func(r operator.Receipt) bool { return r.Person.Ref.String() == string(c.cobuyer) })
	if r := page.Items[i]; !r.OnBehalf || !r.Required || r.AcknowledgedAt == nil || r.SeenAt != nil {
		t.Errorf("%+v", r)
	}
}

func testDeleteUpdate(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	_, err := w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: uref(u.Ref)})
	if err == nil {
		t.Error("it was not asked for confirmation")
	}
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: uref(u.Ref), Confirmed: true}))
	gone := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(u.Ref)}))(t)
	equal(t, "its state", gone.State, operator.UpdateDeleted)
	equal(t, "its text", gone.Body, "")
	equal(t, "unseen", c.unseen(c.buyer), []string{})
	equal(t, "the feed", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{})
	equal(t, "deleted ones", c.feed(c.buyer, operator.ListUpdatesRequest{State: operator.UpdateDeleted}), []string{u.Ref.String()})
}

func testEditUpdate(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	text := "The foundation is poured and dry."
	must(t)(w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: uref(u.Ref), Body: &text}))
	now := get(w.ShowUpdate(c.as(c.assigned), operator.ShowUpdateRequest{Update: uref(u.Ref), History: true}))(t)
	equal(t, "now", now.Body, text)
	equal(t, "before", now.Versions[0].Body, "The foundation is poured.")
	equal(t, "unseen", c.unseen(c.buyer), []string{u.Ref.String()})
	for who, first := range map[operator.Ref]string{
		c.assigned: "Tess Assigned published the update U1: The foundation is poured.",
		c.auditor:  "Tess Assigned published the update U1: The foundation is poured.",
		c.buyer:    "Tess Assigned published the update U1", // what was put right is for the team
	} {
		story := texts(c.story(who))
		i := slices.IndexFunc(story, func(s string) bool { return strings.Contains(s, "published") })
		equal(t, "the history for "+string(who), story[i:i+2], []string{first, "Tess Assigned edited the update U1: " + text})
	}
}

func testDraft(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Draft: true, Body: "Soon."})
	equal(t, "the draft", u.State, operator.UpdateDraft)
	equal(t, "who may post", len(c.feed(c.assigned, operator.ListUpdatesRequest{})), 1)
	for _, who := range []operator.Ref{c.buyer, c.auditor} {
		equal(t, "the feed of "+string(who), c.feed(who, operator.ListUpdatesRequest{}), []string{})
	}
	must(t)(w.PublishUpdate(c.as(c.wide), operator.UpdateRequest{Update: uref(u.Ref)}))
	equal(t, "published", len(c.unseen(c.buyer)), 1)
	equal(t, "published on the other home", len(c.unseen(c.stranger)), 1)
}

func testGroupChanges(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}})
	text := "The foundation is poured and dry."
	must(t)(w.EditUpdate(c.as(c.wide), operator.EditUpdateRequest{Update: uref(u.Ref), Body: &text, AllHomes: true}))
	must(t)(w.DeleteUpdate(c.as(c.wide), operator.DeleteUpdateRequest{Update: uref(u.Ref), AllHomes: true, Confirmed: true}))
	for _, home := range []operator.Ref{c.home, c.other} {
		var did []string
		for _, e := range get(w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Property: home, Action: "update"}))(t).Items {
			did = append(did, e.Action)
		}
		equal(t, "the history of "+string(home), did, []string{"update.published", "update.edited", "update.deleted"})
	}
}

func testDraftEvents(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Draft: true})
	text := "The foundation is poured and dry."
	must(t)(w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: uref(u.Ref), Body: &text}))
	c.Clock.Advance(time.Hour)
	must(t)(w.PublishUpdate(c.as(c.assigned), operator.UpdateRequest{Update: uref(u.Ref)}))
	for who, want := range map[operator.Ref][]string{
		c.buyer: {"update.published"}, c.assigned: {"update.drafted", "update.edited", "update.published"},
	} {
		var did []string
		for _, e := range get(w.ListEvents(c.as(who), operator.ListEventsRequest{Object: uref(u.Ref)}))(t).Items {
			did = append(did, e.Action)
		}
		equal(t, "what "+string(who)+" sees", did, want)
	}
}
