package servicetest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// eventTests is about what has happened: who is told how much of it.
func eventTests() []test {
	return []test{
		{"AHistoryReadsAsTheStoryOfAHome", testAHistoryIsAStory},
		{"ABuyersHistoryIsTheirOwnSaleOnly", testABuyersHistoryIsTheirOwn},
		{"AHistoryTellsOfConversationsToWhoIsInThem", testHistoryOfConversations},
		{"WhatWasTakenBackIsToldToTheTeamOnly", testHistoryOfWhatWasTakenBack},
		{"AHistoryTellsOfUpdatesToWhoSeesThem", testHistoryOfUpdates},
		{"WhoWasMergedKnowsWhatTheyTookBack", testHistoryOfWhoWasMerged},
		{"ReadingAHistoryFromOutsideIsRecordedOnce", testReadingAHistoryIsRecorded},
		{"EventsAreOfWhatOneMaySee", testEventsAreOfWhatOneMaySee},
		{"EventsAreFoundByTheirConditions", testEventsByConditions},
		{"EventsAreFoundByWhatIsPlannedAndByImports", testEventsOfPlansAndImports},
		{"TheLogOfAllIsForAdministratorsAndAuditors", testTheLogOfAll},
		{"AWatchedLogGoesOnWhereItStopped", testAWatchedLog},
		{"ARowIsDumpedWithoutItsSecrets", testDump},
		{"AnAnchorHoldsWhileTheLogGrows", testAnchor},
	}
}

// events is the events that somebody lists, each as its action and object.
func (c *cast) events(who operator.Ref, req operator.ListEventsRequest) []string {
	c.t.Helper()
	req.Limit = operator.MaxPage
	all := []string{}
	page := must(c.t)(c.ListEvents(c.as(who), req)).(operator.Page[operator.Event])
	for _, e := range page.Items {
		all = append(all, strings.TrimSpace(e.Action+" "+e.Object))
	}
	return all
}

func testEventsAreOfWhatOneMaySee(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	alike(t, c.events(c.outside, operator.ListEventsRequest{}), []string{
		"workspace.created", "person.added P1", "person.added P2", "person.added P3", "person.added P4", "person.added P5",
		"person.added P6", "person.added P11", "person.deactivated P6",
	}) // the team, contacts and themselves
	alike(t, c.events(c.former, operator.ListEventsRequest{}), []string{"person.added P9"})
	alike(t, c.events(c.wide, operator.ListEventsRequest{Property: c.other}), []string{"property.added H2", "transaction.opened T3"})
	_, err := w.ListEvents(c.as(c.lender), operator.ListEventsRequest{})
	refused(t, err, operator.Denied, "not_allowed")
	for _, who := range []operator.Ref{c.buyer, c.outside, c.former} {
		page := get(w.ListEvents(c.as(who), operator.ListEventsRequest{Paging: operator.Paging{Limit: operator.MaxPage}}))(t)
		for _, e := range page.Items {
			data := string(e.Data)
			if e.Object == string(who) {
				continue // their own entry, with all that is in it
			}
			for _, secret := range []string{"price", "489900", "ben@", "cora@", "stan@"} {
				if strings.Contains(data, secret) {
					t.Errorf("%s sees %s of %s %s: %s", who, secret, e.Action, e.Object, data)
				}
			}
		}
	}
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, ExternalID: ptr("crm=43847173")}))
	for who, sees := range map[operator.Ref]bool{c.buyer: false, c.admin: true} {
		page := get(w.ListEvents(c.as(who), operator.ListEventsRequest{Object: c.buyer}))(t)
		raw := get(json.Marshal(page.Items))(t)
		equal(t, string(who)+" sees what the other system calls the buyer", strings.Contains(string(raw), "43847173"), sees)
	}
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.stranger, Email: ptr("other@example.com")}))
	alike(t, c.events(c.assigned, operator.ListEventsRequest{Object: "P10"}), []string{}) // nobody they know
	for _, hidden := range []operator.ListEventsRequest{{Property: c.other}, {Actor: c.stranger}, {Object: "stan@example.com"}} {
		_, err := w.ListEvents(c.as(c.buyer), hidden)
		fails(t, err, operator.NotFound)
	}
}

