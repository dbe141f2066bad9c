package app

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// homeRow is the home of a row.
type homeRow struct {
	*importRow
	v         importer.Values
	ids       externalID
	community store.Community
	building  store.Building
}

// homeRow finds the home of a row, or makes it.
func (r *importRow) homeRow() (store.Property, error) {
	h := &homeRow{importRow: r, v: r.rec.Home}
	if h.v[importer.Phase] != "" || h.v[importer.Block] != "" {
		l := lotInRow(h.v)
		h.v = withoutFields(h.v, []importer.Field{importer.Phase, importer.Block})
		h.v[importer.Lot] = l.String()
	}
	var err error
	if h.ids, err = parseExternal(h.v[importer.ExternalID]); err != nil {
		return store.Property{}, r.took(importer.ExternalID, err)
	}
	if h.community, err = r.communityNamed(h.v[importer.Community], importer.Community); err != nil || r.stop() {
		return store.Property{}, err
	}
	have, err := h.match()
	if err != nil || r.stop() {
		return store.Property{}, err
	}
	keys, values := h.keys(have), h.said()
	if t, ok := r.named(keys...); ok {
		return h.again(t, have, values)
	}
	if err := h.findBuilding(have); err != nil || r.stop() {
		return store.Property{}, err
	}
	claimed, unsure := h.lotKeys()
	if have == nil {
		if h.sameLot(unsure) {
			return store.Property{}, nil
		}
		return h.add(append(keys, claimed...), values)
	}
	r.claimAll(thing{id: uint64(have.ID), values: values}, append(keys, claimed...)...)
	return *have, h.change(*have)
}

// match finds which home the row means: by the external id, else by the code, else by
// community and lot.
func (h *homeRow) match() (*store.Property, error) {
	if p, err := h.exported(); p != nil || err != nil {
		return p, err
	}
	if h.ids.key != "" {
		found, err := h.s.r.PropertiesByExternalID(h.ids.key)
		if err != nil {
			return nil, err
		}
		if p := withExternal(h.ids, found, func(p store.Property) store.External { return p.External }); p != nil {
			return p, nil
		}
	}
	p, ok, err := h.natural()
	if err != nil || !ok {
		return nil, err
	}
	if other, has := p.External[h.ids.system]; has && h.ids.key != "" && other != h.ids.key {
		h.conflict(importer.ExternalID, "other_external_id", fmt.Sprintf("%s has %s", p.Code, h.ids.insteadOf(other, "property edit "+p.Code)))
	}
	return &p, nil
}

func (h *homeRow) natural() (store.Property, bool, error) {
	if code := h.v[importer.Code]; code != "" {
		return h.s.r.PropertyByCode(code)
	}
	l := lotPlaceOf(h.v[importer.Lot])
	if l.lot == "" || h.community.ID.IsZero() {
		return store.Property{}, false, nil
	}
	found, err := h.onLot(l)
	if err != nil || len(found) == 0 {
		return store.Property{}, false, err
	}
	if len(found) > 1 {
		h.conflict(importer.Lot, "ambiguous", fmt.Sprintf("%s has %d homes on lot %s: give the code", h.community.Code, len(found), l.lot))
		return store.Property{}, false, nil
	}
	return h.s.r.Property(found[0])
}

// keys are the keys that the home can be found by, the surest first.
func (h *homeRow) keys(have *store.Property) []uint64 {
	keys := []uint64{keyHash("home ext", h.ids.system, h.ids.key), keyHash("home code", operator.Fold(h.code()))}
	if have != nil {
		keys = append(keys, keyHash("home", have.ID.String()))
	}
	if claimed, _ := h.lotKeys(); h.v[importer.Code] == "" {
		keys = append(keys, claimed[:min(1, len(claimed))]...)
	}
	return keys
}

// code is the code of the home, made of community and lot where the row has none.
func (h *homeRow) code() string {
	code := h.v[importer.Code]
	if code == "" && !h.community.ID.IsZero() {
		code, _ = lotPlaceOf(h.v[importer.Lot]).code(h.community.Code)
	}
	return code
}

// again is a home that a row before has named: of another buyer, or the same row
// twice.
func (h *homeRow) again(t thing, have *store.Property, values uint64) (store.Property, error) {
	f := importer.Code
	if h.v[f] == "" {
		f = importer.Lot
	}
	if t.values != values {
		h.problem(f, "duplicate", fmt.Sprintf("%s is in row %d too, and not the same there: make the two rows say the same of it, or leave one out", h.code(), t.row))
	} else if h.req.Kind == operator.ImportProperties {
		h.warn(f, "repeated", fmt.Sprintf("the same as row %d", t.row))
	}
	if have != nil {
		return *have, nil
	}
	return store.Property{ID: operator.PropertyID(t.id), Code: h.code(), Community: h.community.ID}, nil
}

