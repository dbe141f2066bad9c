package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// stageSize is how many homes one transaction of a post to many makes ready.
const stageSize = 250

// replayOf answers a request whose idempotency key was used before, ahead of
// everything that may have changed since.
func replayOf[Req, Res any](ctx context.Context, a *App, action string, req Req) (res Res, done bool, err error) {
	key := operator.CallFrom(ctx).Key
	if err := checkKey(key); err != nil || key == "" {
		return res, false, err
	}
	done, err = view(ctx, a, req, func(s *session, req Req) (bool, error) {
		return s.replay(key, action, fingerprint(action, req), &res)
	})
	return res, done, err
}

// resume does the stages that are left of a post, each in a transaction of its
// own, and answers with the post as it then is.
func (a *App) resume(ctx context.Context, res operator.Posted) (operator.Posted, error) {
	if !res.Replayed && res.Update.PublishedAt != nil {
		return res, nil // with the last of its homes; to look once more could only fail
	}
	for {
		left, err := a.nextStage(ctx, res.Update.Ref)
		if err != nil {
			return res, interrupted(err, res)
		}
		if !left {
			break
		}
	}
	if res.Homes <= 1 {
		return res, nil
	}
	now, err := view(ctx, a, res.Update.Ref, func(s *session, id operator.UpdateID) (operator.Posted, error) {
		u, ok, err := s.r.Update(id)
		if err != nil || !ok {
			return res, err
		}
		p, err := s.withPost(u)
		if err != nil {
			return res, err
		}
		return s.showPosted(p.post)
	})
	now.Warnings, now.Replayed = res.Warnings, res.Replayed
	now.Update.Replayed = res.Replayed
	return now, err
}

// interrupted says that a post to many homes is not done, and how to go on.
func interrupted(err error, res operator.Posted) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	code := operator.CodeOf(err)
	return operator.Wrap(code, err, "the post to %d homes is not done, and nobody sees it yet", res.Homes).
		WithHint("go on with it: operator update publish %s", res.Update.Ref).Reason("interrupted")
}

// nextStage does one stage of what is left of a post. It says whether there was
// any left.
func (a *App) nextStage(ctx context.Context, first operator.UpdateID) (left bool, err error) {
	err = a.Store.View(ctx, func(r store.Reader) error {
		u, ok, err := r.Update(first)
		if err == nil && ok {
			_, left, err = r.Staging(u.Post)
		}
		return err
	})
	if err != nil || !left {
		return false, err
	}
	return true, a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		u, _, err := tx.Update(first)
		if err != nil {
			return err
		}
		work, ok, err := tx.Staging(u.Post)
		if err != nil || !ok {
			return err
		}
		p, err := s.withPost(u)
		if err != nil {
			return err
		}
		if p.post.State == store.PostDeleted {
			return tx.DeleteStaging(p.Post)
		}
		if err := s.stage(&p.post, &work); err != nil {
			return err
		}
		return s.keepEvents()
	})
}

// stage makes the next homes of a post ready, and ends the post with the last.
func (s *session) stage(post *store.Post, work *store.Staging) error {
	to := min(work.Done+stageSize, len(work.Homes))
	for _, id := range work.Homes[work.Done:to] {
		if err := s.stageHome(post, work, id); err != nil {
			return err
		}
	}
	work.Done = to
	if post.First.IsZero() {
		return operator.Errorf(operator.Conflict, "the homes were deleted meanwhile, or you may not post on them any more").
			WithHint("operator property list").Reason("homes_changed")
	}
	if work.Done == len(work.Homes) {
		return s.finish(post)
	}
	if err := s.tx.PutPost(post); err != nil {
		return err
	}
	return s.tx.PutStaging(*work)
}

