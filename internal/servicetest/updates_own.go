package servicetest

import (
	"testing"

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
