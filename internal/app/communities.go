package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddCommunity adds a community.
func (a *App) AddCommunity(ctx context.Context, req operator.AddCommunityRequest) (operator.Community, error) {
	return change(ctx, a, "community.add", req, (*session).addCommunity)
}

// ListCommunities lists communities in the order of their codes.
func (a *App) ListCommunities(ctx context.Context, req operator.ListCommunitiesRequest) (operator.Page[operator.Community], error) {
	return view(ctx, a, req, (*session).listCommunities)
}

// ShowCommunity shows one community.
func (a *App) ShowCommunity(ctx context.Context, req operator.CommunityRequest) (operator.Community, error) {
	return view(ctx, a, req, (*session).showCommunity)
}

// EditCommunity changes a community.
func (a *App) EditCommunity(ctx context.Context, req operator.EditCommunityRequest) (operator.Community, error) {
	return change(ctx, a, "community.edit", req, (*session).editCommunity)
}

// DeleteCommunity deletes a community that has nothing in it.
func (a *App) DeleteCommunity(ctx context.Context, req operator.CommunityRequest) (operator.Community, error) {
	return change(ctx, a, "community.delete", req, (*session).deleteCommunity)
}

func (s *session) addCommunity(req operator.AddCommunityRequest) (operator.Community, error) {
	var none operator.Community
	if err := s.may(policy.EditDirectory); err != nil {
		return none, err
	}
	edit := operator.EditCommunityRequest{Code: given(req.Code), Name: given(req.Name), ExternalID: given(req.ExternalID)}
	if req.ExternalID != "" {
		id, err := parseExternal(req.ExternalID)
		if err != nil {
			return none, err
		}
		found, err := s.r.CommunitiesByExternalID(id.key)
		if err != nil {
			return none, err
		}
		if c := withExternal(id, found, func(c store.Community) store.External { return c.External }); c != nil {
			return s.changeCommunity(*c, edit)
		}
	}
	edit.Code, edit.Name = &req.Code, &req.Name
	c := store.Community{Created: s.now, Updated: s.now}
	if _, err := s.editCommunityFields(&c, edit); err != nil {
		return none, err
	}
	if err := s.tx.PutCommunity(&c); err != nil {
		return none, err
	}
	s.record("community.added", c.ID.String(), 0, nil, map[string]any{"code": c.Code, "name": c.Name, "external_ids": externalIDs(c.External, true)})
	return s.communityView(c)
}

func (s *session) editCommunity(req operator.EditCommunityRequest) (operator.Community, error) {
	c, err := s.findCommunity(req.Community)
	if err != nil {
		return operator.Community{}, err
	}
	if err := s.may(policy.EditDirectory); err != nil {
		return operator.Community{}, err
	}
	return s.changeCommunity(c, req)
}

func (s *session) changeCommunity(c store.Community, req operator.EditCommunityRequest) (operator.Community, error) {
	changed, err := s.editCommunityFields(&c, req)
	if err != nil {
		return operator.Community{}, err
	}
	if len(changed) == 0 {
		s.unchanged = true
		return s.communityView(c)
	}
	c.Updated = s.now
	if err := s.tx.PutCommunity(&c); err != nil {
		return operator.Community{}, err
	}
	s.record("community.edited", c.ID.String(), 0, nil, changed)
	return s.communityView(c)
}

func (s *session) editCommunityFields(c *store.Community, req operator.EditCommunityRequest) (edits, error) {
	e := edits{}
	if req.Code != nil {
		code := strings.TrimSpace(*req.Code)
		if err := checkCode("the code", code); err != nil {
			return nil, err
		}
		o, ok, err := s.r.CommunityByCode(code)
		if err != nil {
			return nil, err
		}
		if ok && o.ID != c.ID {
			return nil, operator.Errorf(operator.Conflict, "there is a community %s already: %s", o.Code, o.Name).
				WithHint("operator community show %s", o.Code).Reason("code_taken")
		}
		set(e, "code", &c.Code, code)
	}
	if err := setName(e, "name", "the name", &c.Name, req.Name); err != nil {
		return nil, err
	}
	return e, setExternal(e, &c.External, req.ExternalID, func(id externalID) (bool, error) {
		found, err := s.r.CommunitiesByExternalID(id.key)
		return slices.ContainsFunc(found, func(o store.Community) bool { return o.ID != c.ID && id.of(o.External) }), err
	})
}

