package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// milestones looks at the steps of templates, and at how far homes have come.
func (c *checker) milestones() error {
	err := every(c, steps, func(t store.Steps) error {
		if !t.Community.IsZero() && !stands(c, communities, num(t.Community)) {
			c.found("there are milestones of %s, which is not there", t.Community)
		}
		seen := map[string]bool{}
		for _, step := range t.Steps {
			if word := operator.Fold(step.Name); word == "" || seen[word] {
				c.found("the milestones of %s have %q twice, or without a name", whoseSteps(t), step.Name)
			} else {
				seen[word] = true
			}
		}
		if len(t.Steps) == 0 {
			c.found("the milestones of %s are none", whoseSteps(t))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return every(c, progress, c.oneProgress)
}

func whoseSteps(t store.Steps) string {
	if t.Community.IsZero() {
		return "the workspace"
	}
	return t.Community.String()
}

func (c *checker) oneProgress(p store.Progress) error {
	if !stands(c, properties, num(p.Property)) {
		c.found("there is progress of %s, which is not there", p.Property)
	}
	seen := map[string]bool{}
	for _, done := range p.Done {
		word := operator.Fold(done.Name)
		switch {
		case word == "" || seen[word]:
			c.found("%s has completed %q twice, or without a name", p.Property, done.Name)
		case word == operator.Fold(p.Current):
			c.found("%s has completed %q, which is in progress", p.Property, done.Name)
		case !stands(c, people, num(done.By)):
			c.found("%s has %q completed by %s, who is not there", p.Property, done.Name, done.By)
		}
		seen[word] = true
		if done.Post == 0 {
			continue
		}
		post, ok, err := c.Post(done.Post)
		if err != nil {
			return err
		}
		if _, on, err := c.UpdateOn(done.Post, p.Property); err != nil || !ok || !on && post.State != store.PostStaged {
			c.found("%s has %q posted by post %d, which it has no update of", p.Property, done.Name, done.Post)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
