package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxSteps is how many steps a template has at most: more is a list of tasks.
const maxSteps = 200

// ShowMilestoneTemplate shows the steps of a community or of the workspace.
func (a *App) ShowMilestoneTemplate(ctx context.Context, req operator.MilestoneTemplateRequest) (operator.MilestoneTemplate, error) {
	return view(ctx, a, req, func(s *session, req operator.MilestoneTemplateRequest) (operator.MilestoneTemplate, error) {
		var of operator.CommunityID
		if req.Community != "" {
			c, err := s.findCommunity(req.Community)
			if err != nil {
				return operator.MilestoneTemplate{}, err
			}
			of = c.ID
		}
		t, err := s.stepsOf(of)
		if err != nil {
			return operator.MilestoneTemplate{}, err
		}
		return s.showSteps(t)
	})
}

// showSteps is a template as the actor may see it.
func (s *session) showSteps(t store.Steps) (operator.MilestoneTemplate, error) {
	shown := operator.MilestoneTemplate{Steps: []operator.MilestoneStep{}}
	for _, step := range t.Steps {
		one := operator.MilestoneStep{Name: step.Name}
		if s.actor.Kind == operator.Team {
			one.Text = operator.Optional(step.Text)
		}
		shown.Steps = append(shown.Steps, one)
	}
	if t.Community.IsZero() {
		return shown, nil
	}
	code, err := s.communityCode(t.Community)
	shown.Community = operator.Optional(code)
	return shown, err
}

// SetMilestoneTemplate replaces the steps of a community or of the workspace.
func (a *App) SetMilestoneTemplate(ctx context.Context, req operator.SetMilestoneTemplateRequest) (operator.MilestoneTemplate, error) {
	return change(ctx, a, "milestone.set_template", req, (*session).setMilestoneTemplate)
}

func (s *session) setMilestoneTemplate(req operator.SetMilestoneTemplateRequest) (operator.MilestoneTemplate, error) {
	none := operator.MilestoneTemplate{}
	var of operator.CommunityID
	ref := ""
	if req.Community != "" {
		c, err := s.findCommunity(req.Community)
		if err != nil {
			return none, err
		}
		of, ref = c.ID, c.ID.String()
	}
	if err := s.may(policy.RunWorkspace); err != nil {
		return none, err
	}
	steps, err := checkSteps(req.Steps)
	if err != nil {
		return none, err
	}
	have, kept, err := s.r.Steps(of)
	if err != nil {
		return none, err
	}
	if kept == (len(steps) > 0) && slices.Equal(have.Steps, steps) {
		s.unchanged = true
	} else {
		if len(steps) == 0 {
			err = s.tx.DeleteSteps(of)
		} else {
			err = s.tx.PutSteps(store.Steps{Community: of, Steps: steps, Updated: s.now})
		}
		if err != nil {
			return none, err
		}
		s.record("milestone.template_set", ref, 0, nil, map[string]any{"steps": namesOfSteps(steps)})
	}
	now, err := s.stepsOf(of)
	if err != nil {
		return none, err
	}
	return s.showSteps(now)
}

func namesOfSteps(steps []store.Step) []string {
	return mapped(steps, func(step store.Step) string { return step.Name })
}

// checkSteps refuses steps that have no name or the same, and texts that could not
// be posted.
func checkSteps(list []operator.MilestoneStep) ([]store.Step, error) {
	if n := len(list); n > maxSteps {
		return nil, operator.Errorf(operator.Invalid, "too many milestones: %d of at most %d", n, maxSteps).Reason("too_many")
	}
	var steps []store.Step
	seen := map[string]bool{}
	for _, step := range list {
		name, text := strings.TrimSpace(step.Name), strings.TrimSpace(operator.Value(step.Text))
		if err := operator.CheckName("the name of a milestone", step.Name); err != nil {
			return nil, err
		}
		if strings.Contains(name, "{{") {
			return nil, operator.Errorf(operator.Invalid, "the name of a milestone has no variables: %s", name).
				WithHint("they are for its text, which stands behind \" : \", as in Slab : It is poured.").Reason("variable_in_name")
		}
		if seen[operator.Fold(name)] {
			return nil, operator.Errorf(operator.Invalid, "the milestone %q is there twice", name).
				WithHint("capital and small letters do not count").Reason("twice")
		}
		seen[operator.Fold(name)] = true
		if text != "" {
			if err := operator.CheckBody(text); err != nil {
				return nil, err
			}
			if _, err := letter.Parse(text); err != nil {
				return nil, within(err, "the text of "+name)
			}
		}
		steps = append(steps, store.Step{Name: name, Text: text})
	}
	return steps, nil
}
