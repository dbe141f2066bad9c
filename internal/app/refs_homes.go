package app

import (
	"regexp"
	"strings"
	"sync"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// findProperty resolves a reference to a home the actor may see.
func (s *session) findProperty(ref operator.Ref) (home, error) {
	if key, is := externalKey(ref); is {
		return s.homeWithKey(ref, key)
	}
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
	if !policy.Decide(policy.SeeHome, h.facts).Allowed {
		return home{}, s.noProperty(ref)
	}
	return h, nil
}

// homeWithKey is the home that has an id of another system, among those whose ids the
// actor sees: of others it tells nothing, not even that they have the same.
func (s *session) homeWithKey(ref operator.Ref, key string) (home, error) {
	found, err := s.r.PropertiesByExternalID(key)
	if err != nil {
		return home{}, err
	}
	var homes []home
	for _, p := range found {
		h, err := s.home(p.ID)
		if err != nil {
			return home{}, err
		}
		if policy.Decide(policy.SeePrivate, h.facts).Allowed {
			homes = append(homes, h)
		}
	}
	if len(homes) == 0 {
		return home{}, s.noProperty(ref)
	}
	return onlyOne(ref, "homes", homes, func(h home) string { return h.Code })
}

// propertyCalled is the home with a code or a number, whoever may see it.
func (s *session) propertyCalled(ref operator.Ref) (store.Property, bool, error) {
	text := strings.TrimSpace(string(ref))
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
		// One that is called so, and is seen, was not what was asked for: only to this it
		// does not exist.
		if sees && operator.Fold(p.Code) != operator.Fold(strings.TrimSpace(string(ref))) {
			codes = append(codes, p.Code)
		}
	}
	if near := nearCodes(string(ref), codes); len(near) > 0 {
		return e.WithHint("%s", suggest.DidYouMean(near))
	}
	if hint := otherKind(ref, 'H'); hint != "" {
		return e.WithHint("%s", hint)
	}
	return e.WithHint("operator property list")
}

// nearCodes is the codes that somebody may have meant: MR-14 for MR-014 too.
func nearCodes(typed string, codes []string) []string {
	called := map[string]string{}
	var words []string
	for _, code := range codes {
		w := withoutNoughts(code)
		if _, ok := called[w]; !ok {
			called[w] = code
			words = append(words, w)
		}
	}
	if code, ok := called[withoutNoughts(typed)]; ok {
		return []string{code}
	}
	near := suggest.Nearest(withoutNoughts(typed), words)
	for i, w := range near {
		near[i] = called[w]
	}
	return near
}

// noughts are the leading ones of a number, which people leave out.
var noughts = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|[^0-9])0+([0-9])`) })

func withoutNoughts(code string) string {
	return noughts().ReplaceAllString(operator.Fold(code), "$1$2")
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
	called, err := s.communitiesCalled(text)
	if err != nil {
		return store.Community{}, err
	}
	var known []store.Community
	for _, c := range called {
		sees, err := s.seesCommunity(c.ID)
		if err != nil {
			return c, err
		}
		if sees {
			known = append(known, c)
		}
	}
	if len(known) > 0 {
		return onlyOne(ref, "communities", known, func(c store.Community) string { return c.Code })
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

// communityIn is the community that homes are to be of; zero, for any, where none is named.
func (s *session) communityIn(ref operator.Ref) (operator.CommunityID, error) {
	if ref == "" {
		return 0, nil
	}
	c, err := s.findCommunity(ref)
	return c.ID, err
}

// communitiesCalled is the community with a code or a number, or those that have an id
// of another system, which is for the team.
func (s *session) communitiesCalled(text string) ([]store.Community, error) {
	if key, is := externalKey(operator.Ref(text)); is {
		if s.actor.Kind != operator.Team {
			return nil, nil
		}
		return s.r.CommunitiesByExternalID(key)
	}
	c, ok, err := s.r.CommunityByCode(text)
	var id operator.CommunityID
	if err == nil && !ok && operator.LooksLikeID(text, 'N') && id.UnmarshalText([]byte(text)) == nil {
		c, ok, err = s.r.Community(id)
	}
	if err != nil || !ok {
		return nil, err
	}
	return []store.Community{c}, nil
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
