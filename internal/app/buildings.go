package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddBuilding adds a building to a community.
func (a *App) AddBuilding(ctx context.Context, req operator.AddBuildingRequest) (operator.Building, error) {
	return change(ctx, a, "building.add", req, (*session).addBuilding)
}

// EditBuilding changes a building, or which homes are in it.
func (a *App) EditBuilding(ctx context.Context, req operator.EditBuildingRequest) (operator.Building, error) {
	return change(ctx, a, "building.edit", req, (*session).editBuilding)
}

// DeleteBuilding deletes a building without homes.
func (a *App) DeleteBuilding(ctx context.Context, req operator.BuildingRequest) (operator.Building, error) {
	return change(ctx, a, "building.delete", req, (*session).deleteBuilding)
}

func (s *session) addBuilding(req operator.AddBuildingRequest) (operator.Building, error) {
	var none operator.Building
	if err := s.may(policy.EditDirectory); err != nil {
		return none, err
	}
	c, err := s.findCommunity(req.Community)
	if err != nil {
		return none, err
	}
	edit := operator.EditBuildingRequest{Number: given(req.Number), Name: given(req.Name), ExternalID: given(req.ExternalID)}
	if req.Properties != nil {
		edit.Properties = &req.Properties
	}
	if req.ExternalID != "" {
		b, err := s.buildingWithExternal(req.ExternalID)
		if err != nil {
			return none, err
		}
		if b != nil && b.Community != c.ID {
			id, _ := parseExternal(req.ExternalID)
			return none, id.taken()
		}
		if b != nil {
			return s.changeBuilding(*b, edit)
		}
	}
	edit.Number = &req.Number
	b := store.Building{Community: c.ID, Created: s.now, Updated: s.now}
	if _, err := s.editBuildingFields(&b, edit); err != nil {
		return none, err
	}
	if err := s.tx.PutBuilding(&b); err != nil {
		return none, err
	}
	s.record("building.added", b.ID.String(), 0, map[string]string{"community": c.ID.String()},
		map[string]any{"number": b.Number, "name": operator.Optional(b.Name), "external_ids": externalIDs(b.External, true)})
	if _, err := s.setHomesOf(b, edit.Properties); err != nil {
		return none, err
	}
	return s.buildingView(b)
}

func (s *session) buildingWithExternal(text string) (*store.Building, error) {
	id, err := parseExternal(text)
	if err != nil {
		return nil, err
	}
	found, err := s.r.BuildingsByExternalID(id.key)
	return withExternal(id, found, func(b store.Building) store.External { return b.External }), err
}

func (s *session) editBuilding(req operator.EditBuildingRequest) (operator.Building, error) {
	b, err := s.findBuilding(req.Building)
	if err != nil {
		return operator.Building{}, err
	}
	if err := s.may(policy.EditDirectory); err != nil {
		return operator.Building{}, err
	}
	return s.changeBuilding(b, req)
}

func (s *session) changeBuilding(b store.Building, req operator.EditBuildingRequest) (operator.Building, error) {
	changed, err := s.editBuildingFields(&b, req)
	if err != nil {
		return operator.Building{}, err
	}
	if len(changed) > 0 {
		b.Updated = s.now
		if err := s.tx.PutBuilding(&b); err != nil {
			return operator.Building{}, err
		}
		s.record("building.edited", b.ID.String(), 0, nil, changed)
	}
	moved, err := s.setHomesOf(b, req.Properties)
	if err != nil {
		return operator.Building{}, err
	}
	s.unchanged = len(changed) == 0 && !moved
	return s.buildingView(b)
}

