package app

import "strings"

// suggestTokens suggests the tokens that the actor may have to do with.
func (s *session) suggestTokens(l *suggestions, prefix string) error {
	of := s.actor.ID
	if s.managesSignIns(0) == nil {
		of = 0
	}
	for t, err := range s.r.Tokens(of, 0) {
		if err != nil {
			return err
		}
		if l.full() {
			return nil
		}
		if !t.Good(s.now) || !strings.HasPrefix(strings.ToLower(t.ID.String()), prefix) {
			continue
		}
		who, err := s.summary(t.Person)
		if err != nil {
			return err
		}
		about := who.Name
		if t.Note != "" {
			about += ", " + t.Note
		}
		l.add(t.ID.String(), "%s", about)
	}
	return nil
}
