package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Import(id operator.ImportID) (store.Import, bool, error) {
	return imports.get(r.tx, num(id))
}

func (r reader) Imports(before operator.ImportID) iter.Seq2[store.Import, error] {
	var after []byte
	if !before.IsZero() {
		after = num(before)
	}
	return imports.rows(r.tx, "", nil, after, true)
}

func (r reader) ImportPart(of operator.ImportID, n int) (store.ImportPart, bool, error) {
	return importParts.get(r.tx, key(num(of), num(uint64(n))))
}

func (r reader) Mapping(name string) (store.Mapping, bool, error) {
	return mappings.get(r.tx, text(name))
}

func (r reader) Mappings() iter.Seq2[store.Mapping, error] {
	return past(r, mappings, "", nil, nil)
}

func (w writer) PutImport(i *store.Import) error { return putNumbered(w, imports, &i.ID, i) }

func (w writer) PutImportPart(p store.ImportPart) error { return importParts.put(w.tx, p) }

func (w writer) PutMapping(m store.Mapping) error { return mappings.put(w.tx, m) }

func (w writer) DeleteSale(id operator.TransactionID) error { return sales.delete(w.tx, num(id)) }

// imports looks whether the parts of each import are there, and whether its counts
// add up.
func (c *checker) imports() error {
	err := every(c, imports, func(i store.Import) error {
		if i.Created+i.Updated+i.Unchanged+i.Rejected != i.Rows {
			c.found("import %s counts %d rows, which are %d created, %d updated, %d unchanged and %d rejected",
				i.ID, i.Rows, i.Created, i.Updated, i.Unchanged, i.Rejected)
		}
		if !stands(c, people, num(i.By)) {
			c.found("import %s is by %s, who is not there", i.ID, i.By)
		}
		for n := 1; n <= i.Parts; n++ {
			if !stands(c, importParts, key(num(i.ID), num(uint64(n)))) {
				c.found("import %s lacks part %d of %d", i.ID, n, i.Parts)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return every(c, importParts, func(p store.ImportPart) error {
		if i, ok, err := c.Import(p.Import); err != nil || !ok || p.N > i.Parts {
			c.found("part %d of import %s belongs to none", p.N, p.Import)
			return err
		}
		return nil
	})
}
