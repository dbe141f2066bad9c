package boltstore

import (
	"bytes"
	"errors"
	"iter"
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

var errEnough = errors.New("no more are wanted")

// sorted yields the keys that wait, bucket by bucket, each in its order. They are sorted
// ahead, while those before are written.
func (l *later) sorted() iter.Seq2[sortedKeys, error] {
	return func(yield func(sortedKeys, error) bool) {
		out, stop, ended := make(chan sortedKeys, keysAhead), make(chan struct{}), make(chan error, 1)
		go func() {
			defer close(out)
			for i, p := range l.piles {
				if err := l.sortPile(i, p, out, stop); err != nil {
					ended <- err
					return
				}
			}
			ended <- nil
		}()
		defer func() {
			close(stop)
			for range out { // until nobody sends any more
			}
		}()
		for some := range out {
			if !yield(some, nil) {
				return
			}
		}
		if err := <-ended; err != nil {
			yield(sortedKeys{}, err)
		}
	}
}

// sortPile sends the keys of a pile that are to be kept, each once.
func (l *later) sortPile(index int, p *pile, out chan<- sortedKeys, stop <-chan struct{}) error {
	some := sortedKeys{of: p}
	send := func() error {
		select {
		case out <- some:
			some.keys = make([][]byte, 0, keysAtOnce)
			return nil
		case <-stop:
			return errEnough
		}
	}
	var last []byte
	err := p.each(func(k, _ []byte) error {
		if bytes.Equal(k, last) {
			return nil
		}
		last = k
		if len(l.gone) > 0 && l.gone[string(append([]byte{byte(index)}, k...))] {
			return nil
		}
		if some.keys = append(some.keys, k); len(some.keys) < keysAtOnce {
			return nil
		}
		return send()
	})
	if err == nil && len(some.keys) > 0 {
		err = send()
	}
	return err
}
