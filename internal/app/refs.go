package app

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// externalPrefix begins a reference by an id of another system.
const externalPrefix = "ext:"

// manySuggestions is how many candidates are looked at for "did you mean".
const manySuggestions = 200

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
		p, ok, err := s.r.Person(id)
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
	if len(near) == 0 {
		list := string(kind)
		if list == "" {
			list = "person"
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
	called := map[string]string{} // what somebody could have typed: how to say it
	var words []string
	look := func(w, say string) {
		if _, ok := called[w]; !ok && w != "" {
			called[w] = say
			words = append(words, w)
		}
	}
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
		mail, err := s.seesMail(p)
		if err != nil {
			return nil, err
		}
		say := fmt.Sprintf("%s (%s)", p.ID, p.Name)
		look(operator.Fold(p.Name), say)
		if mail && p.Email != "" {
			look(operator.Fold(p.Email), p.Email)
		}
	}
	near := suggest.Nearest(word, words)
	for i, w := range near {
		near[i] = called[w]
	}
	return near, nil
}

// findProperty resolves a reference to a home the actor may see.
func (s *session) findProperty(ref operator.Ref) (home, error) {
	p, ok, err := s.propertyCalled(ref)
	if err != nil {
		return home{}, err
	}
	if !ok {
		return home{}, s.noProperty(ref)
	}
	h, err := s.home(p.ID)
	if err != nil {
		return home{}, err
	}
	action := policy.SeeHome
	if hasExternalPrefix(strings.TrimSpace(string(ref))) {
		action = policy.SeePrivate // an external id names a home only to who sees such ids
	}
	if !policy.Decide(action, h.facts).Allowed {
		return home{}, s.noProperty(ref)
	}
	return h, nil
}

func (s *session) propertyCalled(ref operator.Ref) (store.Property, bool, error) {
	text := strings.TrimSpace(string(ref))
	if hasExternalPrefix(text) {
		found, err := s.r.PropertiesByExternalID(text[len(externalPrefix):])
		if err != nil || len(found) != 1 {
			return store.Property{}, false, err
		}
		return found[0], true, nil
	}
	p, ok, err := s.r.PropertyByCode(text)
	if err != nil || ok || !operator.LooksLikeID(text, 'H') {
		return p, ok, err
	}
	var id operator.PropertyID
	if id.UnmarshalText([]byte(text)) != nil {
		return p, false, nil
	}
	return s.r.Property(id)
}

// noProperty is the answer for a home that is not there or must not be known of.
func (s *session) noProperty(ref operator.Ref) error {
	e := operator.Errorf(operator.NotFound, "no property %q", ref)
	var codes []string
	looked := 0
	homes := s.r.Properties(0, 0, before(string(ref)))
	if s.actor.Kind != operator.Team { // who sees few homes, among so many
		var err error
		if homes, err = s.homesToList(propertyFilter{}, before(string(ref))); err != nil {
			return err
		}
	}
	for p, err := range homes {
		if err != nil {
			return err
		}
		if looked++; looked > manySuggestions || !strings.HasPrefix(operator.Fold(p.Code), firstRune(string(ref))) {
			break
		}
		sees, err := s.seesHome(p.ID)
		if err != nil {
			return err
		}
		if sees {
			codes = append(codes, p.Code)
		}
	}
	if near := suggest.Nearest(string(ref), codes); len(near) > 0 {
		return e.WithHint("%s", suggest.DidYouMean(near))
	}
	return e.WithHint("operator property list")
}

// before is a place in the order of codes from which those follow that begin
// like ref: with its first two letters where it has them.
func before(ref string) string {
	r := []rune(operator.Fold(ref))
	return string(r[:min(len(r), 2)])
}

func firstRune(ref string) string {
	r := []rune(operator.Fold(ref))
	return string(r[:min(len(r), 1)])
}

// findCommunity resolves a reference to a community, by code, reference or
// external id. Who may see one is who may see a home of it, the whole team
// included.
func (s *session) findCommunity(ref operator.Ref) (store.Community, error) {
	text := strings.TrimSpace(string(ref))
	c, ok, err := s.communityCalled(text)
	if err != nil {
		return c, err
	}
	if ok {
		if ok, err = s.seesCommunity(c.ID); err != nil {
			return c, err
		}
	}
	if ok {
		return c, nil
	}
	var codes []string
	for c, err := range s.r.Communities("") {
		if err != nil {
			return c, err
		}
		sees, err := s.seesCommunity(c.ID)
		if err != nil {
			return c, err
		}
		if sees && len(codes) < manySuggestions {
			codes = append(codes, c.Code)
		}
	}
	e := operator.Errorf(operator.NotFound, "no community %q", ref)
	if near := suggest.Nearest(text, codes); len(near) > 0 {
		return store.Community{}, e.WithHint("%s", suggest.DidYouMean(near))
	}
	return store.Community{}, e.WithHint("operator community list")
}

func (s *session) communityCalled(text string) (store.Community, bool, error) {
	if hasExternalPrefix(text) {
		found, err := s.r.CommunitiesByExternalID(text[len(externalPrefix):])
		if err != nil || len(found) != 1 {
			return store.Community{}, false, err
		}
		return found[0], true, nil
	}
	c, ok, err := s.r.CommunityByCode(text)
	if err != nil || ok || !operator.LooksLikeID(text, 'N') {
		return c, ok, err
	}
	var id operator.CommunityID
	if id.UnmarshalText([]byte(text)) != nil {
		return c, false, nil
	}
	return s.r.Community(id)
}

// seesCommunity says whether the actor may see a community: a team member who is
// assigned to it or to one of its homes, a buyer of one of its homes.
func (s *session) seesCommunity(id operator.CommunityID) (bool, error) {
	if s.seesAll() {
		return true, nil
	}
	mine, err := s.r.AssignmentsOf(s.actor.ID)
	if err != nil {
		return false, err
	}
	for _, a := range mine {
		if a.Community == id {
			return true, nil
		}
		if a.Property.IsZero() {
			continue
		}
		if h, err := s.home(a.Property); err != nil || h.Community == id {
			return err == nil, err
		}
	}
	sales, err := s.r.SalesOf(s.actor.ID)
	if err != nil {
		return false, err
	}
	for _, sale := range sales {
		if h, err := s.home(sale.Property); err != nil || h.Community == id && h.facts.Buyer {
			return err == nil, err
		}
	}
	return false, nil
}
