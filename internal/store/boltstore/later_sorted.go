package boltstore

import (
	"bytes"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/ahead"
)

// sortedKeys are some keys of a bucket, in their order.
type sortedKeys struct {
	of   *pile
	keys [][]byte
}

// keysAtOnce is how many keys go from hand to hand at a time, and keysAhead how many
// times as many may be sorted before they are wanted.
const (
	keysAtOnce = 1024
	keysAhead  = 8
)

// sorted yields the keys that wait, bucket by bucket, each in its order. They are sorted
// while those before are written.
func (l *later) sorted() iter.Seq2[sortedKeys, error] {
	return ahead.Of(keysAhead, func(send func(sortedKeys) error) error {
		for i, p := range l.piles {
			if err := l.sortPile(i, p, send); err != nil {
				return err
			}
		}
		return nil
	})
}

// sortPile sends the keys of a pile that are to be kept, each once.
func (l *later) sortPile(index int, p *pile, send func(sortedKeys) error) error {
	some := make([][]byte, 0, keysAtOnce)
	var last []byte
	err := p.each(func(k, _ []byte) error {
		if bytes.Equal(k, last) {
			return nil
		}
		last = k
		if len(l.gone) > 0 && l.gone[string(append([]byte{byte(index)}, k...))] {
			return nil
		}
		if some = append(some, k); len(some) < keysAtOnce {
			return nil
		}
		sent := sortedKeys{p, some}
		some = make([][]byte, 0, keysAtOnce)
		return send(sent)
	})
	if err != nil || len(some) == 0 {
		return err
	}
	return send(sortedKeys{p, some})
}
