package app

import (
	"context"
	"sync"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// eachPerson has something that takes much done once at a time for each person, however often
// they ask: what is shared by all is shared by people, and not by requests. It is of this
// process.
type eachPerson struct {
	mu sync.Mutex
	of map[operator.PersonID]*line
}

// line is who waits for one person's turn; it is there as long as anybody does.
type line struct {
	busy chan struct{}
	here int
}

func newEachPerson() *eachPerson { return &eachPerson{of: map[operator.PersonID]*line{}} }

// enter waits for somebody's turn, or until ctx is done. Call leave at its end.
func (e *eachPerson) enter(ctx context.Context, who operator.PersonID) (leave func(), err error) {
	e.mu.Lock()
	of := e.of[who]
	if of == nil {
		of = &line{busy: make(chan struct{}, 1)}
		e.of[who] = of
	}
	of.here++
	e.mu.Unlock()
	gone := func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if of.here--; of.here == 0 {
			delete(e.of, who)
		}
	}
	select {
	case of.busy <- struct{}{}:
		return func() { <-of.busy; gone() }, nil
	case <-ctx.Done():
		gone()
		return nil, ctx.Err()
	}
}
