package app

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What is looked at before an update is published; docs/updates.md has the table.

// checkPost refuses what must not be published, and notes what has to be confirmed.
func (s *session) checkPost(plan *postPlan, homes []home) error {
	if err := s.checkContent(plan.post.Content, plan.fill); err != nil {
		return err
	}
	var err error
	if plan.post.Milestone, err = s.checkMilestone(plan.post.Milestone, homes); err != nil {
		return err
	}
	told, err := s.checkAudience(plan.post, homes)
	if err != nil {
		return err
	}
	if n := len(homes) - told.homes; n > 0 && len(homes) > 1 && !plan.post.ForHome {
		plan.warnings = append(plan.warnings, fmt.Sprintf("%d of the %d homes have nobody who would see it", n, len(homes)))
	}
	if s.call.DryRun {
		if plan.audience, err = s.showAudience(homes); err != nil {
			return err
		}
	}
	doubts, err := s.strangersIn(plan.spoken(), homes, told.people)
	plan.doubts = append(plan.doubts, doubts...)
	return err
}

// told is who will read a post: on how many homes somebody beside its author does.
type told struct {
	people map[operator.PersonID]bool
	homes  int
}

// checkAudience refuses what nobody would see, unless it is for whoever will buy
// the home, or not to be published yet.
func (s *session) checkAudience(post store.Post, homes []home) (told, error) {
	t := told{people: map[operator.PersonID]bool{}}
	for _, h := range homes {
		people, err := s.audienceOf(h)
		if err != nil {
			return t, err
		}
		somebody := false
		for _, p := range people {
			t.people[p.ID] = true
			somebody = somebody || !p.Is(post.Author)
		}
		t.homes += count1(somebody)
	}
	later := post.State == store.PostStaged && post.Target != store.PostPublished
	if t.homes > 0 || post.ForHome || later || len(homes) == 0 {
		return t, nil
	}
	who := homes[0].Code + " has no buyers and no team beside you"
	if len(homes) > 1 {
		who = fmt.Sprintf("none of the %d homes has buyers, or a team beside you", len(homes))
	}
	return t, operator.Errorf(operator.Invalid, "nobody would see it: %s", who).
		WithHint("operator property assign %s PERSON, or --for-home for whoever buys it", homes[0].Code).Reason("no_audience")
}

// showAudience is who would see a post, home by home.
func (s *session) showAudience(homes []home) ([]operator.HomeAudience, error) {
	shown := make([]operator.HomeAudience, 0, len(homes))
	for _, h := range homes {
		people, err := s.audienceOf(h)
		if err != nil {
			return nil, err
		}
		ids := []operator.PersonID{}
		for _, p := range people {
			if p.ID != s.actor.ID {
				ids = append(ids, p.ID)
			}
		}
		sums, err := s.summaries(ids)
		if err != nil {
			return nil, err
		}
		shown = append(shown, operator.HomeAudience{Property: h.Code, People: sums})
	}
	return shown, nil
}

// checkContent wants words: photos without any say nothing to who cannot see them,
// and nothing in a list.
func (s *session) checkContent(c store.Content, fill *store.Fill) error {
	if fill != nil {
		return nil // it was checked when it was filled in
	}
	if operator.Blank(c.Body) && strings.TrimSpace(c.Title) == "" {
		if len(c.Media) > 0 {
			return operator.Errorf(operator.Invalid, "the photos have no caption").
				WithHint("say in a sentence what they show: -b TEXT").Reason("caption_empty")
		}
		return operator.CheckBody(c.Body)
	}
	if operator.Blank(c.Body) {
		return nil
	}
	return operator.CheckBody(c.Body)
}
