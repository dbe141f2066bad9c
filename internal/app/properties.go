package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddProperty adds a home to a community.
func (a *App) AddProperty(ctx context.Context, req operator.AddPropertyRequest) (operator.Property, error) {
	return change(ctx, a, "property.add", req, (*session).addProperty)
}

// EditProperty changes what is said of a home.
func (a *App) EditProperty(ctx context.Context, req operator.EditPropertyRequest) (operator.Property, error) {
	return change(ctx, a, "property.edit", req, (*session).editProperty)
}

// DeleteProperty deletes a home that has no history.
func (a *App) DeleteProperty(ctx context.Context, req operator.PropertyRequest) (operator.Property, error) {
	return change(ctx, a, "property.delete", req, (*session).deleteProperty)
}

func (s *session) addProperty(req operator.AddPropertyRequest) (operator.Property, error) {
	var none operator.Property
	if err := s.may(policy.EditDirectory); err != nil {
		return none, err
	}
	c, err := s.findCommunity(req.Community)
	if err != nil {
		return none, err
	}
	edit := propertyAgain(req)
	if req.ExternalID != "" {
		p, err := s.propertyWithExternal(req.ExternalID)
		if err != nil {
			return none, err
		}
		if p != nil && p.Community != c.ID {
			return none, operator.Errorf(operator.Conflict, "%s has this external id, and is in another community", p.Code).
				WithHint("operator property show %s", p.Code).Reason("other_community")
		}
		if p != nil {
			return s.changeProperty(*p, edit)
		}
	}
	if edit.Code == nil {
		code, err := codeOfLot(c.Code, strings.TrimSpace(req.Lot))
		if err != nil {
			return none, err
		}
		edit.Code = &code
	}
	p := store.Property{Community: c.ID, Stage: operator.PreContract, Created: s.now}
	if _, err := s.editPropertyFields(&p, edit); err != nil {
		return none, err
	}
	if err := s.keepProperty(&p, "property.added", map[string]string{"community": c.ID.String()}, nil); err != nil {
		return none, err
	}
	return s.propertyNow(p.ID)
}

// propertyAgain is adding a home that is there already, as an edit: what is not
// given stays.
func propertyAgain(req operator.AddPropertyRequest) operator.EditPropertyRequest {
	edit := operator.EditPropertyRequest{
		Code: given(req.Code), Lot: given(req.Lot), Plan: given(req.Plan), ExternalID: given(req.ExternalID),
		Line1: given(req.Address.Line1), Line2: given(req.Address.Line2), City: given(req.Address.City),
		Region: given(req.Address.Region), Postcode: given(req.Address.Postcode), Country: given(req.Address.Country),
	}
	if req.Building != "" {
		edit.Building = &req.Building
	}
	return edit
}

func (s *session) propertyWithExternal(text string) (*store.Property, error) {
	id, err := parseExternal(text)
	if err != nil {
		return nil, err
	}
	found, err := s.r.PropertiesByExternalID(id.key)
	return withExternal(id, found, func(p store.Property) store.External { return p.External }), err
}

// keepProperty writes a home and records why. Without edits the event keeps the
// home as it is.
func (s *session) keepProperty(p *store.Property, action string, refs map[string]string, e edits) error {
	p.Updated = s.now
	if err := s.tx.PutProperty(p); err != nil {
		return err
	}
	var content any = e
	if e == nil {
		content = map[string]any{
			"code": p.Code, "lot": operator.Optional(p.Lot), "plan": operator.Optional(p.Plan), "address": operator.Address(p.Address),
			"external_ids": externalIDs(p.External, true),
		}
	}
	s.record(action, p.ID.String(), p.ID, refs, content)
	s.forgetHome(p.ID)
	return nil
}

func (s *session) editProperty(req operator.EditPropertyRequest) (operator.Property, error) {
	h, err := s.findProperty(req.Property)
	if err != nil {
		return operator.Property{}, err
	}
	if err := s.mayOnHome(policy.EditDirectory, h, req.Property); err != nil {
		return operator.Property{}, err
	}
	return s.changeProperty(h.Property, req)
}

func (s *session) changeProperty(p store.Property, req operator.EditPropertyRequest) (operator.Property, error) {
	e, err := s.editPropertyFields(&p, req)
	if err != nil {
		return operator.Property{}, err
	}
	if len(e) == 0 {
		s.unchanged = true
		return s.propertyNow(p.ID)
	}
	if err := s.keepProperty(&p, "property.edited", nil, e); err != nil {
		return operator.Property{}, err
	}
	if _, moved := e["community"]; moved {
		if err := s.settleIn(p.ID); err != nil {
			return operator.Property{}, err
		}
	}
	return s.propertyNow(p.ID)
}

// settleIn brings what follows the team of a home in line with a new community:
// the conversation of everyone on it, and its primary contact, who may have
// worked on it through the old community only.
func (s *session) settleIn(id operator.PropertyID) error {
	p, _, err := s.r.Property(id)
	if err != nil {
		return err
	}
	if !p.Primary.IsZero() {
		on, err := s.r.Assigned(p.Primary, p.ID, p.Community)
		if err != nil {
			return err
		}
		if !on {
			p.Primary = 0
			if err := s.tx.PutProperty(&p); err != nil {
				return err
			}
		}
	}
	return s.followHome(id)
}

