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
	note(&large{what: store.DoingOf(ctx), since: h.o.now()})
	return func() { note(nil) }
}

// writing is what large is being written; nil for nothing.
func (h *held) writing() *large {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.large
}

// waits is how long somebody waits for their turn. What has passed is known by the timers
// that have run out, so that it is the same whatever the clock says.
type waits struct {
	h      *held
	asked  time.Duration // as whoever asks wants it; 0 where they say nothing
	least  time.Duration // for something large, where they say nothing
	passed time.Duration // with the timer that runs, when it has run out
}

func (h *held) waits(ctx context.Context, least time.Duration) *waits {
	return &waits{h: h, asked: operator.CallFrom(ctx).Wait, least: least}
}

// first is after how long to look whether that is all.
func (w *waits) first() time.Duration {
	w.passed = w.h.o.wait()
	if w.asked > 0 {
		w.passed = min(w.asked, w.passed)
	}
	return w.passed
}

// more is how much longer to wait, when the time is up; 0 is no longer. Who wants to hear
// soon of something large waits for others as long as everybody does.
func (w *waits) more() time.Duration {
	most := w.h.o.wait()
	if w.h.writing() != nil {
		if most = w.least; w.asked > 0 {
			most = w.asked
		}
	}
	more := max(0, most-w.passed)
	w.passed += more
	return more
}

// tooLong says what kept somebody from writing, and for how long it has.
func (w *waits) tooLong() error {
	l := w.h.writing()
	if l == nil {
		return tooBusy(w.h.o, w.passed)
	}
	what := l.said(w.h.o.now())
	return operator.Errorf(operator.Busy, "%s, and the store %s takes nothing else meanwhile (waited %s)", what, w.h.o.Dir, w.passed).
		WithHint("try again when it is done, or wait longer with --timeout").Reason("lock_timeout").With(operator.Writing, what)
}

// said is what is being written and since when, as in "an import has been writing for 12 s".
func (l large) said(now time.Time) string {
	return fmt.Sprintf("%s has been writing for %d s", l.what, int(now.Sub(l.since).Seconds()))
}
