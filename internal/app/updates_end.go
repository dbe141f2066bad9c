package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PublishUpdate publishes a draft or a scheduled update with its whole group, or
// goes on with a post that was interrupted.
func (a *App) PublishUpdate(ctx context.Context, req operator.UpdateRequest) (operator.Posted, error) {
	res, err := change(ctx, a, "update.publish", req, (*session).publishUpdate)
	if err != nil || operator.CallFrom(ctx).DryRun {
		return res, err
	}
	return a.resume(ctx, res)
}

func (s *session) publishUpdate(req operator.UpdateRequest) (operator.Posted, error) {
	p, f, err := s.findStagedToo(req.Update)
	if err != nil {
		return operator.Posted{}, err
	}
	if err := s.allowed(policy.Decide(policy.PostUpdates, f.facts), p.ID.String()); err != nil {
		return operator.Posted{}, err
	}
	switch {
	case p.post.State == store.PostStaged:
	case p.state() == operator.UpdateDraft, p.state() == operator.UpdateScheduled:
	default:
		return operator.Posted{}, operator.Errorf(operator.Conflict, "%s is %s already", p.ID, p.state()).Reason("not_draft")
	}
	work, err := s.workOf(p.post)
	if err != nil {
		return operator.Posted{}, err
	}
	if err := s.mayPublish(p, work.Homes); err != nil {
		return operator.Posted{}, err
	}
	if p.post.State == store.PostStaged {
		s.unchanged = true
		return s.showPosted(p.post)
	}
	p.post.Target = store.PostPublished
	if err := s.stage(&p.post, &work); err != nil {
		return operator.Posted{}, err
	}
	s.posts[p.Post] = p.post
	return s.showPosted(p.post)
}

// mayPublish asks whether the actor may post on all homes of a post, and whether
// there is somebody now to see it.
func (s *session) mayPublish(p posted, on []operator.PropertyID) error {
	var homes []home
	for _, id := range on {
		if left, err := s.isLeft(p.post, id); err != nil || !left {
			if err != nil {
				return err
			}
			continue
		}
		h, err := s.home(id)
		if err != nil {
			return err
		}
		if !policy.Decide(policy.PostUpdates, h.facts).Allowed {
			return operator.Errorf(operator.Denied, "you may not publish it on all its homes").
				WithHint("leave it to who wrote it, or to an administrator").Reason("not_allowed")
		}
		homes = append(homes, h)
	}
	if p.post.State == store.PostStaged {
		return nil
	}
	_, err := s.checkAudience(p.post, homes)
	return err
}

// isLeft says whether a post is still for a home: the home is there, and the update
// was not deleted.
func (s *session) isLeft(post store.Post, on operator.PropertyID) (bool, error) {
	if _, there, err := s.r.Property(on); err != nil || !there {
		return false, err
	}
	u, there, err := s.r.UpdateOn(post.ID, on)
	return !there || u.Removed == nil, err
}

// workOf is the work that publishing a draft is. It goes on where it was left.
func (s *session) workOf(post store.Post) (store.Staging, error) {
	work, ok, err := s.r.Staging(post.ID)
	if err != nil || ok {
		return work, err
	}
	work = store.Staging{Post: post.ID, Publish: true, By: s.actor.ID, Since: s.now}
	for u, err := range s.r.UpdatesOfPost(post.ID, 0) {
		if err != nil {
			return work, err
		}
		work.Homes = append(work.Homes, u.Property)
	}
	return work, nil
}

// findStagedToo is findUpdate that finds also a post whose staging was
// interrupted, for who may post on its home.
func (s *session) findStagedToo(ref operator.Ref) (posted, feed, error) {
	p, f, err := s.findUpdate(ref)
	if operator.CodeOf(err) != operator.NotFound {
		return p, f, err
	}
	var id operator.UpdateID
	if id.UnmarshalText([]byte(ref)) != nil {
		return p, f, err
	}
	u, ok, e := s.r.Update(id)
	if e != nil || !ok {
		return p, f, orElse(e, err)
	}
	if p, e = s.withPost(u); e != nil {
		return p, f, e
	}
	h, e := s.home(u.Property)
	if e != nil {
		return p, f, e
	}
	if f, e = s.feedOf(h); e != nil {
		return p, f, e
	}
	if p.post.State != store.PostStaged || !f.post {
		return p, f, err
	}
	return p, f, nil
}