func (s *session) deleteCommunity(req operator.CommunityRequest) (operator.Community, error) {
	c, err := s.findCommunity(req.Community)
	if err != nil {
		return operator.Community{}, err
	}
	if err := s.may(policy.EditDirectory); err != nil {
		return operator.Community{}, err
	}
	homes, err := s.r.CountProperties(c.ID)
	if err != nil {
		return operator.Community{}, err
	}
	buildings := 0
	for _, err := range s.r.Buildings(c.ID, store.BuildingPlace{}) {
		if err != nil {
			return operator.Community{}, err
		}
		buildings++
	}
	if homes+buildings > 0 {
		return operator.Community{}, operator.Errorf(operator.Conflict, "the community %s has %s and %s",
			c.Code, plural(homes, "home"), plural(buildings, "building")).
			WithHint("operator property list --community %s", c.Code).Reason("not_empty")
	}
	v, err := s.communityView(c)
	if err != nil {
		return v, err
	}
	team, err := s.r.CommunityTeam(c.ID)
	if err != nil {
		return v, err
	}
	for _, a := range team {
		if err := s.tx.DeleteAssignment(a); err != nil {
			return v, err
		}
	}
	if err := s.tx.DeleteSteps(c.ID); err != nil {
		return v, err
	}
	if err := s.tx.DeleteCommunity(c.ID); err != nil {
		return v, err
	}
	s.record("community.deleted", c.ID.String(), 0, nil, map[string]any{"code": c.Code, "name": c.Name})
	return v, nil
}

func (s *session) showCommunity(req operator.CommunityRequest) (operator.Community, error) {
	c, err := s.findCommunity(req.Community)
	if err != nil {
		return operator.Community{}, err
	}
	return s.communityView(c)
}

func (s *session) listCommunities(req operator.ListCommunitiesRequest) (operator.Page[operator.Community], error) {
	after, err := placeOf[string](s, "communities", req.Paging)
	if err != nil {
		return operator.Page[operator.Community]{}, err
	}
	rows := placed(s.r.Communities(operator.Value(after)), func(c store.Community) string { return operator.Fold(c.Code) })
	sees := func(c store.Community) (bool, error) { return s.seesCommunity(c.ID) }
	return pageOf(s, "communities", req.Paging, rows, sees, s.communityView)
}

// communityView is a community as the actor may see it. Its homes are counted
// as far as the actor sees them.
func (s *session) communityView(c store.Community) (operator.Community, error) {
	v := operator.Community{
		Code: c.Code, Ref: c.ID, Name: c.Name, ExternalIDs: externalIDs(c.External, s.actor.Kind == operator.Team),
		CreatedAt: c.Created, UpdatedAt: c.Updated,
	}
	assigned, err := s.r.CommunityTeam(c.ID)
	if err != nil {
		return v, err
	}
	if v.Team, err = s.knownSummaries(assignees(assigned)); err != nil {
		return v, err
	}
	if s.seesAll() || slices.ContainsFunc(assigned, func(a store.Assignment) bool { return a.Person == s.actor.ID }) {
		v.Properties, err = s.r.CountProperties(c.ID)
		return v, err
	}
	mine, err := s.homesInSight()
	for _, p := range mine {
		if p.Community == c.ID {
			v.Properties++
		}
	}
	return v, err
}

// communityCode is the code of a community, which must be there.
func (s *session) communityCode(id operator.CommunityID) (string, error) {
	c, ok, err := s.r.Community(id)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "the store names community %s, which is not there", id).
			WithHint("operator check").Reason("dangling")
	}
	return c.Code, err
}

func assignees(assigned []store.Assignment) []operator.PersonID {
	return mapped(assigned, func(a store.Assignment) operator.PersonID { return a.Person })
}
