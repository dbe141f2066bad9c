package storetest

import (
	"errors"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func messagesMoved(f *fixture) {
	file := []store.Attachment{{Name: "a", Sum: sum("a")}}
	f.update(func(tx store.Tx) error {
		return errors.Join(
			tx.PutMessage(&store.Message{Conversation: 1, Seq: 1, Body: "one"}),
			tx.PutMessage(&store.Message{Conversation: 1, Seq: 2, Body: "two", Attachments: file, InReplyTo: 1}),
			tx.PutMessage(&store.Message{Conversation: 2, Seq: 1, Body: "three"}),
			tx.PutVersion(store.Version{Message: 2, N: 1, Body: "before"}),
		)
	})
	f.update(func(tx store.Tx) error { return tx.MoveMessage(2, 2, 2) })
	want := store.Message{ID: 2, Conversation: 2, Seq: 2, Body: "two", Attachments: file, InReplyTo: 1}
	same(f, "by number", find(f, func(r store.Reader) (store.Message, bool, error) { return r.Message(2) }), want)
	same(f, "by place", find(f, func(r store.Reader) (store.Message, bool, error) { return r.MessageAt(2, 2) }), want)
	in := func(of operator.ConversationID) []string {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Message, error] { return r.Messages(of, 1) })
		return each(rows, func(m store.Message) string { return m.Body })
	}
	same(f, "where it was", in(1), []string{"one"})
	same(f, "where it is", in(2), []string{"three", "two"})
	same(f, "its file", ask(f, func(r store.Reader) (bool, error) { return r.FileUsed(sum("a")) }), true)
	same(f, "its versions", len(ask(f, func(r store.Reader) ([]store.Version, error) { return r.Versions(2) })), 1)
	f.update(func(tx store.Tx) error { return tx.MoveMessage(2, 2, 2) }) // to where it is

	for what, move := range map[string]func(store.Tx) error{
		"a place that is taken":        func(tx store.Tx) error { return tx.MoveMessage(2, 2, 1) },
		"a message that is not there ": func(tx store.Tx) error { return tx.MoveMessage(9, 2, 3) },
	} {
		if err := f.store.Update(f.Context(), move); operator.CodeOf(err) != operator.Internal {
			f.Errorf("%s: %v", what, err)
		}
	}
	f.update(func(tx store.Tx) error {
		m, _, err := tx.Message(2)
		m.Deleted, m.Attachments = true, nil
		return errors.Join(err, tx.PutMessage(&m))
	})
	same(f, "its file, when it is deleted", ask(f, func(r store.Reader) (bool, error) { return r.FileUsed(sum("a")) }), false)
}

func rearrangementsListed(f *fixture) {
	whole := full[store.Rearrangement]()
	whole.ID, whole.Conversation, whole.Other = 0, 1, 2
	f.update(func(tx store.Tx) error {
		return errors.Join(
			tx.PutRearrangement(&whole),
			tx.PutRearrangement(&store.Rearrangement{Kind: store.BySplit, Conversation: 2, Other: 3}),
			tx.PutRearrangement(&store.Rearrangement{Kind: store.ByMove, Conversation: 3}),
		)
	})
	id := func(r store.Rearrangement) uint64 { return r.ID }
	of := func(c operator.ConversationID) []store.Rearrangement {
		return ask(f, func(r store.Reader) ([]store.Rearrangement, error) { return r.Rearrangements(c) })
	}
	type ids = []uint64
	same(f, "the row", of(1), []store.Rearrangement{whole})
	same(f, "of both", each(of(2), id), ids{1, 2})
	same(f, "of the other", each(of(3), id), ids{2, 3})
	all := list(f, func(r store.Reader) iter.Seq2[store.Rearrangement, error] { return r.AllRearrangements() })
	same(f, "all", each(all, id), ids{1, 2, 3})
	f.update(func(tx store.Tx) error { return tx.DeleteRearrangement(2) })
	same(f, "after one is undone", append(each(of(2), id), each(of(3), id)...), ids{1, 3})
}

func mergedAway(f *fixture) {
	c := store.Conversation{ID: 1, Property: 1, LastAt: at(1), Participants: []store.Participant{{Person: 1, From: 1}}}
	putConversations(f, c, store.Conversation{ID: 2, Property: 1, LastAt: at(2)})
	c.MergedInto = 2
	putConversations(f, c)
	same(f, "it is there", find(f, func(r store.Reader) (store.Conversation, bool, error) { return r.Conversation(1) }), c)
	for _, of := range []operator.PropertyID{0, 1} {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Conversation, error] { return r.Conversations(of, nil) })
		same(f, "a list without it", each(rows, conversationID), []operator.ConversationID{2})
	}
	group := store.GroupKey{Property: 1, People: []operator.PersonID{1}}
	same(f, "its group", len(ask(f, func(r store.Reader) ([]store.Conversation, error) { return r.ConversationsOf(group) })), 0)
	c.MergedInto = 0
	putConversations(f, c)
	same(f, "its group, when that is undone", len(ask(f, func(r store.Reader) ([]store.Conversation, error) { return r.ConversationsOf(group) })), 1)
}