// findBuilding finds the building that the row puts the home in.
func (h *homeRow) findBuilding(have *store.Property) error {
	number := h.v[importer.Building]
	if number == "" {
		return nil
	}
	in := h.community
	if in.ID.IsZero() && have != nil {
		var err error
		if in, _, err = h.s.r.Community(have.Community); err != nil {
			return err
		}
	}
	if in.ID.IsZero() {
		return nil
	}
	var err error
	h.building, err = h.importRow.building(in, importer.Values{importer.Building: number})
	return err
}

func (h *homeRow) add(keys []uint64, values uint64) (store.Property, error) {
	var none store.Property
	if h.community.ID.IsZero() {
		h.problem(importer.Community, "no_community", "a new home needs a community")
		return none, nil
	}
	v := h.v
	req := operator.AddPropertyRequest{
		Code: h.code(), Community: operator.Ref(h.community.ID.String()), Lot: v[importer.Lot], Plan: v[importer.Plan],
		Address: operator.Address{
			Line1: v[importer.Address1], Line2: v[importer.Address2], City: v[importer.City],
			Region: v[importer.Region], Postcode: v[importer.Postcode], Country: v[importer.Country],
		},
		ExternalID: v[importer.ExternalID],
	}
	if h.writing() {
		if !h.building.ID.IsZero() {
			req.Building = operator.Ref(h.building.ID.String())
		}
		made, err := h.s.addProperty(req)
		if err != nil {
			return none, h.tookOf(v, importer.Code, err)
		}
		h.made(made.Ref.String(), made.Code)
		h.places.addLot(h.community.ID, req.Lot, made.Ref)
		p, _, err := h.s.r.Property(made.Ref)
		return p, err
	}
	if req.Code == "" {
		_, err := lotPlaceOf(req.Lot).code(h.community.Code)
		return none, h.took(importer.Lot, err)
	}
	p := store.Property{Community: h.community.ID, Building: h.building.ID, Stage: operator.PreContract}
	if _, err := h.s.editPropertyFields(&p, propertyAgain(req)); err != nil {
		return none, h.tookOf(v, importer.Code, err)
	}
	p.ID = operator.PropertyID(h.seen.number())
	h.made("", p.Code)
	h.claimAll(thing{id: uint64(p.ID), values: values}, keys...)
	return p, nil
}

// change makes a home what the row says it is.
func (h *homeRow) change(have store.Property) error {
	v := h.v
	for {
		edit := h.edit(v, have)
		p := have
		e, err := h.s.editPropertyFields(&p, edit)
		if err == nil && !h.building.ID.IsZero() && v[importer.Building] != "" && !h.writing() {
			err = setBuilding(e, &p, h.building)
			callNew(e, "building", p.Building, h.building.Number)
		}
		if err != nil {
			return h.tookOf(v, importer.Code, err)
		}
		drop := h.settle(e, have.Code)
		switch {
		case h.stop(), len(e) == 0:
			return nil
		case len(drop) > 0:
			if v, err = leaveOut(v, drop); err != nil {
				return err
			}
			continue
		case h.writing():
			if _, err := h.s.changeProperty(have, edit); err != nil {
				return h.tookOf(v, importer.Code, err)
			}
			if edit.Lot != nil || edit.Community != nil {
				h.places.moved = append(h.places.moved, lotMove{home: have.ID, from: have.Community, to: p.Community, was: have.Lot, is: p.Lot})
			}
		}
		h.edited(have.ID.String(), have.Code, e)
		return nil
	}
}

// callNew names what a field becomes, where that is a thing that a row makes and that has
// no number yet.
func callNew[N ~uint64](e edits, field string, becomes N, called string) {
	if change, ok := e[field]; ok && isNew(becomes) {
		e[field] = edit{change.Before, called}
	}
}

// edit is what the row says of a home, where it differs in more than how it is
// written.
func (h *homeRow) edit(v importer.Values, have store.Property) operator.EditPropertyRequest {
	req := operator.EditPropertyRequest{
		Property: operator.Ref(have.ID.String()), Plan: given(v[importer.Plan]), ExternalID: given(v[importer.ExternalID]),
		Line1: given(v[importer.Address1]), Line2: given(v[importer.Address2]), City: given(v[importer.City]),
		Region: given(v[importer.Region]), Postcode: given(v[importer.Postcode]), Country: given(v[importer.Country]),
	}
	if h.calledAnew(v[importer.Code], have) {
		req.Code = given(v[importer.Code])
	}
	if v[importer.Lot] != "" {
		req.Lot = lotOfEdit(v, have)
	}
	if !isNew(h.community.ID) && h.community.ID != have.Community && v[importer.Community] != "" && !h.community.ID.IsZero() {
		to := operator.Ref(h.community.ID.String())
		req.Community = &to
	}
	if h.writing() && !h.building.ID.IsZero() && v[importer.Building] != "" {
		b := operator.Ref(h.building.ID.String())
		req.Building = &b
	}
	return req
}

// calledAnew says whether a code is none that the home has or had.
func (h *homeRow) calledAnew(code string, have store.Property) bool {
	has := func(known string) bool { return operator.Fold(known) == operator.Fold(code) }
	return !has(have.Code) && !slices.ContainsFunc(have.Aliases, has)
}
