package servicetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// crowded adds homes to the community, so that a post to it takes three stages.
func crowded(t *testing.T, w *World) *cast {
	t.Helper()
	c := newCast(t, w)
	for n := range 510 {
		must(t)(w.AddProperty(c.as(c.admin), operator.AddPropertyRequest{Code: fmt.Sprintf("X-%03d", n), Community: "MR"}))
	}
	return c
}

// everyHome is the codes of the homes in a person's feed, each as often as it is
// there.
func (c *cast) everyHome(who operator.Ref) map[string]int {
	c.t.Helper()
	homes := map[string]int{}
	req := operator.ListUpdatesRequest{Paging: operator.Paging{Limit: 200}}
	for {
		page := get(c.ListUpdates(c.as(who), req))(c.t)
		for _, u := range page.Items {
			homes[u.Property]++
		}
		if req.Cursor = page.Next; req.Cursor == "" {
			return homes
		}
	}
}

// hidden fails where anybody sees anything of a post that is not published; drafts
// are for who may post.
func (c *cast) hidden(what string) {
	c.t.Helper()
	for _, who := range []operator.Ref{c.admin, c.auditor, c.wide, c.assigned, c.buyer} {
		equal(c.t, what+", in the feed of "+string(who), c.feed(who, operator.ListUpdatesRequest{}), []string{})
		equal(c.t, what+", unseen by "+string(who), c.unseen(who), []string{})
	}
	_, err := c.ShowUpdate(c.as(c.admin), operator.ShowUpdateRequest{Update: "U1"})
	fails(c.t, err, operator.NotFound)
	for _, who := range []operator.Ref{c.admin, c.wide, c.buyer} {
		page := get(c.ListEvents(c.as(who), operator.ListEventsRequest{Action: "update.published"}))(c.t)
		equal(c.t, what+", in the log for "+string(who), len(page.Items), 0)
	}
	story := get(c.PropertyHistory(c.as(c.wide), operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: 200}}))(c.t)
	for _, e := range story.Items {
		if e.Action == "update.published" {
			c.t.Errorf("%s, in the story: %s", what, e.Text)
		}
	}
}

var poolOpens = operator.PostUpdateRequest{Community: "MR", Body: "The pool opens."}

func testInterrupted(t *testing.T, w *World) {
	c := crowded(t, w)
	ctx := w.keyed(c.wide, "pool")
	for after, writes := range []int{0, 1, 1} { // nothing, the first stage, the second
		w.Break(writes)
		_, err := w.PostUpdate(ctx, poolOpens)
		fails(t, err, operator.IO)
		if after > 0 && (reasonOf(err) != "interrupted" || hintOf(err) != "go on with it: operator update publish U1") {
			t.Errorf("after %d: %v, %q", after, err, hintOf(err))
		}
		w.Mend()
		c.hidden(fmt.Sprint("after ", after))
		if after == 1 {
			w.Clock.Advance(time.Hour)
		}
	}
	res := get(w.PostUpdate(ctx, poolOpens))(t)
	if !res.Replayed || res.Homes != 512 || res.Update.PublishedAt == nil {
		t.Errorf("in the end: %+v", res)
	}
	homes := c.everyHome(c.admin)
	equal(t, "homes", len(homes), 512)
	for code, n := range homes {
		if n != 1 {
			t.Errorf("%s has it %d times", code, n)
		}
	}
	equal(t, "unseen by the buyer", len(c.unseen(c.buyer)), 1)
	equal(t, "unseen by its author", c.unseen(c.wide), []string{})
	equal(t, "unseen by the team", len(c.unseen(c.assigned)), 1)
}

