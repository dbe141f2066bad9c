package boltstore

import (
	"bytes"
	"iter"
)

// check compares the index of words with what there is to be found, both ways.
func (t searchTable) check(tx buckets, report func(error)) {
	t.table.check(tx, report)
	r := reader{tx: tx}
	b, err := r.words()
	if err != nil {
		report(err)
		return
	}
	walk, stop := iter.Pull2(forward(b, nil, nil))
	defer stop()
	c := &wordCheck{next: walk, report: report}
	c.step()
	for _, of := range kinds() {
		if !c.things(r, of) {
			return // at a damaged row, which was told
		}
	}
	c.strays(nil)
}

// things compares the words of a kind of things; false if they cannot be read.
func (c *wordCheck) things(r reader, of kind) bool {
	upTo, err := r.indexedUpTo(of)
	if err != nil {
		return false
	}
	g := newGathering(0)
	for d, err := range r.documents(of, 0) {
		if err != nil {
			return false
		}
		if d.number > upTo {
			break
		}
		if chunk := chunkOf(d.number); chunk != g.chunk {
			c.compare(of, g)
			g = newGathering(chunk)
		}
		g.add(d)
	}
	c.compare(of, g)
	return true
}

// wordCheck goes through the index while what it should have is made anew.
type wordCheck struct {
	next   func() (k, v []byte, ok bool)
	k, v   []byte
	ok     bool
	report func(error)
}

func (c *wordCheck) step() { c.k, c.v, c.ok = c.next() }

// compare wants the index to have these words next.
func (c *wordCheck) compare(of kind, g *gathering) {
	chunk := wordsOf(of, g.chunk)
	for word, list := range g.entries() {
		k := key(chunk, exact(word))
		c.strays(k)
		switch {
		case !c.ok || !bytes.Equal(c.k, k):
			c.report(wordsWrong(k, "it lacks this word"))
			continue
		case !bytes.Equal(c.v, packNumbers(list, nil)):
			c.report(wordsWrong(k, "it does not have what has this word"))
		}
		c.step()
	}
}

// strays tells of what the index has before a key, or to its end.
func (c *wordCheck) strays(before []byte) {
	for c.ok && (before == nil || bytes.Compare(c.k, before) < 0) {
		c.report(wordsWrong(c.k, "nothing has this word"))
		c.step()
	}
}