func (s *session) editPropertyFields(p *store.Property, req operator.EditPropertyRequest) (edits, error) {
	e := edits{}
	if req.Code != nil {
		if err := s.setCode(e, p, strings.TrimSpace(*req.Code)); err != nil {
			return nil, err
		}
	}
	if req.Community != nil {
		c, err := s.findCommunity(*req.Community)
		if err != nil {
			return nil, err
		}
		if c.ID != p.Community {
			set(e, "community", &p.Community, c.ID)
			set(e, "building", &p.Building, 0)
		}
	}
	if req.Building != nil {
		b := store.Building{Community: p.Community}
		if *req.Building != "" {
			var err error
			if b, err = s.findBuilding(*req.Building); err != nil {
				return nil, err
			}
		}
		if err := setBuilding(e, p, b); err != nil {
			return nil, err
		}
	}
	for _, f := range []struct {
		field, what string
		have, want  *string
	}{
		{"lot", "the lot", &p.Lot, req.Lot},
		{"plan", "the plan", &p.Plan, req.Plan},
		{"line1", "the address", &p.Address.Line1, req.Line1},
		{"line2", "the second line of the address", &p.Address.Line2, req.Line2},
		{"city", "the city", &p.Address.City, req.City},
		{"region", "the region", &p.Address.Region, req.Region},
		{"postcode", "the postcode", &p.Address.Postcode, req.Postcode},
		{"country", "the country", &p.Address.Country, req.Country},
	} {
		if err := setText(e, f.field, f.what, f.have, f.want); err != nil {
			return nil, err
		}
	}
	return e, setExternal(e, &p.External, req.ExternalID, func(id externalID) (bool, error) {
		found, err := s.r.PropertiesByExternalID(id.key)
		return slices.ContainsFunc(found, func(o store.Property) bool { return o.ID != p.ID && id.of(o.External) }), err
	})
}

// setCode gives a home another code. The old one goes on naming it, and will
// never name another.
func (s *session) setCode(e edits, p *store.Property, code string) error {
	if code == p.Code {
		return nil
	}
	if err := checkCode("the code", code); err != nil {
		return err
	}
	o, ok, err := s.r.PropertyByCode(code)
	if err != nil {
		return err
	}
	if ok && o.ID != p.ID {
		is := "is"
		if operator.Fold(o.Code) != operator.Fold(code) {
			is = "was"
		}
		return operator.Errorf(operator.Conflict, "%s %s the code of another home: %s", code, is, o.Code).
			WithHint("operator property show %s", o.Code).Reason("code_taken")
	}
	if p.Code != "" && operator.Fold(p.Code) != operator.Fold(code) {
		aliases := slices.DeleteFunc(slices.Clone(p.Aliases), func(a string) bool { return operator.Fold(a) == operator.Fold(code) })
		if len(aliases) >= operator.MaxCodes {
			return operator.Errorf(operator.Conflict, "%s had %d other codes before, and that is the most", p.Code, len(aliases)).
				WithHint("it can have one of these again: operator property show %s", p.Code).Reason("too_many_codes").With("limit", operator.MaxCodes)
		}
		p.Aliases = append(aliases, p.Code)
	}
	set(e, "code", &p.Code, code)
	return nil
}

func (s *session) deleteProperty(req operator.PropertyRequest) (operator.Property, error) {
	h, err := s.findProperty(req.Property)
	if err != nil {
		return operator.Property{}, err
	}
	if err := s.mayOnHome(policy.EditDirectory, h, req.Property); err != nil {
		return operator.Property{}, err
	}
	if err := s.notHeld(h.ID, "cannot be deleted"); err != nil {
		return operator.Property{}, err
	}
	why, err := s.pastOf(h)
	if err != nil {
		return operator.Property{}, err
	}
	if why != "" {
		return operator.Property{}, operator.Errorf(operator.Conflict, "%s cannot be deleted: it has %s", h.Code, why).
			WithHint("a home with a history is a permanent record; operator property edit %s corrects it", h.Code).Reason("has_history")
	}
	v, err := s.propertyView(h)
	if err != nil {
		return v, err
	}
	assigned, err := s.r.PropertyTeam(h.ID)
	if err != nil {
		return v, err
	}
	for _, a := range assigned {
		if err := s.tx.DeleteAssignment(a); err != nil {
			return v, err
		}
	}
	if err := s.tx.DeleteProgress(h.ID); err != nil {
		return v, err
	}
	if err := s.tx.DeleteProperty(h.ID); err != nil {
		return v, err
	}
	s.forgetHome(h.ID)
	s.record("property.deleted", h.ID.String(), h.ID, map[string]string{"community": h.Community.String()}, map[string]any{"code": h.Code})
	return v, nil
}

// pastOf is what a home has that is a permanent record; empty for nothing.
func (s *session) pastOf(h home) (string, error) {
	why := ""
	sales, err := s.r.Sales(h.ID)
	if err != nil {
		return "", err
	}
	if len(sales) > 0 {
		why = plural(len(sales), "sale")
	}
	for _, err := range s.r.Conversations(h.ID, nil) {
		if err != nil {
			return "", err
		}
		why = "a conversation"
		break
	}
	for _, err := range s.r.UpdatesOf(h.ID) {
		if err != nil {
			return "", err
		}
		why = "updates"
		break
	}
	done, _, err := s.r.Progress(h.ID)
	if err != nil {
		return "", err
	}
	if n := len(done.Done); n > 0 {
		why = plural(n, "completed milestone")
	}
	if why == "" {
		return s.plansOn(h.ID)
	}
	return why, nil
}
