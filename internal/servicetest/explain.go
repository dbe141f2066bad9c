package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func explainTests() []test {
	return []test{
		{"ExplainNamesTheFactsAndTheRule", testExplain},
		{"OneMayAskAboutOneselfOnly", testWhoMayExplain},
		{"SuggestionsBeginAsTypedAndAreInSight", testSuggest},
	}
}

// said is the verdicts of an explanation: Y, a, . or f, with the principal.
func said(x operator.Explanation) map[string]string {
	verdicts := map[string]string{}
	for _, v := range x.Verdicts {
		is := "f"
		switch {
		case v.Recorded:
			is = "a"
		case v.Allowed:
			is = "Y"
		case v.Hidden:
			is = "."
		}
		verdicts[v.Action] = is + " " + v.Principal
	}
	return verdicts
}

func testExplain(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Hello", c.buyer)
	talk := ref(m.Conversation)
	explain := func(who, what operator.Ref) operator.Explanation {
		return get(w.Explain(w.boss(), operator.ExplainRequest{Person: who, Object: what}))(t)
	}
	x := explain(c.buyer, c.home)
	equal(t, "the object", []string{x.Person.Name, x.Object, x.Kind}, []string{"Ben Buyer", "MR-014", "property"})
	equal(t, "the facts", x.Because, []string{"Ben Buyer is a buyer", "Ben Buyer is a buyer in T2, which is open: the current sale"})
	equal(t, "a buyer and their home", said(x), map[string]string{
		"property.read": "Y BU", "property.read_private": ". BU", "conversation.start_shared": "Y BU",
		"conversation.start_internal": "f BU", "transaction.edit": "f BU", "directory.edit": "f BU",
		"hold.set": "f BU", "hold.release": "f BU",
	})
	equal(t, "a former buyer", said(explain(c.former, c.home))["property.read"], ". BO")
	equal(t, "a team member", said(explain(c.outside, c.home))["property.read"], ". TN")
	equal(t, "a leaver", said(explain(c.leaver, c.home))["property.read"], "f DE")

	equal(t, "who is in a conversation", said(explain(c.buyer, talk)), map[string]string{
		"conversation.read": "Y BU", "message.write": "Y BU", "conversation.manage": "f BU",
	})
	equal(t, "who is not", said(explain(c.cobuyer, talk)), map[string]string{
		"conversation.read": ". BU", "message.write": ". BU", "conversation.manage": ". BU",
	})
	equal(t, "an administrator who is not", said(explain(c.admin, talk)), map[string]string{
		"conversation.read": "a AD", "message.write": "f AD", "conversation.manage": "Y AD",
	})
	equal(t, "the author", said(explain(c.assigned, ref(m.Ref)))["message.edit"], "Y TA")
	equal(t, "a reader", said(explain(c.buyer, ref(m.Ref)))["message.edit"], "f BU")
	equal(t, "the sale to its buyer", said(explain(c.buyer, c.sale)), map[string]string{
		"property.read": "Y BU", "property.read_private": ". BU", "transaction.edit": "f BU",
	})
	equal(t, "the sale to a former buyer", said(explain(c.former, c.sale))["property.read"], ". BO")
	equal(t, "the withdrawn sale to a buyer", said(explain(c.buyer, c.oldSale))["property.read"], ". BO")
	equal(t, "a person to their team", said(explain(c.assigned, c.buyer))["buyer.edit"], "Y TA")
	equal(t, "a person to others", said(explain(c.outside, c.buyer))["buyer.edit"], ". TN")
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	c.withdraw()
	c.sell(c.home, c.stranger)
	next := explain(c.stranger, uref(u.Ref)).Verdicts[0]
	equal(t, "an update of the sale before", []any{next.Action, next.Allowed, next.Hidden, next.Rule},
		[]any{"update.read", false, true, "only for who sees it; for others it does not exist"})
}

