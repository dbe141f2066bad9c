package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
)

// The tables of imports; schema.go lists them all.

var imports = table[store.Import]{
	fields: importFields,
	name:   "imports", shape: "import", width: 8, appends: true,
	key: func(i store.Import) []byte { return num(i.ID) },
}

var importParts = table[store.ImportPart]{
	fields: importPartFields,
	name:   "import_parts", shape: "import n", width: 16, appends: true,
	key: func(p store.ImportPart) []byte { return key(num(p.Import), num(uint64(p.N))) },
}

var mappings = table[store.Mapping]{
	fields: mappingFields,
	name:   "mappings", shape: "name~",
	key: func(m store.Mapping) []byte { return text(m.Name) },
}
