package storetest

import (
	"iter"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func tablesDumped(f *fixture) {
	f.update(func(tx store.Tx) error {
		for conversation := range operator.ConversationID(3) {
			for seq := range uint64(2) {
				if err := tx.PutMessage(&store.Message{Conversation: conversation + 1, Seq: seq + 1}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	named := ask(f, func(r store.Reader) ([]store.Table, error) { return r.Tables(), nil })
	if !slices.ContainsFunc(named, func(t store.Table) bool {
		return t.Name == "messages" && slices.Equal(t.Key, []string{"conversation", "seq"})
	}) {
		f.Errorf("the tables are %v", named)
	}
	rows := func(table string, begin []uint64, after []byte) []store.Row {
		return list(f, func(r store.Reader) iter.Seq2[store.Row, error] { return r.Rows(table, begin, after) })
	}
	refs := func(rows []store.Row) []operator.MessageID {
		return each(rows, func(r store.Row) operator.MessageID { return r.Value.(store.Message).ID })
	}
	all := rows("messages", nil, nil)
	same(f, "all", refs(all), []operator.MessageID{1, 2, 3, 4, 5, 6})
	same(f, "of a conversation", refs(rows("messages", []uint64{2}, nil)), []operator.MessageID{3, 4})
	same(f, "one", refs(rows("messages", []uint64{2, 2}, nil)), []operator.MessageID{4})
	same(f, "past one", refs(rows("messages", nil, all[3].Key)), []operator.MessageID{5, 6})
	same(f, "of a conversation past one", refs(rows("messages", []uint64{2}, all[2].Key)), []operator.MessageID{4})
	same(f, "none", refs(rows("messages", []uint64{9}, nil)), nil)
	err := f.store.View(f.Context(), func(r store.Reader) error {
		for _, err := range r.Rows("planets", nil, nil) {
			return err
		}
		return nil
	})
	if operator.CodeOf(err) != operator.Internal {
		f.Errorf("a table that is not there: %v", err)
	}
}