func testEventsByConditions(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	last := uint64(w.Events())
	for name, is := range map[string]struct {
		req  operator.ListEventsRequest
		want []string
	}{
		"an action":            {operator.ListEventsRequest{Action: "transaction.withdrawn"}, []string{"transaction.withdrawn T1"}},
		"what it is about":     {operator.ListEventsRequest{Action: "Message"}, []string{"message.sent M1", "message.sent M2", "message.sent M3"}},
		"a home":               {operator.ListEventsRequest{Property: c.other}, []string{"property.added H2", "transaction.opened T3"}},
		"who":                  {operator.ListEventsRequest{Actor: c.buyer}, []string{"message.sent M2"}},
		"a conversation":       {operator.ListEventsRequest{Object: "c2"}, []string{"conversation.started C2", "message.sent M3"}},
		"a home by its code":   {operator.ListEventsRequest{Object: c.other}, []string{"property.added H2"}},
		"somebody":             {operator.ListEventsRequest{Object: "cora@example.com"}, []string{"person.added P8", "transaction.opened T2", "conversation.started C1"}},
		"what comes after":     {operator.ListEventsRequest{Since: last - 2, Property: c.home}, []string{"transaction.edited T2", "property.edited H1"}},
		"a time, and a home":   {operator.ListEventsRequest{From: "2026-03-04T15:02:00Z", Until: "2026-03-04T15:02:30Z", Property: c.home}, []string{"message.sent M2"}},
		"a time to come":       {operator.ListEventsRequest{From: "+1h"}, []string{}},
		"two that do not meet": {operator.ListEventsRequest{Action: "message", Object: "T1"}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			is.req.Until = cmp.Or(is.req.Until, "2026-03-04T23:00:00Z")
			got := slices.DeleteFunc(c.events(c.auditor, is.req), func(e string) bool { return strings.HasPrefix(e, "events.listed") })
			alike(t, got, is.want)
		})
	}
	_, err := w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Action: "message.send"})
	refused(t, err, operator.Usage, "bad_action")
	alike(t, hintOf(err), "did you mean message.sent?")
}

func testEventsOfPlansAndImports(t *testing.T, w *World) {
	c := newCast(t, w)
	c.later(c.assigned, "+1d", "On Friday.")
	w.importing(t, operator.ImportRequest{Kind: operator.ImportContacts}, "Name,Email\nIda Import,ida@example.com\n")
	for object, want := range map[operator.Ref][]string{"s1": {"schedule.planned S1"}, "I1": {"import.applied I1"}} {
		equal(t, string(object), c.events(c.admin, operator.ListEventsRequest{Object: object}), want)
	}
}

func testTheLogOfAll(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	before := w.Events()
	one := operator.Paging{Limit: 5}
	page := get(w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Property: c.home, Paging: one}))(t)
	alike(t, w.Events()-before, 1)
	one.Cursor = page.Next
	must(t)(w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Property: c.home, Paging: one}))
	alike(t, w.Events()-before, 1)
	_, err := w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Paging: one})
	refused(t, err, operator.Invalid, "bad_cursor") // a reading that was recorded leads to no other
	alike(t, len(c.events(c.auditor, operator.ListEventsRequest{})), before+1)

	listed := get(w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Action: "events"}))(t).Items
	alike(t, []string{listed[0].Actor.Name, string(listed[0].Data)}, []string{"Maya Ortiz", `{"property":"MR-014"}`})
	opened := get(w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Action: "transaction.opened"}))(t).Items[1]
	var data struct {
		Price  string
		Buyers []string
	}
	must(t)(nil, json.Unmarshal(opened.Data, &data))
	alike(t, data.Price, "489900.00")
	alike(t, data.Buyers, []string{string(c.buyer), string(c.cobuyer)})
	alike(t, []any{*opened.Property, opened.Object, opened.Source, len(opened.Hash)}, []any{"MR-014", "T2", operator.SourceCLI, 64})
}

func testAWatchedLog(t *testing.T, w *World) {
	c, talk := eventful(t, w)
	ctx, stop := context.WithCancel(c.as(c.buyer))
	defer stop()
	var last uint64
	next := func(req operator.ListEventsRequest) string {
		for e, err := range w.WatchEvents(ctx, req) {
			must(t)(nil, err)
			last = e.Seq
			return e.Action + " " + e.Object
		}
		return ""
	}
	alike(t, next(operator.ListEventsRequest{Action: "message"}), "message.sent M1")
	alike(t, next(operator.ListEventsRequest{Action: "message", Since: last}), "message.sent M2")
	c.reply(c.assigned, talk, "In April, then.")
	alike(t, next(operator.ListEventsRequest{Action: "message", Since: last}), "message.sent M4") // M3 is not for them
	c.reply(c.assigned, talk, "Or not.")
	c.withdraw()
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, Title: ptr("Dr")}))
	alike(t, next(operator.ListEventsRequest{Since: last}), "person.edited "+string(c.buyer)) // the message went with the sale

	before := w.Events()
	for e, err := range w.WatchEvents(c.as(c.admin), operator.ListEventsRequest{Since: uint64(before), From: "-1h"}) {
		must(t)(nil, err)
		alike(t, e.Action, "events.listed") // their own watching
		break
	}
	alike(t, w.Events()-before, 1)

	const many = 250 // more than are kept of one look at the log
	for n := range many {
		must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, Title: ptr(strconv.Itoa(n))}))
	}
	from, heard := uint64(w.Events()-many), uint64(0)
	for e, err := range w.WatchEvents(c.as(c.admin), operator.ListEventsRequest{Action: "person", Since: from}) {
		must(t)(nil, err)
		heard++
		alike(t, e.Seq, from+heard)
		if heard == many {
			break
		}
	}
}

