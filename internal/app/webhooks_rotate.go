package app

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// RotateWebhook gives a webhook another secret. The one before signs too for a while.
func (a *App) RotateWebhook(ctx context.Context, req operator.RotateWebhookRequest) (operator.Webhook, error) {
	made, err := change(ctx, a, "webhook.rotate", req, (*session).rotateWebhook)
	made.Shown.Secret = operator.Optional(made.secret())
	return made.Shown, err
}

func (s *session) rotateWebhook(req operator.RotateWebhookRequest) (once[operator.Webhook], error) {
	var made once[operator.Webhook]
	w, err := s.findWebhook(req.Webhook)
	if err != nil {
		return made, err
	}
	grace, err := graceOf(req.Grace)
	if err != nil {
		return made, err
	}
	w.OldSecret, w.OldUntil = "", time.Time{}
	refs := map[string]string{}
	if grace > 0 {
		w.OldSecret, w.OldUntil = w.Secret, s.now.Add(grace)
		refs["until"] = w.OldUntil.UTC().Format(time.RFC3339)
	}
	if w.Secret, err = s.hookSecret(); err != nil {
		return made, err
	}
	// Who is delivering now reads the webhook again, and signs anew from the next event.
	w.Epoch++
	if err = s.tx.PutWebhook(&w); err != nil {
		return made, err
	}
	if err = s.recordHook("webhook.rotated", w, refs); err != nil {
		return made, err
	}
	give(s, &made, w.Secret)
	made.Shown, err = s.showWebhook(w)
	return made, err
}

// graceOf is how long a secret that was replaced signs on.
func graceOf(text string) (time.Duration, error) {
	if text == "" {
		return operator.DefaultGrace, nil
	}
	grace, err := when.Age(text)
	if err == nil && grace > operator.MaxGrace {
		err = operator.Errorf(operator.Invalid, "an old secret is good for at most %d days, not for %s", int(operator.MaxGrace.Hours()/24), text).
			Reason("out_of_range")
	}
	return grace, err
}

// hookSecret is a secret that nobody has seen yet.
func (s *session) hookSecret() (string, error) {
	key, err := randomBytes(s.app.Random, hook.SecretSize)
	return hook.SecretPrefix + base64.StdEncoding.EncodeToString(key), err
}

// forgetOld drops a secret that was replaced, once its time is over.
func forgetOld(w *store.Webhook, now time.Time) {
	if !w.OldUntil.After(now) {
		w.OldSecret, w.OldUntil = "", time.Time{}
	}
}
