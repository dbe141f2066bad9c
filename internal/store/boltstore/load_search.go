package boltstore

import (
	"bytes"
	"sync"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// mostGathered is how many things of a kind wait in memory for their chunk to be whole:
// what is gathered of twice a chunk takes some 20 MB.
const mostGathered = 2 * chunkSize

// loadedWords makes the index of words of what is loaded of a kind. The words of a
// chunk are gathered until it is whole, and go to the pile as they will be written.
// What comes in any other order than that of the numbers makes a chunk come in
// parts, which are joined when they are written.
type loadedWords struct {
	kind   kind
	mu     sync.Mutex
	chunks map[uint64]*gathering
	held   int // things
	last   uint64
}

// add takes the words of a thing.
func (w *loadedWords) add(d document, to *pile) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = max(w.last, d.number)
	g := w.chunks[chunkOf(d.number)]
	if g == nil {
		g = newGathering(chunkOf(d.number))
		w.chunks[g.chunk] = g
	}
	g.add(d)
	w.held++
	if g.held == chunkSize {
		return w.hand(g, to)
	}
	if w.held < mostGathered {
		return nil
	}
	for _, g := range w.chunks {
		if err := w.hand(g, to); err != nil {
			return err
		}
	}
	return nil
}

// hand gives a chunk, or what there is of it, to the pile.
func (w *loadedWords) hand(g *gathering, to *pile) error {
	delete(w.chunks, g.chunk)
	w.held -= g.held
	chunk := wordsOf(w.kind, g.chunk)
	for word, list := range g.entries() {
		if err := to.add(key(chunk, exact(word)), packNumbers(list, nil)); err != nil {
			return failure(err, "the index of words cannot be written aside")
		}
	}
	return nil
}

// putWords takes what is left. A store with so few of a kind that a transaction
// would not have put them into the index has none.
func (l *Loader) putWords() error {
	for of, w := range l.words {
		if w.last < unindexed {
			continue
		}
		for _, g := range w.chunks {
			if err := w.hand(g, l.wordPile()); err != nil {
				return err
			}
		}
		if err := load(l, searched.table, indexed{of, w.last}); err != nil {
			return err
		}
	}
	return nil
}

// newLoadedWords makes one for each kind.
func newLoadedWords() map[kind]*loadedWords {
	all := map[kind]*loadedWords{}
	for _, of := range kinds() {
		all[of] = &loadedWords{kind: of, chunks: map[uint64]*gathering{}}
	}
	return all
}

func (l *Loader) wordPile() *pile { return l.piles[searched.name][1] }

// PutMessage takes a message.
func (l *Loader) PutMessage(m *store.Message) error {
	if err := loadNumbered(l, messages, &m.ID, m); err != nil {
		return err
	}
	return l.words[ofMessages].add(document{uint64(m.ID), m.Body}, l.wordPile())
}

// piles are those of the table, and one for the index.
func (t searchTable) piles(s *sorter) []*pile {
	return append(t.table.piles(s), s.pile(wordsBucket, betweenFill, joined))
}

// writeJoined is writePile for numbers of words, which become one where a word has
// come more than once.
func (l *Loader) writeJoined(w *bulk, p *pile) error {
	var word, all []byte
	put := func() error {
		if word == nil {
			return nil
		}
		return w.put(p, word, all)
	}
	err := p.each(func(k, v []byte) error {
		if err := l.wrote(); err != nil {
			return err
		}
		if bytes.Equal(k, word) {
			all = packNumbers(unpackNumbers(v), all)
			return nil
		}
		if err := put(); err != nil {
			return err
		}
		word, all = k, v
		return nil
	})
	if err != nil {
		return err
	}
	return put()
}
