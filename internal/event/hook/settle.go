package hook

import (
	"cmp"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// How long is waited before a delivery is tried again: twice as long each time, and
// never at the same moment as others that failed together.
const (
	firstPause   = 5 * time.Second
	longestPause = 6 * time.Hour
	// heldPause is how long is waited for what is about to be published.
	heldPause = time.Minute
)

// patience is how long a delivery may fail before the webhook is disabled.
const patience = 5 * 24 * time.Hour

// gone is the status by which a receiver says that it wants nothing more.
const gone = 410

// pause is how long is waited after so many failures. random is in [0, 1).
func pause(failures int, random float64) time.Duration {
	d := longestPause
	if n := max(failures, 1) - 1; n < 13 { // further on it is over the longest
		d = min(d, firstPause<<n)
	}
	return min(longestPause, d+time.Duration(random*float64(d)/4))
}

// told is what came of a queue.
type told struct {
	Queue
	done       int           // how many events were delivered
	failed     bool          // the next one was not
	fault      string        // why
	status     int           // of the last answer
	retryAfter time.Duration // as the receiver asks
}

// seq is the event up to which the home was told, and nothing of it is left out.
func (t told) seq() uint64 {
	switch {
	case t.done == len(t.Events):
		return t.Upto
	case t.done > 0:
		return t.Events[t.done-1].Seq
	}
	return t.Events[0].Seq - 1
}

// settle is where a webhook is after a round. cursor is how far the log was gone
// through.
func settle(w store.Webhook, round []told, cursor uint64, now time.Time, random func() float64) store.Webhook {
	w.Waiting = slices.Clone(w.Waiting)
	count(&w, round, now)
	w.Cursor = cursor
	for _, t := range round {
		wait(&w, t, now, random())
	}
	if w.Rounds > 0 { // nobody else need try now
		for i := range w.Waiting {
			if home := &w.Waiting[i]; !home.Next.After(now) {
				home.Next = now.Add(pause(w.Rounds, random()))
			}
		}
	}
	return w
}

// count brings the counts of a webhook up to date with a round.
func count(w *store.Webhook, round []told, now time.Time) {
	delivered, failed := 0, 0
	for _, t := range round {
		if t.done > 0 {
			delivered += t.done
			w.Delivered = max(w.Delivered, t.Events[t.done-1].Seq)
		}
		if t.failed {
			failed++
			w.Error = t.fault
		}
		if t.status == gone {
			w.Disabled, w.Because = now, "the receiver answered 410 Gone"
		}
	}
	switch {
	case delivered > 0 && w.Rounds >= down:
		// It is there again: who waited for it need not wait longer.
		for i := range w.Waiting {
			w.Waiting[i].Next = now
		}
	case delivered == 0 && failed > 0:
		w.Rounds++
	}
	if delivered > 0 {
		w.Failures, w.Rounds = 0, 0
	}
	if delivered > 0 && failed == 0 {
		w.Error = ""
	}
	w.Failures += failed
}

// wait has a home wait where there is more to tell of it, and not where all is told.
func wait(w *store.Webhook, t told, now time.Time, random float64) {
	at, waits := slices.BinarySearchFunc(w.Waiting, t.Property, byProperty)
	home := store.WaitingHome{Property: t.Property}
	if waits {
		home = w.Waiting[at]
		w.Waiting = slices.Delete(w.Waiting, at, at+1)
	}
	if home.After = t.seq(); home.After >= w.Cursor {
		return
	}
	if t.done > 0 || t.done == len(t.Events) {
		home.Failures, home.Since = 0, time.Time{}
	}
	switch {
	case t.failed:
		if home.Failures++; home.Since.IsZero() {
			home.Since = now
		}
		if now.Sub(home.Since) >= patience && w.Active() {
			w.Disabled, w.Because = now, "deliveries failed for five days"
		}
		home.Next = now.Add(max(pause(max(home.Failures, w.Rounds), random), min(t.retryAfter, longestPause)))
	case t.done < len(t.Events):
		home.Next = now.Add(pause(max(home.Failures, w.Rounds), random))
	case t.Held:
		home.Next = now.Add(heldPause)
	default:
		home.Next = now
	}
	w.Waiting = slices.Insert(w.Waiting, at, home)
}

func byProperty(h store.WaitingHome, p operator.PropertyID) int { return cmp.Compare(h.Property, p) }
