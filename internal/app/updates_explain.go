package app

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// explainUpdate says what the session's person is to an update.
func (s *session) explainUpdate(p posted) (explained, error) {
	h, err := s.home(p.Property)
	if err != nil {
		return explained{}, err
	}
	f, err := s.feedOf(h)
	if err != nil {
		return explained{}, err
	}
	because, err := s.becauseOfHome(h)
	if err != nil {
		return explained{}, err
	}
	sees, err := s.sees(f, p)
	if err != nil {
		return explained{}, err
	}
	because = append(because, s.becauseOfUpdate(p, f, sees)...)
	return explained{
		name: p.ID.String(), kind: p.ID.Noun(), because: because, facts: h.facts, known: sees,
		actions: []policy.Action{policy.ReadUpdates, policy.PostUpdates, policy.ReactToUpdate},
	}, nil
}

// becauseOfUpdate says what of an update counts for who sees it.
func (s *session) becauseOfUpdate(p posted, f feed, sees bool) []string {
	var because []string
	switch {
	case p.post.ForHome:
		because = append(because, fmt.Sprintf("%s is for whoever buys %s", p.ID, f.Code))
	case !p.Sale.IsZero():
		because = append(because, fmt.Sprintf("%s belongs to %s, the sale there was when it was published", p.ID, p.Sale))
	case !p.post.Published.IsZero():
		because = append(because, fmt.Sprintf("%s was published while %s had no sale: buyers see it whose contract is not of a later day", p.ID, f.Code))
	}
	switch p.state() {
	case operator.UpdateDraft, operator.UpdateScheduled:
		because = append(because, fmt.Sprintf("%s is not published yet: it is for who may post on %s", p.ID, f.Code))
	case operator.UpdateDeleted:
		because = append(because, "it was deleted, and is shown without its text")
	}
	if f.facts.Buyer && !f.team && !sees && f.mine.Since.After(p.post.Published) && !p.post.Published.IsZero() {
		because = append(because, fmt.Sprintf("%s joined the sale after it was published", s.actor.Name))
	}
	return because
}

// suggestUpdates suggests updates that the actor sees, the newest first.
func (s *session) suggestUpdates(l *suggestions, prefix string) error {
	rows, _, err := s.updateRows(operator.ListUpdatesRequest{})
	if err != nil {
		return err
	}
	for p, err := range rows(nil) {
		if err != nil || l.full() {
			return err
		}
		if !strings.HasPrefix(operator.Fold(p.ID.String()), prefix) || p.state() == operator.UpdateDeleted {
			continue
		}
		h, err := s.home(p.Property)
		if err != nil {
			return err
		}
		f, err := s.feedOf(h)
		if err != nil {
			return err
		}
		sees, err := s.sees(f, p)
		if err != nil {
			return err
		}
		if sees {
			l.add(p.ID.String(), "%s, %s: %s", h.Code, p.state(), titleOf(p))
		}
	}
	return nil
}

// titleOf is the title of an update, or the beginning of its text.
func titleOf(p posted) string {
	c := p.content()
	if c.Title != "" {
		return c.Title
	}
	return excerpt(store.Message{Body: c.Body})
}