// stageHome makes the update of one home, or makes that of a draft ready to be
// published. A home that was deleted since the post began is left out.
func (s *session) stageHome(post *store.Post, work *store.Staging, id operator.PropertyID) error {
	if _, there, err := s.r.Property(id); err != nil || !there {
		post.Homes--
		return err
	}
	h, err := s.home(id)
	if err != nil {
		return err
	}
	u, there, err := s.updateToStage(post, work, h)
	if err != nil || !there {
		return err
	}
	publish := post.Target == store.PostPublished
	if publish {
		if h, err = s.asItWas(h, *post); err != nil {
			return err
		}
		u.Sale = saleNow(h)
	}
	if err := s.tx.PutUpdate(&u); err != nil {
		return err
	}
	if post.First.IsZero() {
		post.First = u.ID
	}
	p := posted{u, *post}
	if publish {
		f, err := s.followingOf(h)
		if err == nil {
			err = s.announce(f, p)
		}
		if err != nil {
			return err
		}
	}
	s.recordHeld(madeReady[post.Target], u.ID.String(), id, contentRefs(p), updateContent(contentOf(p)))
	return nil
}

// updateToStage is a new update of a home where the actor may still post, or that
// of a draft which was not deleted.
func (s *session) updateToStage(post *store.Post, work *store.Staging, h home) (u store.Update, there bool, err error) {
	if work.Publish {
		u, there, err = s.r.UpdateOn(post.ID, h.ID)
		return u, there && u.Removed == nil, err
	}
	if !policy.Decide(policy.PostUpdates, h.facts).Allowed {
		post.Homes--
		return u, false, nil
	}
	u = store.Update{Post: post.ID, Property: h.ID, Created: s.now}
	if work.Fill != nil {
		u.Own, err = s.fillFor(h, *work.Fill, post.Content.Media)
	}
	return u, true, err
}

// madeReady is the event of an update's home for each state that a post leads to.
// Nobody sees it before the post itself.
var madeReady = map[store.PostState]string{
	store.PostPublished: "update.published", store.PostDraft: "update.drafted", store.PostScheduled: "update.scheduled",
}

// madeGroup is the event of the workspace for each state that a post to many homes
// comes to: from then on its updates are seen.
var madeGroup = map[store.PostState]string{
	store.PostPublished: "updates.published", store.PostDraft: "updates.drafted", store.PostScheduled: "updates.scheduled",
}

// contentOf is what an update says, whatever its state.
func contentOf(p posted) store.Content {
	if p.Own != nil {
		return *p.Own
	}
	return p.post.Content
}

// contentRefs says in an event which version of what its digest covers: the
// update's own, or its post's.
func contentRefs(p posted) map[string]string {
	refs := map[string]string{"post": strconv.FormatUint(uint64(p.Post), 10), "version": "post " + strconv.Itoa(p.post.Versions)}
	if p.Own != nil {
		refs["version"] = "own " + strconv.Itoa(p.Versions)
	}
	return refs
}

// finish ends the staging of a post: from now on it is seen.
func (s *session) finish(post *store.Post) error {
	post.State = post.Target
	if post.State == store.PostPublished {
		post.Published = s.now
	}
	if err := s.tx.PutPost(post); err != nil {
		return err
	}
	if err := s.plan(*post); err != nil {
		return err
	}
	if post.Homes > 1 {
		s.record(madeGroup[post.State], post.First.String(), 0,
			map[string]string{"homes": strconv.Itoa(post.Homes), "post": strconv.FormatUint(uint64(post.ID), 10)}, nil)
	}
	s.posts[post.ID] = *post
	return s.tx.DeleteStaging(post.ID)
}

// abandonedAfter is how long a post may rest unfinished before it is told.
const abandonedAfter = 10 * time.Minute

// diagnosePosts looks for posts to many homes that were interrupted and left.
func (s *session) diagnosePosts() (operator.Diagnosis, error) {
	left, err := s.r.Stagings()
	if err != nil {
		return operator.Diagnosis{}, err
	}
	var names []string
	var first operator.UpdateID
	for _, work := range left {
		post, ok, err := s.r.Post(work.Post)
		if err != nil {
			return operator.Diagnosis{}, err
		}
		if !ok || s.now.Sub(work.Since) < abandonedAfter {
			continue
		}
		if first.IsZero() {
			first = post.First
		}
		names = append(names, fmt.Sprintf("%s, %d of %d homes", post.First, work.Done, len(work.Homes)))
	}
	if len(names) == 0 {
		return operator.Diagnosed("posts", operator.HealthOK, "every post to many homes is done"), nil
	}
	return operator.Diagnosed("posts", operator.HealthWarning, "begun and not done, so that nobody sees them: %s", someOf(names)).
		WithAdvice("operator update publish %s, or operator update delete %s --all-homes", first, first), nil
}