func testWhoMayExplain(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.Explain(w.As(c.buyer), operator.ExplainRequest{Person: c.buyer, Object: c.home}))
	must(t)(w.Explain(w.As(c.auditor), operator.ExplainRequest{Person: c.buyer, Object: c.home}))
	_, err := w.Explain(w.As(c.assigned), operator.ExplainRequest{Person: c.buyer, Object: c.home})
	refused(t, err, operator.Denied, "not_allowed")
	_, err = w.Explain(w.As(c.stranger), operator.ExplainRequest{Person: c.buyer, Object: c.home})
	refused(t, err, operator.NotFound, "")
	for _, hidden := range []operator.Ref{"MR-015", c.oldSale, c.stranger, "C9", "M9", "stan@example.com"} {
		_, err = w.Explain(w.As(c.buyer), operator.ExplainRequest{Person: c.buyer, Object: hidden})
		refused(t, err, operator.NotFound, "")
	}
}

func testSuggest(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Hello", c.buyer)
	must(t)(w.EditConversation(w.As(c.assigned), operator.EditConversationRequest{Conversation: operator.Ref(m.Conversation.String()), AddLabels: []string{"urgent"}}))
	must(t)(w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "MR", Number: "1", Properties: []operator.Ref{c.home}}))
	suggest := func(who operator.Ref, kind, prefix string) []string {
		refs := []string{}
		for _, s := range get(w.Suggest(w.As(who), operator.SuggestRequest{Kind: kind, Prefix: prefix}))(t) {
			refs = append(refs, s.Ref)
		}
		return refs
	}
	for _, s := range []struct {
		who          operator.Ref
		kind, prefix string
		want         []string
	}{
		{c.admin, "property", "mr-01", []string{"MR-014", "MR-015"}},
		{c.admin, "property", "MR-014", []string{"MR-014"}},
		{c.admin, "property", "x", []string{}},
		{c.buyer, "property", "", []string{"MR-014"}},
		{c.outside, "property", "M", []string{}},
		{c.admin, "buyer", "st", []string{"stan@example.com"}},
		{c.admin, "person", "P1", []string{"P1", "P10", "P11"}},
		{c.assigned, "buyer", "", []string{"ben@example.com", "cora@example.com", "finn@example.com"}},
		{c.assigned, "buyer", "st", []string{}},
		{c.buyer, "team", "tess", []string{string(c.assigned)}},
		{c.buyer, "team", "", []string{string(c.assigned), string(c.wide)}},
		{c.admin, "community", "m", []string{"MR"}},
		{c.outside, "community", "m", []string{}},
		{c.buyer, "building", "B", []string{"B1"}},
		{c.stranger, "building", "B1", []string{}},
		{c.admin, "transaction", "t", []string{"T1", "T2", "T3"}},
		{c.buyer, "transaction", "", []string{"T2"}},
		{c.buyer, "transaction", "T3", []string{}},
		{c.buyer, "conversation", "c", []string{m.Conversation.String()}},
		{c.cobuyer, "conversation", "", []string{}},
		{c.buyer, "message", "", []string{m.Ref.String()}},
		{c.assigned, "message", m.Ref.String(), []string{m.Ref.String()}},
		{c.cobuyer, "message", m.Ref.String(), []string{}},
		{c.admin, "message", m.Ref.String(), []string{}}, // to read it would be recorded
		{c.assigned, "label", "ur", []string{"urgent"}},
		{c.cobuyer, "label", "", []string{}},
		{c.admin, "label", "", []string{}},
	} {
		equal(t, s.kind+" "+s.prefix+" to "+string(s.who), suggest(s.who, s.kind, s.prefix), s.want)
	}
	_, err := w.Suggest(w.boss(), operator.SuggestRequest{Kind: "planet"})
	refused(t, err, operator.Invalid, "bad_kind")
	few := get(w.Suggest(w.boss(), operator.SuggestRequest{Kind: "person", Limit: 2}))(t)
	equal(t, "as many as asked for", len(few), 2)
}
