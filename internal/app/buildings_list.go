package app

import (
	"context"
	"iter"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListBuildings lists buildings: of a community by number, or all by reference.
func (a *App) ListBuildings(ctx context.Context, req operator.ListBuildingsRequest) (operator.Page[operator.Building], error) {
	return view(ctx, a, req, (*session).listBuildings)
}

// ShowBuilding shows one building.
func (a *App) ShowBuilding(ctx context.Context, req operator.BuildingRequest) (operator.Building, error) {
	return view(ctx, a, req, (*session).showBuilding)
}

// buildingPlace is a place in a list of buildings, as a cursor keeps it.
type buildingPlace struct {
	Number string              `json:"n"`
	ID     operator.BuildingID `json:"i"`
}

func (s *session) showBuilding(req operator.BuildingRequest) (operator.Building, error) {
	b, err := s.findBuilding(req.Building)
	if err != nil {
		return operator.Building{}, err
	}
	return s.buildingView(b)
}

func (s *session) listBuildings(req operator.ListBuildingsRequest) (operator.Page[operator.Building], error) {
	var none operator.Page[operator.Building]
	list := "buildings"
	var in operator.CommunityID
	if req.Community != "" {
		c, err := s.findCommunity(req.Community)
		if err != nil {
			return none, err
		}
		in, list = c.ID, "buildings of "+c.ID.String()
	}
	after, err := placeOf[buildingPlace](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	var from store.BuildingPlace
	if after != nil {
		from = store.BuildingPlace{Number: after.Number, ID: after.ID}
	}
	rows := placed(s.r.Buildings(in, from), func(b store.Building) buildingPlace { return buildingPlace{b.Number, b.ID} })
	return pageOf(s, list, req.Paging, rows, s.seesBuilding, s.buildingView)
}

// findBuilding resolves a reference to a building the actor may see.
func (s *session) findBuilding(ref operator.Ref) (store.Building, error) {
	called, err := s.buildingsCalled(strings.TrimSpace(string(ref)))
	if err != nil {
		return store.Building{}, err
	}
	var known []store.Building
	for _, b := range called {
		sees, err := s.seesBuilding(b)
		if err != nil {
			return b, err
		}
		if sees {
			known = append(known, b)
		}
	}
	if len(known) > 0 {
		return onlyOne(ref, "buildings", known, func(b store.Building) string { return b.ID.String() })
	}
	return store.Building{}, operator.Errorf(operator.NotFound, "no building %q", ref).WithHint("operator building list")
}

// buildingsCalled is the building with a number, or those that have an id of another
// system, which is for the team.
func (s *session) buildingsCalled(text string) ([]store.Building, error) {
	if key, is := externalKey(operator.Ref(text)); is {
		if s.actor.Kind != operator.Team {
			return nil, nil
		}
		return s.r.BuildingsByExternalID(key)
	}
	var id operator.BuildingID
	if id.UnmarshalText([]byte(text)) != nil {
		return nil, nil
	}
	b, ok, err := s.r.Building(id)
	if err != nil || !ok {
		return nil, err
	}
	return []store.Building{b}, nil
}

// seesBuilding says whether the actor may see a building: the team of its
// community, and who sees a home in it.
func (s *session) seesBuilding(b store.Building) (bool, error) {
	if s.seesAll() {
		return true, nil
	}
	if s.actor.Kind == operator.Team {
		if sees, err := s.seesCommunity(b.Community); sees || err != nil {
			return sees, err
		}
	}
	mine, err := s.homesInSight()
	for _, p := range mine {
		if p.Building == b.ID {
			return true, err
		}
	}
	return false, err
}

// buildingView is a building with those of its homes that the actor may see.
func (s *session) buildingView(b store.Building) (operator.Building, error) {
	v := operator.Building{
		Ref: b.ID, Number: b.Number, Name: operator.Optional(b.Name), Properties: []string{},
		ExternalIDs: externalIDs(b.External, s.actor.Kind == operator.Team),
		CreatedAt:   b.Created, UpdatedAt: b.Updated,
	}
	var err error
	if v.Community, err = s.communityCode(b.Community); err != nil {
		return v, err
	}
	homes, err := collect(s.r.Properties(0, b.ID, ""))
	for _, p := range homes {
		sees, err := s.seesHome(p.ID)
		if err != nil {
			return v, err
		}
		if sees {
			v.Properties = append(v.Properties, p.Code)
		}
	}
	return v, err
}

// collect reads a sequence to its end, so that what it read can be changed.
func collect[T any](rows iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}
