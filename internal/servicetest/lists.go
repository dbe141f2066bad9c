package servicetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func listTests() []test {
	return []test{
		{"WhatAListNamesTwiceIsDoneAndAnsweredOnce", testNamedTwice},
		{"AListOfARequestNamesSoManyThings", testListLimit},
		{"AConversationHasSoManyLabels", testLabelLimit},
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
	equal(t, "updates that were seen", len(get(w.MarkSeen(c.as(c.buyer), operator.MarkSeenRequest{Updates: updates}))(t)), 1)
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