func (s *session) editBuildingFields(b *store.Building, req operator.EditBuildingRequest) (edits, error) {
	e := edits{}
	if err := s.setCommunity(e, b, req.Community); err != nil {
		return nil, err
	}
	if err := setName(e, "number", "the number", &b.Number, req.Number); err != nil {
		return nil, err
	}
	_, renumbered := e["number"]
	if _, moved := e["community"]; moved || renumbered {
		for o, err := range s.r.Buildings(b.Community, store.BuildingPlace{}) {
			if err != nil {
				return nil, err
			}
			if o.ID != b.ID && operator.Fold(o.Number) == operator.Fold(b.Number) {
				return nil, operator.Errorf(operator.Conflict, "the community has a building %s already: %s", o.Number, o.ID).
					WithHint("operator building show %s", o.ID).Reason("number_taken")
			}
		}
	}
	if err := setText(e, "name", "the name", &b.Name, req.Name); err != nil {
		return nil, err
	}
	return e, setExternal(e, &b.External, req.ExternalID, func(id externalID) (bool, error) {
		found, err := s.r.BuildingsByExternalID(id.key)
		return slices.ContainsFunc(found, func(o store.Building) bool { return o.ID != b.ID && id.of(o.External) }), err
	})
}

// setCommunity moves an empty building to another community.
func (s *session) setCommunity(e edits, b *store.Building, to *operator.Ref) error {
	if to == nil {
		return nil
	}
	c, err := s.findCommunity(*to)
	if err != nil || c.ID == b.Community {
		return err
	}
	for p, err := range s.r.Properties(0, b.ID, "") {
		if err != nil {
			return err
		}
		return operator.Errorf(operator.Conflict, "%s has homes: %s is in it", b.ID, p.Code).
			WithHint("take them out first: operator building edit %s --property \"\"", b.ID).Reason("has_homes")
	}
	set(e, "community", &b.Community, c.ID)
	return nil
}

// setHomesOf makes the homes named those of a building; nil leaves them. It says
// whether any home has moved.
func (s *session) setHomesOf(b store.Building, refs *[]operator.Ref) (bool, error) {
	if refs == nil {
		return false, nil
	}
	want := map[operator.PropertyID]bool{}
	moved := false
	for _, ref := range *refs {
		h, err := s.findProperty(ref)
		if err != nil {
			return false, err
		}
		want[h.ID] = true
		to, err := s.moveHome(h.Property, b)
		if err != nil {
			return false, err
		}
		moved = moved || to
	}
	have, err := collect(s.r.Properties(0, b.ID, ""))
	if err != nil {
		return false, err
	}
	for _, p := range have {
		if want[p.ID] {
			continue
		}
		if _, err := s.moveHome(p, store.Building{Community: p.Community}); err != nil {
			return false, err
		}
		moved = true
	}
	return moved, nil
}

// moveHome puts a home into a building, or with the zero building into none.
func (s *session) moveHome(p store.Property, b store.Building) (bool, error) {
	e := edits{}
	if err := setBuilding(e, &p, b); err != nil || len(e) == 0 {
		return false, err
	}
	return true, s.keepProperty(&p, "property.edited", nil, e)
}

// setBuilding changes the building of a home, which must be of its community.
func setBuilding(e edits, p *store.Property, b store.Building) error {
	if p.Community != b.Community {
		return operator.Errorf(operator.Invalid, "%s is not in the community of building %s", p.Code, strings.TrimSpace(b.Number)).
			WithHint("operator building list --community COMMUNITY").Reason("other_community")
	}
	set(e, "building", &p.Building, b.ID)
	return nil
}

func (s *session) deleteBuilding(req operator.BuildingRequest) (operator.Building, error) {
	b, err := s.findBuilding(req.Building)
	if err != nil {
		return operator.Building{}, err
	}
	if err := s.may(policy.EditDirectory); err != nil {
		return operator.Building{}, err
	}
	v, err := s.buildingView(b)
	if err != nil {
		return v, err
	}
	if n := len(v.Properties); n > 0 {
		return operator.Building{}, operator.Errorf(operator.Conflict, "building %s (%s) has %s", b.Number, b.ID, plural(n, "home")).
			WithHint("operator property list --building %s", b.ID).Reason("not_empty")
	}
	if err := s.tx.DeleteBuilding(b.ID); err != nil {
		return v, err
	}
	s.record("building.deleted", b.ID.String(), 0, map[string]string{"community": b.Community.String()},
		map[string]any{"number": b.Number, "name": b.Name})
	return v, nil
}
