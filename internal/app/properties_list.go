package app

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ShowProperty shows one home.
func (a *App) ShowProperty(ctx context.Context, req operator.PropertyRequest) (operator.Property, error) {
	return view(ctx, a, req, (*session).showProperty)
}

// ListProperties lists homes in the order of their codes.
func (a *App) ListProperties(ctx context.Context, req operator.ListPropertiesRequest) (operator.Page[operator.Property], error) {
	return view(ctx, a, req, (*session).listProperties)
}

func (s *session) showProperty(req operator.PropertyRequest) (operator.Property, error) {
	h, err := s.findProperty(req.Property)
	if err != nil {
		return operator.Property{}, err
	}
	return s.propertyView(h)
}

func (s *session) listProperties(req operator.ListPropertiesRequest) (operator.Page[operator.Property], error) {
	var none operator.Page[operator.Property]
	if !slices.Contains([]operator.Stage{"", operator.PreContract, operator.UnderContract, operator.Closed}, req.Stage) {
		return none, operator.Errorf(operator.Invalid, "%q is not a stage", req.Stage).
			WithHint("use pre-contract, under-contract or closed").Reason("bad_stage")
	}
	if err := operator.CheckLine("what to match", req.Match); err != nil {
		return none, err
	}
	place, err := placeOf[string](s, "properties", req.Paging)
	if err != nil {
		return none, err
	}
	f, err := s.propertyFilter(req)
	if err != nil {
		return none, err
	}
	homes, err := s.homesToList(f, operator.Value(place))
	if err != nil {
		return none, err
	}
	matches := s.matchingHomes(req.Match)
	keep := func(p store.Property) (bool, error) {
		if !f.community.IsZero() && p.Community != f.community || !f.building.IsZero() && p.Building != f.building ||
			req.Stage != "" && p.Stage != req.Stage {
			return false, nil
		}
		h, err := s.homeRead(p)
		if err != nil || !policy.Decide(policy.SeeHome, h.facts).Allowed {
			return false, err
		}
		if f.with != nil {
			if told, err := s.toldOn(p.ID, *f.with); !told || err != nil {
				return false, err
			}
		}
		return matches(p)
	}
	show := func(p store.Property) (operator.Property, error) { return s.propertyNow(p.ID) }
	return pageOf(s, "properties", req.Paging, placed(homes, placeOfHome), keep, show)
}

func placeOfHome(p store.Property) string { return operator.Fold(p.Code) }

// propertyFilter is a request for homes with its references resolved.
type propertyFilter struct {
	community operator.CommunityID
	building  operator.BuildingID
	with      *store.Person
}

func (s *session) propertyFilter(req operator.ListPropertiesRequest) (propertyFilter, error) {
	in, err := s.communityIn(req.Community)
	f := propertyFilter{community: in}
	if err != nil {
		return f, err
	}
	if req.Building != "" {
		b, err := s.findBuilding(req.Building)
		if err != nil {
			return f, err
		}
		f.building = b.ID
	}
	if req.With != "" {
		p, err := s.findPerson(req.With, "")
		if err != nil {
			return f, err
		}
		f.with = &p
	}
	return f, nil
}

// homesToList yields, in the order of codes, the homes among which a list is to
// look: those of a person, those the actor may see, or all.
func (s *session) homesToList(f propertyFilter, after string) (iter.Seq2[store.Property, error], error) {
	var homes []store.Property
	var err error
	switch {
	case f.with != nil:
		homes, err = s.homesWith(f.with.ID)
	case s.seesAll():
		return s.r.Properties(f.community, f.building, after), nil
	default:
		homes, err = s.homesInSight()
	}
	homes = slices.DeleteFunc(homes, func(p store.Property) bool { return operator.Fold(p.Code) <= operator.Fold(after) })
	return each(homes), err
}

// toldOn says whether a home that somebody is assigned to, or buys, tells the actor so:
// of leavers on the team it tells only who sees what is private there.
func (s *session) toldOn(on operator.PropertyID, who store.Person) (bool, error) {
	h, err := s.home(on)
	if err != nil || !who.Deactivated || policy.Decide(policy.SeePrivate, h.facts).Allowed {
		return err == nil, err
	}
	if h.Sale.IsZero() {
		return false, nil
	}
	sale, err := s.sale(h.Sale)
	return isBuyer(sale, who.ID), err
}