func testDump(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	dump := func(kind string, of operator.Ref) []string {
		page := get(w.Dump(c.as(c.admin), operator.DumpRequest{Kind: kind, Ref: of, Paging: operator.Paging{Limit: operator.MaxPage}}))(t)
		rows := []string{}
		for _, raw := range page.Items {
			rows = append(rows, string(raw))
		}
		return rows
	}
	before := w.Events()
	ws := dump("workspace", "")
	alike(t, w.Events()-before, 1)
	if len(ws) != 1 || !strings.Contains(ws[0], `"time_zone":"America/Denver"`) || strings.Contains(ws[0], "secret") || strings.Contains(ws[0], "instance") {
		t.Errorf("the workspace is dumped as %s", ws)
	}
	alike(t, []int{len(dump("messages", "C1")), len(dump("messages", "M2")), len(dump("inbox", c.buyer)), len(dump("people", "ben@example.com")), len(dump("events", "3"))}, []int{2, 1, 1, 1, 1})
	if d := dump("details", "3")[0]; strings.Contains(d, "salt") || !strings.Contains(d, `"content":{`) {
		t.Errorf("details are dumped as %s", d)
	}
	_, err := w.Dump(c.as(c.admin), operator.DumpRequest{Kind: "people", Ref: "P99"})
	fails(t, err, operator.NotFound)
	_, err = w.Dump(c.as(c.admin), operator.DumpRequest{Kind: "people", Ref: "C1"})
	fails(t, err, operator.NotFound)
	_, err = w.Dump(c.as(c.admin), operator.DumpRequest{Kind: "sales", Ref: "C1"})
	refused(t, err, operator.Invalid, "bad_reference")
	_, err = w.Dump(c.as(c.admin), operator.DumpRequest{Kind: "planets"})
	refused(t, err, operator.Usage, "bad_table")
	_, err = w.Dump(c.as(c.auditor), operator.DumpRequest{Kind: "people"})
	refused(t, err, operator.Denied, "not_allowed")
}

func testAnchor(t *testing.T, w *World) {
	c, talk := eventful(t, w)
	var heads []string
	for _, of := range []operator.Ref{"", c.home} {
		heads = append(heads, get(w.AuditAnchor(c.as(c.auditor), operator.AnchorRequest{Property: of}))(t).Head)
		c.reply(c.assigned, talk, "The log grows.")
	}
	r := get(w.VerifyAudit(c.as(c.auditor), operator.VerifyAuditRequest{ExpectHeads: heads}))(t)
	now := get(w.AuditAnchor(c.as(c.auditor), operator.AnchorRequest{}))(t)
	alike(t, r, operator.AuditReport{Chains: 3, Events: w.Events(), Head: now.Head, Heads: 2, Findings: []string{}})
	r = get(w.VerifyAudit(c.as(c.admin), operator.VerifyAuditRequest{Property: c.home, ExpectHeads: heads[1:]}))(t)
	alike(t, []int{r.Chains, len(r.Findings)}, []int{1, 0})

	for reason, req := range map[string]operator.VerifyAuditRequest{
		"other_scope": {Property: c.home, ExpectHeads: heads[:1]},
		"bad_head":    {ExpectHeads: []string{"operator-anchor-1:mistyped"}},
	} {
		_, err := w.VerifyAudit(c.as(c.admin), req)
		refused(t, err, operator.Invalid, reason)
	}
	_, err := w.VerifyAudit(c.as(c.admin), operator.VerifyAuditRequest{Property: c.other, ExpectHeads: heads[1:]})
	refused(t, err, operator.Invalid, "other_scope")
	_, err = w.VerifyAudit(c.as(c.assigned), operator.VerifyAuditRequest{})
	refused(t, err, operator.Denied, "not_allowed")
}
