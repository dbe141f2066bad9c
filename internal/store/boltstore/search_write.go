package boltstore

import (
	"iter"
	"maps"
	"slices"
	"sync"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// unindexed is how many things of a kind the index may lack. The writer that makes it as
// many puts them all in. In a store with a million messages that takes about 10 ms, of
// one message in 4,096; and a search may look through as many one by one, for 10 ms too.
const unindexed = 4096

// document is a thing that can be searched, with its number and what it says.
type document struct {
	number uint64
	text   string
}

// spoken reads of messages only what they say: half the time of reading all of
// them, and there can be millions.
var spoken = table[saying]{
	fields: sayingFields,
	name:   messages.name, width: messages.width,
	indexes: []index[saying]{{name: "by_id", unique: true}},
}

// saying is what a message says, by the numbers of the fields of store.Message.
type saying struct {
	ID   operator.MessageID `row:"1"`
	Body string             `row:"5"`
}

// documents yields what there is of a kind past a number, in the order of numbers.
func (r reader) documents(of kind, past uint64) iter.Seq2[document, error] {
	switch of {
	case ofMessages:
		return documentsOf(spoken.rows(r.tx, "by_id", nil, num(past), false), func(m saying) document { return document{uint64(m.ID), m.Body} })
	case ofPosts:
		return documentsOf(posts.rows(r.tx, "", nil, num(past), false), postDocument)
	}
	return documentsOf(updates.rows(r.tx, "", nil, num(past), false), updateDocument)
}

func documentsOf[V any](rows iter.Seq2[V, error], what func(V) document) iter.Seq2[document, error] {
	return func(yield func(document, error) bool) {
		for v, err := range rows {
			if !yield(what(v), err) || err != nil {
				return
			}
		}
	}
}

func postDocument(p store.Post) document { return document{uint64(p.ID), p.Content.Text()} }

func updateDocument(u store.Update) document { return document{uint64(u.ID), ownText(u)} }

// messageText is what a message says that may be there.
func (r reader) messageText(n uint64) (string, error) {
	m, _, err := spoken.find(r.tx, "by_id", num(n))
	return m.Body, err
}

// index keeps the index of words true while a thing of a kind is written: what it
// says after, and what it said before where the index has it already. Where the
// index lacks many, it puts the first of them in.
func (w writer) index(of kind, n uint64, before, after string) error {
	upTo, err := w.indexedUpTo(of)
	switch {
	case err != nil || n <= upTo && before == after:
		return err
	case n > upTo && n-upTo < unindexed:
		return nil
	case n > upTo:
		_, err := w.indexMore(of, upTo, unindexed)
		return err
	}
	return w.moveWords(of, n, wordSet(before), wordSet(after))
}

// wordSet is the words of a text as the index keeps them.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	search.Scan(text, func(word []byte, _, _ int) bool {
		set[string(search.Key(word))] = true
		return true
	})
	return set
}

// moveWords takes a thing out of the numbers of the words that it has no more, and
// puts it into those of its words now.
func (w writer) moveWords(of kind, n uint64, before, after map[string]bool) error {
	b, err := w.words()
	if err != nil {
		return err
	}
	chunk, low := wordsOf(of, chunkOf(n)), uint16(n%chunkSize)
	for _, word := range slices.Sorted(maps.Keys(before)) {
		k := key(chunk, exact(word))
		have := b.Get(k)
		if after[word] || have == nil {
			continue
		}
		if left := without(have, low); left != nil {
			err = b.Put(k, left)
		} else {
			err = b.Delete(k)
		}
		if err != nil {
			return err
		}
	}
	for _, word := range slices.Sorted(maps.Keys(after)) {
		if before[word] {
			continue
		}
		k := key(chunk, exact(word))
		if err := b.Put(k, packNumbers([]uint16{low}, b.Get(k))); err != nil {
			return err
		}
	}
	return nil
}

// indexMore puts the next things of a kind into the index, at most so many, and
// says how many there were.
func (w writer) indexMore(of kind, upTo uint64, most int) (int, error) {
	b, err := w.words()
	if err != nil {
		return 0, err
	}
	chunks, last, n, err := gather(w.documents(of, upTo), most)
	if err != nil || n == 0 {
		return n, err
	}
	for _, g := range chunks {
		if err := g.putInto(b, of); err != nil {
			return n, err
		}
	}
	return n, searched.put(w.tx, indexed{of, last})
}

// handed is how many things go at a time from who reads them to who takes them
// apart.
const handed = 256

// gather takes the words of the first of some things, chunk by chunk, and says how
// many there were, and which was the last. One goroutine reads and another takes
// apart what was read, which is about as much work.
func gather(from iter.Seq2[document, error], most int) (chunks []*gathering, last uint64, n int, err error) {
	work := make(chan []document, 4)
	var worker sync.WaitGroup
	worker.Go(func() {
		for batch := range work {
			for _, d := range batch {
				if i := len(chunks); i == 0 || chunks[i-1].chunk != chunkOf(d.number) {
					chunks = append(chunks, newGathering(chunkOf(d.number)))
				}
				chunks[len(chunks)-1].add(d)
			}
		}
	})
	last, n, err = handOver(from, most, work)
	worker.Wait()
	return chunks, last, n, err
}

// handOver sends the first of some things in batches, and closes the channel
// however it ends: reading a damaged file can panic.
func handOver(from iter.Seq2[document, error], most int, work chan<- []document) (last uint64, n int, err error) {
	defer close(work)
	var batch []document
	for d, err := range from {
		if err != nil {
			return last, n, err
		}
		batch, last = append(batch, d), d.number
		if n++; n == most {
			break
		}
		if len(batch) == handed {
			work <- batch
			batch = make([]document, 0, handed)
		}
	}
	work <- batch
	return last, n, nil
}

// gathering is the words of things of one chunk, on their way into the index.
type gathering struct {
	chunk uint64
	words map[string]*[]uint16
	held  int // things
}

func newGathering(chunk uint64) *gathering {
	return &gathering{chunk: chunk, words: map[string]*[]uint16{}}
}

// add takes the words of a thing.
func (g *gathering) add(d document) {
	low := uint16(d.number % chunkSize)
	g.held++
	search.Scan(d.text, func(word []byte, _, _ int) bool {
		word = search.Key(word)
		list := g.words[string(word)]
		if list == nil {
			list = new([]uint16)
			g.words[string(word)] = list
		}
		if n := len(*list); n == 0 || (*list)[n-1] != low { // each once
			*list = append(*list, low)
		}
		return true
	})
}

// entries yields the words in their order, each with its numbers from the lowest
// to the highest.
func (g *gathering) entries() iter.Seq2[string, []uint16] {
	return func(yield func(string, []uint16) bool) {
		for _, word := range slices.Sorted(maps.Keys(g.words)) {
			list := *g.words[word]
			if !slices.IsSorted(list) {
				slices.Sort(list)
			}
			if !yield(word, list) {
				return
			}
		}
	}
}

// putInto writes the words into the index.
func (g *gathering) putInto(b *bolt.Bucket, of kind) error {
	chunk := wordsOf(of, g.chunk)
	for word, list := range g.entries() {
		k := key(chunk, exact(word))
		if err := b.Put(k, packNumbers(list, b.Get(k))); err != nil {
			return err
		}
	}
	return nil
}
