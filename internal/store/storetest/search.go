package storetest

import (
	"errors"
	"iter"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// say writes messages of one conversation, numbered from first.
func say(f *fixture, first operator.MessageID, bodies ...string) {
	f.Helper()
	f.update(func(tx store.Tx) error {
		for i, body := range bodies {
			id := first + operator.MessageID(i)
			m := store.Message{ID: id, Conversation: 1 + operator.ConversationID(id%2), Seq: uint64(id), Body: body, Deleted: body == ""}
			if err := tx.PutMessage(&m); err != nil {
				return err
			}
		}
		return nil
	})
}

// whichHave are the numbers of the messages that a store yields for words, of
// those that have them all; a word with a star is a prefix.
func whichHave(f *fixture, before operator.MessageID, words ...string) []operator.MessageID {
	f.Helper()
	var terms []store.Term
	var phrases []search.Phrase
	for _, w := range words {
		w, star := strings.CutSuffix(w, "*")
		terms = append(terms, store.Term{Word: w, Prefix: star})
		phrases = append(phrases, search.Phrase{Words: []string{w}, Prefix: star})
	}
	finder := search.NewFinder(phrases)
	var ids []operator.MessageID
	f.view(func(r store.Reader) error {
		ids = nil
		for found, err := range r.MessagesWith(terms, before) {
			if err != nil {
				return err
			}
			m, ok, err := r.MessageAt(found.Conversation, found.Seq)
			if err != nil || !ok || m.ID != found.Message {
				f.Errorf("%+v is %+v, %v", found, m, err)
			}
			if _, has := finder.Find(m.Body); has {
				ids = append(ids, m.ID)
			}
		}
		return nil
	})
	return ids
}

// messagesByWord looks at the same again after a reindex, when whatever is kept
// for searching has everything.
func messagesByWord(f *fixture) {
	type ids = []operator.MessageID
	say(f, 1, "The door", "the Window", "", "Door and window", "Café")
	look := func(when string) {
		f.Helper()
		same(f, when+", one word", whichHave(f, 0, "the"), ids{2, 1})
		same(f, when+", two words", whichHave(f, 0, "window", "door"), ids{4})
		same(f, when+", folded", whichHave(f, 0, "cafe"), ids{5})
		same(f, when+", a prefix", whichHave(f, 0, "wind*", "d*"), ids{4})
		same(f, when+", before a number", whichHave(f, 4, "window"), ids{2})
		same(f, when+", a word of none", whichHave(f, 0, "roof"), nil)
		same(f, when+", no words", whichHave(f, 0), ids{5, 4, 3, 2, 1})
		same(f, when+", no words before a number", whichHave(f, 3), ids{2, 1})
	}
	look("at first")
	_, err := f.store.Reindex(f.Context(), false)
	f.must(err)
	look("after a reindex")
	say(f, 6, "Another door")
	same(f, "with one that is new", whichHave(f, 0, "door"), ids{6, 4, 1})
	say(f, 2, "The roof")
	say(f, 4, "")
	same(f, "a word that is there no more", whichHave(f, 0, "window"), nil)
	same(f, "a word that came", whichHave(f, 0, "roof"), ids{2})
	stop := errors.New("stop")
	err = f.store.Update(f.Context(), func(tx store.Tx) error {
		return errors.Join(tx.PutMessage(&store.Message{ID: 1, Conversation: 2, Seq: 1, Body: "The garage"}), stop)
	})
	if !errors.Is(err, stop) {
		f.Fatal(err)
	}
	same(f, "after a change that was taken back", whichHave(f, 0, "door"), ids{6, 1})
}

func reindexed(f *fixture) {
	say(f, 1, "One", "Two")
	putConversations(f, store.Conversation{Property: 1, LastAt: at(1)})
	listed := func() []operator.ConversationID {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Conversation, error] { return r.Conversations(1, nil) })
		return each(rows, conversationID)
	}
	dry, err := f.store.Reindex(f.Context(), true)
	f.must(err)
	done, err := f.store.Reindex(f.Context(), false)
	f.must(err)
	same(f, "messages", []int{dry.Messages, done.Messages}, []int{2, 2})
	if done.Rows < 4 {
		f.Errorf("there are %d rows", done.Rows)
	}
	same(f, "conversations", listed(), []operator.ConversationID{1})
	say(f, 0, "Three")
	same(f, "the number of the next message", whichHave(f, 0, "three"), []operator.MessageID{3})
}