// DeleteUpdate leaves a tombstone of one home's update, or of the group's.
func (a *App) DeleteUpdate(ctx context.Context, req operator.DeleteUpdateRequest) (operator.Update, error) {
	u, err := change(ctx, a, "update.delete", req, (*session).deleteUpdate)
	if err != nil || u.Homes <= stageSize || !req.AllHomes || operator.CallFrom(ctx).DryRun {
		return u, err
	}
	return u, a.tellHomes(ctx, u.Ref)
}

func (s *session) deleteUpdate(req operator.DeleteUpdateRequest) (operator.Update, error) {
	p, f, err := s.findStagedToo(req.Update)
	if err == nil {
		err = s.mayChange(p, f)
	}
	if err != nil {
		return operator.Update{}, err
	}
	if p.post.State == store.PostDeleted || p.Removed != nil && !req.AllHomes {
		s.unchanged = true
		return s.showUpdate(p, f)
	}
	shared := p.post.Homes <= 1 || req.AllHomes || p.post.State == store.PostStaged
	if err := s.updateNotHeld(p, shared); err != nil {
		return operator.Update{}, err
	}
	if err := operator.CheckLine("the reason", req.Reason); err != nil {
		return operator.Update{}, err
	}
	if shared {
		if err := s.wholeGroup(p, req.AllHomes); err != nil {
			return operator.Update{}, err
		}
	}
	if err := s.confirmed(req.Confirmed, "deleting %s cannot be undone", p.ID); err != nil {
		return operator.Update{}, err
	}
	if err := s.removeUpdate(&p, shared, req.Reason); err != nil {
		return operator.Update{}, err
	}
	return s.showUpdate(p, f)
}

// removeUpdate makes a tombstone of an update, or of its post: its files can be
// fetched no more, and nobody has it unseen.
func (s *session) removeUpdate(p *posted, shared bool, reason string) error {
	gone := &store.Removed{By: s.actor.ID, At: s.now, Reason: reason}
	v := store.UpdateVersion{Post: p.Post, By: s.actor.ID, Reason: reason, At: s.now}
	if shared {
		v.N, v.Content = p.post.Versions, p.post.Content
		if err := s.removePost(&p.post, gone); err != nil {
			return err
		}
	} else {
		v.Update, v.N, v.Content = p.ID, p.Versions, contentOf(*p)
		p.Versions++
		p.Own, p.Removed = &store.Content{}, gone
		if err := s.tx.PutUpdate(&p.Update); err != nil {
			return err
		}
	}
	if err := s.tx.PutUpdateVersion(v); err != nil {
		return err
	}
	var content any
	if reason != "" {
		content = map[string]string{"reason": reason}
	}
	refs := map[string]string{}
	if shared && p.post.Homes > 1 {
		refs["all_homes"] = "true"
	}
	s.record("update.deleted", p.ID.String(), p.Property, refs, content)
	if shared {
		return s.groupChanged(p, "update.deleted")
	}
	return s.retract(p.Update)
}

// removePost makes a tombstone of a post. Of one whose staging was interrupted,
// what was made is all it will ever have.
func (s *session) removePost(post *store.Post, gone *store.Removed) error {
	if post.State == store.PostStaged {
		made, err := collect(s.r.UpdatesOfPost(post.ID, 0))
		if err != nil {
			return err
		}
		post.Homes = len(made)
	}
	post.Versions++
	post.Content, post.Removed, post.State = store.Content{}, gone, store.PostDeleted
	if err := s.tx.PutPost(post); err != nil {
		return err
	}
	s.posts[post.ID] = *post
	if err := s.tx.DeleteStaging(post.ID); err != nil {
		return err
	}
	return s.plan(*post)
}
