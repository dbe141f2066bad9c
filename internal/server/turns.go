package server

import (
	"context"
	"sync"
	"time"
)

// A person has at most so many requests answered at a time, and so many streams open, so
// that nobody keeps all others waiting. Who asks for more waits for a turn, as long as
// waits says: a program that asks for many things at once gets them all, by and by. A
// stream has no end to wait for. What is large is answered one after the other: it is in
// memory as a whole until it was taken.
const (
	mostAtOnce  = 16
	mostLarge   = 1
	mostStreams = 64
	waits       = 10 * time.Second
)

// turns are the requests of each person that are under way.
type turns struct {
	most int
	wait time.Duration

	mu sync.Mutex
	of map[string]*turn
}

// turn is how many of one person's requests are answered, and who waits; it is there as
// long as anybody has to do with it.
type turn struct {
	busy chan struct{}
	here int
}

func newTurns(most int, wait time.Duration) *turns {
	return &turns{most: most, wait: wait, of: map[string]*turn{}}
}

// take waits for somebody's turn, in the order in which they came; false if it does not
// come. Call leave when the request is answered.
func (t *turns) take(ctx context.Context, who string) (leave func(), ok bool) {
	one := t.enter(who)
	select {
	case one.busy <- struct{}{}:
		return func() { <-one.busy; t.leave(who, one) }, true
	default:
	}
	limit := time.NewTimer(t.wait)
	defer limit.Stop()
	select {
	case one.busy <- struct{}{}:
		return func() { <-one.busy; t.leave(who, one) }, true
	case <-limit.C:
	case <-ctx.Done():
	}
	t.leave(who, one)
	return nil, false
}

func (t *turns) enter(who string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.of[who]
	if one == nil {
		one = &turn{busy: make(chan struct{}, t.most)}
		t.of[who] = one
	}
	one.here++
	return one
}

func (t *turns) leave(who string, one *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one.here--; one.here == 0 {
		delete(t.of, who)
	}
}
