package app

import (
	"context"
	"slices"

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
	return disabled, planned, s.keepIfKeyed(disabled)
}

// keepIfKeyed keeps the events of webhooks that were disabled. Where the key of the log is
// not there, as in a store that is made of a backup without it, it notes which they are:
// the first change that has a key tells of them.
func (s *session) keepIfKeyed(disabled []operator.WebhookID) error {
	k, err := s.app.chainKeys(s.ws)
	switch {
	case err != nil:
		return err
	case len(disabled) == 0 || !k.missing():
		return s.keepEvents()
	}
	s.ws.Untold = disabled
	return s.tx.PutWorkspace(s.ws)
}

// tellOfDisabled has the events of webhooks that were disabled where there was no key
// precede those of the session, but not the one that begins a key.
func (s *session) tellOfDisabled() error {
	if len(s.ws.Untold) == 0 {
		return nil
	}
	ws, err := s.r.Workspace() // it may have been changed by this very session
	if err != nil {
		return err
	}
	as := *s
	as.events, as.real, as.runner, as.call = nil, 0, 0, operator.Call{}
	for _, id := range ws.Untold {
		w, ok, err := s.r.Webhook(id)
		if err != nil {
			return err
		}
		if !ok {
			continue // it was deleted by this very change
		}
		as.actor.ID = w.By
		if err := as.recordHook("webhook.disabled", w, map[string]string{"because": whyRestored}); err != nil {
			return err
		}
	}
	at := 0
	if s.events[0].event.Action == "audit.rekeyed" {
		at = 1
	}
	s.events = slices.Insert(s.events, at, as.events...)
	ws.Untold, s.ws.Untold = nil, nil
	return s.tx.PutWorkspace(ws)
}
