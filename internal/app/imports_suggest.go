package app

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// importsInSight says whether the actor may know of imports.
func (s *session) importsInSight() bool { return s.may(policy.ImportFiles) == nil }

// suggestImports suggests imports, the newest first.
func (s *session) suggestImports(l *suggestions, prefix string) error {
	if !s.importsInSight() {
		return nil
	}
	for i, err := range s.r.Imports(0) {
		if err != nil || l.full() {
			return err
		}
		if strings.HasPrefix(operator.Fold(i.ID.String()), prefix) {
			l.add(i.ID.String(), "%s, %s", i.Kind, i.State)
		}
	}
	return nil
}

// suggestMappings suggests saved mappings.
func (s *session) suggestMappings(l *suggestions, prefix string) error {
	if !s.importsInSight() {
		return nil
	}
	for m, err := range s.r.Mappings() {
		if err != nil || l.full() {
			return err
		}
		if strings.HasPrefix(operator.Fold(m.Name), prefix) {
			l.add(m.Name, "%s", m.Kind)
		}
	}
	return nil
}
