package servicetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func templateTests() []test {
	return []test{
		{"ATemplateIsWrittenByWhoWorksOnAHomeAndReadByTheTeam", testWhoWritesTemplates},
		{"ATemplateThatCannotBeReadIsRefusedWithItsPlace", testBadTemplate},
		{"ATemplateIsFilledInForAHome", testFilledIn},
		{"ATemplateWithoutAValueIsAnErrorThatNamesTheVariableAndTheHome", testNoValue},
		{"WhatIsFilledInIsNotLookedAtAgain", testValuesAreNotRead},
		{"ATemplateIsTheTextOfMessagesAndReplies", testTemplateOfMessages},
		{"ATemplateOfAPostIsFilledInForEveryHome", testTemplateOfPosts},
		{"APostThatCannotBeFilledInForOneHomeIsNotWrittenForAny", testTemplateOfPostFails},
		{"ATemplateIsRenamedAndDeleted", testTemplateChanges},
		{"ATemplateHasSoManyVariablesAndGrowsNoLongerThanAMessage", testTemplateLimits},
	}
}

// template adds a template as the administrator.
func (c *cast) template(name, title, body string) {
	c.t.Helper()
	must(c.t)(c.AddTemplate(c.as(c.admin), operator.AddTemplateRequest{Name: name, Title: title, Body: body}))
}

// filled is the text of a template for the home, as the assigned member sees it.
func (c *cast) filled(name string, vars map[string]string) (string, error) {
	got, err := c.ShowTemplate(c.as(c.assigned), operator.ShowTemplateRequest{Template: name, Property: c.home, Vars: vars})
	return got.Body, err
}

func testWhoWritesTemplates(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, who := range []operator.Ref{c.outside, c.auditor, c.buyer, c.lender} {
		_, err := w.AddTemplate(c.as(who), operator.AddTemplateRequest{Name: "no", Body: "x"})
		refused(t, err, operator.Denied, "not_allowed")
	}
	added := get(w.AddTemplate(c.as(c.assigned), operator.AddTemplateRequest{Name: "Welcome", Title: "Hello", Body: "Dear {{buyers.names}}, {{word}}\n"}))(t)
	equal(t, "the text", added.Body, "Dear {{buyers.names}}, {{word}}")
	equal(t, "its variables", added.Variables, []string{"buyers.names", "word"})
	for _, who := range []operator.Ref{c.admin, c.assigned, c.outside, c.auditor} {
		equal(t, "as "+string(who), get(w.ShowTemplate(c.as(who), operator.ShowTemplateRequest{Template: "welcome"}))(t).Name, "Welcome")
		equal(t, "listed for "+string(who), len(get(w.ListTemplates(c.as(who), operator.ListTemplatesRequest{}))(t).Items), 1)
		equal(t, "suggested to "+string(who), len(get(w.Suggest(c.as(who), operator.SuggestRequest{Kind: "template", Prefix: "we"}))(t)), 1)
	}
	for _, who := range []operator.Ref{c.buyer, c.lender} {
		_, hidden := w.ShowTemplate(c.as(who), operator.ShowTemplateRequest{Template: "Welcome"})
		_, missing := w.ShowTemplate(c.as(who), operator.ShowTemplateRequest{Template: "Nothing"})
		sameAsMissing(t, hidden, missing, "Welcome", "Nothing")
		equal(t, "listed for "+string(who), len(get(w.ListTemplates(c.as(who), operator.ListTemplatesRequest{}))(t).Items), 0)
		equal(t, "suggested to "+string(who), len(get(w.Suggest(c.as(who), operator.SuggestRequest{Kind: "template"}))(t)), 0)
		_, err := w.DeleteTemplate(c.as(who), operator.TemplateRequest{Template: "Welcome"})
		refused(t, err, operator.NotFound, "")
	}
	_, err := w.DeleteTemplate(c.as(c.outside), operator.TemplateRequest{Template: "Welcome"})
	refused(t, err, operator.Denied, "not_allowed")
}

