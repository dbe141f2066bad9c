package app

import (
	"errors"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// postStep posts that a step is complete on homes, all of which go through it.
func (s *session) postStep(todo []course, req operator.CompleteMilestoneRequest, done store.Done, media []store.Media) (store.PostID, error) {
	c := todo[0]
	name, _, err := c.find(req.Name)
	if err != nil {
		return 0, err
	}
	plan := postPlan{post: store.Post{
		Author: s.actor.ID, Source: s.source(), Scope: operator.ScopeProperty, Milestone: name, Ack: operator.AckNone,
		State: store.PostStaged, Target: store.PostPublished, Created: s.now,
		Content: store.Content{Body: name + " is complete.", Media: media},
	}}
	if req.Building != "" {
		plan.post.Scope = operator.ScopeBuilding
	}
	if i := c.at(name); i >= 0 && c.steps[i].Text != "" {
		// The day is not kept yet, so that it is given.
		plan.fill = &store.Fill{
			Body: c.steps[i].Text, Milestone: name, Sender: s.actor.ID, Day: s.now,
			Vars: map[string]string{"milestone.date": day(done.On)},
		}
	}
	var homes []home
	for _, c := range todo {
		homes = append(homes, c.home)
		plan.homes = append(plan.homes, c.ID)
	}
	if err := s.addNote(&plan, homes, req, done.Note); err != nil {
		return 0, err
	}
	if err := s.fillStep(&plan, homes); err != nil {
		return 0, err
	}
	res, err := s.begin(plan)
	if err != nil {
		return 0, err
	}
	u, _, err := s.r.Update(res.Update.Ref)
	return u.Post, err
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
