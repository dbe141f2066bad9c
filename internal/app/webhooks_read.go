package app

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// teller reads events for a webhook, as who answers for it sees them.
type teller struct {
	in    *insight
	w     store.Webhook
	read  *hook.Read
	waits map[operator.PropertyID]uint64 // up to where homes that wait were told
	told  int                            // how many events were read
}

// wants says whether the webhook is told of such events.
func (t *teller) wants(e store.Event) bool {
	if !t.w.Property.IsZero() && e.Property != t.w.Property {
		return false
	}
	return len(t.w.Actions) == 0 || slices.ContainsFunc(t.w.Actions, func(asked string) bool { return isAction(e.Action, asked) })
}

// tell adds an event to a queue, if it is for the webhook. held says that it is, but
// not yet.
func (t *teller) tell(q *hook.Queue, e store.Event) (held bool, err error) {
	seen, err := t.in.see(e)
	if err != nil || seen.staged || seen.level == unseen {
		return seen.staged, err
	}
	shown, err := t.in.show(seen)
	if err != nil {
		return false, err
	}
	body, err := hook.Body(shown)
	if err != nil {
		return false, operator.Wrap(operator.Internal, err, "write an event")
	}
	q.Events = append(q.Events, hook.Event{Seq: e.Seq, ID: fmt.Sprintf("%s-%d-%x", t.w.ID, e.Seq, e.Hash[:min(6, len(e.Hash))]), Body: body})
	t.told++
	return false, nil
}

// waited reads the events of a home that waits, as far as the webhook has gone.
func (t *teller) waited(home operator.PropertyID) error {
	q := hook.Queue{Property: home, Upto: t.waits[home]}
	scanned, whole := 0, true
	for e, err := range t.in.r.Events(home, q.Upto) {
		if err != nil {
			return err
		}
		if e.Seq > t.w.Cursor {
			break
		}
		if scanned++; scanned > mostScanned || len(q.Events) == mostOfWaited {
			whole = false
			break
		}
		if e.Property == home && t.wants(e) {
			held, err := t.tell(&q, e)
			if err != nil {
				return err
			}
			if held {
				q.Held, whole = true, false
				break
			}
		}
		q.Upto = e.Seq
	}
	if whole {
		q.Upto = t.w.Cursor
	}
	t.read.Waited = append(t.read.Waited, q)
	return nil
}

// news reads the events past the cursor, but of homes that wait.
func (t *teller) news() error {
	last, err := t.in.r.LastEvent()
	if err != nil {
		return err
	}
	var order []operator.PropertyID
	queues := map[operator.PropertyID]*hook.Queue{}
	scanned, whole := 0, true
	for e, err := range t.in.r.Events(t.w.Property, t.w.Cursor) {
		if err != nil {
			return err
		}
		if scanned++; scanned > mostScanned || t.told >= mostToTell {
			t.read.More, whole = true, false
			break
		}
		q := queues[e.Property]
		if _, waits := t.waits[e.Property]; !waits && t.wants(e) && (q == nil || !q.Held) {
			if q == nil {
				q = &hook.Queue{Property: e.Property}
			}
			held, err := t.tell(q, e)
			if err != nil {
				return err
			}
			if held && t.in.now.Sub(e.At) < soonOut {
				whole = false
				break
			}
			if q.Held = held; held {
				q.Upto = e.Seq - 1
			}
			if queues[e.Property] == nil && (held || len(q.Events) > 0) {
				queues[e.Property] = q
				order = append(order, e.Property)
			}
		}
		t.read.Cursor = e.Seq
	}
	if whole {
		t.read.Cursor = last
	}
	for _, home := range order {
		q := queues[home]
		if !q.Held {
			q.Upto = t.read.Cursor
		}
		t.read.New = append(t.read.New, *q)
	}
	return nil
}
