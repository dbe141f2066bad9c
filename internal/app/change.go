package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// errRollBack ends a transaction that succeeded but is not to be kept: a dry
// run, a repeated key, or nothing to do.
var errRollBack = errors.New("nothing to keep")

// forgetAtOnce is how many expired keys a change sweeps on its way.
const forgetAtOnce = 8

// change does something, once. It runs fn in a transaction with its events and
// its idempotency key, and tells the truth about a commit that failed. What it
// showed of conversations that the actor is no part of is recorded, even where it
// was a dry run or changed nothing.
func change[Req, Res any](ctx context.Context, a *App, action string, req Req, fn func(*session, Req) (Res, error)) (Res, error) {
	var res Res
	tried := &session{} // where fn ran last
	call := operator.CallFrom(ctx)
	ctx = asking(ctx, policy.Asked{Name: action, Changes: true})
	if err := cmp.Or(checkKey(call.Key), checkLists(req)); err != nil {
		return res, err
	}
	var print []byte
	if call.Key != "" {
		print = fingerprint(action, req)
	}
	err := a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		tried = s
		if call.Key != "" {
			if done, err := s.replay(call.Key, action, print, &res); err != nil || done {
				return orRollBack(err)
			}
		}
		var fresh Res
		if res, err = fn(s, req); err != nil {
			res = fresh
			return err
		}
		if call.DryRun || s.unchanged && call.Key == "" {
			return errRollBack
		}
		if err := s.recordLooks(action); err != nil {
			return err
		}
		if err := s.keepEvents(); err != nil {
			return err
		}
		if call.Key == "" {
			return nil
		}
		return s.keepKey(call.Key, action, print, res)
	})
	a.noteUse(ctx, tried.signIn)
	switch {
	case err == nil && !tried.unchanged:
		a.unnamed.named(tried.actor.ID, tried.naming)
	case errors.Is(err, errRollBack):
		if err := a.keepLooks(ctx, action, tried); err != nil {
			var none Res
			return none, err
		}
		return res, nil
	case errors.Is(err, store.ErrCommit):
		return res, a.outcome(ctx, tried.last, err)
	}
	return res, err
}

// changeIfRoom is change for what somebody may have so much of: room refuses one more. It
// looks in a snapshot before, for it goes through all that there is, and nobody is to wait
// for that; so a few more can come of requests at the same time.
func changeIfRoom[Req, Res any](ctx context.Context, a *App, action string, req Req, room func(*session, Req) error, fn func(*session, Req) (Res, error)) (Res, error) {
	ctx = asking(ctx, policy.Asked{Name: action, Changes: true})
	if res, done, err := replayOf[Req, Res](ctx, a, action, req); err != nil || done {
		return res, err
	}
	_, err := view(ctx, a, req, func(s *session, req Req) (struct{}, error) { return struct{}{}, room(s, req) })
	if err != nil {
		var none Res
		return none, err
	}
	return change(ctx, a, action, req, fn)
}

func orRollBack(err error) error {
	if err != nil {
		return err
	}
	return errRollBack
}

// outcome finds out whether a change was kept whose commit failed: its last
// event is there, or it is not. The event's salt makes its hash one of a kind.
// What leaves no event, as marks in one's own inbox do, cannot be found out.
func (a *App) outcome(ctx context.Context, last store.Event, failed error) error {
	kept := false
	err := a.Store.View(context.WithoutCancel(ctx), func(r store.Reader) error {
		e, ok, err := r.Event(last.Seq)
		kept = ok && bytes.Equal(e.Hash, last.Hash)
		return err
	})
	switch {
	case err != nil, len(last.Hash) == 0:
		return operator.Wrap(operator.Unknown, failed, "the disk failed while saving, and whether it was saved could not be found out").
			WithHint("run the same command again with the same --idempotency-key; operator check looks at the store")
	case kept:
		return nil
	}
	if e, ok := errors.AsType[*operator.Error](failed); ok {
		return e
	}
	return operator.Wrap(operator.IO, failed, "nothing was saved")
}

func checkKey(key string) error {
	if len(key) > operator.MaxKey {
		return operator.Errorf(operator.Invalid, "the idempotency key is too long: %d of at most %d bytes", len(key), operator.MaxKey).Reason("too_long")
	}
	return operator.CheckLine("the idempotency key", key)
}

// fingerprint is what makes two requests the same.
func fingerprint(action string, req any) []byte {
	raw, _ := json.Marshal(req) // requests are plain data
	sum := sha256.Sum256(append([]byte(action+"\n"), raw...))
	return sum[:]
}

// replayed is an answer that can say it was given before.
type replayed interface{ SetReplayed() }

// replay answers a request whose key was used before, with the answer given then.
func (s *session) replay(key, action string, print []byte, res any) (bool, error) {
	k, ok, err := s.keyOf(s.actor, key)
	if err != nil || !ok || k.At.Before(s.now.Add(-operator.KeyLife)) {
		return false, err
	}
	if len(k.Result) == 0 {
		return false, eraseKept(key)
	}
	if k.Action != action || !bytes.Equal(k.Fingerprint, print) {
		return false, operator.Errorf(operator.Conflict, "the idempotency key %q was used for another request on %s", key, k.At.Format(time.DateOnly)).
			WithHint("use a new key for a new request").Reason("key_reused")
	}
	if err := json.Unmarshal(k.Result, res); err != nil {
		return false, operator.Wrap(operator.Internal, err, "read the answer kept with the key")
	}
	if r, ok := res.(replayed); ok {
		r.SetReplayed()
	}
	return true, nil
}

// keepAnswer keeps with the call's key what was answered, where that is not done by the
// transaction of a change. With makes the answer of what was kept before, which is zero
// unless a call with the same key was interrupted, or is under way beside this one.
func keepAnswer[Req, Res any](ctx context.Context, a *App, action string, req Req, with func(before Res) Res) (Res, error) {
	var res Res
	key := operator.CallFrom(ctx).Key
	if key == "" {
		return with(res), nil
	}
	print := fingerprint(action, req)
	err := a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		var before Res
		if _, err := s.replay(key, action, print, &before); err != nil {
			return err
		}
		res = with(before)
		return s.keepKey(key, action, print, res)
	})
	return res, err
}

func (s *session) keepKey(key, action string, print []byte, res any) error {
	raw, err := json.Marshal(res)
	if err != nil {
		return operator.Wrap(operator.Internal, err, "write the answer to keep with the key")
	}
	if err := s.tx.ForgetKeys(s.now.Add(-operator.KeyLife), forgetAtOnce); err != nil {
		return err
	}
	return s.tx.PutKey(store.Key{
		Person: s.actor.ID, Key: key, Action: action,
		Fingerprint: print, Result: raw, At: s.now,
	})
}
