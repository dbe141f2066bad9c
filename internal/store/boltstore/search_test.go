package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestNumbersArePackedAsTheSetTheyAre(t *testing.T) {
	t.Parallel()
	low := rapid.OneOf(rapid.Uint16Range(0, 20), rapid.Uint16Range(65500, 65535), rapid.Uint16())
	rapid.Check(t, func(t *rapid.T) {
		set := map[uint16]bool{}
		var packed []byte
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			add := slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(low, 0, 6).Draw(t, "add"))))
			packed = packNumbers(add, packed)
			for _, n := range add {
				set[n] = true
			}
			if rapid.Bool().Draw(t, "take") {
				n := low.Draw(t, "out")
				packed = without(packed, n)
				delete(set, n)
			}
		}
		var want []uint16
		for n := range set {
			want = append(want, n)
		}
		slices.Sort(want)
		if got := unpackNumbers(packed); !slices.Equal(got, want) {
			t.Fatalf("they are %v, want %v", got, want)
		}
		if again := packNumbers(want, nil); !bytes.Equal(again, packed) {
			t.Fatalf("packed at once they are %x, one after the other %x", again, packed)
		}
		slices.Reverse(want)
		top := int(low.Draw(t, "top"))
		want = slices.DeleteFunc(want, func(n uint16) bool { return int(n) > top })
		for _, l := range []*numberList{numbersOf(packed), anyOf([][]byte{packed, packed})} {
			var got []uint16
			for n := range inAll([]*numberList{l, numbersOf(packed)}, top) {
				got = append(got, uint16(n))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("down from %d they are %v, want %v", top, got, want)
			}
		}
	})
}

func TestNumbersThatAreNoneAreDamage(t *testing.T) {
	for _, packed := range [][]byte{{0}, {1, 0}, {0xff}, {0xff, 0xff, 0xff, 0xff}, bytes.Repeat([]byte{0xff}, 12), {0x81, 0x80, 0x04}} {
		l := numbersOf(packed)
		for l.down(l.at - 1) {
		}
		if !l.damaged {
			t.Errorf("%x is read", packed)
		}
	}
}

// vocabulary makes texts whose words are common and rare.
func textNth(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	words := []string{"the"}
	for range 1 + r.IntN(8) {
		words = append(words, fmt.Sprint("w", r.IntN(1+r.IntN(400))))
	}
	return strings.Join(words, " ")
}

// speak writes messages first to last, of four conversations.
func speak(to interface{ PutMessage(*store.Message) error }, first, last int) error {
	for n := first; n <= last; n++ {
		m := store.Message{ID: operator.MessageID(n), Conversation: operator.ConversationID(n%4 + 1), Seq: uint64(n), Body: textNth(n)}
		if err := to.PutMessage(&m); err != nil {
			return err
		}
	}
	return nil
}

// upTo is how far the index of words goes.
func upTo(t testing.TB, s *Store) uint64 {
	t.Helper()
	var n uint64
	must(t, s.engine.View(t.Context(), func(tx *bolt.Tx) (err error) {
		n, err = reader{tx: tx}.indexedUpTo(ofMessages)
		return err
	}))
	return n
}

// wellIndexed fails unless the index of words is what the messages say.
func wellIndexed(t testing.TB, s *Store) {
	t.Helper()
	must(t, s.engine.View(t.Context(), func(tx *bolt.Tx) error {
		searched.check(tx, func(err error) { t.Error(err) })
		return nil
	}))
}

func TestAWriterIndexesWhatItFindsUnindexed(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, nil))
	for _, c := range []struct {
		last int
		want uint64
	}{{unindexed - 1, 0}, {unindexed, unindexed}, {2*unindexed - 1, unindexed}, {2*unindexed + 5, 2 * unindexed}} {
		first := int(upTo(t, s)) + 1
		must(t, s.Update(t.Context(), func(tx store.Tx) error { return speak(tx, first, c.last) }))
		if got := upTo(t, s); got != c.want {
			t.Errorf("after %d messages the index has %d, want %d", c.last, got, c.want)
		}
		wellIndexed(t, s)
	}
}

// A writer that finds very many does a part: nobody has to wait for all of them.
func TestAWriterDoesNotCatchUpAllAtOnce(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, func(tx store.Tx) error { return speak(tx, 1, 3*unindexed) }))
	must(t, s.engine.Update(t.Context(), searched.reindex))
	for n := range uint64(3) {
		must(t, s.Update(t.Context(), func(tx store.Tx) error {
			return tx.PutMessage(&store.Message{Conversation: 9, Seq: n, Body: "One more"})
		}))
		if got := upTo(t, s); got != (n+1)*unindexed {
			t.Errorf("after write %d the index has %d", n, got)
		}
	}
	wellIndexed(t, s)
}

