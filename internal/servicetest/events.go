package servicetest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

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
		{"ReadingAHistoryFromOutsideIsRecordedOnce", testReadingAHistoryIsRecorded},
		{"EventsAreOfWhatOneMaySee", testEventsAreOfWhatOneMaySee},
		{"EventsAreFoundByTheirConditions", testEventsByConditions},
		{"TheLogOfAllIsForAdministratorsAndAuditors", testTheLogOfAll},
		{"AWatchedLogGoesOnWhereItStopped", testAWatchedLog},
		{"ARowIsDumpedWithoutItsSecrets", testDump},
		{"AnAnchorHoldsWhileTheLogGrows", testAnchor},
	}
}

// story is the history of the home as somebody is told it.
func (c *cast) story(who operator.Ref) []operator.HistoryEntry {
	c.t.Helper()
	page := must(c.t)(c.PropertyHistory(c.as(who), operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: operator.MaxPage}}))
	return page.(operator.Page[operator.HistoryEntry]).Items
}

// texts is the sentences of a story, with what was written.
func texts(story []operator.HistoryEntry) []string {
	all := []string{}
	for _, e := range story {
		text := e.Text
		if e.Excerpt != nil {
			text += ": " + *e.Excerpt
		}
		all = append(all, text)
	}
	return all
}

// eventful gives the home of a cast something to tell.
func eventful(t *testing.T, w *World) (c *cast, talk operator.ConversationID) {
	t.Helper()
	c = newCast(t, w)
	m := c.sendAs(c.assigned, operator.SendMessageRequest{
		Property: c.home, To: []operator.Ref{c.buyer, c.cobuyer, c.lender}, Subject: "Closing date", Body: "We close in May.",
	})
	c.reply(c.buyer, m.Conversation, "Sooner, please.")
	c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "They are in a hurry."})
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddLabels: []string{"late"}, Assignee: ptr(c.assigned)}))
	must(t)(w.EditTransaction(c.as(c.assigned), operator.EditTransactionRequest{Transaction: c.sale, Price: ptr("480000")}))
	must(t)(w.EditTransaction(c.as(c.assigned), operator.EditTransactionRequest{Transaction: c.sale, Price: ptr("470000"), ExpectedClosing: ptr("2026-05-01")}))
	must(t)(w.EditProperty(c.as(c.admin), operator.EditPropertyRequest{Property: c.home, Plan: ptr("Aspen"), ExternalID: ptr("erp=X-1")}))
	return c, m.Conversation
}

func testAHistoryIsAStory(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	alike(t, texts(c.story(c.assigned)), []string{
		"Maya Ortiz added MR-014",
		"Maya Ortiz put Tess Assigned on MR-014",
		"Maya Ortiz made Tess Assigned the primary contact of MR-014",
		"Maya Ortiz opened the sale T1 to Finn Former for 489900.00 USD, with the contract of 2026-03-04",
		"Maya Ortiz withdrew the sale T1 to Finn Former, on 2026-03-04",
		"Maya Ortiz opened the sale T2 to Ben Buyer, Cora Cobuyer for 489900.00 USD, with the contract of 2026-03-04",
		"Tess Assigned started C1 (Closing date) with Ben Buyer, Cora Cobuyer and Lou Lender",
		"Tess Assigned sent a message to Ben Buyer and 2 others in C1 (Closing date): We close in May.",
		"Ben Buyer sent a message to Tess Assigned and 2 others in C1 (Closing date): Sooner, please.",
		"Tess Assigned started the internal C2 with Will Wide",
		"Tess Assigned sent an internal message to Will Wide in C2: They are in a hurry.",
		"Tess Assigned changed the labels of C1 (Closing date) to late",
		"Tess Assigned assigned C1 (Closing date) to Tess Assigned",
		"Tess Assigned changed the sale T2: price from 489900.00 to 480000.00",
		"Tess Assigned changed the sale T2: expected closing to 2026-05-01, price from 480000.00 to 470000.00",
		"Maya Ortiz changed MR-014: external ids from erp MR-014 to erp X-1, plan to Aspen",
	})
	page := get(w.PropertyHistory(c.as(c.assigned), operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: 8}}))(t)
	rest := get(w.PropertyHistory(c.as(c.assigned), operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: 50, Cursor: page.Next}}))(t)
	alike(t, texts(append(page.Items, rest.Items...)), texts(c.story(c.assigned)))
}

func testABuyersHistoryIsTheirOwn(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	want := []string{
		"Maya Ortiz opened the sale T2 to Ben Buyer, Cora Cobuyer, with the contract of 2026-03-04",
		"Tess Assigned started C1 (Closing date) with Ben Buyer, Cora Cobuyer and Lou Lender",
		"Tess Assigned sent a message to Ben Buyer and 2 others in C1 (Closing date): We close in May.",
		"Ben Buyer sent a message to Tess Assigned and 2 others in C1 (Closing date): Sooner, please.",
		"Tess Assigned changed the sale T2: expected closing to 2026-05-01",
		"Maya Ortiz changed MR-014: plan to Aspen",
	}
	// What happened in the same moment, before they bought it, is told by order alone.
	got := texts(c.story(c.buyer))
	alike(t, got[len(got)-len(want):], want)
	for _, e := range c.story(c.buyer) {
		text := e.Text + string(e.Data)
		for _, secret := range []string{"Finn", "T1", "489900", "480000", "470000", "hurry", "late", "erp", "X-1", "C2", "labels"} {
			if strings.Contains(text, secret) {
				t.Errorf("a buyer is told of %s: %s", secret, text)
			}
		}
		if e.Actor.Email != nil && e.Actor.Ref.String() != string(c.buyer) {
			t.Errorf("a buyer is told an e-mail: %s", *e.Actor.Email)
		}
	}
	for who, home := range map[operator.Ref]operator.Ref{c.former: c.home, c.stranger: c.home, c.outside: c.home, c.lender: c.home} {
		_, err := w.PropertyHistory(c.as(who), operator.HistoryRequest{Property: home})
		fails(t, err, operator.NotFound)
	}
	_, hidden := w.PropertyHistory(c.as(c.stranger), operator.HistoryRequest{Property: c.home})
	_, missing := w.PropertyHistory(c.as(c.stranger), operator.HistoryRequest{Property: "MR-016"})
	sameAsMissing(t, hidden, missing, string(c.home), "MR-016")

	c.Clock.Advance(time.Hour)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, AddBuyers: []operator.Ref{c.stranger}}))
	c.Clock.Advance(time.Hour)
	must(t)(w.UnassignProperty(c.as(c.admin), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.assigned}}))
	alike(t, texts(c.story(c.stranger)), []string{
		"Maya Ortiz changed the sale T2, adding Stan Stranger",
		"Maya Ortiz took Tess Assigned off MR-014",
		"Maya Ortiz left MR-014 without a primary contact in place of Tess Assigned",
	})
}