func testBadTemplate(t *testing.T, w *World) {
	c := newCast(t, w)
	add := func(name, title, body string) error {
		_, err := w.AddTemplate(c.as(c.admin), operator.AddTemplateRequest{Name: name, Title: title, Body: body})
		return err
	}
	err := add("a", "", "Dear\n {{Names}}")
	refused(t, err, operator.Invalid, "bad_variable")
	if !strings.Contains(err.Error(), "the text, line 2, column 2") {
		t.Error(err)
	}
	err = add("a", "{{x", "body")
	refused(t, err, operator.Invalid, "bad_variable")
	if !strings.Contains(err.Error(), "the title, line 1, column 1") {
		t.Error(err)
	}
	refused(t, add("a b", "", "x"), operator.Invalid, "bad_name")
	refused(t, add("-a", "", "x"), operator.Invalid, "bad_name")
	refused(t, add("", "", "x"), operator.Invalid, "empty")
	refused(t, add(strings.Repeat("n", 41), "", "x"), operator.Invalid, "too_long")
	must(t)(nil, add(strings.Repeat("n", 40), "", "x"))
	refused(t, add("a", "", " "), operator.Invalid, "body_empty")
	refused(t, add("a", "one\ntwo", "x"), operator.Invalid, "line_break")
	c.template("one", "", "x")
	refused(t, add("ONE", "", "x"), operator.Conflict, "name_taken")
}

func testFilledIn(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.admin)
	must(t)(w.EditProperty(ctx, operator.EditPropertyRequest{
		Property: c.home, Lot: ptr("14"), Plan: ptr("Aspen"),
		Line1: ptr("12 Maple Street"), City: ptr("Golden"), Region: ptr("CO"), Postcode: ptr("80401"),
	}))
	must(t)(w.EditTransaction(ctx, operator.EditTransactionRequest{Transaction: c.sale, ContractDate: ptr("2026-03-01"), ExpectedClosing: ptr("2026-10-09")}))
	c.template("all", "{{property.code}}", "{{property.address}}|{{property.lot}}|{{property.plan}}|{{community.name}}|{{buyers.names}}|{{buyers.first_names}}|"+
		"{{primary_contact.name}}|{{primary_contact.email}}|{{sale.contract_date}}|{{sale.expected_closing}}|{{workspace.name}}|{{sender.name}}|{{ sender.first_name }}|{{today}}|{{extra}}|{{{{x}}")
	got := get(w.ShowTemplate(c.as(c.assigned), operator.ShowTemplateRequest{Template: "all", Property: c.home, Vars: map[string]string{"extra": "more"}}))(t)
	equal(t, "the text", got.Body, "12 Maple Street, Golden, CO 80401|14|Aspen|Maple Ridge|Ben Buyer and Cora Cobuyer|Ben and Cora|"+
		"Tess Assigned|tess@example.com|1 March 2026|9 October 2026|Acme Homes|Tess Assigned|Tess|4 March 2026|more|{{x}}")
	equal(t, "the title", operator.Value(got.Title), "MR-014")
	equal(t, "the home", operator.Value(got.Property), "MR-014")
	_, err := w.ShowTemplate(c.as(c.outside), operator.ShowTemplateRequest{Template: "all", Property: c.home})
	refused(t, err, operator.NotFound, "")
}

func testNoValue(t *testing.T, w *World) {
	c := newCast(t, w)
	c.template("closing", "", "{{sale.closing_date}} {{buyer.names}} {{property.code}}")
	_, err := c.filled("closing", nil)
	refused(t, err, operator.Invalid, "no_value")
	equal(t, "the error", err.Error(), "MR-014 has no value for buyer.names, sale.closing_date")
	if !strings.Contains(hintOf(err), "buyers.names") {
		t.Error(hintOf(err))
	}
	_, err = c.filled("closing", map[string]string{"buyer.names": " ", "sale.closing_date": "soon"})
	refused(t, err, operator.Invalid, "no_value")
	text, err := c.filled("closing", map[string]string{"buyer.names": "x", "sale.closing_date": "soon", "property.code": "never"})
	equal(t, "values of its own come first", get(text, err)(t), "soon x MR-014")
	_, err = c.filled("closing", map[string]string{"other": "x"})
	refused(t, err, operator.Invalid, "no_variable")
	_, err = w.ShowTemplate(c.as(c.assigned), operator.ShowTemplateRequest{Template: "closing", Vars: map[string]string{"x": "y"}})
	refused(t, err, operator.Usage, "no_property")
}

