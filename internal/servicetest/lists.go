package servicetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func listTests() []test {
	return []test{
		{"WhatAListNamesTwiceIsDoneAndAnsweredOnce", testNamedTwice},
		{"AListOfARequestNamesSoManyThings", testListLimit},
		{"AConversationHasSoManyLabels", testLabelLimit},
		{"APageOfLongMessagesHasFewerOfThem", testPageOfLongMessages},
	}
}

func testNamedTwice(t *testing.T, w *World) {
	c := newCast(t, w)
	id := ref(c.send(c.assigned, "Hello", c.buyer).Conversation)
	for _, ids := range [][]operator.Ref{{id, id, " " + id}, slices.Repeat([]operator.Ref{id}, operator.MaxNamed)} {
		equal(t, "conversations that were read", len(get(w.MarkRead(c.as(c.buyer), operator.MarkReadRequest{Conversations: ids}))(t)), 1)
	}
	u := get(w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "The roof is on."}))(t)
	updates := slices.Repeat([]operator.Ref{operator.Ref(u.Update.Ref.String())}, operator.MaxNamed)
	equal(t, "updates that were seen", len(get(w.MarkSeen(w.by(w.token(t, c.buyer)), operator.MarkSeenRequest{Updates: updates}))(t)), 1)
}

func testListLimit(t *testing.T, w *World) {
	c := newCast(t, w)
	id := ref(c.send(c.assigned, "Hello", c.buyer).Conversation)
	_, err := w.MarkRead(c.as(c.buyer), operator.MarkReadRequest{Conversations: slices.Repeat([]operator.Ref{id}, operator.MaxNamed+1)})
	refused(t, err, operator.Invalid, "too_many")
	equal(t, "the error", err.Error(), "too many conversations at once: 10001 of at most 10000")

	// A group is many people: of those no more are named than a conversation can have.
	send := func(n int) error {
		_, err := w.SendMessage(w.dry(c.buyer), operator.SendMessageRequest{Property: c.home, To: slices.Repeat([]operator.Ref{"team"}, n), Body: "Hello"})
		return err
	}
	must(t)(nil, send(operator.MaxParticipants))
	refused(t, send(operator.MaxParticipants+1), operator.Invalid, "too_many")
}

func testLabelLimit(t *testing.T, w *World) {
	c := newCast(t, w)
	id := ref(c.send(c.assigned, "Hello", c.buyer).Conversation)
	labels := make([]string, operator.MaxLabels)
	for i := range labels {
		labels[i] = fmt.Sprintf("label %d", i)
	}
	edit := func(add, remove []string) error {
		return c.edit(c.assigned, operator.EditConversationRequest{Conversation: id, AddLabels: add, RemoveLabels: remove})
	}
	must(t)(nil, edit(labels, nil))
	refused(t, edit([]string{"one more"}, nil), operator.Invalid, "too_many")
	must(t)(nil, edit([]string{"one more"}, labels[:1]))
	equal(t, "labels", len(c.show(c.assigned, operator.ConversationID(1)).Labels), operator.MaxLabels)
}

func testPageOfLongMessages(t *testing.T, w *World) {
	c := newCast(t, w)
	const many = 12
	long := strings.Repeat("\x01", operator.MaxBody) // six bytes each in JSON
	for range many {
		c.send(c.assigned, long, c.buyer)
	}
	got, req := 0, operator.ListMessagesRequest{Conversation: "C1", Paging: operator.Paging{Limit: operator.MaxPage, Count: true}}
	for pages := 1; ; pages++ {
		page := get(w.ListMessages(c.as(c.buyer), req))(t)
		if size := 6 * operator.MaxBody * len(page.Items); size == 0 || size > operator.MaxPageBytes+7*operator.MaxBody {
			t.Fatalf("a page has %d messages of 6 times %d bytes", len(page.Items), operator.MaxBody)
		}
		got += len(page.Items)
		equal(t, "messages that remain", page.Remaining, many-got)
		if page.Next == "" {
			equal(t, "pages", pages, 2)
			break
		}
		req.Cursor = page.Next
	}
	equal(t, "messages", got, many)
}
