package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// undoSaleTests is about the undo of an import that sold a home which had a history before,
// and about what keeps such a sale.
func undoSaleTests() []test {
	tests := []test{{"AnUndoTakesASaleBackFromAHomeThatHasAHistory", testUndoneSaleOfAnOldHome}}
	for _, since := range comeOfSale() {
		tests = append(tests, test{"AnUndoKeepsASaleWith" + since.what, func(t *testing.T, w *World) {
			c, i := soldAgain(t, w)
			since.do(c, "ida@home.example")
			kept, there := c.undone(i)
			equal(t, "kept", []any{len(kept), there}, []any{since.kept, true})
		}})
	}
	return tests
}

// soldAgain is a home with a withdrawn sale, updates and conversations, all from before an
// import which sells it anew to somebody who was not there.
func soldAgain(t *testing.T, w *World) (*cast, operator.Import) {
	t.Helper()
	c := newCast(t, w)
	c.send(c.buyer, "When is the walk?", c.assigned)
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The roof is on."})
	c.withdraw()
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The street is paved.", ForHome: true})
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The lights are on.", At: "+9d"})
	internal := &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Internal: true, Body: "It is free again."}
	must(t)(w.SendMessage(c.as(c.assigned), *internal))
	i := w.importing(t, homes, "Community,Code,Buyer Name,Email,Status,Contract Date\nMR,MR-014,Ida New,ida@home.example,Sold,2026-02-01\n")
	equal(t, "the import", counts(i), "applied: 1 rows, 1 created, 0 updated, 0 unchanged, 0 rejected")
	w.Clock.Advance(time.Minute)
	return c, i
}

// undone undoes an import, and gives what was kept, and whether its buyer is still there.
func (c *cast) undone(i operator.Import) (kept []string, there bool) {
	c.t.Helper()
	plan := get(c.UndoImport(planning(c.boss()), operator.UndoImportRequest{Import: ref(i.Ref)}))(c.t)
	done := get(c.UndoImport(c.boss(), operator.UndoImportRequest{Import: ref(i.Ref), Confirmed: true}))(c.t)
	equal(c.t, "what the plan keeps", plan.Kept, done.Kept)
	for _, k := range done.Kept {
		kept = append(kept, k.Object)
		if operator.Value(k.Why) == "" {
			c.t.Errorf("it does not say why %s is kept", k.Object)
		}
	}
	_, err := c.ShowPerson(c.boss(), operator.ShowPersonRequest{Person: "ida@home.example"})
	return kept, err == nil
}

func testUndoneSaleOfAnOldHome(t *testing.T, w *World) {
	c, i := soldAgain(t, w)
	// What others do on the home meanwhile is not of the sale.
	must(t)(w.EditProperty(c.boss(), operator.EditPropertyRequest{Property: c.home, Plan: new("Birch")}))
	must(t)(w.PropertyHistory(c.as(c.auditor), operator.HistoryRequest{Property: c.home}))
	must(t)(w.AssignProperty(c.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	must(t)(w.SetHold(c.boss(), operator.HoldRequest{Property: c.other, Reason: "A claim."}))
	kept, there := c.undone(i)
	equal(t, "what is kept", kept, []string(nil))
	equal(t, "the buyer is there", there, false)
	h := get(w.ShowProperty(c.boss(), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the home", []any{h.Stage, len(h.Buyers)}, []any{operator.PreContract, 0})
}

// comeOfSale is what can come of a sale that was imported, and how many changes of its
// import that keeps.
func comeOfSale() []struct {
	what string
	kept int
	do   func(c *cast, ida operator.Ref)
} {
	return []struct {
		what string
		kept int
		do   func(c *cast, ida operator.Ref)
	}{
		{"AnUpdate", 2, func(c *cast, _ operator.Ref) { c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Welcome."}) }},
		{"APlannedUpdate", 2, func(c *cast, _ operator.Ref) {
			c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Welcome.", At: "+1d"})
		}},
		{"AConversation", 2, func(c *cast, ida operator.Ref) { c.send(ida, "Hello.", c.assigned) }},
		{"AConversationOfTheTeam", 2, func(c *cast, _ operator.Ref) {
			must(c.t)(c.SendMessage(c.as(c.assigned), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Internal: true, Body: "Who is she?"}))
		}},
		{"APlannedMessage", 2, func(c *cast, _ operator.Ref) { c.later(c.assigned, "+1d", "Welcome.") }},
		{"AnotherPrice", 2, func(c *cast, _ operator.Ref) {
			must(c.t)(c.EditTransaction(c.boss(), operator.EditTransactionRequest{Transaction: c.home, Price: new("400000")}))
		}},
		{"AConversationThatWasMovedAway", 2, func(c *cast, ida operator.Ref) {
			m := c.send(c.wide, "Hello.", ida, c.assigned)
			must(c.t)(c.MoveConversation(c.as(c.admin), operator.MoveConversationRequest{Conversation: ref(m.Conversation), Property: c.other, Confirmed: true}))
		}},
		{"ABuyerWhoWasMerged", 2, func(c *cast, ida operator.Ref) {
			must(c.t)(c.MergePeople(c.boss(), operator.MergePeopleRequest{Into: ida, From: c.former, Confirmed: true}))
		}},
		{"AHold", 2, func(c *cast, _ operator.Ref) {
			must(c.t)(c.SetHold(c.boss(), operator.HoldRequest{Property: c.home, Reason: "A claim."}))
		}},
	}
}
