package app

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ownWorkspace tells this workspace from others in what it exports.
func (s *session) ownWorkspace() string {
	sum := sha256.Sum256(append([]byte("operator_ref "), s.ws.Instance...))
	return hex.EncodeToString(sum[:6])
}

// own reads the reference that an export of this workspace wrote into the row; false
// where there is none, or one of something else.
func (r *importRow) own(id interface{ UnmarshalText([]byte) error }) bool {
	ref, workspace := importer.CutOwnRef(r.rec.Own)
	return ref != "" && workspace == r.s.ownWorkspace() && id.UnmarshalText([]byte(ref)) == nil
}

// exported is the person that an export wrote the row of. Whoever is of another kind
// now, or merged into somebody else, is looked for like all others.
func (p *personRow) exported() (*store.Person, error) {
	var id operator.PersonID
	if !p.own(&id) {
		return nil, nil
	}
	o, ok, err := p.s.r.Person(id)
	if err != nil || !ok || o.Kind != p.kind || !o.Merged.IsZero() {
		return nil, err
	}
	if !o.Erased.IsZero() {
		p.problem(p.field(importer.Name), "erased", o.ID.String()+" was erased")
		return nil, nil
	}
	return &o, nil
}

// exported is the home that an export wrote the row of.
func (h *homeRow) exported() (*store.Property, error) {
	var id operator.PropertyID
	if !h.own(&id) {
		return nil, nil
	}
	p, ok, err := h.s.r.Property(id)
	if err != nil || !ok {
		return nil, err
	}
	return &p, nil
}

// exportedSale is the sale of a home that an export wrote the row of.
func (r *importRow) exportedSale(h store.Property) (*store.Sale, error) {
	var id operator.TransactionID
	if !r.own(&id) {
		return nil, nil
	}
	sale, ok, err := r.s.r.Sale(id)
	if err != nil || !ok || sale.Property != h.ID {
		return nil, err
	}
	return &sale, nil
}
