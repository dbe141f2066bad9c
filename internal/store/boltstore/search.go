package boltstore

import (
	"encoding/binary"
	"iter"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The index of words. Everything that can be searched is a thing of a kind, with a
// number that counts up; the index has all of them up to a number, which stands
// in the table `searched`. What is newer is looked at one by one, so that sending
// a message costs nothing but once in unindexed messages (see writer.index).
//
//	searched.words   kind chunk word   → the numbers of those that have the word
//
// It follows from the rows alone, exactly: an edit takes words out as well as in,
// and check compares both ways. The chunk stands before the word: so the words of
// new messages stand together at the end, which is where bbolt writes fast, and a
// chunk is made and looked through by itself.

// kind says what sort of thing has a number: messages, posts by what they say to all
// their homes, and updates by what they say of their own, which most do not. kinds are
// in the order of their bytes.
type kind byte

const (
	ofMessages kind = 'm'
	ofPosts    kind = 'p'
	ofUpdates  kind = 'u'
)

func kinds() []kind { return []kind{ofMessages, ofPosts, ofUpdates} }

// indexed is how far the index of words of a kind goes.
type indexed struct {
	Kind kind   `row:"1"`
	UpTo uint64 `row:"2"`
}

// searchTable is the table of how far the index goes, with the index.
type searchTable struct{ table[indexed] }

var searched = searchTable{table[indexed]{
	fields: indexedFields,
	name:   "searched", shape: "kind/1", width: 1,
	key: func(i indexed) []byte { return one(i.Kind) },
}}

var _ anyTable = searchTable{}

// wordsBucket has the index itself.
const wordsBucket = "searched.words"

func (t searchTable) buckets() []string { return append(t.table.buckets(), wordsBucket) }

func (t searchTable) shapes() []string { return append(t.table.shapes(), "kind/1 chunk word~") }

// wordsOf is the beginning of the keys of a chunk's words.
func wordsOf(of kind, chunk uint64) []byte { return key(one(of), num(chunk)) }

// words is the bucket of the index. What comes to it comes at its end, mostly.
func (r reader) words() (*bolt.Bucket, error) { return bucket(r.tx, wordsBucket, true) }

// indexedUpTo is the number of the last thing of a kind that the index has.
func (r reader) indexedUpTo(of kind) (uint64, error) {
	i, _, err := searched.get(r.tx, one(of))
	return i.UpTo, err
}

func (r reader) MessagesWith(terms []store.Term, before operator.MessageID) iter.Seq2[store.Found, error] {
	return func(yield func(store.Found, error) bool) {
		upTo, err := r.indexedUpTo(ofMessages)
		if len(terms) == 0 {
			upTo = 0
		}
		if err == nil && (before.IsZero() || uint64(before) > upTo+1) {
			var more bool
			if more, err = r.messagesPast(upTo, before, yield); !more && err == nil {
				return
			}
		}
		if err == nil && upTo > 0 {
			top := upTo
			if !before.IsZero() {
				top = min(top, uint64(before)-1)
			}
			err = r.messagesIn(terms, top, yield)
		}
		if err != nil {
			yield(store.Found{}, err)
		}
	}
}

// messagesPast yields all messages past a number, those below another if that is
// not zero; false if no more are wanted.
func (r reader) messagesPast(upTo uint64, before operator.MessageID, yield func(store.Found, error) bool) (bool, error) {
	places, err := r.messagePlaces()
	if err != nil {
		return false, err
	}
	var from []byte
	if !before.IsZero() {
		from = num(before)
	}
	for k, v := range backward(places, nil, from) {
		f, err := foundAt(k, v)
		if err != nil {
			return false, err
		}
		if uint64(f.Message) <= upTo {
			break
		}
		if err := stillAwaited(r.tx); err != nil {
			return false, err
		}
		if !yield(f, nil) {
			return false, nil
		}
	}
	return true, nil
}

// messagesIn yields the messages up to a number that the index has for the terms.
func (r reader) messagesIn(terms []store.Term, top uint64, yield func(store.Found, error) bool) error {
	places, err := r.messagePlaces()
	if err != nil {
		return err
	}
	for n, err := range r.numbersWith(ofMessages, terms, top) {
		if err == nil {
			err = stillAwaited(r.tx)
		}
		if err != nil {
			return err
		}
		k := num(n)
		v := places.Get(k)
		if v == nil {
			continue // check tells of it
		}
		f, err := foundAt(k, v)
		if err != nil {
			return err
		}
		if !yield(f, nil) {
			return nil
		}
	}
	return nil
}

// messagePlaces is the index of messages by number: it says where each stands
// without reading it.
func (r reader) messagePlaces() (*bolt.Bucket, error) {
	b, _, err := messages.reader(r.tx, "by_id")
	return b, err
}

func foundAt(k, v []byte) (store.Found, error) {
	if len(k) != 8 || len(v) != messages.width {
		return store.Found{}, indexWrong("messages.by_id", k, "it names no message")
	}
	return store.Found{
		Message:      operator.MessageID(binary.BigEndian.Uint64(k)),
		Conversation: operator.ConversationID(binary.BigEndian.Uint64(v)),
		Seq:          binary.BigEndian.Uint64(v[8:]),
	}, nil
}

// numbersWith yields the numbers up to top that the index has for all of the terms,
// the highest first.
func (r reader) numbersWith(of kind, terms []store.Term, top uint64) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		b, err := r.words()
		if err != nil {
			yield(0, err)
			return
		}
		for chunk := range chunksDown(b, of, chunkOf(top)) {
			last := chunkSize - 1
			if chunk == chunkOf(top) {
				last = int(top % chunkSize)
			}
			lists := chunkLists(b, of, chunk, terms)
			for n := range inAll(lists, last) {
				if !yield(chunk<<chunkBits|uint64(n), nil) {
					return
				}
			}
			for _, l := range lists {
				if l.damaged {
					yield(0, wordsWrong(wordsOf(of, chunk), "the numbers of a word cannot be read"))
					return
				}
			}
		}
	}
}

