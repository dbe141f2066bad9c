package app

import (
	"cmp"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// placeMemo is the communities of the workspace, and what was looked up of them. It
// lives as long as a session, but for the lots.
type placeMemo struct {
	s           *session
	loaded      bool
	communities map[string]store.Community // by code, name and id, each folded
	buildings   map[operator.CommunityID]map[string]store.Building
	lots        lotIndex
	touched     map[operator.CommunityID]bool           // whose lots this session has read, or added to
	moved       []lotMove                               // what the rows that this session has written moved
	opened      map[operator.PropertyID][]plannedSale   // by the rows that this session has written
	messages    map[operator.PropertyID]map[uint64]int  // how often each stands there
	updates     map[operator.PropertyID]map[uint64]bool // what those of each say
	threads     map[uint64]operator.ConversationID      // by what makes them one
}

func newPlaceMemo(s *session, lots lotIndex) *placeMemo {
	return &placeMemo{
		s: s, communities: map[string]store.Community{},
		buildings: map[operator.CommunityID]map[string]store.Building{},
		lots:      lots, touched: map[operator.CommunityID]bool{},
		opened:   map[operator.PropertyID][]plannedSale{},
		messages: map[operator.PropertyID]map[uint64]int{},
		updates:  map[operator.PropertyID]map[uint64]bool{},
		threads:  map[uint64]operator.ConversationID{},
	}
}

// remember keeps a community under all it is called. Of two with one name, the name
// means neither.
func (m *placeMemo) remember(c store.Community) {
	m.communities["code "+operator.Fold(c.Code)] = c
	name := "name " + importer.NameKey(c.Name)
	if o, ok := m.communities[name]; ok && o.ID != c.ID {
		c.ID = 0
	}
	m.communities[name] = c
}

// community finds a community by its code or its name.
func (m *placeMemo) community(text string) (store.Community, bool, error) {
	if !m.loaded {
		m.loaded = true
		for c, err := range m.s.r.Communities("") {
			if err != nil {
				return c, false, err
			}
			m.remember(c)
		}
	}
	if c, ok := m.communities["code "+operator.Fold(text)]; ok {
		return c, true, nil
	}
	c, ok := m.communities["name "+importer.NameKey(text)]
	return c, ok && !c.ID.IsZero(), nil
}

// building finds a building of a community by its number.
func (m *placeMemo) building(in operator.CommunityID, number string) (store.Building, bool, error) {
	if m.buildings[in] == nil {
		m.buildings[in] = map[string]store.Building{}
		if !isNew(in) {
			for b, err := range m.s.r.Buildings(in, store.BuildingPlace{}) {
				if err != nil {
					return b, false, err
				}
				m.buildings[in][operator.Fold(b.Number)] = b
			}
		}
	}
	b, ok := m.buildings[in][operator.Fold(number)]
	return b, ok, nil
}

// community is the community that a row is about: found by its external id, its code
// or its name, and made where there is none.
func (r *importRow) community(v importer.Values) (store.Community, error) {
	c, found, err := r.communityMeant(v)
	if err != nil || r.stop() {
		return c, err
	}
	keys, values := communityKeys(c, v), valuesHash(v)
	if t, ok := r.named(keys...); ok {
		if t.values != values {
			r.problem(importer.Code, "duplicate", fmt.Sprintf("%s is in row %d too, and not the same there", cmp.Or(c.Code, v[importer.Code], v[importer.Name]), t.row))
		} else if r.req.Kind == operator.ImportCommunities {
			r.warn(importer.Code, "repeated", fmt.Sprintf("the same as row %d", t.row))
		}
		return c, nil
	}
	if found {
		r.claimAll(thing{id: uint64(c.ID), values: values}, keys...)
		return c, r.changeCommunity(c, v)
	}
	if c, err = r.addCommunity(v); err != nil || r.stop() {
		return c, err
	}
	if r.writing() {
		r.places.remember(c)
		return c, nil
	}
	r.claimAll(thing{id: uint64(c.ID), values: values}, communityKeys(c, v)...)
	r.then = append(r.then, func() { r.places.remember(c) })
	return c, nil
}

// communityKeys are the keys that rows find a community by, the surest first: what it
// is where it is known, and what a row says of it.
func communityKeys(c store.Community, v importer.Values) []uint64 {
	id, _ := parseExternal(v[importer.ExternalID]) // which communityMeant has refused
	keys := []uint64{keyHash("community ext", id.system, id.key), keyHash("community code", operator.Fold(v[importer.Code]))}
	if !c.ID.IsZero() {
		keys = append(keys, keyHash("community", fmt.Sprint(uint64(c.ID))))
	}
	return keys
}

func (r *importRow) communityMeant(v importer.Values) (store.Community, bool, error) {
	id, err := parseExternal(v[importer.ExternalID])
	if err != nil {
		return store.Community{}, false, r.took(importer.ExternalID, err)
	}
	if id.key != "" {
		found, err := r.s.r.CommunitiesByExternalID(id.key)
		if err != nil {
			return store.Community{}, false, err
		}
		if c := withExternal(id, found, func(c store.Community) store.External { return c.External }); c != nil {
			return *c, true, nil
		}
	}
	text := v[importer.Code]
	if text == "" {
		text = v[importer.Name]
	}
	return r.places.community(text)
}

func (r *importRow) addCommunity(v importer.Values) (store.Community, error) {
	req := operator.AddCommunityRequest{Code: v[importer.Code], Name: v[importer.Name], ExternalID: v[importer.ExternalID]}
	if req.Name == "" {
		req.Name = req.Code
	}
	if r.writing() {
		made, err := r.s.addCommunity(req)
		if err != nil {
			return store.Community{}, r.tookOf(v, importer.Code, err)
		}
		r.made(made.Ref.String(), made.Code)
		c, _, err := r.s.r.Community(made.Ref)
		return c, err
	}
	c := store.Community{ID: operator.CommunityID(r.seen.number())}
	edit := operator.EditCommunityRequest{Code: &req.Code, Name: &req.Name, ExternalID: given(req.ExternalID)}
	if _, err := r.s.editCommunityFields(&c, edit); err != nil {
		return c, r.tookOf(v, importer.Code, err)
	}
	r.made("", c.Code)
	return c, nil
}

func (r *importRow) changeCommunity(have store.Community, v importer.Values) error {
	for {
		edit := operator.EditCommunityRequest{Name: given(v[importer.Name]), ExternalID: given(v[importer.ExternalID])}
		if operator.Fold(v[importer.Code]) != operator.Fold(have.Code) {
			edit.Code = given(v[importer.Code])
		}
		c := have
		e, err := r.s.editCommunityFields(&c, edit)
		if err != nil {
			return r.tookOf(v, importer.Code, err)
		}
		drop := r.settle(e, have.Code)
		switch {
		case r.stop(), len(e) == 0:
			return nil
		case len(drop) > 0:
			if v, err = leaveOut(v, drop); err != nil {
				return err
			}
			continue
		case r.writing():
			if _, err := r.s.changeCommunity(have, edit); err != nil {
				return r.tookOf(v, importer.Code, err)
			}
			r.places.remember(c)
		default:
			r.then = append(r.then, func() { r.places.remember(c) })
		}
		r.edited(have.ID.String(), have.Code, e)
		return nil
	}
}

// communityNamed is the community that a home or building of the row is in. A row
// that has its code and its name can make it.
func (r *importRow) communityNamed(text string, f importer.Field) (store.Community, error) {
	if r.rec.Community != nil {
		return r.community(r.rec.Community)
	}
	c, ok, err := r.places.community(text)
	if err == nil && !ok && text != "" {
		r.problem(f, "no_community", fmt.Sprintf("no community has the code or the name %q: operator community list has those there are, operator community add --code CODE --name NAME makes one, and operator import communities many", text))
	}
	return c, err
}

// buildingRow is a row of buildings.
func (r *importRow) buildingRow() error {
	v := r.rec.Building
	c, err := r.communityNamed(v[importer.Community], importer.Community)
	if err != nil || r.stop() {
		return err
	}
	if c.ID.IsZero() {
		r.problem(importer.Community, "no_community", "a building needs a community")
		return nil
	}
	homes := lines(v[importer.Property])
	b, err := r.building(c, withoutFields(v, []importer.Field{importer.Property}))
	if err != nil || r.stop() {
		return err
	}
	for _, code := range homes {
		if err := r.putInto(c, b, code); err != nil || r.stop() {
			return err
		}
	}
	return nil
}

// putInto puts a home into the building of the row.
func (r *importRow) putInto(c store.Community, b store.Building, code string) error {
	h, err := r.s.findProperty(operator.Ref(code))
	if err != nil {
		return r.took(importer.Property, err)
	}
	if h.Community != c.ID {
		r.problem(importer.Property, "other_community", fmt.Sprintf("%s is not in %s, where the building is", h.Code, c.Code))
		return nil
	}
	key, in := keyHash("home in a building", h.ID.String()), keyHash("building", operator.Fold(b.Number))
	if t, ok := r.named(key); ok && t.values != in {
		r.problem(importer.Property, "duplicate", fmt.Sprintf("%s is in another building in row %d", h.Code, t.row))
		return nil
	}
	r.claimAll(thing{values: in}, key)
	e, p := edits{}, h.Property
	if err := setBuilding(e, &p, b); err != nil {
		return r.took(importer.Property, err)
	}
	callNew(e, "building", p.Building, b.Number)
	if drop := r.settle(e, h.Code); len(e) == 0 || len(drop) > 0 || r.stop() {
		return nil
	}
	if r.writing() {
		ref := operator.Ref(b.ID.String())
		if _, err := r.s.changeProperty(h.Property, operator.EditPropertyRequest{Building: &ref}); err != nil {
			return r.took(importer.Property, err)
		}
	}
	r.edited(h.ID.String(), h.Code, e)
	return nil
}

// building is a building by its number, made where there is none.
func (r *importRow) building(c store.Community, v importer.Values) (store.Building, error) {
	number := v[importer.Building]
	b, found, err := r.places.building(c.ID, number)
	if err != nil {
		return b, err
	}
	key, values := keyHash("building", fmt.Sprint(uint64(c.ID)), operator.Fold(number)), valuesHash(v)
	if t, ok := r.named(key); ok {
		if r.req.Kind == operator.ImportBuildings && t.values != values {
			r.problem(importer.Building, "duplicate", fmt.Sprintf("building %s is in row %d too, and not the same there", number, t.row))
		}
		return b, nil
	}
	id, err := parseExternal(v[importer.ExternalID])
	if err != nil {
		return b, r.took(importer.ExternalID, err)
	}
	ext := keyHash("building ext", id.system, id.key)
	if t, ok := r.named(ext); ok {
		r.problem(importer.ExternalID, "duplicate", fmt.Sprintf("another building has the external id in row %d", t.row))
		return b, nil
	}
	r.claimAll(thing{values: values}, key, ext)
	if found {
		return b, r.changeBuilding(b, v)
	}
	req := operator.AddBuildingRequest{
		Community: operator.Ref(c.ID.String()), Number: number, Name: v[importer.Name], ExternalID: v[importer.ExternalID],
	}
	if r.writing() {
		made, err := r.s.addBuilding(req)
		if err != nil {
			return b, r.tookOf(v, importer.Building, err)
		}
		r.made(made.Ref.String(), c.Code+" "+made.Number)
		b, _, err = r.s.r.Building(made.Ref)
		r.places.buildings[c.ID][operator.Fold(number)] = b
		return b, err
	}
	b = store.Building{ID: operator.BuildingID(r.seen.number()), Community: c.ID, Number: number}
	if err := operator.CheckName("the number", number); err != nil {
		return b, r.tookOf(v, importer.Building, err)
	}
	r.made("", c.Code+" "+number)
	r.then = append(r.then, func() { r.places.buildings[c.ID][operator.Fold(number)] = b })
	return b, nil
}

func (r *importRow) changeBuilding(have store.Building, v importer.Values) error {
	for {
		edit := operator.EditBuildingRequest{Name: given(v[importer.Name]), ExternalID: given(v[importer.ExternalID])}
		b := have
		e, err := r.s.editBuildingFields(&b, edit)
		if err != nil {
			return r.tookOf(v, importer.Building, err)
		}
		drop := r.settle(e, "building "+have.Number)
		switch {
		case r.stop(), len(e) == 0:
			return nil
		case len(drop) > 0:
			if v, err = leaveOut(v, drop); err != nil {
				return err
			}
			continue
		case r.writing():
			if _, err := r.s.changeBuilding(have, edit); err != nil {
				return r.tookOf(v, importer.Building, err)
			}
		}
		r.edited(have.ID.String(), have.Number, e)
		return nil
	}
}
