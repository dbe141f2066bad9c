// Package ahead makes the next things of a sequence in a goroutine of its own, while
// whoever ranges over it is busy with those before: so two processors have work.
package ahead

import (
	"errors"
	"iter"
)

// errEnough ends a make whose results nobody wants any more.
var errEnough = errors.New("no more is wanted")

// Of yields what produce sends, which is at most so many things ahead. An error of produce
// comes last, and a panic goes on in whoever ranges over it. When that ends, produce has
// ended too: where send fails, it must give its error.
func Of[T any](things int, produce func(send func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		out, stop := make(chan T, things), make(chan struct{})
		var err error
		var fault any
		go func() {
			defer close(out)
			defer func() { fault = recover() }()
			err = produce(func(thing T) error {
				select {
				case out <- thing:
					return nil
				case <-stop:
					return errEnough
				}
			})
		}()
		defer func() {
			close(stop)
			for range out { // until nothing is sent any more
			}
		}()
		for thing := range out {
			if !yield(thing, nil) {
				return
			}
		}
		if fault != nil {
			panic(fault)
		}
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}
