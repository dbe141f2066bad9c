package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddWebhook adds an address that is told of events from now on.
func (a *App) AddWebhook(ctx context.Context, req operator.AddWebhookRequest) (operator.Webhook, error) {
	made, err := change(ctx, a, "webhook.add", req, (*session).addWebhook)
	made.Shown.Secret = operator.Optional(made.secret())
	return made.Shown, err
}

// ListWebhooks lists webhooks, the newest last.
func (a *App) ListWebhooks(ctx context.Context, req operator.ListWebhooksRequest) (operator.Page[operator.Webhook], error) {
	return view(ctx, a, req, (*session).listWebhooks)
}

// ReplayWebhook has a webhook told of what came after an event.
func (a *App) ReplayWebhook(ctx context.Context, req operator.ReplayWebhookRequest) (operator.Webhook, error) {
	return change(ctx, a, "webhook.replay", req, (*session).replayWebhook)
}

// DeleteWebhook has an address told of nothing more.
func (a *App) DeleteWebhook(ctx context.Context, req operator.WebhookRequest) (operator.Webhook, error) {
	return change(ctx, a, "webhook.delete", req, (*session).deleteWebhook)
}

const testAction = "webhook.test"

// TestWebhook delivers an event that never happened. Nothing is kept of it but the answer
// to its key.
func (a *App) TestWebhook(ctx context.Context, req operator.WebhookRequest) (operator.WebhookTest, error) {
	ctx = changing(ctx, "WebhookRequest")
	res, again, err := replayOf[operator.WebhookRequest, operator.WebhookTest](ctx, a, testAction, req)
	if err != nil || again {
		return res, err
	}
	if res, err = a.testWebhook(ctx, req); err != nil || operator.CallFrom(ctx).DryRun {
		return res, err
	}
	return keepAnswer(ctx, a, testAction, req, func(operator.WebhookTest) operator.WebhookTest { return res })
}

func (a *App) testWebhook(ctx context.Context, req operator.WebhookRequest) (operator.WebhookTest, error) {
	var w store.Webhook
	var body []byte
	res, err := view(ctx, a, req, func(s *session, req operator.WebhookRequest) (res operator.WebhookTest, err error) {
		if w, err = s.findWebhook(req.Webhook); err != nil {
			return res, err
		}
		e := operator.Event{Source: s.source(), Action: testAction, Object: w.ID.String(), At: s.now, Data: []byte("{}")}
		if e.Actor, err = s.summary(s.doer()); err != nil {
			return res, err
		}
		if body, err = hook.Body(e); err != nil {
			return res, operator.Wrap(operator.Internal, err, "write an event")
		}
		res.Webhook, err = s.showWebhook(w)
		return res, err
	})
	if err != nil || operator.CallFrom(ctx).DryRun {
		return res, err
	}
	if a.Sender == nil {
		return res, operator.Errorf(operator.Unavailable, "this program cannot send anything").Reason("no_sender")
	}
	mark, err := randomBytes(a.Random, 8)
	if err != nil {
		return res, err
	}
	m, err := hook.MessageOf(w, fmt.Sprintf("%s-test-%x", w.ID, mark), a.time(), body)
	if err != nil {
		return res, err
	}
	begun := a.Now()
	answer, err := a.Sender.Send(ctx, m)
	res.Status, res.Duration = answer.Status, secondsOf(a.Now().Sub(begun))
	switch {
	case ctx.Err() != nil:
		return res, ctx.Err()
	case err != nil:
		res.Error = operator.Optional(problemOf(err))
	default:
		res.Error = operator.Optional(hook.Fault(answer))
	}
	return res, nil
}

func (s *session) addWebhook(req operator.AddWebhookRequest) (once[operator.Webhook], error) {
	var made once[operator.Webhook]
	if err := s.may(policy.ManageWebhooks); err != nil {
		return made, err
	}
	w := store.Webhook{URL: strings.TrimSpace(req.URL), AllowPrivate: req.AllowPrivate, By: s.actor.ID, Created: s.now, Epoch: 1}
	var err error
	if err = checkHookURL(w.URL, w.AllowPrivate); err != nil {
		return made, err
	}
	if w.Actions, err = hookActions(req.Actions); err != nil {
		return made, err
	}
	if req.Property != "" {
		h, err := s.findProperty(req.Property)
		if err != nil {
			return made, err
		}
		w.Property = h.ID
	}
	if err = s.roomForWebhook(); err != nil {
		return made, err
	}
	if w.Secret, err = s.hookSecret(); err != nil {
		return made, err
	}
	if w.Cursor, err = s.r.LastEvent(); err != nil {
		return made, err
	}
	if err = s.tx.PutWebhook(&w); err != nil {
		return made, err
	}
	if err = s.recordHook("webhook.added", w, nil); err != nil {
		return made, err
	}
	give(s, &made, w.Secret)
	made.Shown, err = s.showWebhook(w)
	return made, err
}

// roomForWebhook refuses more webhooks than there may be: each of them is a
// connection of the server's.
func (s *session) roomForWebhook() error {
	all, err := s.r.Webhooks()
	if err == nil && len(all) >= operator.MaxWebhooks {
		err = operator.Errorf(operator.Conflict, "there are %d webhooks already, and no more can be added", len(all)).
			WithHint("operator webhook list, and operator webhook delete WEBHOOK").Reason("too_many")
	}
	return err
}

// hookActions checks which events a webhook is to be told of.
func hookActions(asked []string) ([]string, error) {
	var actions []string
	for _, a := range asked {
		action := strings.ToLower(strings.TrimSpace(a))
		if !isRecorded(action) {
			return nil, noAction(a)
		}
		actions = append(actions, action)
	}
	slices.Sort(actions)
	return slices.Compact(actions), nil
}