func testValuesAreNotRead(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, Name: ptr("{{sender.name}} {{{{ }}")}))
	c.template("names", "", "Dear {{buyers.names}}, {{x}}.")
	text, err := c.filled("names", map[string]string{"x": "{{buyers.names}}"})
	equal(t, "the text", get(text, err)(t), "Dear {{sender.name}} {{{{ }} and Cora Cobuyer, {{buyers.names}}.")
}

func testTemplateOfMessages(t *testing.T, w *World) {
	c := newCast(t, w)
	c.template("welcome", "Welcome to {{community.name}}", "Dear {{buyers.first_names}}, {{word}}.")
	m := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"buyers"}, Template: "welcome", Vars: map[string]string{"word": "hello"}})
	equal(t, "the message", m.Body, "Dear Ben and Cora, hello.")
	equal(t, "the subject", operator.Value(c.show(c.assigned, m.Conversation).Subject), "Welcome to Maple Ridge")
	r := get(w.ReplyMessage(c.as(c.assigned), operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Template: "welcome", Vars: map[string]string{"word": "again"}}))(t)
	equal(t, "the reply", r.Body, "Dear Ben and Cora, again.")
	send := func(who operator.Ref, req operator.SendMessageRequest) error {
		req.Property, req.To = c.home, []operator.Ref{"team"}
		_, err := w.SendMessage(c.as(who), req)
		return err
	}
	refused(t, send(c.assigned, operator.SendMessageRequest{Template: "welcome", Body: "x"}), operator.Usage, "two_texts")
	refused(t, send(c.assigned, operator.SendMessageRequest{Body: "x", Vars: map[string]string{"a": "b"}}), operator.Usage, "no_template")
	refused(t, send(c.assigned, operator.SendMessageRequest{Template: "welcome"}), operator.Invalid, "no_value")
	refused(t, send(c.buyer, operator.SendMessageRequest{Template: "welcome"}), operator.NotFound, "")
}

func testTemplateOfPosts(t *testing.T, w *World) {
	c := newCast(t, w)
	c.template("news", "{{property.code}}", "Dear {{buyers.names}}, from {{sender.first_name}}: {{x}}")
	req := operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Template: "news", Vars: map[string]string{"x": "paint"}}
	would := get(w.PostUpdate(w.dry(c.wide), req))(t)
	equal(t, "a dry run", would.Update.Body, "Dear Ben Buyer and Cora Cobuyer, from Will: paint")
	u := get(w.PostUpdate(c.as(c.wide), req))(t).Update
	body := func(who, home operator.Ref) string {
		got := get(w.ListUpdates(c.as(who), operator.ListUpdatesRequest{Property: home}))(t)
		return operator.Value(got.Items[0].Title) + ": " + got.Items[0].Body
	}
	equal(t, "on the home", body(c.buyer, c.home), "MR-014: Dear Ben Buyer and Cora Cobuyer, from Will: paint")
	equal(t, "on the other", body(c.stranger, c.other), "MR-015: Dear Stan Stranger, from Will: paint")
	_, err := w.EditUpdate(c.as(c.wide), operator.EditUpdateRequest{Update: uref(u.Ref), AllHomes: true, Body: ptr("x")})
	refused(t, err, operator.Conflict, "filled")
	must(t)(w.EditUpdate(c.as(c.wide), operator.EditUpdateRequest{Update: uref(u.Ref), Body: ptr("New.")}))
	equal(t, "edited", body(c.buyer, c.home), "MR-014: New.")
	one := c.postUpdate(c.assigned, operator.PostUpdateRequest{Template: "news", Vars: map[string]string{"x": "tiles"}, Title: "As {{it}} is", Body: " "})
	equal(t, "of one home", operator.Value(one.Title)+": "+one.Body, "As {{it}} is: Dear Ben Buyer and Cora Cobuyer, from Tess: tiles")
	must(t)(w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: uref(one.Ref), Body: ptr("Newer.")}))
	equal(t, "edited", body(c.buyer, c.home), "As {{it}} is: Newer.")
}