func testAbandoned(t *testing.T, w *World) {
	c := crowded(t, w)
	leave := func(key string) {
		w.Break(1)
		_, err := w.PostUpdate(w.keyed(c.wide, key), poolOpens)
		refused(t, err, operator.IO, "interrupted")
		w.Mend()
	}
	leave("first")
	w.Clock.Advance(time.Hour)
	d := get(w.Diagnose(c.as(c.admin), operator.DiagnoseRequest{}))(t)
	found := false
	for _, line := range d {
		found = found || line.Status == operator.HealthWarning && line.Advice != nil &&
			*line.Advice == "operator update publish U1, or operator update delete U1 --all-homes"
	}
	if !found {
		t.Errorf("the doctor does not tell of it: %+v", d)
	}
	_, err := w.PublishUpdate(c.as(c.outside), operator.UpdateRequest{Update: "U1"})
	fails(t, err, operator.NotFound)
	_, err = w.DeleteUpdate(c.as(c.admin), operator.DeleteUpdateRequest{Update: "U1", Confirmed: true})
	refused(t, err, operator.Usage, "group")
	must(t)(w.DeleteUpdate(c.as(c.admin), operator.DeleteUpdateRequest{Update: "U1", AllHomes: true, Confirmed: true}))
	must(t)(nil, w.Check())
	c.hiddenNow("deleted")
	again := get(w.PostUpdate(w.keyed(c.wide, "first"), poolOpens))(t)
	equal(t, "its key leads to", again.Update.State, operator.UpdateDeleted)

	leave("second")
	res := get(w.PublishUpdate(c.as(c.admin), operator.UpdateRequest{Update: "U251"}))(t)
	equal(t, "homes", res.Homes, 512)
	equal(t, "homes with it", len(c.everyHome(c.admin)), 512)
	equal(t, "unseen", len(c.unseen(c.buyer)), 1)
}

// hiddenNow is hidden for feeds only.
func (c *cast) hiddenNow(what string) {
	c.t.Helper()
	for _, who := range []operator.Ref{c.admin, c.wide, c.buyer} {
		equal(c.t, what+", in the feed of "+string(who), c.feed(who, operator.ListUpdatesRequest{}), []string{})
		equal(c.t, what+", unseen by "+string(who), c.unseen(who), []string{})
	}
}

// testWaitingFollows changes the sales and the team of homes between two stages.
func testWaitingFollows(t *testing.T, w *World) {
	c := crowded(t, w)
	c.waitingFollows(func() (operator.Posted, error) { return w.PostUpdate(w.keyed(c.wide, "pool"), poolOpens) }, 511)
}

func testWaitingDraftFollows(t *testing.T, w *World) {
	c := crowded(t, w)
	req := poolOpens
	req.Draft = true
	u := get(w.PostUpdate(c.as(c.wide), req))(t).Update
	c.waitingFollows(func() (operator.Posted, error) {
		return w.PublishUpdate(c.as(c.wide), operator.UpdateRequest{Update: uref(u.Ref)})
	}, 512)
}

func (c *cast) waitingFollows(publish func() (operator.Posted, error), homes int) {
	t, w := c.t, c.World
	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: c.other, People: []operator.Ref{c.assigned}}))
	w.Break(1)
	_, err := publish()
	refused(t, err, operator.IO, "interrupted")
	w.Mend()
	w.Clock.Advance(time.Hour)
	c.withdraw()
	sold := c.sell(c.home, c.former)
	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	must(t)(w.UnassignProperty(c.as(c.admin), operator.AssignRequest{Property: c.other, People: []operator.Ref{c.assigned}}))
	if homes < 512 {
		must(t)(w.DeleteProperty(c.as(c.admin), operator.PropertyRequest{Property: "X-400"}))
		c.hidden("meanwhile")
	}
	w.Clock.Advance(time.Hour)
	res := get(publish())(t)
	equal(t, "homes", res.Homes, homes)
	for who, n := range map[operator.Ref]int{c.buyer: 0, c.cobuyer: 0, c.former: 1, c.outside: 1, c.assigned: 1, c.stranger: 1} {
		equal(t, "unseen by "+string(who), len(c.unseen(who)), n)
	}
	u := get(w.ListUpdates(c.as(c.admin), operator.ListUpdatesRequest{Property: c.home}))(t).Items[0]
	equal(t, "its sale", ref(u.Transaction), sold)
	must(t)(nil, w.Check())
}

func testKeysOfPosts(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Body: "The pool opens."}
	first := get(w.PostUpdate(w.keyed(c.wide, "pool"), req))(t)
	other := get(w.PostUpdate(w.keyed(c.admin, "pool"), req))(t)
	if other.Replayed || other.Update.Ref == first.Update.Ref {
		t.Errorf("the key of one person answered another: %+v", other)
	}
	again := get(w.PostUpdate(w.keyed(c.wide, "pool"), req))(t)
	equal(t, "the same key", again.Update.Ref, first.Update.Ref)
	equal(t, "replayed", again.Replayed && again.Update.Replayed, true)
	equal(t, "updates", len(c.feed(c.buyer, operator.ListUpdatesRequest{})), 2)
}
