package storetest

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func threadsInShort(f *fixture) {
	putConversations(f,
		store.Conversation{Property: 1, LastAt: at(3), Turn: store.TurnUs, Subject: "Roof", Participants: []store.Participant{{Person: 7, From: 1}}},
		store.Conversation{Property: 1, LastAt: at(1), Internal: true, Excerpt: "Hello"},
		store.Conversation{Property: 2, LastAt: at(2), MergedInto: 1, Turn: store.TurnUs},
		store.Conversation{Property: 2, LastAt: at(2), Closed: true, Turn: store.TurnThem, Labels: []string{"late"}},
	)
	want := []store.Thread{
		{ID: 1, LastAt: at(3), Turn: store.TurnUs}, {ID: 2, LastAt: at(1), Internal: true}, {ID: 4, LastAt: at(2), Closed: true, Turn: store.TurnThem},
	}
	same(f, "all", list(f, func(r store.Reader) iter.Seq2[store.Thread, error] { return r.Threads() }), want)
	same(f, "one", find(f, func(r store.Reader) (store.Thread, bool, error) { return r.Thread(2) }), want[1])
	same(f, "a merged one", find(f, func(r store.Reader) (store.Thread, bool, error) { return r.Thread(3) }),
		store.Thread{ID: 3, LastAt: at(2), Turn: store.TurnUs, MergedInto: 1})
	f.view(func(r store.Reader) error {
		if _, ok, err := r.Thread(5); ok || err != nil {
			f.Errorf("one that is not there: %v, %v", ok, err)
		}
		return nil
	})
	f.update(func(tx store.Tx) error {
		for i, m := range []store.Message{
			{Author: 7, Turn: store.TurnUs, Created: at(1), Body: "Is it tight?"},
			{Author: 8, Turn: store.TurnThem, Created: at(2), Body: "It is.", Mentions: []operator.PersonID{7}},
			{Author: 8, Deleted: true, Created: at(3)},
		} {
			m.Conversation, m.Seq = 1, uint64(i+1)
			if err := tx.PutMessage(&m); err != nil {
				return err
			}
		}
		return tx.PutMessage(&store.Message{Conversation: 2, Seq: 1, Author: 9, Created: at(9)})
	})
	same(f, "said", list(f, func(r store.Reader) iter.Seq2[store.Said, error] { return r.SaidBack(1) }), []store.Said{
		{Author: 8, Deleted: true, Created: at(3)}, {Author: 8, Turn: store.TurnThem, Created: at(2)}, {Author: 7, Turn: store.TurnUs, Created: at(1)},
	})
}
