package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// externalPrefix begins a reference by an id of another system.
const externalPrefix = "ext:"

// manySuggestions is how many candidates are looked at for "did you mean".
const manySuggestions = 200

// listPeople is the hint for a person of any kind who is not there.
const listPeople = "operator person list"

// mostNear is how many people are named whom somebody may have meant.
const mostNear = 3

// lookUpActor finds who acts: nobody's sight counts yet.
func (s *session) lookUpActor(ref operator.Ref) (store.Person, error) {
	found, err := s.peopleCalled(ref)
	if err != nil {
		return store.Person{}, err
	}
	if len(found) == 0 {
		return store.Person{}, operator.Errorf(operator.NotFound, "no person %q to act as", ref).
			WithHint("operator team list").Reason("no_actor")
	}
	return onePerson(ref, found)
}

// peopleCalled is everybody a reference names: by number, external id or e-mail.
func (s *session) peopleCalled(ref operator.Ref) ([]store.Person, error) {
	text := strings.TrimSpace(string(ref))
	switch {
	case operator.LooksLikeID(text, 'P'):
		var id operator.PersonID
		if id.UnmarshalText([]byte(text)) != nil {
			return nil, nil
		}
		p, ok, err := s.leadsTo(id)
		if err != nil || !ok {
			return nil, err
		}
		return []store.Person{p}, nil
	case hasExternalPrefix(text):
		return s.r.PeopleByExternalID(text[len(externalPrefix):])
	case strings.Contains(text, "@"):
		return s.r.PeopleByEmail(text)
	}
	return nil, nil
}

func hasExternalPrefix(text string) bool {
	return len(text) > len(externalPrefix) && strings.EqualFold(text[:len(externalPrefix)], externalPrefix)
}

// externalKey is the key of a reference by an id of another system.
func externalKey(ref operator.Ref) (string, bool) {
	text := strings.TrimSpace(string(ref))
	if !hasExternalPrefix(text) {
		return "", false
	}
	return text[len(externalPrefix):], true
}

// onlyOne refuses a reference that names several things which the actor may know of.
func onlyOne[T any](ref operator.Ref, nouns string, found []T, name func(T) string) (T, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	names := mapped(found, name)
	var none T
	return none, operator.Errorf(operator.Invalid, "%q names %d %s: %s", ref, len(found), nouns, strings.Join(names, ", ")).
		WithHint("say which: %s", strings.Join(names, " or ")).Reason("ambiguous").With("candidates", names)
}

// onePerson refuses a reference that names several.
func onePerson(ref operator.Ref, found []store.Person) (store.Person, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	refs, names := make([]string, len(found)), make([]string, len(found))
	for i, p := range found {
		refs[i] = p.ID.String()
		names[i] = fmt.Sprintf("%s (%s, %s)", p.ID, p.Name, p.Kind)
	}
	return store.Person{}, operator.Errorf(operator.Invalid, "%q names %d people: %s", ref, len(found), strings.Join(names, ", ")).
		WithHint("say which: %s", strings.Join(refs, " or ")).Reason("ambiguous").With("candidates", refs)
}

// findPerson resolves a reference to somebody the actor may know of. A kind, if
// given, is the one expected.
func (s *session) findPerson(ref operator.Ref, kind operator.PersonKind) (store.Person, error) {
	found, err := s.peopleCalled(ref)
	if err != nil {
		return store.Person{}, err
	}
	visible := found[:0:0]
	byExternal := hasExternalPrefix(strings.TrimSpace(string(ref))) // names only to who sees such ids
	for _, p := range found {
		if kind != "" && p.Kind != kind {
			continue
		}
		rel, err := s.relationTo(p)
		if err != nil {
			return store.Person{}, err
		}
		if rel.known && (!byExternal || rel.mail && s.actor.Kind == operator.Team) {
			visible = append(visible, p)
		}
	}
	if len(visible) == 0 {
		return store.Person{}, s.noPerson(ref, kind)
	}
	p, err := onePerson(ref, visible)
	if err == nil {
		s.people[p.ID] = p
	}
	return p, err
}

// findPeople resolves several references, each person once, in the order given.
func (s *session) findPeople(refs []operator.Ref, kind operator.PersonKind) ([]store.Person, error) {
	var people []store.Person
	seen := map[operator.PersonID]bool{}
	for _, ref := range refs {
		p, err := s.findPerson(ref, kind)
		if err != nil {
			return nil, err
		}
		if !seen[p.ID] {
			seen[p.ID] = true
			people = append(people, p)
		}
	}
	return people, nil
}

// noPerson is the answer for who is not there, and for who must not be known of.
func (s *session) noPerson(ref operator.Ref, kind operator.PersonKind) error {
	noun := "person"
	if kind != "" {
		noun = string(kind)
		if kind == operator.Team {
			noun = "team member"
		}
	}
	e := operator.Errorf(operator.NotFound, "no %s %q", noun, ref)
	near, err := s.nearPeople(string(ref), kind)
	if err != nil {
		return err
	}
	if len(near) == 0 && otherKind(ref, 'P') != "" {
		return e.WithHint("%s", otherKind(ref, 'P'))
	}
	if len(near) == 0 {
		list := string(kind)
		if list == "" {
			return e.WithHint(listPeople)
		}
		return e.WithHint("operator %s list", list)
	}
	return e.WithHint("%s", suggest.DidYouMean(near))
}

// nearPeople is how people are called that ref may have meant, as the actor may
// know of them.
func (s *session) nearPeople(ref string, kind operator.PersonKind) ([]string, error) {
	word := operator.Fold(ref)
	if operator.LooksLikeID(word, 'P') || hasExternalPrefix(word) || len(word) < 2 {
		return nil, nil
	}
	var typed spellings
	looked := 0
	rows, err := s.peopleLike(kind, firstRune(word))
	if err != nil {
		return nil, err
	}
	for p, err := range rows {
		if err != nil {
			return nil, err
		}
		if looked++; looked > manySuggestions {
			break
		}
		if kind != "" && p.Kind != kind {
			continue
		}
		known, err := s.knows(p)
		if err != nil {
			return nil, err
		}
		if !known {
			continue
		}
		if err := s.spell(&typed, p); err != nil {
			return nil, err
		}
	}
	near := typed.near(word)
	return near[:min(len(near), mostNear)], nil
}

// spellings are what somebody could have typed for people, and how to name those then.
type spellings struct {
	words  []string
	called map[string][]string
}

func (l *spellings) add(word, say string) {
	switch {
	case word == "" || slices.Contains(l.called[word], say):
		return
	case l.called == nil:
		l.called = map[string][]string{}
	}
	if l.called[word] == nil {
		l.words = append(l.words, word)
	}
	l.called[word] = append(l.called[word], say)
}

// near names those who could have been meant by a word.
func (l *spellings) near(word string) []string {
	var near []string
	for _, w := range suggest.Nearest(word, l.words) {
		for _, say := range l.called[w] {
			if !slices.Contains(near, say) {
				near = append(near, say)
			}
		}
	}
	return near
}

// spell adds what somebody could have typed for a person whom the actor knows.
func (s *session) spell(typed *spellings, p store.Person) error {
	mail, err := s.seesMail(p)
	if err != nil {
		return err
	}
	say := fmt.Sprintf("%s (%s)", p.ID, p.Name)
	typed.add(operator.Fold(p.Name), say)
	for name := range strings.FieldsSeq(operator.Fold(p.Name)) {
		typed.add(name, say)
	}
	if mail && p.Email != "" {
		typed.add(operator.Fold(p.Email), p.Email)
	}
	return nil
}
