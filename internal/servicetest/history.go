package servicetest

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

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
	// A lender in a conversation of the home sees it, and not that it has a history.
	_, err := w.PropertyHistory(c.as(c.lender), operator.HistoryRequest{Property: c.home})
	if strings.Contains(hintOf(err), string(c.home)) {
		t.Errorf("the home that is not there is suggested: %s", hintOf(err))
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

// testHistoryOfWhoWasMerged has the author of what was taken back be merged.
func testHistoryOfWhoWasMerged(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.cobuyer, "Taken back", c.assigned)
	must(t)(w.DeleteMessage(c.as(c.cobuyer), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
	c.merge(c.buyer, c.cobuyer)
	for _, h := range get(w.PropertyHistory(c.as(c.buyer), operator.HistoryRequest{Property: c.home}))(t).Items {
		if h.Action == "message.sent" {
			equal(t, "one's own words", operator.Value(h.Excerpt), "Taken back")
			return
		}
	}
	t.Error("the message is not in the history")
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
