package boltstore

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// How long is waited at least for something large that is being written, however short
// others wait: a change somewhat less than clients wait for a word of a server, and
// something large as well for as long as it may take.
const (
	changeWaits = 45 * time.Second
	largeWaits  = 10 * time.Minute
)

// large is something that keeps others from writing for long.
type large struct {
	what  string // as in "an import"
	since time.Time
}

// beginLarge notes that something large is being written, until what it gives is called.
func (h *held) beginLarge(ctx context.Context) (end func()) {
	note := func(l *large) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.large = l
	}
	note(&large{what: store.DoingOf(ctx), since: time.Now()})
	return func() { note(nil) }
}

// writing is what large is being written; nil for nothing.
func (h *held) writing() *large {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.large
}

// waits is how long somebody waits for their turn, at most.
type waits struct {
	h     *held
	began time.Time
	asked time.Duration // as whoever asks wants it; 0 where they say nothing
	least time.Duration // for something large, where they say nothing
}

func (h *held) waits(ctx context.Context, least time.Duration) waits {
	return waits{h: h, began: time.Now(), asked: operator.CallFrom(ctx).Wait, least: least}
}

// first is after how long to look whether that is all.
func (w waits) first() time.Duration {
	if w.asked > 0 {
		return min(w.asked, w.h.o.wait())
	}
	return w.h.o.wait()
}

// more is how much longer to wait, when the time is up; 0 is no longer. Who wants to hear
// soon of something large waits for others as long as everybody does.
func (w waits) more() time.Duration {
	most := w.h.o.wait()
	if w.h.writing() != nil {
		if most = w.least; w.asked > 0 {
			most = w.asked
		}
	}
	return max(0, most-time.Since(w.began))
}

// tooLong says what kept somebody from writing, and for how long it has.
func (w waits) tooLong() error {
	waited := time.Since(w.began).Round(100 * time.Millisecond)
	l := w.h.writing()
	if l == nil {
		return tooBusy(w.h.o, waited)
	}
	return operator.Errorf(operator.Busy, "%s, and the store %s takes nothing else meanwhile (waited %s)", l.said(), w.h.o.Dir, waited).
		WithHint("try again when it is done, or wait longer with --timeout").Reason("lock_timeout").With(operator.Writing, l.said())
}

// said is what is being written and since when, as in "an import has been writing for 12 s".
func (l large) said() string {
	return fmt.Sprintf("%s has been writing for %d s", l.what, int(time.Since(l.since).Seconds()))
}
