package hook

import "context"

// Deliverer is a deliverer that a test has take each step.
type Deliverer = deliverer

// New makes a deliverer that does nothing by itself.
func New(o Options) *Deliverer { return newDeliverer(o) }

// Step looks once for what there is to deliver, and waits until it is done.
func (d *deliverer) Step(ctx context.Context) {
	d.look(ctx)
	d.rounds.Wait()
}

// Pause is how long is waited after so many failures.
var Pause = pause
