package app

import (
	"context"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// CompleteMilestone completes a step of one home in one transaction, with the
// update it posts. That of a building is posted in stages, as every post to many
// homes; the step is complete on all of them with the first.
func (a *App) CompleteMilestone(ctx context.Context, req operator.CompleteMilestoneRequest) ([]operator.Milestone, error) {
	ctx = changing(ctx, "CompleteMilestoneRequest")
	done, again, err := replayOf[operator.CompleteMilestoneRequest, []operator.Milestone](ctx, a, "milestone.complete", req)
	if err != nil {
		return nil, err
	}
	if !again {
		media, _, err := a.prepareMedia(ctx, req.Attachments, false)
		if err != nil {
			return nil, err
		}
		done, err = change(ctx, a, "milestone.complete", req, func(s *session, req operator.CompleteMilestoneRequest) ([]operator.Milestone, error) {
			return s.completeMilestone(req, media)
		})
		if err != nil {
			return nil, err
		}
	}
	if req.Building == "" || operator.CallFrom(ctx).DryRun {
		return done, nil
	}
	return a.finishStep(ctx, req)
}

// finishStep posts on the homes of a building that are left, and answers with the
// step of all.
func (a *App) finishStep(ctx context.Context, req operator.CompleteMilestoneRequest) ([]operator.Milestone, error) {
	first, err := view(ctx, a, req, (*session).unfinishedPost)
	if err != nil {
		return nil, err
	}
	if !first.Update.Ref.IsZero() {
		if _, err := a.resume(ctx, first); err != nil {
			return nil, err
		}
	}
	return view(ctx, a, req, func(s *session, req operator.CompleteMilestoneRequest) ([]operator.Milestone, error) {
		homes, err := s.homesOfStep(req)
		if err != nil {
			return nil, err
		}
		return s.showSame(homes, req.Name)
	})
}

// unfinishedPost is the post of a step of a building that is staged still; zero
// where there is none.
func (s *session) unfinishedPost(req operator.CompleteMilestoneRequest) (operator.Posted, error) {
	homes, err := s.homesOfStep(req)
	if err != nil {
		return operator.Posted{}, err
	}
	for _, h := range homes {
		c, err := s.courseOf(h)
		if err != nil {
			return operator.Posted{}, err
		}
		i := c.done(req.Name)
		if i < 0 || c.progress.Done[i].Post == 0 {
			continue
		}
		post, ok, err := s.r.Post(c.progress.Done[i].Post)
		if err != nil {
			return operator.Posted{}, err
		}
		if ok && post.State == store.PostStaged {
			return operator.Posted{Update: operator.Update{Ref: post.First}, Homes: post.Homes}, nil
		}
	}
	return operator.Posted{}, nil
}

// homesOfStep is the homes that a completion is of, each of which the actor may
// post on.
func (s *session) homesOfStep(req operator.CompleteMilestoneRequest) ([]home, error) {
	post := operator.PostUpdateRequest{Building: req.Building}
	if req.Property != "" {
		post.Properties = []operator.Ref{req.Property}
	}
	if (req.Property == "") == (req.Building == "") {
		return nil, operator.Errorf(operator.Usage, "say of which home, or of which building").
			WithHint("--property CODE or --building B2").Reason("bad_scope")
	}
	homes, _, err := s.homesOfPost(post)
	return homes, err
}

func (s *session) completeMilestone(req operator.CompleteMilestoneRequest, media []store.Media) ([]operator.Milestone, error) {
	homes, err := s.homesOfStep(req)
	if err != nil {
		return nil, err
	}
	done, err := s.newDone(req)
	if err != nil {
		return nil, err
	}
	var todo []course
	for _, h := range homes {
		c, err := s.courseOf(h)
		if err != nil {
			return nil, err
		}
		open, err := c.isOpen(req, done)
		if err != nil {
			return nil, err
		}
		if open {
			todo = append(todo, c)
		}
	}
	if len(todo) == 0 {
		s.unchanged = true
		return s.showSame(homes, req.Name)
	}
	for i, c := range todo {
		if todo[i], err = s.completeStep(c, req.Name, done); err != nil {
			return nil, err
		}
	}
	if !req.NoNotify {
		s.names(req.Attachments)
		if err := s.postStep(todo, req, media); err != nil {
			return nil, err
		}
	}
	return s.showSame(homes, req.Name)
}

// newDone is a completion as it was asked for, with what was said checked.
func (s *session) newDone(req operator.CompleteMilestoneRequest) (store.Done, error) {
	d := store.Done{Note: strings.TrimSpace(req.Note), By: s.actor.ID, At: s.now}
	if d.Note != "" {
		if err := operator.CheckBody(d.Note); err != nil {
			return d, err
		}
	}
	if req.NoNotify && len(req.Attachments) > 0 {
		return d, operator.Errorf(operator.Usage, "files are for the update, and none is posted").
			WithHint("leave out --attach or --no-notify").Reason("files_without_update")
	}
	today, err := s.dayOrToday("")
	if err != nil {
		return d, err
	}
	if d.On, err = s.dayOrToday(req.Date); err != nil {
		return d, err
	}
	if d.On > today {
		return d, operator.Errorf(operator.Invalid, "%s has not come yet", d.On).
			WithHint("a milestone is complete on a day that has come").Reason("future")
	}
	return d, nil
}

// isOpen says whether a step is yet to be completed. One that is complete with
// another date or note than given is a Conflict.
func (c course) isOpen(req operator.CompleteMilestoneRequest, as store.Done) (bool, error) {
	name, _, err := c.find(req.Name)
	if err != nil {
		return false, err
	}
	i := c.done(name)
	if i < 0 {
		return true, nil
	}
	d := c.progress.Done[i]
	if req.Date != "" && d.On != as.On || as.Note != "" && d.Note != as.Note {
		return false, operator.Errorf(operator.Conflict, "%s of %s is complete since %s", d.Name, c.Code, d.On).
			WithHint("take that back first: operator milestone reset %q -p %s", d.Name, c.Code).Reason("already_complete")
	}
	return false, nil
}

// completeStep completes a step of a home and starts the next, unless the home is
// further already.
func (s *session) completeStep(c course, typed string, done store.Done) (course, error) {
	name, at, err := c.find(typed)
	if err != nil {
		return c, err
	}
	done.Name, done.Was = name, c.current()
	c.progress.Done = append(c.progress.Done, done)
	next := ""
	for _, step := range c.steps[min(at+1, len(c.steps)):] {
		if c.done(step.Name) < 0 {
			next = step.Name
			break
		}
	}
	switch current := c.current(); {
	case next != "" && (current == "" || c.at(next) > c.at(current)):
		done.Started, c.progress.Current = next, next
	case current == "":
		c.progress.Current = ""
	}
	c.progress.Done[len(c.progress.Done)-1] = done
	c.progress.Updated = s.now
	s.record("milestone.completed", c.ID.String(), c.ID, nil,
		map[string]string{"name": name, "date": string(done.On), "note": done.Note, "next": done.Started})
	return c, s.tx.PutProgress(c.progress)
}

// showSame is one step of several homes.
func (s *session) showSame(homes []home, typed string) ([]operator.Milestone, error) {
	list := []operator.Milestone{}
	for _, h := range homes {
		c, err := s.courseOf(h)
		if err != nil {
			return nil, err
		}
		name, _, err := c.find(typed)
		if err != nil {
			return nil, err
		}
		m, err := s.showMilestone(c, name)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}
