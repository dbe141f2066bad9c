package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// testOwnUpdates wants one's own updates to be those of the homes that one buys or
// is assigned to, whatever else one may see.
func testOwnUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.wide, operator.PostUpdateRequest{}).Ref.String()
	own := operator.ListUpdatesRequest{Own: true}
	for _, who := range []operator.Ref{c.buyer, c.assigned, c.wide} {
		alike(t, c.feed(who, own), []string{u})
	}
	for _, who := range []operator.Ref{c.admin, c.auditor, c.outside, c.former, c.stranger} {
		alike(t, c.feed(who, own), []string{})
	}
	alike(t, c.feed(c.admin, operator.ListUpdatesRequest{}), []string{u})

	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.admin}}))
	alike(t, c.feed(c.admin, own), []string{u})
	own.Unseen = true
	alike(t, c.feed(c.admin, own), []string{})
	again := c.postUpdate(c.wide, operator.PostUpdateRequest{}).Ref.String()
	alike(t, c.feed(c.admin, own), []string{again})
	if mine := get(w.ListUpdates(c.as(c.admin), own))(t).Items[0].Mine; mine == nil || mine.SeenAt != nil {
		t.Errorf("the administrator's receipt is %+v", mine)
	}
}

// testUpdatesByCondition wants a list with a condition to be what there is without the
// rest, whoever asks and however the list is gone through.
func testUpdatesByCondition(t *testing.T, w *World) {
	c := newCast(t, w)
	post := func(req operator.PostUpdateRequest) string {
		c.Clock.Advance(time.Hour)
		return c.postUpdate(c.wide, req).Ref.String()
	}
	old := post(operator.PostUpdateRequest{})
	gone := post(operator.PostUpdateRequest{})
	must(t)(w.DeleteUpdate(c.as(c.wide), operator.DeleteUpdateRequest{Update: operator.Ref(gone), Confirmed: true}))
	draft := post(operator.PostUpdateRequest{Draft: true})
	planned := post(operator.PostUpdateRequest{At: "+30d"})
	c.Clock.Advance(48 * time.Hour)
	late := post(operator.PostUpdateRequest{})
	for _, who := range []operator.Ref{c.admin, c.wide, c.assigned} {
		for name, tt := range map[string]struct {
			req  operator.ListUpdatesRequest
			want []string
		}{
			"all":             {operator.ListUpdatesRequest{}, []string{planned, late, draft, old}},
			"draft":           {operator.ListUpdatesRequest{State: operator.UpdateDraft}, []string{draft}},
			"scheduled":       {operator.ListUpdatesRequest{State: operator.UpdateScheduled}, []string{planned}},
			"published":       {operator.ListUpdatesRequest{State: operator.UpdatePublished}, []string{late, old}},
			"deleted":         {operator.ListUpdatesRequest{State: operator.UpdateDeleted}, []string{gone}},
			"community":       {operator.ListUpdatesRequest{Community: "MR"}, []string{planned, late, draft, old}},
			"community draft": {operator.ListUpdatesRequest{Community: "MR", State: operator.UpdateDraft}, []string{draft}},
			"since":           {operator.ListUpdatesRequest{Since: "-1d"}, []string{planned, late}},
			"since published": {operator.ListUpdatesRequest{Since: "-1d", State: operator.UpdatePublished}, []string{late}},
		} {
			equal(t, name+" of "+string(who), c.feed(who, tt.req), tt.want)
		}
	}
	equal(t, "drafts of the buyer", c.feed(c.buyer, operator.ListUpdatesRequest{State: operator.UpdateDraft}), []string{})
	equal(t, "all of the buyer", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{late, old})
}

// testDraftDeletedOnOneHome publishes a draft to the home that is left: on the other it
// was never published, so that not even a tombstone of it is there to be seen.
func testDraftDeletedOnOneHome(t *testing.T, w *World) {
	c := newCast(t, w)
	c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Draft: true})
	on := func(home operator.Ref) operator.Ref {
		return operator.Ref(c.feed(c.wide, operator.ListUpdatesRequest{Property: home})[0])
	}
	gone, left := on(c.home), on(c.other)
	c.Clock.Advance(time.Minute)
	must(t)(w.DeleteUpdate(c.as(c.wide), operator.DeleteUpdateRequest{Update: gone, Confirmed: true}))
	c.Clock.Advance(time.Minute)
	must(t)(w.PublishUpdate(c.as(c.wide), operator.UpdateRequest{Update: left}))
	equal(t, "the other home", c.feed(c.stranger, operator.ListUpdatesRequest{}), []string{string(left)})
	for _, who := range []operator.Ref{c.buyer, c.auditor} {
		_, hidden := w.ShowUpdate(c.as(who), operator.ShowUpdateRequest{Update: gone})
		_, missing := w.ShowUpdate(c.as(who), operator.ShowUpdateRequest{Update: "U99"})
		sameAsMissing(t, hidden, missing, string(gone), "U99")
		equal(t, "deleted ones of "+string(who), c.feed(who, operator.ListUpdatesRequest{State: operator.UpdateDeleted, Property: c.home}), []string{})
	}
	equal(t, "to who may post", get(w.ShowUpdate(c.as(c.wide), operator.ShowUpdateRequest{Update: gone}))(t).State, operator.UpdateDeleted)
}