func testHistoryOfConversations(t *testing.T, w *World) {
	c, talk := eventful(t, w)
	of := func(who operator.Ref) []string {
		told := []string{}
		for _, text := range texts(c.story(who)) {
			if strings.Contains(text, "C1") {
				told = append(told, text)
			}
		}
		return told
	}
	alike(t, of(c.wide), []string{})
	c.Clock.Advance(time.Minute)
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(talk), AddPeople: []operator.Ref{c.wide}, RemovePeople: []operator.Ref{c.cobuyer}}))
	alike(t, len(of(c.wide)), 7) // the team sees the whole
	alike(t, of(c.cobuyer), []string{})
	c.reply(c.buyer, talk, "Well?")
	alike(t, of(c.wide)[7:], []string{"Ben Buyer sent a message to Tess Assigned and 2 others in C1 (Closing date): Well?"})

	c.Clock.Advance(time.Minute)
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(talk), AddPeople: []operator.Ref{c.cobuyer}}))
	c.reply(c.assigned, talk, "Soon.")
	alike(t, of(c.cobuyer), []string{ // others from when they came
		"Tess Assigned let Cora Cobuyer into C1 (Closing date)",
		"Tess Assigned sent a message to Ben Buyer and 3 others in C1 (Closing date): Soon.",
	})
	c.withdraw()
	_, err := w.PropertyHistory(c.as(c.buyer), operator.HistoryRequest{Property: c.home})
	fails(t, err, operator.NotFound)
}

func testHistoryOfWhatWasTakenBack(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "I hate this house.", c.assigned, c.cobuyer)
	c.Clock.Advance(time.Minute)
	must(t)(w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(m.Ref), Body: "I love this house."}))
	said := func(who operator.Ref) []string {
		told := []string{}
		for _, e := range c.story(who) {
			if e.Excerpt != nil {
				told = append(told, *e.Excerpt)
			}
		}
		return told
	}
	alike(t, said(c.cobuyer), []string{"I hate this house.", "I love this house."}) // as msg show --history
	must(t)(w.DeleteMessage(c.as(c.admin), operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "not for here", Confirmed: true}))
	alike(t, said(c.cobuyer), []string{})
	alike(t, said(c.buyer), said(c.assigned))
	last := func(who operator.Ref) string { s := c.story(who); return s[len(s)-1].Text }
	alike(t, last(c.assigned), "Maya Ortiz deleted the message M1 in C1, because: not for here")
	alike(t, last(c.cobuyer), "Maya Ortiz deleted the message M1 in C1")
}

func testHistoryOfUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	c.Clock.Advance(time.Minute)
	post := operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Title: "Roof", Body: "It is on."}
	u := get(w.PostUpdate(c.as(c.assigned), post))(t).Update
	post.Draft, post.Title = true, "Walls"
	must(t)(w.PostUpdate(c.as(c.assigned), post))
	must(t)(w.MarkSeen(c.as(c.buyer), operator.MarkSeenRequest{Updates: []operator.Ref{ref(u.Ref)}}))
	since := func(who operator.Ref) []string {
		told := []string{}
		for _, text := range texts(c.story(who)) {
			if strings.Contains(text, "update") {
				told = append(told, text)
			}
		}
		return told
	}
	published := "Tess Assigned published the update U1: Roof It is on."
	alike(t, since(c.assigned), []string{published, "Tess Assigned drafted the update U2", "Ben Buyer saw the update U1"})
	alike(t, since(c.buyer), []string{published, "Ben Buyer saw the update U1"})
	alike(t, since(c.cobuyer), []string{published})
}

func testReadingAHistoryIsRecorded(t *testing.T, w *World) {
	c, _ := eventful(t, w)
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		before := w.Events()
		page := get(w.PropertyHistory(c.as(who), operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: 3}}))(t)
		for page.Next != "" {
			page = get(w.PropertyHistory(c.as(who), operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: 3, Cursor: page.Next}}))(t)
			for _, e := range page.Items {
				if int(e.Seq) > before { // what happens after the reading was recorded is another reading
					t.Errorf("a page goes past what was recorded: %s", e.Text)
				}
			}
		}
		alike(t, w.Events()-before, 1)
	}
	before := w.Events()
	c.story(c.assigned)
	c.story(c.buyer)
	alike(t, w.Events(), before)
	for _, e := range c.story(c.assigned) {
		if strings.Contains(e.Action, "read") {
			t.Errorf("the team is told who reads: %s", e.Text)
		}
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