// recordHook records what was done to a webhook. Of its address only the host is kept:
// the rest can hold a secret.
func (s *session) recordHook(action string, w store.Webhook, more map[string]string) error {
	refs := map[string]string{"host": hostOf(w.URL)}
	maps.Copy(refs, more)
	var content any
	if action == "webhook.added" {
		if len(w.Actions) > 0 {
			refs["actions"] = strings.Join(w.Actions, ",")
		}
		if w.AllowPrivate {
			content = map[string]bool{"allow_private": true}
		}
	}
	if !w.Property.IsZero() {
		code, err := s.insight().homeCode(w.Property)
		if err != nil {
			return err
		}
		refs["property"] = code
	}
	s.record(action, w.ID.String(), 0, refs, content)
	return nil
}

func (s *session) listWebhooks(req operator.ListWebhooksRequest) (operator.Page[operator.Webhook], error) {
	none := operator.Page[operator.Webhook]{}
	if err := s.may(policy.ManageWebhooks); err != nil {
		return none, err
	}
	const list = "webhooks"
	after, err := placeOf[operator.WebhookID](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	all, err := s.r.Webhooks()
	if err != nil {
		return none, err
	}
	rows := func(yield func(store.Webhook, error) bool) {
		for _, w := range all {
			if (after == nil || w.ID > *after) && !yield(w, nil) {
				return
			}
		}
	}
	everyone := func(store.Webhook) (bool, error) { return true, nil }
	return pageOf(s, list, req.Paging, placed(rows, func(w store.Webhook) operator.WebhookID { return w.ID }), everyone, s.showWebhook)
}

// findWebhook finds a webhook, for who may have to do with them.
func (s *session) findWebhook(ref operator.Ref) (store.Webhook, error) {
	if err := s.may(policy.ManageWebhooks); err != nil {
		return store.Webhook{}, err
	}
	none := operator.Errorf(operator.NotFound, "no webhook %q", ref).WithHint("operator webhook list")
	var id operator.WebhookID
	if id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))) != nil {
		return store.Webhook{}, none
	}
	w, ok, err := s.r.Webhook(id)
	if err == nil && !ok {
		err = none
	}
	return w, err
}

func (s *session) replayWebhook(req operator.ReplayWebhookRequest) (operator.Webhook, error) {
	w, err := s.findWebhook(req.Webhook)
	if err != nil {
		return operator.Webhook{}, err
	}
	last, err := s.r.LastEvent()
	if err != nil {
		return operator.Webhook{}, err
	}
	if req.Since > last {
		return operator.Webhook{}, operator.Errorf(operator.Invalid, "there is no event %d: the last is %d", req.Since, last).
			WithHint("operator events list --limit 5").Reason("out_of_range")
	}
	w.Cursor, w.Delivered, w.Waiting, w.By = req.Since, min(w.Delivered, req.Since), nil, s.actor.ID
	w.Failures, w.Rounds, w.Error, w.Disabled, w.Because = 0, 0, "", time.Time{}, ""
	w.Epoch++
	if err := s.tx.PutWebhook(&w); err != nil {
		return operator.Webhook{}, err
	}
	if err := s.recordHook("webhook.replayed", w, map[string]string{"seq": fmt.Sprint(req.Since)}); err != nil {
		return operator.Webhook{}, err
	}
	return s.showWebhook(w)
}

func (s *session) deleteWebhook(req operator.WebhookRequest) (operator.Webhook, error) {
	w, err := s.findWebhook(req.Webhook)
	if err != nil {
		return operator.Webhook{}, err
	}
	shown, err := s.showWebhook(w)
	if err == nil {
		err = s.tx.DeleteWebhook(w.ID)
	}
	if err == nil {
		err = s.recordHook("webhook.deleted", w, nil)
	}
	return shown, err
}

// showWebhook is a webhook without its secret. One whose keeper may not have it any
// more is shown as disabled, though no server may have noticed yet.
func (s *session) showWebhook(w store.Webhook) (operator.Webhook, error) {
	shown := operator.Webhook{
		Ref: w.ID, URL: w.URL, Actions: append([]string{}, w.Actions...), State: operator.WebhookActive, AllowPrivate: w.AllowPrivate,
		DeliveredSeq: w.Delivered, Failures: w.Failures, Waiting: len(w.Waiting), LastError: operator.Optional(w.Error), CreatedAt: w.Created,
	}
	if w.OldUntil.After(s.now) {
		shown.OldSecretUntil = optionalTime(w.OldUntil)
	}
	keeper, err := s.keeps(w)
	if err != nil {
		return shown, err
	}
	switch {
	case !w.Active():
		shown.State, shown.Because = operator.WebhookDisabled, operator.Optional(w.Because)
	case keeper != "":
		shown.State, shown.Because = operator.WebhookDisabled, &keeper
	default:
		shown.NextAttemptAt = nextAttempt(w)
	}
	if !w.Property.IsZero() {
		code, err := s.insight().homeCode(w.Property)
		if err != nil {
			return shown, err
		}
		shown.Property = &code
	}
	shown.By, err = s.anyone(w.By)
	return shown, err
}

// nextAttempt is when what failed is delivered again; nil where nothing did.
func nextAttempt(w store.Webhook) *time.Time {
	var next time.Time
	for _, home := range w.Waiting {
		if home.Failures > 0 && (next.IsZero() || home.Next.Before(next)) {
			next = home.Next
		}
	}
	return optionalTime(next)
}