func TestAnEditMovesTheWordsOfAnIndexedMessage(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, func(tx store.Tx) error { return speak(tx, 1, unindexed+10) }))
	edit := func(n int, body string, deleted bool) {
		must(t, s.Update(t.Context(), func(tx store.Tx) error {
			m, _, err := tx.Message(operator.MessageID(n))
			m.Body, m.Deleted = body, deleted
			return errors.Join(err, tx.PutMessage(&m))
		}))
		wellIndexed(t, s)
	}
	edit(7, "The zebra", false)
	edit(unindexed+3, "The zebra", false)
	wantFound(t, s, []operator.MessageID{unindexed + 3, 7}, term("zebra"), term("the"))
	edit(7, "", true)
	wantFound(t, s, []operator.MessageID{unindexed + 3}, term("zebra"))
	edit(1, "Zebra and "+textNth(1), false)
	wantFound(t, s, []operator.MessageID{unindexed + 3, 1}, term("zebra"))
}

func term(w string) store.Term { return store.Term{Word: w} }

// withTerms are the messages of all, of those that may have the terms, which have them.
func withTerms(t testing.TB, s *Store, before operator.MessageID, terms ...store.Term) []operator.MessageID {
	t.Helper()
	var list []operator.MessageID
	must(t, s.View(t.Context(), func(r store.Reader) error {
		list = nil
		last := operator.MessageID(1 << 62)
		for f, err := range r.MessagesWith(terms, before) {
			if err != nil {
				return err
			}
			if f.Message >= last {
				t.Errorf("%s comes after %s", f.Message, last)
			}
			last = f.Message
			m, ok, err := r.MessageAt(f.Conversation, f.Seq)
			if err != nil || !ok || m.ID != f.Message {
				t.Errorf("%+v is %+v, %v", f, m, err)
			}
			if hasAll(m.Body, terms) {
				list = append(list, f.Message)
			}
		}
		return nil
	}))
	return list
}

func hasAll(text string, terms []store.Term) bool {
	for _, t := range terms {
		if !says(text, t) {
			return false
		}
	}
	return true
}

func says(text string, term store.Term) (is bool) {
	search.Scan(text, func(word []byte, _, _ int) bool {
		is = is || string(word) == term.Word || term.Prefix && strings.HasPrefix(string(word), term.Word)
		return !is
	})
	return is
}

func wantFound(t *testing.T, s *Store, want []operator.MessageID, terms ...store.Term) {
	t.Helper()
	if got := withTerms(t, s, 0, terms...); !slices.Equal(got, want) {
		t.Errorf("%v finds %v, want %v", terms, got, want)
	}
}

func TestTheIndexLeavesNothingOut(t *testing.T) {
	t.Parallel()
	o := loadOptions(t, 0)
	const messages = chunkSize + 3*unindexed
	must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error {
		// Backwards and in parts, so that chunks are not whole when they are written.
		for first := messages - 1000; first >= 0; first -= 1000 {
			if err := speak(l, first+1, min(first+1000, messages)); err != nil {
				return err
			}
		}
		return speak(l, 1, messages%1000)
	}))
	s := hold(t, o)
	must(t, s.Update(t.Context(), func(tx store.Tx) error { return speak(tx, messages+1, messages+50) }))
	wellIndexed(t, s)
	if upTo(t, s) != messages {
		t.Errorf("the index has %d", upTo(t, s))
	}
	for _, terms := range [][]store.Term{
		{term("w390")},
		{term("the"), term("w1")},
		{term("w5"), term("w6"), term("w0")},
		{{Word: "w39", Prefix: true}},
		{{Word: "w3", Prefix: true}, term("w2")},
		{term("none")},
		{{Word: "x", Prefix: true}, term("the")},
		{term("the"), {Word: "t", Prefix: true}},
	} {
		var all []operator.MessageID
		for n := messages + 50; n > 0; n-- {
			if hasAll(textNth(n), terms) {
				all = append(all, operator.MessageID(n))
			}
		}
		for _, before := range []operator.MessageID{0, messages + 20, messages + 1, messages, chunkSize + 1, chunkSize, 500, 1} {
			want := slices.DeleteFunc(slices.Clone(all), func(id operator.MessageID) bool { return before > 0 && id >= before })
			if got := withTerms(t, s, before, terms...); !slices.Equal(got, want) {
				t.Errorf("%v before %s finds %d, want %d", terms, before, len(got), len(want))
			}
		}
	}
}

func TestWhatIsLoadedIsIndexedAsATransactionDoesIt(t *testing.T) {
	t.Parallel()
	const messages = unindexed
	o := loadOptions(t, 0)
	must(t, Init(t.Context(), o, aWorkspace(), func(tx store.Tx) error { return speak(tx, 1, messages) }))
	want := contents(t, o)
	for _, memory := range []int{0, 64 << 10} {
		o := loadOptions(t, memory)
		must(t, Load(t.Context(), o, aWorkspace(), func(l *Loader) error { return speak(l, 1, messages) }))
		if got := contents(t, o); !slices.Equal(got, want) {
			t.Errorf("with %d bytes of memory the store differs", memory)
		}
	}
}