// chunksDown yields the chunks of a kind that the index has, from one down.
func chunksDown(b *bolt.Bucket, of kind, from uint64) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for before := next(wordsOf(of, from)); before != nil; {
			k, ok := lastBefore(b, one(of), before)
			if !ok || len(k) < 9 {
				return
			}
			chunk := binary.BigEndian.Uint64(k[1:])
			if !yield(chunk) {
				return
			}
			before = wordsOf(of, chunk)
		}
	}
}

// lastBefore is the last key with a prefix that stands before another key.
func lastBefore(b *bolt.Bucket, prefix, before []byte) ([]byte, bool) {
	for k := range backward(b, prefix, before) {
		return k, true
	}
	return nil, false
}

// chunkLists is the numbers of each term in a chunk; nil if one of them has none.
func chunkLists(b *bolt.Bucket, of kind, chunk uint64, terms []store.Term) []*numberList {
	lists := make([]*numberList, 0, len(terms))
	for _, t := range terms {
		word := search.Key(t.Word)
		if !t.Prefix {
			packed := b.Get(key(wordsOf(of, chunk), exact(word)))
			if packed == nil {
				return nil
			}
			lists = append(lists, numbersOf(packed))
			continue
		}
		var all [][]byte
		for _, packed := range forward(b, key(wordsOf(of, chunk), []byte(word)), nil) {
			all = append(all, packed)
		}
		switch len(all) {
		case 0:
			return nil
		case 1:
			lists = append(lists, numbersOf(all[0]))
		default:
			lists = append(lists, anyOf(all))
		}
	}
	return lists
}

// wordsWrong is a damage of the index of words.
func wordsWrong(k []byte, why string) *operator.Error { return indexWrong(wordsBucket, k, why) }