// homesWith is the homes that a person is assigned to, or buys, by code.
func (s *session) homesWith(who operator.PersonID) ([]store.Property, error) {
	found := map[operator.PropertyID]store.Property{}
	add := func(id operator.PropertyID) error {
		h, err := s.home(id)
		found[id] = h.Property
		return err
	}
	assigned, err := s.r.AssignmentsOf(who)
	if err != nil {
		return nil, err
	}
	for _, a := range assigned {
		if !a.Property.IsZero() {
			if err := add(a.Property); err != nil {
				return nil, err
			}
			continue
		}
		for p, err := range s.r.Properties(a.Community, 0, "") {
			if err != nil {
				return nil, err
			}
			found[p.ID] = p
		}
	}
	sales, err := s.r.SalesOf(who)
	if err != nil {
		return nil, err
	}
	for _, sale := range sales {
		h, err := s.home(sale.Property)
		if err != nil {
			return nil, err
		}
		if h.Sale == sale.ID { // not one that was withdrawn, or sold on
			found[h.ID] = h.Property
		}
	}
	return byCode(found), nil
}

// homesInSight is the homes that the actor may see, by code. It is for those who
// do not see all.
func (s *session) homesInSight() ([]store.Property, error) {
	homes, err := s.homesWith(s.actor.ID)
	if err != nil {
		return nil, err
	}
	found := map[operator.PropertyID]store.Property{}
	for _, p := range homes {
		found[p.ID] = p
	}
	if s.actor.Kind == operator.Contact {
		for e, err := range s.r.Entries(s.actor.ID, store.ViewAll, nil) {
			if err != nil {
				return nil, err
			}
			c, _, err := s.r.Conversation(e.Conversation)
			if err != nil {
				return nil, err
			}
			h, err := s.home(c.Property)
			if err != nil {
				return nil, err
			}
			found[h.ID] = h.Property
		}
	}
	for id := range found {
		sees, err := s.seesHome(id)
		if err != nil {
			return nil, err
		}
		if !sees {
			delete(found, id)
		}
	}
	return byCode(found), nil
}

func byCode(found map[operator.PropertyID]store.Property) []store.Property {
	return slices.SortedFunc(maps.Values(found), func(p, o store.Property) int { return strings.Compare(operator.Fold(p.Code), operator.Fold(o.Code)) })
}

// propertyNow is a home as it is after a change.
func (s *session) propertyNow(id operator.PropertyID) (operator.Property, error) {
	h, err := s.home(id)
	if err != nil {
		return operator.Property{}, err
	}
	return s.propertyView(h)
}

// propertyView is a home as the actor may see it.
func (s *session) propertyView(h home) (operator.Property, error) {
	private := policy.Decide(policy.SeePrivate, h.facts).Allowed
	v := operator.Property{
		Code: h.Code, Ref: h.ID, Aliases: []string{}, Building: h.Building, Lot: operator.Optional(h.Lot),
		Address: operator.Address(h.Address), Plan: operator.Optional(h.Plan), Stage: h.Stage,
		ExternalIDs: externalIDs(h.External, private), CreatedAt: h.Created, UpdatedAt: h.Updated,
	}
	if private {
		v.Aliases = append(v.Aliases, h.Aliases...)
		if err := s.showHold(&v, h.Property); err != nil {
			return v, err
		}
	}
	if private || h.facts.Buyer {
		v.Transaction = h.Sale
	}
	var err error
	if v.Community, err = s.communityCode(h.Community); err != nil {
		return v, err
	}
	if v.Progress, err = s.progressOf(h); err != nil {
		return v, err
	}
	team, err := s.teamOf(h.Property)
	if err != nil {
		return v, err
	}
	var ids []operator.PersonID
	for _, p := range team {
		if private || !p.Deactivated {
			ids = append(ids, p.ID)
		}
	}
	if v.Team, err = s.knownSummaries(ids); err != nil {
		return v, err
	}
	for i, p := range v.Team {
		if p.Ref == h.Primary {
			v.PrimaryContact = &v.Team[i]
		}
	}
	v.Buyers = []operator.PersonSummary{}
	if h.Sale.IsZero() {
		return v, nil
	}
	sale, _, err := s.r.Sale(h.Sale)
	if err != nil {
		return v, err
	}
	v.Buyers, err = s.knownSummaries(buyersOf(sale))
	return v, err
}

// knownSummaries is summaries of those whom the actor may know of; never nil.
func (s *session) knownSummaries(ids []operator.PersonID) ([]operator.PersonSummary, error) {
	known := make([]operator.PersonID, 0, len(ids))
	for _, id := range ids {
		p, err := s.person(id)
		if err != nil {
			return nil, err
		}
		knows, err := s.knows(p)
		if err != nil {
			return nil, err
		}
		if knows {
			known = append(known, id)
		}
	}
	return s.summaries(known)
}

// plural is a number with its noun: "1 sale", "2 sales", "2 communities".
func plural(n int, noun string, nouns ...string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case len(nouns) > 0:
		return strconv.Itoa(n) + " " + nouns[0]
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
