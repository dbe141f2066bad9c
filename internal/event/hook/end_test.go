package hook_test

import (
	"context"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// actions is what was recorded of webhooks, the oldest first.
func (w *world) actions() []string {
	w.Helper()
	page, err := w.ListEvents(w.boss(), operator.ListEventsRequest{Action: "webhook"})
	w.must(nil, err)
	var names []string
	for _, e := range page.Items {
		names = append(names, e.Action+" "+e.Object)
	}
	return names
}

func TestAReceiverThatIsGoneIsToldNothingMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(operator.Event) int { return 410 }
	w.label("MR-1", "a", "b")
	w.want("gone", w.step(), []string{"MR-1 a Gone"})
	w.answer = nil
	w.clock.Advance(24 * time.Hour)
	w.label("MR-2", "c")
	w.want("later", w.step(), []string{})
	is := w.show(added.Ref)
	if is.State != operator.WebhookDisabled || operator.Value(is.Because) != "the receiver answered 410 Gone" || is.NextAttemptAt != nil {
		t.Errorf("%+v", is)
	}
	w.want("events", w.actions(), []string{"webhook.added W1", "webhook.disabled W1"})
	w.must(w.ReplayWebhook(w.boss(), operator.ReplayWebhookRequest{Webhook: "W1", Since: is.DeliveredSeq}))
	if got := w.step(); len(got) < 3 {
		t.Errorf("after a replay from the beginning: %q", got)
	}
	w.healthy()
}

func TestAWebhookThatFailsForFiveDaysIsDisabled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(operator.Event) int { return 500 }
	w.label("MR-1", "a")
	begun := w.clock.Now()
	tries := 0
	for w.show(added.Ref).State == operator.WebhookActive && tries < 100 {
		if got := w.step(); len(got) != 1 {
			t.Fatalf("at %s: %q", w.clock.Now().Sub(begun), got)
		}
		tries++
		if next := w.show(added.Ref).NextAttemptAt; next != nil {
			w.clock.Advance(next.Sub(w.clock.Now()))
		}
	}
	if took := w.clock.Now().Sub(begun); took < 5*24*time.Hour || took > 5*24*time.Hour+6*time.Hour || tries < 20 || tries > 40 {
		t.Errorf("disabled after %s and %d tries", took, tries)
	}
	w.want("events", w.actions(), []string{"webhook.added W1", "webhook.disabled W1"})
	w.want("later", w.step(), []string{})
}

func TestADeletedWebhookGetsNothingFromTheNextDeliveryOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(operator.Event) int { // it is deleted while the first is under way
		w.must(w.DeleteWebhook(w.boss(), operator.WebhookRequest{Webhook: "W1"}))
		return 200
	}
	w.label("MR-1", "a", "b", "c")
	w.want("while it is deleted", w.step(), []string{"MR-1 a"})
	w.want("later", w.step(), []string{})
	w.want("events", w.actions(), []string{"webhook.added W1", "webhook.deleted W1"})
}

func TestAWebhookEndsWithTheAdministratorWhoAddedIt(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*world) error{
		"deactivated": func(w *world) error {
			_, err := w.DeactivatePerson(w.as("P2"), operator.PersonRequest{Person: "P1"})
			return err
		},
		"demoted": func(w *world) error {
			_, err := w.EditPerson(w.as("P2"), operator.EditPersonRequest{Person: "P1", Role: new(operator.Member)})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
			ended := false
			w.answer = func(operator.Event) int {
				if !ended {
					w.must(nil, end(w))
				}
				ended = true
				return 200
			}
			w.label("MR-1", "a", "b")
			w.want("while they go", w.step(), []string{"MR-1 a"})
			w.want("later", w.step(), []string{})
			page, err := w.ListWebhooks(w.as("P2"), operator.ListWebhooksRequest{})
			w.must(nil, err)
			if is := page.Items[0]; is.State != operator.WebhookDisabled || operator.Value(is.Because) != "P1, who answers for it, is no administrator any more" {
				t.Errorf("%+v", is)
			}
			is, err := w.ReplayWebhook(w.as("P2"), operator.ReplayWebhookRequest{Webhook: "W1", Since: page.Items[0].DeliveredSeq})
			w.must(nil, err)
			if is.State != operator.WebhookActive || is.By.Ref.String() != "P2" {
				t.Errorf("%+v", is)
			}
		})
	}
}

func TestAReplayWhileItIsToldBeginsWhereItWasAskedTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	page, err := w.ListEvents(w.boss(), operator.ListEventsRequest{Action: "webhook.added"})
	w.must(nil, err)
	since := page.Items[0].Seq
	asked := false
	w.answer = func(operator.Event) int {
		if !asked {
			w.must(w.ReplayWebhook(w.boss(), operator.ReplayWebhookRequest{Webhook: "W1", Since: since}))
		}
		asked = true
		return 200
	}
	w.label("MR-1", "a", "b")
	w.want("until then", w.step(), []string{"MR-1 a"})
	w.want("from the beginning", w.step(), []string{"MR-1 a", "MR-1 b"})
}

func TestWhatASkipLeavesOutIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(operator.Event) int { return 400 }
	w.label("MR-1", "a")
	w.step()
	page, err := w.ListEvents(w.boss(), operator.ListEventsRequest{Action: "property.edited"})
	w.must(nil, err)
	w.must(w.ReplayWebhook(w.boss(), operator.ReplayWebhookRequest{Webhook: "W1", Since: page.Items[len(page.Items)-1].Seq}))
	w.answer = nil
	w.label("MR-1", "b")
	w.want("past it", w.step(), []string{"MR-1 b"})
}

func TestARunEndsWithItsContextAndKeepsWhatWasDelivered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.label("MR-1", "a", "b", "c")
	ctx, stop := context.WithCancel(t.Context())
	answered := 0
	w.answer = func(operator.Event) int {
		if answered++; answered == 2 {
			stop()
		}
		return 200
	}
	must := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	w.must(nil, hook.Run(ctx, hook.Options{
		Log: w.Hooks(), Sender: w.Sender, Now: w.clock.Now, Random: func() float64 { return 0 }, Pause: must, Slog: quiet(),
	}))
	if is := w.show(added.Ref); is.DeliveredSeq == 0 {
		t.Errorf("%+v", is)
	}
	w.mu.Lock() // what was cut off may still be at work
	w.got, w.answer = nil, nil
	w.mu.Unlock()
	w.restart()
	w.clock.Advance(5 * time.Second)
	got := w.step()
	if len(got) == 0 || len(got) > 2 || got[len(got)-1] != "MR-1 c" {
		t.Errorf("after it: %q", got)
	}
}
