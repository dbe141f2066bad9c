package hook

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Counter counts what webhooks were told, for whoever watches over the server.
type Counter interface {
	// Deliveries counts those that were taken, those that were not, and how many of
	// both were tried again.
	Deliveries(taken, failed, again int)
	// Disabled counts a webhook that is told of nothing more, because of its receiver.
	Disabled()
	// Backlog is how things stand: the webhooks that are told, the events that they were
	// not told of yet, and the homes that wait to be tried again.
	Backlog(webhooks int, events uint64, homes int)
}

// uncounted counts nothing.
type uncounted struct{}

var _ Counter = uncounted{}

func (uncounted) Deliveries(int, int, int) {}
func (uncounted) Disabled()                {}
func (uncounted) Backlog(int, uint64, int) {}

// countRound counts what came of a round of a webhook as it was before.
func (d *deliverer) countRound(was, is store.Webhook, round []told) {
	failing := map[operator.PropertyID]bool{}
	for _, home := range was.Waiting {
		failing[home.Property] = home.Failures > 0
	}
	taken, failed, again := 0, 0, 0
	for _, t := range round {
		taken += t.done
		if t.failed {
			failed++
		}
		if failing[t.Property] && (t.failed || t.done > 0) {
			again++
		}
	}
	d.Count.Deliveries(taken, failed, again)
	if !is.Active() {
		d.Count.Disabled()
	}
}

// countBacklog counts what is before the webhooks. What one in a round was told is known
// as of its last one.
func (d *deliverer) countBacklog(active []store.Webhook, last uint64) {
	events, homes := uint64(0), 0
	for _, w := range active {
		homes += len(w.Waiting)
		if p := d.hooks[w.ID]; p != nil {
			events += last - min(last, p.told.Load())
		}
	}
	d.Count.Backlog(len(active), events, homes)
}
