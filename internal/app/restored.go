package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// whyRestored is why a webhook of a store that was restored is told of nothing.
const whyRestored = "the store was restored from a backup"

// Settle is for a store that is made of a backup, before anybody else sees it. What it is
// a copy of may go on: so it tells webhooks of nothing, unless they are to be kept. It
// says which these are, and how much is planned.
func (a *App) Settle(ctx context.Context, tx store.Tx, keepWebhooks bool) (disabled []operator.WebhookID, planned int, err error) {
	disabled = []operator.WebhookID{}
	s, err := a.nobody(ctx, tx, tx)
	if err != nil {
		return disabled, 0, err
	}
	for _, err := range tx.Schedule(operator.SchedulePending, nil) {
		if err != nil {
			return disabled, 0, err
		}
		planned++
	}
	all, err := tx.Webhooks()
	if err != nil || keepWebhooks {
		return disabled, planned, err
	}
	for _, w := range all {
		if !w.Active() {
			continue
		}
		w.Disabled, w.Because = s.now, whyRestored
		forgetOld(&w, s.now)
		if err := tx.PutWebhook(&w); err != nil {
			return disabled, planned, err
		}
		s.actor.ID = w.By
		if err := s.recordHook("webhook.disabled", w, map[string]string{"because": w.Because}); err != nil {
			return disabled, planned, err
		}
		disabled = append(disabled, w.ID)
	}
	return disabled, planned, s.keepIfKeyed()
}

// keepIfKeyed keeps events, but where the key of the log is not there, as in a store that
// is made of a backup without it. Then the webhooks alone say what was done.
func (s *session) keepIfKeyed() error {
	k, err := s.app.chainKeys(s.ws)
	if err == nil && k.missing() {
		return nil
	}
	return s.keepEvents()
}