func testTemplateOfPostFails(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditProperty(c.as(c.admin), operator.EditPropertyRequest{Property: c.home, Plan: ptr("Aspen")}))
	c.template("plan", "", "It is a {{property.plan}}.")
	before := w.Events()
	_, err := w.PostUpdate(c.as(c.wide), operator.PostUpdateRequest{Community: "MR", Template: "plan"})
	refused(t, err, operator.Invalid, "no_value")
	equal(t, "the error", err.Error(), "MR-015 has no value for property.plan")
	equal(t, "events", w.Events(), before)
	equal(t, "updates", c.feed(c.admin, operator.ListUpdatesRequest{}), []string{})
}

func testTemplateChanges(t *testing.T, w *World) {
	c := newCast(t, w)
	c.template("Old", "", "x")
	c.template("taken", "", "x")
	edit := func(req operator.EditTemplateRequest) error {
		_, err := w.EditTemplate(c.as(c.assigned), req)
		return err
	}
	refused(t, edit(operator.EditTemplateRequest{Template: "old", Name: ptr("Taken")}), operator.Conflict, "name_taken")
	refused(t, edit(operator.EditTemplateRequest{Template: "old", Body: ptr("{{")}), operator.Invalid, "bad_variable")
	must(t)(nil, edit(operator.EditTemplateRequest{Template: "old", Name: ptr("OLD")}))
	must(t)(nil, edit(operator.EditTemplateRequest{Template: "old", Name: ptr("new"), Title: ptr("T"), Body: ptr("{{a}}")}))
	_, err := w.ShowTemplate(c.boss(), operator.ShowTemplateRequest{Template: "old"})
	refused(t, err, operator.NotFound, "")
	now := get(w.ShowTemplate(c.boss(), operator.ShowTemplateRequest{Template: "new"}))(t)
	equal(t, "now", []string{now.Name, operator.Value(now.Title), now.Body, strings.Join(now.Variables, " ")}, []string{"new", "T", "{{a}}", "a"})
	before := w.Events()
	must(t)(nil, edit(operator.EditTemplateRequest{Template: "new", Title: ptr("T")}))
	equal(t, "events of no change", w.Events(), before)
	must(t)(w.DeleteTemplate(c.as(c.assigned), operator.TemplateRequest{Template: "new"}))
	page := get(w.ListTemplates(c.boss(), operator.ListTemplatesRequest{}))(t)
	equal(t, "left", []string{page.Items[0].Name}, []string{"taken"})
	equal(t, "how many are left", len(page.Items), 1)
}

func testTemplateLimits(t *testing.T, w *World) {
	c := newCast(t, w)
	variables := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "{{v%d}}", i)
		}
		return b.String()
	}
	c.template("many", "{{v0}}", variables(operator.MaxVariables))
	_, err := w.AddTemplate(c.as(c.admin), operator.AddTemplateRequest{Name: "more", Title: "{{w}}", Body: variables(operator.MaxVariables)})
	refused(t, err, operator.Invalid, "too_many")

	c.template("long", "", strings.Repeat("{{v}}", 8))
	text, err := c.filled("long", map[string]string{"v": strings.Repeat("x", operator.MaxBody/8)})
	equal(t, "bytes of the longest", len(get(text, err)(t)), operator.MaxBody)
	// 64 KB of text and a value of 500 KB would be 6 GB: it is told before it is filled in.
	c.template("bomb", "", strings.Repeat("{{v}}", operator.MaxBody/len("{{v}}")))
	for name, n := range map[string]int{"long": operator.MaxBody/8 + 1, "bomb": 100_000} {
		_, err = c.filled(name, map[string]string{"v": strings.Repeat("x", n)})
		refused(t, err, operator.Invalid, "too_long")
		if !strings.HasPrefix(err.Error(), "filled in for MR-014, the template is too long") {
			t.Error(err)
		}
	}
}
