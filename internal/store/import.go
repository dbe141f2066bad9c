package store

import (
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Import is an import that changed something. What it changed stands in its parts,
// which are numbered from 1; part 0 is there if it warned of anything.
type Import struct {
	ID        operator.ImportID    `row:"1"`
	Kind      operator.ImportKind  `row:"2"`
	File      string               `row:"3"`
	Format    string               `row:"4"`
	Sum       []byte               `row:"5"` // the SHA-256 of the file
	State     operator.ImportState `row:"6"`
	Rows      int                  `row:"7"`
	Created   int                  `row:"8"`
	Updated   int                  `row:"9"`
	Unchanged int                  `row:"10"`
	Rejected  int                  `row:"11"`
	Columns   []ImportColumn       `row:"12"`
	Parts     int                  `row:"13"`
	Seconds   float64              `row:"14"`
	By        operator.PersonID    `row:"15"`
	At        time.Time            `row:"16"`
	Undone    time.Time            `row:"17"`
	// Event is the event that says so. What came later is not the import's doing.
	Event uint64 `row:"18"`
}

// ImportColumn is a header of a file, with the field it fills.
type ImportColumn struct {
	Header string `row:"1"`
	Field  string `row:"2"`
}

// ImportPart is some of what an import changed, in the order it did so.
type ImportPart struct {
	Import  operator.ImportID `row:"1"`
	N       int               `row:"2"`
	Changes []ImportChange    `row:"3"`
	// Warnings are those of the whole import, in its part 0.
	Warnings []ImportWarning `row:"4"`
}

// ImportWarning is what an import warned of.
type ImportWarning struct {
	Row     int    `row:"1"`
	Line    int    `row:"2"`
	Column  string `row:"3"`
	Value   string `row:"4"`
	Code    string `row:"5"`
	Message string `row:"6"`
}

// ImportChange is what an import did to one thing: it made it, or it changed fields.
type ImportChange struct {
	Row     int           `row:"1"`
	Object  string        `row:"2"`
	Name    string        `row:"3"`
	Created bool          `row:"4"`
	Fields  []FieldChange `row:"5"`
	// Kept says that the import was undone but for this.
	Kept bool   `row:"6"`
	Why  string `row:"7"` // it was kept
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field string `row:"1"`
	Was   string `row:"2"`
	Is    string `row:"3"`
}

// Mapping says which columns fill which fields, under a name.
type Mapping struct {
	Name    string              `row:"1"`
	Kind    operator.ImportKind `row:"2"`
	Columns []ImportColumn      `row:"3"`
	By      operator.PersonID   `row:"4"`
	At      time.Time           `row:"5"`
}

// ImportReader reads what was imported.
type ImportReader interface {
	Import(operator.ImportID) (Import, bool, error)
	// Imports yields imports, the newest first, those before one; zero is from the last.
	Imports(before operator.ImportID) iter.Seq2[Import, error]
	ImportPart(of operator.ImportID, n int) (ImportPart, bool, error)

	Mapping(name string) (Mapping, bool, error)
	// Mappings yields mappings by folded name.
	Mappings() iter.Seq2[Mapping, error]
}

// ImportTx writes it.
type ImportTx interface {
	PutImport(*Import) error
	PutImportPart(ImportPart) error
	PutMapping(Mapping) error
	// DeleteSale takes a sale away that nothing names.
	DeleteSale(operator.TransactionID) error
}