// A prefix of the key of a long word is not the word.
func TestLongWordsAreFoundByTheirBeginning(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*search.MaxKey)
	s := hold(t, newWorkspace(t, func(tx store.Tx) error {
		return errors.Join(tx.PutMessage(&store.Message{Conversation: 1, Seq: 1, Body: long + "y"}), speak(tx, 2, unindexed))
	}))
	if upTo(t, s) != unindexed {
		t.Fatal("nothing is indexed")
	}
	wantFound(t, s, []operator.MessageID{1}, term(long+"y"))
	wantFound(t, s, []operator.MessageID{1}, store.Term{Word: long, Prefix: true})
	wantFound(t, s, nil, term(long+"z"))
}

func TestCheckFindsAnIndexOfWordsThatIsWrong(t *testing.T) {
	t.Parallel()
	k := func(word string) []byte { return key(wordsOf(ofMessages, 0), exact(word)) }
	for want, spoil := range map[string]func(*bolt.Bucket) error{
		"it lacks this word":                  func(b *bolt.Bucket) error { return b.Delete(k("the")) },
		"it does not have what has this word": func(b *bolt.Bucket) error { return b.Put(k("the"), without(b.Get(k("the")), 9)) },
		"nothing has this word":               func(b *bolt.Bucket) error { return b.Put(k("zzz"), []byte{7}) },
		"it does not have what has this word: 2": func(b *bolt.Bucket) error {
			return b.Put(k("w0"), packNumbers([]uint16{unindexed + 2}, b.Get(k("w0"))))
		},
		"nothing has this word: 2": func(b *bolt.Bucket) error { return b.Put(key(wordsOf(ofMessages, 7), exact("the")), []byte{7}) },
		"nothing has this word: 3": func(b *bolt.Bucket) error { return b.Put(key(wordsOf('x', 0), exact("the")), []byte{7}) },
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			s := hold(t, newWorkspace(t, func(tx store.Tx) error { return speak(tx, 1, unindexed+5) }))
			must(t, s.engine.Update(t.Context(), func(tx *bolt.Tx) error { return spoil(tx.Bucket([]byte(wordsBucket))) }))
			var told []string
			must(t, s.engine.View(t.Context(), func(tx *bolt.Tx) error {
				searched.check(tx, func(err error) { told = append(told, err.Error()) })
				return nil
			}))
			text, _, _ := strings.Cut(want, ": ")
			if len(told) != 1 || !strings.HasSuffix(told[0], text) {
				t.Errorf("found %q", told)
			}
			_, err := s.Reindex(t.Context(), false)
			must(t, err)
			wellIndexed(t, s)
		})
	}
}

func TestASearchOfADamagedIndexSaysSo(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, func(tx store.Tx) error { return speak(tx, 1, unindexed) }))
	must(t, s.engine.Update(t.Context(), func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(wordsBucket)).Put(key(wordsOf(ofMessages, 0), exact("the")), []byte{0})
	}))
	err := s.View(t.Context(), func(r store.Reader) error {
		for _, err := range r.MessagesWith([]store.Term{term("the")}, 0) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	e := wantError(t, err, operator.IO, "index_wrong")
	if e.Hint != "make it anew: operator reindex" {
		t.Errorf("the hint is %q", e.Hint)
	}
}

func TestReindexMakesEveryIndexAnew(t *testing.T) {
	t.Parallel()
	fill := func(tx store.Tx) error { return errors.Join(village(tx), speakFrom(tx, 10, unindexed+100)) }
	want := contents(t, newWorkspace(t, fill))
	o := newWorkspace(t, fill)
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
		for _, table := range tables() {
			for _, name := range table.buckets()[1:] {
				if err := refill(tx, name, [][2][]byte{{[]byte("a"), []byte("nonsense")}}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	done, err := Open(o).Reindex(t.Context(), false)
	must(t, err)
	if done.Messages < unindexed || done.Rows == 0 || done.Entries == 0 {
		t.Errorf("it made %+v", done)
	}
	sound(t, o)
	indexes := func(lines []string) []string { // how far the words are indexed differs, rightly
		return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "meta ") || strings.HasPrefix(l, "searched") })
	}
	if got := indexes(contents(t, o)); !slices.Equal(got, indexes(want)) {
		t.Error("the indexes differ from those that were made with the rows")
	}
}

// speakFrom is speak in conversations of its own.
func speakFrom(tx store.Tx, conversation operator.ConversationID, last int) error {
	for n := 100; n <= last; n++ {
		m := store.Message{ID: operator.MessageID(n), Conversation: conversation, Seq: uint64(n), Body: textNth(n), Created: time.Unix(0, 0).UTC()}
		if err := tx.PutMessage(&m); err != nil {
			return err
		}
	}
	return nil
}

func TestASearchCanBeLeft(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, func(tx store.Tx) error { return speak(tx, 1, unindexed+2) }))
	must(t, s.View(t.Context(), func(r store.Reader) error {
		for _, most := range []int{1, 2, 3, 5} {
			next, stop := iter.Pull2(r.MessagesWith([]store.Term{term("the")}, 0))
			for n := range most {
				f, err, ok := next()
				if !ok || err != nil || f.Message != operator.MessageID(unindexed+2-n) {
					t.Errorf("number %d is %v, %v", n, f, err)
				}
			}
			stop()
		}
		return nil
	}))
}
