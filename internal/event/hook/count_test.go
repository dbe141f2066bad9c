package hook_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// counted is what a deliverer has counted.
type counted struct {
	taken, failed, again, disabled int
	backlog                        string
}

func (c *counted) Deliveries(taken, failed, again int) {
	c.taken, c.failed, c.again = c.taken+taken, c.failed+failed, c.again+again
}

func (c *counted) Disabled() { c.disabled++ }

func (c *counted) Backlog(webhooks int, events uint64, homes int) {
	c.backlog = fmt.Sprintf("%d told, %d events, %d homes", webhooks, events, homes)
}

func TestWhatWebhooksWereToldIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	count := &counted{}
	w.teller = w.deliverer(count)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.label("MR-1", "a", "b")
	w.step()
	w.answer = func(operator.Event) int { return 500 }
	w.label("MR-1", "c")
	w.label("MR-2", "d")
	w.step()
	w.clock.Advance(time.Minute)
	w.step()
	w.answer = nil
	w.clock.Advance(time.Minute)
	w.step()
	if count.taken != 4 || count.failed != 4 || count.again != 4 || count.disabled != 0 {
		t.Errorf("%+v", *count)
	}
	w.want("nothing is left", w.step(), []string{})
	if count.backlog != "1 told, 0 events, 0 homes" {
		t.Errorf("in the end: %s", count.backlog)
	}
	w.answer = func(operator.Event) int { return 410 }
	w.label("MR-1", "e")
	w.step()
	if count.failed != 5 || count.disabled != 1 {
		t.Errorf("when it is gone: %+v", *count)
	}
	w.step()
	if count.backlog != "0 told, 0 events, 0 homes" {
		t.Errorf("afterwards: %s", count.backlog)
	}
}
