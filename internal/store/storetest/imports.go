package storetest

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// importsKept tests that imports, their parts and mappings are kept whole: imports are
// listed from the newest on, and mappings by their folded names, of which each stands once.
func importsKept(f *fixture) {
	want := full[store.Import]()
	want.ID = 0
	f.update(func(tx store.Tx) error { return tx.PutImport(&want) })
	second := store.Import{Kind: operator.ImportBuyers, State: operator.ImportApplied, By: 1, At: at(1)}
	f.update(func(tx store.Tx) error { return tx.PutImport(&second) })
	same(f, "numbers", []operator.ImportID{want.ID, second.ID}, []operator.ImportID{1, 2})
	same(f, "an import", find(f, func(r store.Reader) (store.Import, bool, error) { return r.Import(1) }), want)
	from := func(before operator.ImportID) []operator.ImportID {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Import, error] { return r.Imports(before) })
		return each(rows, func(i store.Import) operator.ImportID { return i.ID })
	}
	same(f, "all", from(0), []operator.ImportID{2, 1})
	same(f, "before the second", from(2), []operator.ImportID{1})
	want.State = operator.ImportUndone
	f.update(func(tx store.Tx) error { return tx.PutImport(&want) })
	same(f, "once undone", find(f, func(r store.Reader) (store.Import, bool, error) { return r.Import(1) }), want)

	part := full[store.ImportPart]()
	part.Import, part.N = 1, 2
	f.update(func(tx store.Tx) error { return tx.PutImportPart(part) })
	same(f, "a part", find(f, func(r store.Reader) (store.ImportPart, bool, error) { return r.ImportPart(1, 2) }), part)
	f.view(func(r store.Reader) error {
		_, ok, err := r.ImportPart(2, 2)
		same(f, "the part of another import", ok, false)
		return err
	})

	mapping := full[store.Mapping]()
	for _, name := range []string{"Site", "erp", "SITE"} {
		mapping.Name = name
		f.update(func(tx store.Tx) error { return tx.PutMapping(mapping) })
	}
	same(f, "a mapping", find(f, func(r store.Reader) (store.Mapping, bool, error) { return r.Mapping("site") }), mapping)
	names := each(list(f, store.Reader.Mappings), func(m store.Mapping) string { return m.Name })
	same(f, "mappings", names, []string{"erp", "SITE"})
}
