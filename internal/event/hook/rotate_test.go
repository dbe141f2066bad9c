package hook_test

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestBothSecretsSignUntilTheOldOneIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.label("MR-1", "a")
	w.want("before", w.step(), []string{"MR-1 a"})
	rotated, err := w.RotateWebhook(w.boss(), operator.RotateWebhookRequest{Webhook: "W1", Grace: "1h"})
	w.must(nil, err)
	old, young := *added.Secret, *rotated.Secret
	if old == young || !rotated.OldSecretUntil.Equal(w.clock.Now().Add(time.Hour)) {
		t.Fatalf("%q and %q until %v", old, young, rotated.OldSecretUntil)
	}
	for _, w.secret = range []string{old, young} { // which receive verifies by
		w.label("MR-1", "b "+w.secret[6:9])
		w.want("in the time of both", w.step(), []string{"MR-1 b " + w.secret[6:9]})
	}
	w.clock.Advance(time.Hour)
	w.label("MR-1", "c")
	w.want("by the new one", w.step(), []string{"MR-1 c"})
	w.badly = 1
	w.secret = old
	w.label("MR-1", "d")
	w.step()
	if w.badly != 0 {
		t.Error("the old secret signs on after its time")
	}
	if is := w.show(added.Ref); is.OldSecretUntil != nil || is.Failures != 0 {
		t.Errorf("%+v", is)
	}
	w.healthy()
}

func TestASecretThatIsEndedAtOnceSignsNothingMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.label("MR-1", "a", "b")
	// While the first is delivered the secret is changed: the second is signed anew.
	var young operator.Webhook
	w.answer = func(operator.Event) int {
		if young.Secret == nil {
			var err error
			if young, err = w.RotateWebhook(w.boss(), operator.RotateWebhookRequest{Webhook: "W1", Grace: "0h"}); err != nil {
				t.Error(err)
				return 500
			}
			w.secret = *young.Secret
		}
		return 200
	}
	w.want("with the old one", w.step(), []string{"MR-1 a"})
	w.want("with the new one, and what was under way again", w.step(), []string{"MR-1 a", "MR-1 b"})
	w.healthy()
}
