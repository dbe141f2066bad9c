package app

import (
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ResetMilestone takes back a completion, and deletes the update it posted.
func (a *App) ResetMilestone(ctx context.Context, req operator.ResetMilestoneRequest) (operator.Milestone, error) {
	return change(ctx, a, "milestone.reset", req, (*session).resetMilestone)
}

func (s *session) resetMilestone(req operator.ResetMilestoneRequest) (operator.Milestone, error) {
	var none operator.Milestone
	h, err := s.findProperty(req.Property)
	if err == nil {
		err = s.mayOnHome(policy.PostUpdates, h, req.Property)
	}
	if err != nil {
		return none, err
	}
	c, err := s.courseOf(h)
	if err != nil {
		return none, err
	}
	name, at, err := c.find(req.Name)
	if err != nil {
		return none, err
	}
	i := c.done(name)
	if i < 0 {
		s.unchanged = true
		return s.showMilestone(c, name)
	}
	if err := s.notHeld(h.ID, "no milestone of it can be reset"); err != nil {
		return none, err
	}
	done := c.progress.Done[i]
	if err := s.confirmed(req.Confirmed, "resetting %s deletes the update it posted", name); err != nil {
		return none, err
	}
	if err := s.takeBackUpdate(h, done); err != nil {
		return none, err
	}
	c.progress.Done = slices.Delete(slices.Clone(c.progress.Done), i, i+1)
	if done.Started != "" && sameStep(c.progress.Current, done.Started) {
		// The step after it was in progress because of this one alone.
		if c.progress.Current = done.Was; c.done(done.Was) >= 0 {
			c.progress.Current = ""
		}
	}
	c.progress.Updated = s.now
	if err := s.tx.PutProgress(c.progress); err != nil {
		return none, err
	}
	s.record("milestone.reset", h.ID.String(), h.ID, nil, map[string]string{"name": name})
	if c.at(name) < 0 { // with its completion, the step is gone altogether
		return operator.Milestone{Property: h.Code, Name: name, Position: at + 1, State: operator.MilestoneNotStarted}, nil
	}
	return s.showMilestone(c, name)
}

// takeBackUpdate deletes the update that a completion posted on a home.
func (s *session) takeBackUpdate(h home, done store.Done) error {
	if done.Post == 0 {
		return nil
	}
	u, ok, err := s.r.UpdateOn(done.Post, h.ID)
	if err != nil || !ok {
		return err
	}
	p, err := s.withPost(u)
	if err != nil {
		return err
	}
	if p.post.State == store.PostStaged {
		return operator.Errorf(operator.Conflict, "%s is still being posted", done.Name).
			WithHint("end that first: operator update publish %s", p.post.First).Reason("staged")
	}
	p, _, err = s.updateToChange(operator.Ref(u.ID.String()))
	if err != nil || p.state() == operator.UpdateDeleted {
		return err
	}
	return s.removeUpdate(&p, p.post.Homes <= 1, "the milestone was reset")
}
