package servicetest

import (
	"context"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// remind reminds, and says of which update whom: "U1 P7 P8".
func (c *cast) remind(who operator.Ref, req operator.RemindUpdatesRequest) []string {
	c.t.Helper()
	said := []string{}
	for _, r := range get(c.RemindUpdates(c.as(who), req))(c.t) {
		text := r.Update.String()
		for _, p := range r.People {
			text += " " + p.Ref.String()
		}
		said = append(said, text)
	}
	return said
}

// signedIn is somebody by a token of their own, which nobody has to vouch for.
func (c *cast) signedIn(who operator.Ref) context.Context {
	c.t.Helper()
	return c.by(c.token(c.t, who, operator.ScopeRead, operator.ScopeWrite))
}

func testRemind(t *testing.T, w *World) {
	c := newCast(t, w)
	all := c.postUpdate(c.assigned, operator.PostUpdateRequest{Title: "Colours", Body: "Choose.", Ack: operator.AckAll})
	primary := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Sign.", Ack: operator.AckPrimary})
	either := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Come.", Ack: operator.AckAny})
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The roof is on."})
	everything := operator.RemindUpdatesRequest{All: true}
	equal(t, "of what is young", c.remind(c.assigned, everything), []string{})
	must(t)(w.AcknowledgeUpdate(c.signedIn(c.cobuyer), operator.UpdateRequest{Update: uref(all.Ref)}))
	c.Clock.Advance(4 * dayLong)
	buyer, both := string(c.buyer), string(c.buyer)+" "+string(c.cobuyer)
	want := []string{uText(all) + " " + buyer, uText(primary) + " " + buyer, uText(either) + " " + both}
	for _, who := range []operator.Ref{c.buyer, c.cobuyer, c.stranger, c.lender, c.outside, c.auditor} {
		equal(t, "for "+string(who)+" there is nothing", c.remind(who, everything), []string{})
	}
	try := get(w.RemindUpdates(w.dry(c.assigned), everything))(t)
	equal(t, "a dry run tells of", len(try), 3)
	equal(t, "title", try[0].Title, ptr("Colours"))
	equal(t, "all", c.remind(c.assigned, everything), want)
	now := c.Clock.Now()
	equal(t, "again", c.remind(c.assigned, everything), []string{})
	equal(t, "by name, again", c.remind(c.wide, operator.RemindUpdatesRequest{Updates: []operator.Ref{uref(all.Ref)}}), []string{})

	at := map[string]*time.Time{}
	for _, r := range get(w.ListReceipts(c.boss(), operator.ListReceiptsRequest{Update: uref(all.Ref)}))(t).Items {
		at[r.Person.Ref.String()] = r.RemindedAt
	}
	equal(t, "the receipt of who was reminded", at[string(c.buyer)], &now)
	equal(t, "and of who was not", at[string(c.cobuyer)], nil)
	equal(t, "counted as seen", get(w.ShowUpdate(c.as(c.assigned), operator.ShowUpdateRequest{Update: uref(all.Ref)}))(t).Receipts.Seen, 1)

	c.send(c.assigned, "The end", c.buyer, c.cobuyer, c.wide)
	reminded := func(who operator.Ref) (n int) {
		for _, news := range c.news(who) {
			if news.Action == "update.reminded" {
				n++
			}
		}
		return n
	}
	equal(t, "news of the buyer", reminded(c.buyer), 3)
	equal(t, "news of the other", reminded(c.cobuyer), 1)
	equal(t, "news of others", reminded(c.wide), 0)

	must(t)(w.AcknowledgeUpdate(c.signedIn(c.cobuyer), operator.UpdateRequest{Update: uref(either.Ref)}))
	must(t)(w.AcknowledgeUpdate(c.signedIn(c.buyer), operator.UpdateRequest{Update: uref(primary.Ref)}))
	c.Clock.Advance(25 * time.Hour)
	equal(t, "a day later", c.remind(c.assigned, operator.RemindUpdatesRequest{All: true, Every: "2d"}), []string{})
	equal(t, "what is left", c.remind(c.assigned, operator.RemindUpdatesRequest{All: true, Community: "MR"}), []string{uText(all) + " " + buyer})
	must(t)(nil, w.Check())
}

func testRemindRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	plain := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The roof is on."})
	draft := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Choose.", Ack: operator.AckAll, Draft: true})
	asks := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Choose.", Ack: operator.AckAll})
	try := func(who operator.Ref, req operator.RemindUpdatesRequest) error {
		return second(w.RemindUpdates(c.as(who), req))
	}
	one := func(u operator.Update) operator.RemindUpdatesRequest {
		return operator.RemindUpdatesRequest{Updates: []operator.Ref{uref(u.Ref)}}
	}
	refused(t, try(c.assigned, one(plain)), operator.Conflict, "not_asked")
	refused(t, try(c.assigned, one(draft)), operator.Conflict, "not_published")
	refused(t, try(c.buyer, one(asks)), operator.Denied, "not_allowed")
	sameAsMissing(t, try(c.stranger, one(asks)), try(c.stranger, operator.RemindUpdatesRequest{Updates: []operator.Ref{"U999"}}), asks.Ref.String(), "U999")
	refused(t, try(c.assigned, operator.RemindUpdatesRequest{}), operator.Usage, "bad_selection")
	refused(t, try(c.assigned, operator.RemindUpdatesRequest{All: true, Updates: []operator.Ref{"U1"}}), operator.Usage, "bad_selection")
	refused(t, try(c.assigned, operator.RemindUpdatesRequest{Updates: []operator.Ref{"U1"}, Community: "MR"}), operator.Usage, "bad_selection")
	must(t)(w.RemindUpdates(w.by(w.token(t, c.assigned, operator.ScopeWrite)), operator.RemindUpdatesRequest{All: true}))
	_, err := w.RemindUpdates(w.by(w.token(t, c.assigned, operator.ScopeRead)), operator.RemindUpdatesRequest{All: true})
	fails(t, err, operator.Denied)
	fails(t, try(c.assigned, operator.RemindUpdatesRequest{All: true, OlderThan: "lately"}), operator.Invalid)
	fails(t, try(c.assigned, operator.RemindUpdatesRequest{All: true, Every: "often"}), operator.Invalid)
	must(t)(w.WithdrawTransaction(c.boss(), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	equal(t, "of a sale that was withdrawn", c.remind(c.assigned, one(asks)), []string{})
}

func uText(u operator.Update) string { return u.Ref.String() }
