package boltstore

import (
	"context"
	"time"

	bolt "go.etcd.io/bbolt"
)

// mostJoined is how many updates are joined at most, and mostAgain how often their
// functions run again because of one that failed before some of them are committed.
const (
	mostJoined = 128
	mostAgain  = 3
)

// A joiner is an update on its way.
type joiner struct {
	ctx  context.Context // of the call that waits for it
	fn   func(*bolt.Tx) error
	turn chan *bolt.Tx // its function is to run in this
	ran  chan ran
	done chan error
}

// ran is how a function ended: with an error, or not at all if it panicked.
type ran struct {
	err   error
	begun bool // it may have changed something
	ended bool
}

// Update changes; one function runs after the other.
func (h *held) Update(ctx context.Context, fn func(*bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &joiner{ctx: ctx, fn: fn, turn: make(chan *bolt.Tx), ran: make(chan ran, 1), done: make(chan error, 1)}
	h.join(j)
	w := h.waits(ctx, h.changeWaits)
	limit := time.NewTimer(w.first())
	defer limit.Stop()
	ended := ctx.Done()
	for {
		select {
		case tx := <-j.turn:
			j.run(h.o.db(), tx)
		case err := <-j.done:
			return err
		case <-ended:
			if h.leave(j) {
				return ctx.Err()
			}
			ended = nil // its turn has come, and it will see for itself
		case <-limit.C:
			if more := w.more(); more > 0 {
				limit.Reset(more)
			} else if h.leave(j) {
				return w.tooLong()
			}
		}
	}
}

// join puts an update behind those that wait.
func (h *held) join(j *joiner) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting = append(h.waiting, j)
	if !h.led {
		h.led = true
		go h.lead()
	}
}

// leave takes an update away from those that wait; false if its turn has come.
func (h *held) leave(j *joiner) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, other := range h.waiting {
		if other == j {
			h.waiting = append(h.waiting[:i:i], h.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// run runs the function, and tells how it ended however it does.
func (j *joiner) run(path string, tx *bolt.Tx) {
	var how ran
	defer func() { j.ran <- how }()
	how.err = guard(path, func() error {
		if err := j.ctx.Err(); err != nil {
			return err
		}
		how.begun = true
		if err := j.fn(tx); err != nil {
			return err
		}
		return j.ctx.Err()
	})
	how.ended = true
}

// in runs the function in the goroutine of who waits for it.
func (j *joiner) in(tx *bolt.Tx) ran {
	j.turn <- tx
	return <-j.ran
}

// lead commits until nobody waits.
func (h *held) lead() {
	for {
		h.turn <- struct{}{}
		batch := h.next()
		for len(batch) > 0 {
			batch = h.commit(batch)
		}
		<-h.turn
		if h.idle() {
			return
		}
	}
}

// next takes those who wait.
func (h *held) next() []*joiner {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := min(len(h.waiting), mostJoined)
	batch := h.waiting[:n:n]
	h.waiting = h.waiting[n:]
	return batch
}

// idle says that nobody waits, and that nobody sees to who comes.
func (h *held) idle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.led = len(h.waiting) > 0
	return !h.led
}

// commit runs the functions of updates, in order, and commits those that did not
// fail. It gives those that were not run for good.
func (h *held) commit(batch []*joiner) (rest []*joiner) {
	for again := 0; ; again++ {
		s, tx, err := h.begin()
		if err != nil {
			tell(batch, err)
			return rest
		}
		good, failed := runAll(batch, tx)
		if failed < 0 {
			tell(good, h.keep(s, tx, len(good)))
			return rest
		}
		s.takeBack(tx)
		if again < mostAgain {
			batch = append(good, batch[failed+1:]...)
		} else {
			batch, rest = good, append(batch[failed+1:len(batch):len(batch)], rest...)
		}
		if len(batch) == 0 {
			return rest
		}
	}
}

// begin begins a transaction that writes.
func (h *held) begin() (*session, *bolt.Tx, error) {
	if err := h.revive(); err != nil {
		return nil, nil, err
	}
	if err := h.unread(); err != nil {
		return nil, nil, err
	}
	s := h.current()
	// Someone may have moved the file away and put another in its place, in spite
	// of the lock. A change to a file without a name would be lost.
	if err := stillThere(s.file, s.path); err != nil {
		return nil, nil, err
	}
	tx, err := s.begin(context.Background())
	return s, tx, err
}

// runAll runs functions until one fails, which is told, and says which; -1 for none.
// Those that were no longer wanted when their turn came have changed nothing.
func runAll(batch []*joiner, tx *bolt.Tx) (good []*joiner, failed int) {
	for i, j := range batch {
		how := j.in(tx)
		switch {
		case how.ended && how.err == nil:
			good = append(good, j)
			continue
		case how.ended:
			j.done <- how.err
		}
		if how.begun {
			return good, i
		}
	}
	return good, -1
}

// tell ends updates.
func tell(batch []*joiner, err error) {
	for _, j := range batch {
		j.done <- err
	}
}
