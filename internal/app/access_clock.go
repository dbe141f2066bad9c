package app

import (
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// setBack is the most that a clock is set back in earnest, to correct it. One that is set
// back further went wrong before: then what it said is not believed.
const setBack = 24 * time.Hour

// lives says whether something that expires is good at a time, and was not at an end by
// the time of the last event either: a clock that is set back revives nothing.
func lives(r store.Reader, good func(time.Time) bool, now time.Time) (bool, error) {
	if !good(now) {
		return false, nil
	}
	last, err := r.LastEvent()
	if err != nil {
		return false, err
	}
	e, ok, err := r.Event(last)
	if err != nil || !ok || !e.At.After(now) || e.At.Sub(now) > setBack {
		return true, err
	}
	return good(e.At), nil
}
