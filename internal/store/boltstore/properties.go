package boltstore

import (
	"bytes"
	"iter"
	"math"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Community(id operator.CommunityID) (store.Community, bool, error) {
	return communities.get(r.tx, num(id))
}

func (r reader) CommunityByCode(code string) (store.Community, bool, error) {
	return communities.find(r.tx, "by_code", text(code))
}

func (r reader) CommunitiesByExternalID(id string) ([]store.Community, error) {
	return with(r, communities, "by_external", exact(id))
}

func (r reader) Communities(after string) iter.Seq2[store.Community, error] {
	return past(r, communities, "by_code", nil, afterCode(after))
}

// afterCode is the key of a code in an order of codes; nil, which is before all,
// for no code.
func afterCode(code string) []byte {
	if code == "" {
		return nil
	}
	return text(code)
}

func (w writer) PutCommunity(c *store.Community) error {
	other, ok, err := w.CommunityByCode(c.Code)
	if err != nil {
		return err
	}
	if ok && other.ID != c.ID {
		return codeTaken("community", c.Code)
	}
	return putNumbered(w, communities, &c.ID, c)
}

func codeTaken(noun, code string) error {
	return operator.Errorf(operator.Conflict, "the code %q belongs to another %s", code, noun).
		WithHint("choose another code").Reason("code_taken").With("code", code)
}

func (w writer) DeleteCommunity(id operator.CommunityID) error {
	return communities.delete(w.tx, num(id))
}

func (r reader) Building(id operator.BuildingID) (store.Building, bool, error) {
	return buildings.get(r.tx, num(id))
}

func (r reader) BuildingsByExternalID(id string) ([]store.Building, error) {
	return with(r, buildings, "by_external", exact(id))
}

func (r reader) Buildings(in operator.CommunityID, after store.BuildingPlace) iter.Seq2[store.Building, error] {
	if in.IsZero() {
		return past(r, buildings, "", nil, num(after.ID))
	}
	return past(r, buildings, "by_number", num(in), key(num(in), text(after.Number), num(after.ID)))
}

func (w writer) PutBuilding(b *store.Building) error { return putNumbered(w, buildings, &b.ID, b) }

func (w writer) DeleteBuilding(id operator.BuildingID) error {
	return buildings.delete(w.tx, num(id))
}

func (r reader) Property(id operator.PropertyID) (store.Property, bool, error) {
	return properties.get(r.tx, num(id))
}

func (r reader) PropertyByCode(code string) (store.Property, bool, error) {
	return properties.find(r.tx, "by_code", text(code))
}

func (r reader) PropertiesByExternalID(id string) ([]store.Property, error) {
	return with(r, properties, "by_external", exact(id))
}

func (r reader) Properties(in operator.CommunityID, of operator.BuildingID, after string) iter.Seq2[store.Property, error] {
	switch {
	case !of.IsZero():
		return r.propertiesIn("by_building", num(of), after, in)
	case !in.IsZero():
		return r.propertiesIn("by_community", num(in), after, in)
	}
	return r.allProperties(after)
}

// propertiesIn yields homes in the order of an index by code, which ends with the
// number of the home: a code has one home, so all its keys are passed.
func (r reader) propertiesIn(index string, prefix []byte, after string, in operator.CommunityID) iter.Seq2[store.Property, error] {
	var from []byte
	if after != "" {
		from = key(prefix, text(after), num(uint64(math.MaxUint64)))
	}
	rows := past(r, properties, index, prefix, from)
	return only(rows, func(p store.Property) bool { return in.IsZero() || p.Community == in })
}

// only yields the rows to keep.
func only[V any](rows iter.Seq2[V, error], keep func(V) bool) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		for v, err := range rows {
			if (err != nil || keep(v)) && !yield(v, err) {
				return
			}
		}
	}
}

// allProperties yields every home by its code. The index has its old codes as
// well, which are passed over.
func (r reader) allProperties(after string) iter.Seq2[store.Property, error] {
	return func(yield func(store.Property, error) bool) {
		b, read, err := properties.reader(r.tx, "by_code")
		if err != nil {
			yield(store.Property{}, err)
			return
		}
		for k, v := range forwardIn(r.tx, b, nil, afterCode(after)) {
			p, err := read(k, v)
			if err == nil && !bytes.Equal(k, text(p.Code)) {
				continue
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func (r reader) CountProperties(in operator.CommunityID) (int, error) {
	index, prefix := "by_community", num(in)
	if in.IsZero() {
		index, prefix = "", nil
	}
	b, _, err := properties.reader(r.tx, index)
	if err != nil {
		return 0, err
	}
	n := 0
	for range forwardIn(r.tx, b, prefix, nil) {
		if err := stillAwaited(r.tx); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func (w writer) PutProperty(p *store.Property) error {
	for _, code := range append([]string{p.Code}, p.Aliases...) {
		other, ok, err := w.PropertyByCode(code)
		if err != nil {
			return err
		}
		if ok && other.ID != p.ID {
			return codeTaken("property", code)
		}
	}
	return putNumbered(w, properties, &p.ID, p)
}

func (w writer) DeleteProperty(id operator.PropertyID) error {
	return properties.delete(w.tx, num(id))
}
