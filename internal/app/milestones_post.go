package app

import (
	"errors"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// postStep posts that a step is complete on homes, which it just was.
func (s *session) postStep(todo []course, req operator.CompleteMilestoneRequest, media []store.Media) error {
	c := todo[0]
	done := c.progress.Done[len(c.progress.Done)-1]
	plan := postPlan{post: store.Post{
		Author: s.actor.ID, Source: s.source(), Scope: operator.ScopeProperty, Milestone: done.Name, Ack: operator.AckNone,
		State: store.PostStaged, Target: store.PostPublished, Created: s.now,
		Content: store.Content{Body: done.Name + " is complete.", Media: media},
	}}
	if req.Building != "" {
		plan.post.Scope = operator.ScopeBuilding
	}
	if i := c.at(done.Name); i >= 0 && c.steps[i].Text != "" {
		plan.fill = &store.Fill{Body: c.steps[i].Text, Milestone: done.Name, Sender: s.actor.ID, Day: s.now}
	}
	var homes []home
	for _, c := range todo {
		homes = append(homes, c.home)
		plan.homes = append(plan.homes, c.ID)
	}
	if err := s.addNote(&plan, homes, req, done.Note); err != nil {
		return err
	}
	if err := s.fillStep(&plan, homes); err != nil {
		return err
	}
	res, err := s.begin(plan)
	if err != nil {
		return err
	}
	u, _, err := s.r.Update(res.Update.Ref)
	if err != nil {
		return err
	}
	for _, c := range todo {
		c.progress.Done[len(c.progress.Done)-1].Post = u.Post
		if err := s.tx.PutProgress(c.progress); err != nil {
			return err
		}
	}
	return nil
}

// addNote puts the note below the text of an update. As it is the only part of the
// text that somebody writes now, it alone is looked at for what is of others.
func (s *session) addNote(plan *postPlan, homes []home, req operator.CompleteMilestoneRequest, note string) error {
	if note == "" {
		return nil
	}
	told := map[operator.PersonID]bool{}
	for _, h := range homes {
		people, err := s.audienceOf(h)
		if err != nil {
			return err
		}
		for _, p := range people {
			told[p.ID] = true
		}
	}
	doubts, err := s.strangersIn(store.Content{Body: note}, homes, told)
	if err != nil {
		return err
	}
	if len(doubts) > 0 && !req.Confirmed {
		return operator.Errorf(operator.Usage, "%s", strings.Join(doubts, "; ")).
			WithHint("say that it is meant: --yes").Reason("unconfirmed")
	}
	if plan.fill == nil {
		plan.post.Content.Body += "\n\n" + note
		return nil
	}
	plan.fill.Body += "\n\n" + letter.Literal(note)
	return nil
}

// fillStep fills the text of a step in for every home.
func (s *session) fillStep(plan *postPlan, homes []home) error {
	err := s.fillPlan(plan, homes)
	if e, ok := errors.AsType[*operator.Error](err); ok && e.Code == operator.Invalid {
		return e.WithHint("add what is missing, or post no update: --no-notify")
	}
	return err
}
