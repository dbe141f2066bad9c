package store

import (
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Import is an import that changed something. What it changed stands in its parts,
// which are numbered from 1.
type Import struct {
	ID        operator.ImportID    `cbor:"1,keyasint"`
	Kind      operator.ImportKind  `cbor:"2,keyasint"`
	File      string               `cbor:"3,keyasint,omitempty"`
	Format    string               `cbor:"4,keyasint,omitempty"`
	Sum       []byte               `cbor:"5,keyasint,omitempty"` // the SHA-256 of the file
	State     operator.ImportState `cbor:"6,keyasint"`
	Rows      int                  `cbor:"7,keyasint,omitempty"`
	Created   int                  `cbor:"8,keyasint,omitempty"`
	Updated   int                  `cbor:"9,keyasint,omitempty"`
	Unchanged int                  `cbor:"10,keyasint,omitempty"`
	Rejected  int                  `cbor:"11,keyasint,omitempty"`
	Columns   []ImportColumn       `cbor:"12,keyasint,omitempty"`
	Parts     int                  `cbor:"13,keyasint,omitempty"`
	Seconds   float64              `cbor:"14,keyasint,omitempty"`
	By        operator.PersonID    `cbor:"15,keyasint"`
	At        time.Time            `cbor:"16,keyasint"`
	Undone    time.Time            `cbor:"17,keyasint,omitzero"`
	// Event is the event that says so. What came later is not the import's doing.
	Event uint64 `cbor:"18,keyasint,omitempty"`
}

// ImportColumn is a header of a file, with the field it fills.
type ImportColumn struct {
	Header string `cbor:"1,keyasint"`
	Field  string `cbor:"2,keyasint,omitempty"`
}

// ImportPart is some of what an import changed, in the order it did so.
type ImportPart struct {
	Import  operator.ImportID `cbor:"1,keyasint"`
	N       int               `cbor:"2,keyasint"`
	Changes []ImportChange    `cbor:"3,keyasint,omitempty"`
}

// ImportChange is what an import did to one thing: it made it, or it changed fields.
type ImportChange struct {
	Row     int           `cbor:"1,keyasint"`
	Object  string        `cbor:"2,keyasint"`
	Name    string        `cbor:"3,keyasint,omitempty"`
	Created bool          `cbor:"4,keyasint,omitempty"`
	Fields  []FieldChange `cbor:"5,keyasint,omitempty"`
	// Kept says that the import was undone but for this.
	Kept bool `cbor:"6,keyasint,omitempty"`
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field string `cbor:"1,keyasint"`
	Was   string `cbor:"2,keyasint,omitempty"`
	Is    string `cbor:"3,keyasint,omitempty"`
}

// Mapping says which columns fill which fields, under a name.
type Mapping struct {
	Name    string              `cbor:"1,keyasint"`
	Kind    operator.ImportKind `cbor:"2,keyasint"`
	Columns []ImportColumn      `cbor:"3,keyasint,omitempty"`
	By      operator.PersonID   `cbor:"4,keyasint"`
	At      time.Time           `cbor:"5,keyasint"`
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
