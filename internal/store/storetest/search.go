package storetest

import (
	"errors"
	"fmt"
	"iter"
	"slices"
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
	terms, finder := sought(words)
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

// updatesByWord does the same with posts, and with what single updates say.
func updatesByWord(f *fixture) {
	post := func(id store.PostID, state store.PostState, c store.Content) {
		f.Helper()
		f.update(func(tx store.Tx) error {
			return tx.PutPost(&store.Post{ID: id, State: state, Content: c, Created: at(10 - int(id)/4)})
		})
	}
	own := func(id operator.UpdateID, of store.PostID, c *store.Content) {
		f.Helper()
		f.update(func(tx store.Tx) error {
			return tx.PutUpdate(&store.Update{ID: id, Post: of, Property: operator.PropertyID(id), Own: c})
		})
	}
	const draft = store.PostDraft
	post(1, draft, store.Content{Title: "The door", Body: "It opens"})
	post(2, draft, store.Content{Body: "A window, and a door"})
	post(3, draft, store.Content{Body: "Nothing"})
	post(4, draft, store.Content{Body: "An earlier door"})
	post(5, store.PostPublished, store.Content{Body: "A door that is published"})
	own(1, 1, nil)
	own(2, 3, &store.Content{Title: "Own door"})
	own(3, 1, &store.Content{Body: "Own window"})
	own(4, 5, &store.Content{Body: "Own window"})
	look := func(when string) {
		f.Helper()
		same(f, when+", one word", whichSay(f, nil, "door"), []string{"3 U2", "2", "1", "4"})
		same(f, when+", past a place", whichSay(f, &store.Place{At: at(10), ID: 2}, "door"), []string{"1", "4"})
		same(f, when+", two words", whichSay(f, nil, "opens", "the"), []string{"1"})
		same(f, when+", a prefix", whichSay(f, nil, "wind*"), []string{"2", "1 U3"})
		same(f, when+", a word of none", whichSay(f, nil, "roof"), nil)
	}
	look("at first")
	_, err := f.store.Reindex(f.Context(), false)
	f.must(err)
	look("after a reindex")
	post(1, draft, store.Content{Title: "The roof"})
	own(1, 1, &store.Content{Body: "A roof of its own"})
	own(3, 1, nil)
	post(6, draft, store.Content{Body: "One more door"})
	post(7, draft, store.Content{})
	own(5, 7, &store.Content{Body: "And one more"})
	same(f, "a word that came and went", whichSay(f, nil, "door"), []string{"3 U2", "2", "6", "4"})
	same(f, "a word that came", whichSay(f, nil, "roof"), []string{"1 U1"})
	same(f, "a word that went", whichSay(f, nil, "window"), []string{"2"})
	same(f, "a word of a new update", whichSay(f, nil, "more"), []string{"7 U5", "6"})
}

// whichSay are the drafts that a store yields for words, of those that say them, each
// with the updates that do.
func whichSay(f *fixture, after *store.Place, words ...string) []string {
	f.Helper()
	terms, finder := sought(words)
	var all []string
	f.view(func(r store.Reader) error {
		all = nil
		for found, err := range r.PostsWith(store.PostDraft, terms, after) {
			if err != nil {
				return err
			}
			said := []string{}
			_, itself := finder.Find(found.Post.Content.Text())
			if itself && !found.Itself {
				f.Errorf("post %d says %q, and came without", found.Post.ID, words)
			}
			for _, id := range found.Updates {
				u, _, err := r.Update(id)
				if err != nil || u.Post != found.Post.ID || u.Own == nil {
					f.Fatalf("update %s of post %d is %+v, %v", id, found.Post.ID, u, err)
				}
				if _, has := finder.Find(u.Own.Text()); has {
					said = append(said, " "+id.String())
				}
			}
			if itself || len(said) > 0 {
				slices.Sort(said)
				all = append(all, fmt.Sprint(found.Post.ID, strings.Join(said, "")))
			}
		}
		return nil
	})
	return all
}

// sought is words to look for, as a store and as a finder take them; a word with a star
// is a prefix.
func sought(words []string) (terms []store.Term, finder *search.Finder) {
	var phrases []search.Phrase
	for _, w := range words {
		w, star := strings.CutSuffix(w, "*")
		terms = append(terms, store.Term{Word: w, Prefix: star})
		phrases = append(phrases, search.Phrase{Words: []string{w}, Prefix: star})
	}
	return terms, search.NewFinder(phrases)
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
