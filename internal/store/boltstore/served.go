package boltstore

import (
	"context"
	"errors"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ReasonServed is why a wait for a store was given up where a server answers for it:
// who waits for the server to end may wait for ever, and can ask it.
const ReasonServed = "served"

// errServed ends a wait.
var errServed = errors.New("a server answers for the store")

// lookForServer is how often who waits looks whether a server has come. A server that
// is to take the place of another, which was just told to stop, has as long for that.
const lookForServer = 250 * time.Millisecond

// untilServed gives a context that ends when a server answers for the store. Call stop
// when the wait is over.
func untilServed(ctx context.Context, o Options) (waiting context.Context, stop func()) {
	waiting, cancel := context.WithCancelCause(ctx)
	every := time.NewTicker(lookForServer)
	go func() {
		defer every.Stop()
		for {
			select {
			case <-waiting.Done():
				return
			case <-every.C:
			}
			if h, held := HolderOf(o.Dir); held && h.Answers() {
				cancel(errServed)
				return
			}
		}
	}()
	return waiting, func() { cancel(nil) }
}

// served is the error of a wait that untilServed ended.
func served(o Options) error {
	return operator.Errorf(operator.Busy, "a server answers for the store %s", o.Dir).
		WithHint("stop the server, where the command needs the store to itself").Reason(ReasonServed)
}
