package servicetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// receipt is what a person has done with an update; nil if they have none.
func (c *cast) receipt(u operator.Update, who operator.Ref) *operator.Receipt {
	c.t.Helper()
	page := get(c.ListReceipts(c.as(c.admin), operator.ListReceiptsRequest{Update: uref(u.Ref)}))(c.t)
	for _, r := range page.Items {
		if ref(r.Person.Ref) == who {
			return &r
		}
	}
	return nil
}

func testDelivered(t *testing.T, w *World) {
	c := newCast(t, w)
	published := w.Clock.Now().Add(time.Minute)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{ForHome: true})
	w.Clock.Advance(time.Hour)
	joined := w.Clock.Now()
	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{c.stranger}}))
	w.Clock.Advance(time.Hour)
	for who, want := range map[operator.Ref]time.Time{c.buyer: published, c.wide: published, c.outside: joined, c.stranger: joined} {
		for _, seen := range []bool{false, true} {
			if seen {
				must(t)(w.LikeUpdate(c.as(who), operator.LikeUpdateRequest{Update: uref(u.Ref)}))
			}
			r := c.receipt(u, who)
			if r == nil || r.DeliveredAt == nil || !r.DeliveredAt.Equal(want) {
				t.Errorf("%s, liked %t: %+v; want delivery at %s", who, seen, r, want)
			}
		}
	}
	equal(t, "unseen by who joined", c.unseen(c.stranger), []string{})
	c.withdraw()
	w.Clock.Advance(time.Hour)
	if r := c.receipt(u, c.buyer); r == nil || !r.DeliveredAt.Equal(published) {
		t.Errorf("after the withdrawal: %+v", r)
	}
	if r := c.receipt(u, c.cobuyer); r != nil {
		t.Errorf("who did nothing with it and does not see it any more: %+v", r)
	}
}

// testPermanentUpdates is rule 3 of sales for updates.
// testMeans has a buyer acknowledge by themselves, and like by another way later.
func testMeans(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Ack: operator.AckAny})
	by := func(source operator.Source) func(*operator.Call) {
		return func(call *operator.Call) { call.Source = source }
	}
	must(t)(w.AcknowledgeUpdate(c.with(c.buyer, by(operator.SourceAPI)), operator.UpdateRequest{Update: uref(u.Ref)}))
	must(t)(w.LikeUpdate(c.with(c.buyer, by(operator.SourceCLI)), operator.LikeUpdateRequest{Update: uref(u.Ref)}))
	for _, r := range get(w.ListReceipts(c.boss(), operator.ListReceiptsRequest{Update: uref(u.Ref)}))(t).Items {
		if ref(r.Person.Ref) == c.buyer {
			equal(t, "by what means it was acknowledged", *r.Means, operator.SourceAPI)
		}
	}
}

func testPermanentUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.admin)
	before := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	group := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.other, c.home}})
	w.Clock.Advance(time.Minute)
	must(t)(w.CloseTransaction(ctx, operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	after := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	body, ack := "Another text", operator.AckAll
	for name, err := range map[string]error{
		"editing":        second(w.EditUpdate(ctx, operator.EditUpdateRequest{Update: uref(before.Ref), Body: &body})),
		"asking more":    second(w.EditUpdate(ctx, operator.EditUpdateRequest{Update: uref(before.Ref), Ack: &ack})),
		"deleting":       second(w.DeleteUpdate(ctx, operator.DeleteUpdateRequest{Update: uref(before.Ref), Confirmed: true})),
		"editing all":    second(w.EditUpdate(ctx, operator.EditUpdateRequest{Update: uref(group.Ref), Body: &body, AllHomes: true})),
		"asking all":     second(w.EditUpdate(ctx, operator.EditUpdateRequest{Update: uref(group.Ref), Ack: &ack, AllHomes: true})),
		"deleting a row": second(w.DeleteUpdate(ctx, operator.DeleteUpdateRequest{Update: uref(group.Ref), AllHomes: true, Confirmed: true})),
	} {
		if operator.CodeOf(err) != operator.Conflict || reasonOf(err) != "permanent" {
			t.Errorf("%s: %v", name, err)
		}
	}
	list := get(w.ListUpdates(ctx, operator.ListUpdatesRequest{Property: c.other}))(t)
	must(t)(w.EditUpdate(ctx, operator.EditUpdateRequest{Update: uref(list.Items[0].Ref), Body: &body}))
	must(t)(w.EditUpdate(ctx, operator.EditUpdateRequest{Update: uref(after.Ref), Body: &body}))
	must(t)(w.DeleteUpdate(ctx, operator.DeleteUpdateRequest{Update: uref(after.Ref), Confirmed: true}))
	equal(t, "the buyer keeps", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{ref2(c, group), before.Ref.String()})
}

// ref2 is the update of a group on the home.
func ref2(c *cast, u operator.Update) string {
	c.t.Helper()
	for _, other := range get(c.ListUpdates(c.as(c.admin), operator.ListUpdatesRequest{Group: uref(u.Ref)}))(c.t).Items {
		if other.Property == string(c.home) {
			return other.Ref.String()
		}
	}
	return ""
}

func testWorksAndBuys(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{c.wide}}))
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Ack: operator.AckAll})
	equal(t, "unseen", c.unseen(c.wide), []string{u.Ref.String()})
	call := operator.CallFrom(c.as(c.wide))
	call.Trusted = true
	must(t)(w.AcknowledgeUpdate(operator.WithCall(context.Background(), call), operator.UpdateRequest{Update: uref(u.Ref)}))
	equal(t, "unseen without having signed in", c.unseen(c.wide), []string{u.Ref.String()})
	if r := c.receipt(u, c.wide); r == nil || !r.Required || !r.OnBehalf || r.SeenAt != nil {
		t.Errorf("%+v", r)
	}
	must(t)(w.AcknowledgeUpdate(c.as(c.wide), operator.UpdateRequest{Update: uref(u.Ref)}))
	equal(t, "unseen after", c.unseen(c.wide), []string{})
	if r := c.receipt(u, c.wide); r == nil || r.OnBehalf || r.SeenAt == nil {
		t.Errorf("%+v", r)
	}
	shown := get(w.ShowUpdate(c.as(c.assigned), operator.ShowUpdateRequest{Update: uref(u.Ref)}))(t)
	equal(t, "receipts", *shown.Receipts, operator.ReceiptCounts{Recipients: 3, Seen: 1, Acknowledged: 1})
	c.withdraw()
	equal(t, "who works there goes on seeing it", c.feed(c.wide, operator.ListUpdatesRequest{}), []string{u.Ref.String()})
}

func testNobodyWouldSee(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.admin)
	must(t)(w.AddCommunity(ctx, operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}))
	for _, code := range []string{"OAK-1", "OAK-2"} {
		must(t)(w.AddProperty(ctx, operator.AddPropertyRequest{Code: code, Community: "OAK"}))
	}
	one := operator.PostUpdateRequest{Properties: []operator.Ref{"OAK-1"}, Body: "Soon."}
	many := operator.PostUpdateRequest{Community: "OAK", Body: "Soon."}
	for req, want := range map[*operator.PostUpdateRequest]string{
		&one:  "nobody would see it: OAK-1 has no buyers and no team beside you",
		&many: "nobody would see it: none of the 2 homes has buyers, or a team beside you",
	} {
		_, err := w.PostUpdate(ctx, *req)
		refused(t, err, operator.Invalid, "no_audience")
		if !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	one.Draft = true
	draft := get(w.PostUpdate(ctx, one))(t)
	_, err := w.PublishUpdate(ctx, operator.UpdateRequest{Update: uref(draft.Update.Ref)})
	refused(t, err, operator.Invalid, "no_audience")
	many.ForHome = true
	must(t)(w.PostUpdate(ctx, many))
	w.Clock.Advance(time.Minute)
	c.sell("OAK-1", c.buyer)
	equal(t, "who bought it later", len(c.feed(c.buyer, operator.ListUpdatesRequest{})), 1)
	must(t)(w.PublishUpdate(ctx, operator.UpdateRequest{Update: uref(draft.Update.Ref)}))
	equal(t, "published to the buyer", len(c.unseen(c.buyer)), 1)
}

func testHomeWithUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.admin)
	must(t)(w.AddProperty(ctx, operator.AddPropertyRequest{Code: "MR-099", Community: "MR"}))
	c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{"MR-099"}, ForHome: true})
	_, err := w.DeleteProperty(ctx, operator.PropertyRequest{Property: "MR-099"})
	refused(t, err, operator.Conflict, "has_history")
}
