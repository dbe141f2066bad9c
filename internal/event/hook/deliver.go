package hook

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// atOnce is to how many homes' events a webhook is told at the same time.
const atOnce = 8

// round is one go at telling a webhook of the events of several homes.
type round struct {
	d       *deliverer
	w       store.Webhook
	queues  []told
	next    atomic.Int64 // the queue that nobody has taken yet
	failing atomic.Int64
	most    int64       // how many may fail until it ends
	stopped atomic.Bool // nothing more is sent
	revoked atomic.Bool // the webhook is not what it was when it was read
}

// deliver tells a webhook of events: those of one home one after the other, until one
// fails, those of several at the same time.
func (d *deliverer) deliver(ctx context.Context, w store.Webhook, queues []Queue) (came []told, revoked bool) {
	r := &round{d: d, w: w, most: mostFailing}
	for _, q := range queues {
		r.queues = append(r.queues, told{Queue: q})
	}
	workers := min(atOnce, len(queues))
	if w.Rounds >= down {
		r.most, workers = 1, min(1, workers)
	}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() { r.work(ctx) })
	}
	all.Wait()
	return r.queues, r.revoked.Load()
}

func (r *round) work(ctx context.Context) {
	for {
		i := int(r.next.Add(1)) - 1
		if i >= len(r.queues) {
			return
		}
		t := &r.queues[i]
		for _, e := range t.Events {
			if r.stopped.Load() || ctx.Err() != nil || !r.send(ctx, t, e) {
				break
			}
			t.done++
		}
	}
}

// send delivers an event, if the webhook is still to be told of it.
func (r *round) send(ctx context.Context, t *told, e Event) bool {
	still, err := r.d.Log.Still(ctx, r.w)
	if err != nil || !still {
		r.stopped.Store(true)
		r.revoked.Store(err == nil)
		return false
	}
	m, err := MessageOf(r.w, e.ID, r.d.Now(), e.Body)
	var answer Answer
	if err == nil {
		answer, err = r.d.Sender.Send(ctx, m)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return false // the process ends: this says nothing of the receiver
	case err != nil:
		t.fault = err.Error()
	case answer.Status >= 200 && answer.Status < 300:
		return true
	default:
		t.fault, t.status, t.retryAfter = Fault(answer), answer.Status, answer.RetryAfter
	}
	t.failed = true
	if r.failing.Add(1) >= r.most || t.status == gone {
		r.stopped.Store(true)
	}
	return false
}

// Fault says what is wrong with an answer; empty if it says that all went well.
func Fault(a Answer) string {
	switch {
	case a.Status >= 200 && a.Status < 300:
		return ""
	case a.Status >= 300 && a.Status < 400:
		return fmt.Sprintf("the receiver answered %d, a redirect, which is not followed", a.Status)
	}
	return fmt.Sprintf("the receiver answered %d", a.Status)
}
