package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// defaultSteps is the template of a workspace that has set none.
func defaultSteps() []store.Step {
	var steps []store.Step
	for _, name := range []string{
		"Permit", "Foundation", "Framing", "Roof", "Rough-in", "Insulation", "Drywall", "Trim", "Cabinets", "Flooring",
		"Final inspection", "Walkthrough",
	} {
		steps = append(steps, store.Step{Name: name})
	}
	return steps
}

// stepsOf is the steps that the homes of a community go through: its own, else the
// workspace's. The community of the answer says whose they are.
func (s *session) stepsOf(of operator.CommunityID) (store.Steps, error) {
	if t, ok := s.steps[of]; ok {
		return t, nil
	}
	t, ok, err := s.r.Steps(of)
	if err == nil && !ok {
		t, ok, err = s.r.Steps(0)
	}
	if err == nil && !ok {
		t = store.Steps{Steps: defaultSteps()}
	}
	if err == nil && s.tx == nil {
		remember(s.steps, of, t)
	}
	return t, err
}

// course is the steps that a home goes through, and how far it has come.
type course struct {
	home
	steps    []store.Step
	progress store.Progress
}

func (s *session) courseOf(h home) (course, error) {
	t, err := s.stepsOf(h.Community)
	if err != nil {
		return course{}, err
	}
	p, _, err := s.r.Progress(h.ID)
	p.Property = h.ID
	return course{h, t.Steps, p}, err
}

// names is the steps in their order, with those behind that were completed and are
// in the template no more.
func (c course) names() []string {
	var names []string
	for _, step := range c.steps {
		names = append(names, step.Name)
	}
	for _, d := range c.progress.Done {
		if c.at(d.Name) < 0 {
			names = append(names, d.Name)
		}
	}
	return names
}

// at is where a step stands in the template; -1 where it does not.
func (c course) at(name string) int {
	return slices.IndexFunc(c.steps, func(step store.Step) bool { return sameStep(step.Name, name) })
}

// done is where a step stands among those that are complete; -1 where it does not.
func (c course) done(name string) int {
	return slices.IndexFunc(c.progress.Done, func(d store.Done) bool { return sameStep(d.Name, name) })
}

func sameStep(a, b string) bool { return operator.Fold(a) == operator.Fold(b) }

// current is the step that is in progress; empty for none.
func (c course) current() string {
	if i := c.at(c.progress.Current); i >= 0 && c.done(c.progress.Current) < 0 {
		return c.steps[i].Name
	}
	return ""
}

// find is the step that a name means, as it is written, and where it stands.
func (c course) find(name string) (string, int, error) {
	names := c.names()
	i := slices.IndexFunc(names, func(n string) bool { return sameStep(n, name) })
	if i >= 0 {
		return names[i], i, nil
	}
	e := operator.Errorf(operator.Invalid, "%s has no milestone %q", c.Code, strings.TrimSpace(name)).Reason("no_milestone")
	if near := suggest.Nearest(name, names); len(near) > 0 {
		return "", -1, e.WithHint("%s", suggest.DidYouMean(near))
	}
	return "", -1, e.WithHint("operator milestone list -p %s", c.Code)
}

// checkMilestone refuses the name of a step that a home does not go through. It
// answers with the name as the first of the homes has it.
func (s *session) checkMilestone(name string, homes []home) (string, error) {
	if strings.TrimSpace(name) == "" {
		return "", nil
	}
	as := ""
	for _, h := range homes {
		c, err := s.courseOf(h)
		if err != nil {
			return "", err
		}
		found, _, err := c.find(name)
		if err != nil {
			return "", err
		}
		as = cmp.Or(as, found)
	}
	return as, nil
}

// progressOf is how far a home has come, in numbers.
func (s *session) progressOf(h home) (operator.Progress, error) {
	c, err := s.courseOf(h)
	return operator.Progress{Completed: len(c.progress.Done), Total: len(c.names()), Current: operator.Optional(c.current())}, err
}

// ListMilestones lists the milestones of a home.
func (a *App) ListMilestones(ctx context.Context, req operator.ListMilestonesRequest) ([]operator.Milestone, error) {
	return view(ctx, a, req, func(s *session, req operator.ListMilestonesRequest) ([]operator.Milestone, error) {
		h, err := s.findProperty(req.Property)
		if err != nil {
			return nil, err
		}
		c, err := s.courseOf(h)
		if err != nil {
			return nil, err
		}
		list := []operator.Milestone{}
		for _, name := range c.names() {
			m, err := s.showMilestone(c, name)
			if err != nil {
				return nil, err
			}
			list = append(list, m)
		}
		return list, nil
	})
}

// showMilestone is a step of a home as the actor may see it.
func (s *session) showMilestone(c course, name string) (operator.Milestone, error) {
	_, at, err := c.find(name)
	m := operator.Milestone{Property: c.Code, Name: name, Position: at + 1, State: operator.MilestoneNotStarted}
	if err != nil {
		return m, err
	}
	i := c.done(name)
	if i < 0 {
		if sameStep(c.current(), name) {
			m.State = operator.MilestoneInProgress
		}
		return m, nil
	}
	d := c.progress.Done[i]
	m.State, m.CompletedAt, m.Note = operator.MilestoneComplete, &d.On, operator.Optional(d.Note)
	m.Update, err = s.updateOfStep(c.home, d)
	return m, err
}

// updateOfStep is the update that completing a step posted; zero where there is
// none, or none that the actor sees.
func (s *session) updateOfStep(h home, d store.Done) (operator.UpdateID, error) {
	if d.Post == 0 {
		return 0, nil
	}
	u, ok, err := s.r.UpdateOn(d.Post, h.ID)
	if err != nil || !ok {
		return 0, err
	}
	p, err := s.withPost(u)
	if err != nil {
		return 0, err
	}
	f, err := s.feedOf(h)
	if err != nil {
		return 0, err
	}
	if sees, err := s.sees(f, p); err != nil || !sees {
		return 0, err
	}
	return u.ID, nil
}
