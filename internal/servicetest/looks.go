package servicetest

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lookTests is about what somebody sees of what they are no part of: it is recorded,
// however they came to see it.
func lookTests() []test {
	return []test{
		{"AnAnswerThatShowsAConversationIsRecordedOnce", testAnswersAreRecorded},
		{"WhatIsWrittenAfterARecordedDumpIsRecordedAnew", testDumpsGoOn},
		{"WhatAThingWasMadeWithoutIsNullInItsEvent", testEventsHaveNulls},
	}
}

// testAnswersAreRecorded: an administrator acts on conversations that they are not in.
func testAnswersAreRecorded(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "One", c.buyer)
	second := c.reply(c.buyer, m.Conversation, "Two")
	one := ref(m.Conversation)
	two := ref(c.send(c.assigned, "Other", c.buyer, c.cobuyer).Conversation)
	gone := c.reply(c.assigned, m.Conversation, "Three")
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(gone.Ref), Confirmed: true}))
	closed := ref(c.send(c.assigned, "Closed", c.cobuyer).Conversation)
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: closed}))
	for _, is := range []struct {
		name, method string
		dry          bool
		req          any
		reads        []string
	}{
		{"an edit of nothing", "EditConversation", false, operator.EditConversationRequest{Conversation: one, Subject: ptr("")}, []string{"C1"}},
		{"an edit", "EditConversation", true, operator.EditConversationRequest{Conversation: one, AddLabels: []string{"late"}}, []string{"C1"}},
		{"a split", "SplitConversation", true, operator.SplitConversationRequest{Conversation: one, From: ref(second.Ref)}, []string{"C1"}},
		{"a move", "MoveConversation", true, operator.MoveConversationRequest{Conversation: one, Property: c.other}, []string{"C1"}},
		{"a move to where it is", "MoveConversation", false, operator.MoveConversationRequest{Conversation: one, Property: c.home}, []string{"C1"}},
		{"a merge", "MergeConversations", true, operator.MergeConversationsRequest{Into: one, From: two}, []string{"C1", "C2"}},
		{"closing", "CloseConversation", true, operator.ConversationRequest{Conversation: one}, []string{"C1"}},
		{"closing what is closed", "CloseConversation", false, operator.ConversationRequest{Conversation: closed}, []string{"C3"}},
		{"reopening what is open", "ReopenConversation", false, operator.ConversationRequest{Conversation: one}, []string{"C1"}},
		{"deleting", "DeleteMessage", true, operator.DeleteMessageRequest{Message: ref(second.Ref), Reason: "rude"}, []string{"C1"}},
		{"deleting what is deleted", "DeleteMessage", false, operator.DeleteMessageRequest{Message: ref(gone.Ref), Reason: "rude"}, []string{"C1"}},
		{"explaining", "Explain", false, operator.ExplainRequest{Person: c.buyer, Object: one}, []string{"C1"}},
		{"explaining a message", "Explain", false, operator.ExplainRequest{Person: c.buyer, Object: ref(second.Ref)}, []string{"C1"}},
	} {
		t.Run(is.name, func(t *testing.T) {
			for _, who := range []operator.Ref{c.admin, c.assigned} {
				ctx := c.as(who)
				if is.dry {
					ctx = w.dry(who)
				}
				if who == c.assigned && is.method == "Explain" {
					continue // who may explain to oneself only
				}
				before := w.Events()
				if err := w.call(ctx, is.method, is.req); err != nil && who == c.admin {
					t.Fatal(err)
				}
				want := []string{}
				if who == c.admin {
					want = is.reads
				}
				alike(t, w.Events()-before, len(want)) // and nothing else was kept
				alike(t, c.readsAfter(before), want)
			}
		})
	}
	// Where something changes, that is the record.
	before := w.Events()
	must(t)(w.CloseConversation(c.as(c.admin), operator.ConversationRequest{Conversation: one}))
	alike(t, w.Events()-before, 1)
	// With a key, too; and the same answer again is the same reading.
	for range 2 {
		must(t)(w.CloseConversation(w.keyed(c.admin, "k"), operator.ConversationRequest{Conversation: one}))
		alike(t, w.Events()-before, 2)
	}
	alike(t, c.readsAfter(before), []string{"C1"})
}

// readsAfter is the conversations whose reading was recorded after an event.
func (c *cast) readsAfter(seq int) []string {
	c.t.Helper()
	reads := []string{}
	page := must(c.t)(c.ListEvents(c.as(c.auditor), operator.ListEventsRequest{Action: "conversation.read", Since: uint64(seq)}))
	for _, e := range page.(operator.Page[operator.Event]).Items {
		reads = append(reads, e.Object)
	}
	return reads
}

// testDumpsGoOn: a cursor leads on in what was there, and no further in silence.
func testDumpsGoOn(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "One", c.buyer)
	c.reply(c.buyer, m.Conversation, "Two")
	before := w.Events()
	dump := func(cursor operator.Cursor) operator.Page[any] {
		page := get(w.Dump(c.as(c.admin), operator.DumpRequest{Kind: "messages", Paging: operator.Paging{Limit: 1, Cursor: cursor}}))(t)
		return operator.Page[any]{Items: make([]any, len(page.Items)), Next: page.Next}
	}
	first := dump("")
	alike(t, w.Events()-before, 1)
	next := dump(first.Next)
	alike(t, []any{w.Events() - before, len(next.Items), next.Next}, []any{1, 1, operator.Cursor("")}) // one look
	c.Clock.Advance(time.Minute)
	c.reply(c.buyer, m.Conversation, "Three")
	before = w.Events()
	next = dump(first.Next)
	alike(t, w.Events()-before, 1) // another
	next = dump(next.Next)
	alike(t, []int{w.Events() - before, len(next.Items)}, []int{1, 1})
}

// testEventsHaveNulls: what a thing was made without is null, [] and {} in its event.
func testEventsHaveNulls(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddPerson(c.as(c.admin), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Una Bare"}))
	must(t)(w.AddBuilding(c.as(c.admin), operator.AddBuildingRequest{Community: "MR", Number: "7"}))
	for action, want := range map[string]string{
		"person.added":       `{"email":null,"external_ids":{},"kind":"buyer","name":"Una Bare","phones":[],"role":null,"title":null}`,
		"community.added":    `{"code":"MR","external_ids":{},"name":"Maple Ridge"}`,
		"building.added":     `{"community":"N1","external_ids":{},"name":null,"number":"7"}`,
		"transaction.opened": `{"buyers":["P10"],"contract_date":"2026-03-04","currency":"USD","expected_closing":null,"external_ids":{},"price":"489900.00"}`,
	} {
		page := get(w.ListEvents(w.boss(), operator.ListEventsRequest{Action: action, Paging: operator.Paging{Limit: operator.MaxPage}}))(t)
		alike(t, string(page.Items[len(page.Items)-1].Data), want)
	}
}
