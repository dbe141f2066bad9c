package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// hooks is the log as webhooks are told of it. Nobody asks here: each webhook is told
// what who answers for it may see.
type hooks struct{ *App }

var _ hook.Log = hooks{}

// Hooks is what a deliverer of webhooks reads.
func (a *App) Hooks() hook.Log { return hooks{a} }

// keeps says why who answers for a webhook cannot do so any more; empty if they can.
func (s *session) keeps(w store.Webhook) (string, error) {
	p, ok, err := s.leadsTo(w.By)
	if err != nil || ok && policy.Decide(policy.ManageWebhooks, policy.Facts{Actor: actorOf(p)}).Allowed {
		return "", err
	}
	return fmt.Sprintf("%s, who answers for it, is no administrator any more", w.By), nil
}

// Active is the webhooks that are to be told, and the last event. It disables those
// that nobody answers for.
func (h hooks) Active(ctx context.Context) (active []store.Webhook, last uint64, err error) {
	var left []store.Webhook
	err = h.Store.View(ctx, func(r store.Reader) error {
		active, left = nil, nil
		s, err := h.nobody(ctx, r, nil)
		if err != nil {
			return err
		}
		all, err := r.Webhooks()
		if err != nil || len(all) == 0 {
			return err
		}
		for _, w := range all {
			why, err := s.keeps(w)
			switch {
			case err != nil:
				return err
			case !w.Active():
			case why != "":
				w.Disabled, w.Because = s.now, why
				left = append(left, w)
			default:
				active = append(active, w)
			}
		}
		last, err = r.LastEvent()
		return err
	})
	for _, w := range left {
		if err == nil {
			_, err = h.Save(ctx, w)
		}
	}
	return active, last, err
}

// Still says whether a webhook is to be told, as it was when it was read.
func (h hooks) Still(ctx context.Context, w store.Webhook) (still bool, err error) {
	err = h.Store.View(ctx, func(r store.Reader) error {
		s, err := h.nobody(ctx, r, nil)
		if err != nil {
			return err
		}
		is, ok, err := r.Webhook(w.ID)
		if still = ok && is.Active() && is.Epoch == w.Epoch; err != nil || !still {
			return err
		}
		why, err := s.keeps(is)
		still = why == ""
		return err
	})
	return still && err == nil, err
}

// Save keeps how far a webhook is. Where it was disabled, that is an event of who
// answers for it.
func (h hooks) Save(ctx context.Context, w store.Webhook) (kept bool, err error) {
	var last store.Event
	err = h.Store.Update(ctx, func(tx store.Tx) error {
		kept, last = false, store.Event{}
		s, err := h.nobody(ctx, tx, tx)
		if err != nil {
			return err
		}
		is, ok, err := tx.Webhook(w.ID)
		if err != nil || !ok || !is.Active() || is.Epoch != w.Epoch {
			return orRollBack(err)
		}
		forgetOld(&w, s.now)
		if err := tx.PutWebhook(&w); err != nil {
			return err
		}
		kept = true
		if w.Active() {
			return nil
		}
		s.actor.ID = w.By
		if err := s.recordHook("webhook.disabled", w, map[string]string{"because": w.Because}); err != nil {
			return err
		}
		err = s.keepEvents()
		last = s.last
		return err
	})
	switch {
	case errors.Is(err, errRollBack):
		return false, nil
	case errors.Is(err, store.ErrCommit) && last.Seq > 0:
		err = h.outcome(ctx, last, err)
	}
	return kept && err == nil, err
}

// Limits of one reading. Events are held in memory until they are delivered.
const (
	mostToTell   = 200
	mostOfWaited = 50 // of one home that waits
	// mostScanned is how many events are gone through that may not be for the webhook.
	mostScanned = 2000
)

// soonOut is how long what is made ready is waited for by all: posts to many homes take
// seconds. One that was interrupted holds up its own homes alone.
const soonOut = 10 * time.Minute

// Read reads what a webhook is to be told of.
func (h hooks) Read(ctx context.Context, ask hook.Ask) (read hook.Read, err error) {
	err = h.Store.View(ctx, func(r store.Reader) error {
		read = hook.Read{Cursor: ask.Webhook.Cursor}
		s, err := h.nobody(ctx, r, nil)
		if err != nil {
			return err
		}
		p, ok, err := s.leadsTo(ask.Webhook.By)
		if err != nil || !ok {
			return err
		}
		t := teller{in: s.as(p).insight(), w: ask.Webhook, read: &read, waits: map[operator.PropertyID]uint64{}}
		for _, home := range ask.Webhook.Waiting {
			t.waits[home.Property] = home.After
		}
		for _, home := range ask.Homes {
			if t.told >= mostToTell {
				break
			}
			if err := t.waited(home); err != nil {
				return err
			}
		}
		if ask.New {
			return t.news()
		}
		return nil
	})
	return read, err
}
