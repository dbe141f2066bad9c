package app

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const (
	// mostSuggested is how many suggestions are given: a shell shows no more.
	mostSuggested = 50
	// mostSearched is how many rows are looked at for them, so that a completion
	// comes while somebody waits at the keyboard.
	mostSearched = 1000
)

// Suggest completes references.
func (a *App) Suggest(ctx context.Context, req operator.SuggestRequest) ([]operator.Suggestion, error) {
	return view(ctx, a, req, (*session).suggest)
}

// suggestions collects what is suggested, up to a limit.
type suggestions struct {
	found    []operator.Suggestion
	limit    int
	searched int
}

// full says that nothing more need be looked at.
func (l *suggestions) full() bool {
	l.searched++
	return len(l.found) >= l.limit || l.searched > mostSearched
}

func (l *suggestions) add(ref, format string, args ...any) {
	s := operator.Suggestion{Ref: ref, Description: fmt.Sprintf(format, args...)}
	if len(l.found) < l.limit && !slices.Contains(l.found, s) {
		l.found = append(l.found, s)
	}
}

func (s *session) suggest(req operator.SuggestRequest) ([]operator.Suggestion, error) {
	if req.Limit < 0 {
		return nil, operator.Errorf(operator.Usage, "the limit must not be negative: %d", req.Limit).Reason("limit")
	}
	l := &suggestions{found: []operator.Suggestion{}, limit: mostSuggested}
	if req.Limit > 0 {
		l.limit = min(req.Limit, mostSuggested)
	}
	prefix := operator.Fold(req.Prefix)
	var err error
	switch req.Kind {
	case "person":
		err = s.suggestPeople(l, "", prefix)
	case string(operator.Team), string(operator.Buyer), string(operator.Contact):
		err = s.suggestPeople(l, operator.PersonKind(req.Kind), prefix)
	case "property":
		err = s.suggestHomes(l, prefix)
	case "community":
		err = s.suggestCommunities(l, prefix)
	case "building":
		err = s.suggestBuildings(l, prefix)
	case "transaction":
		err = s.suggestSales(l, prefix)
	case "conversation":
		err = s.suggestTalks(l, prefix)
	case "message":
		err = s.suggestMessages(l, prefix)
	case "label":
		err = s.suggestLabels(l, prefix)
	case "update":
		err = s.suggestUpdates(l, prefix)
	case "template":
		err = s.suggestTemplates(l, prefix)
	case "scheduled":
		err = s.suggestSchedule(l, prefix)
	case "import":
		err = s.suggestImports(l, prefix)
	case "mapping":
		err = s.suggestMappings(l, prefix)
	case "token":
		err = s.suggestTokens(l, prefix)
	case "webhook":
		err = s.suggestWebhooks(l, prefix)
	default:
		err = operator.Errorf(operator.Invalid, "%q is no kind of thing that can be suggested", req.Kind).Reason("bad_kind")
	}
	return l.found, err
}

// suggestPeople suggests people by a word of their names, by their addresses as
// far as the actor may see them, or by their references.
func (s *session) suggestPeople(l *suggestions, kind operator.PersonKind, prefix string) error {
	known, err := s.knowing()
	if err != nil {
		return err
	}
	rows, err := s.peopleLike(kind, prefix)
	if err != nil {
		return err
	}
	for _, rows := range []iter.Seq2[store.Person, error]{numbered(prefix, 'p', s.r.Person), rows} {
		for p, err := range rows {
			if err != nil {
				return err
			}
			if l.full() {
				return nil
			}
			if kind != "" && p.Kind != kind || !p.Merged.IsZero() || !p.Erased.IsZero() {
				continue
			}
			if err := s.suggestPerson(l, p, kind, prefix, known); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *session) suggestPerson(l *suggestions, p store.Person, kind operator.PersonKind, prefix string, known func(store.Person, []string) (bool, error)) error {
	match := strings.Fields(prefix)
	byNumber := strings.HasPrefix(operator.Fold(p.ID.String()), prefix)
	if byNumber {
		match = nil // whoever types a number finds the person by it, whatever their name
	}
	if !matches(p, match) {
		return nil
	}
	knows, err := known(p, match)
	if err != nil || !knows {
		return err
	}
	mail, err := s.seesMail(p)
	if err != nil {
		return err
	}
	name := p.ID.String()
	if mail && p.Email != "" && (prefix == "" || !byNumber) {
		// An address that two share names neither.
		one, err := s.findPerson(operator.Ref(p.Email), kind)
		if err != nil && operator.CodeOf(err) != operator.Invalid {
			return err
		}
		if err == nil && one.ID == p.ID {
			name = p.Email
		}
	}
	l.add(name, "%s, %s", p.Name, p.Kind)
	return nil
}

// suggestHomes suggests homes by their codes.
func (s *session) suggestHomes(l *suggestions, prefix string) error {
	homes, err := s.homesToList(propertyFilter{}, justBefore(prefix))
	if err != nil {
		return err
	}
	for p, err := range homes {
		if err != nil {
			return err
		}
		if l.full() || !strings.HasPrefix(operator.Fold(p.Code), prefix) {
			return nil
		}
		address := p.Address.Line1
		if address == "" {
			address = "lot " + p.Lot
		}
		l.add(p.Code, "%s, %s", address, p.Stage)
	}
	return nil
}

// justBefore is a place in an order of texts from which those follow that begin
// with a prefix, and hardly any before them.
func justBefore(prefix string) string {
	runes := []rune(prefix)
	if len(runes) == 0 || runes[len(runes)-1] <= ' ' {
		return ""
	}
	runes[len(runes)-1]--
	return string(runes) + "\U0010ffff"
}

func (s *session) suggestCommunities(l *suggestions, prefix string) error {
	for c, err := range s.r.Communities("") {
		if err != nil || l.full() {
			return err
		}
		if !strings.HasPrefix(operator.Fold(c.Code), prefix) {
			continue
		}
		sees, err := s.seesCommunity(c.ID)
		if err != nil {
			return err
		}
		if sees {
			l.add(c.Code, "%s", c.Name)
		}
	}
	return nil
}
