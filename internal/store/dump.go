package store

import "iter"

// Table is a table as it is kept: its name, and the parts of its keys in words,
// in their order.
type Table struct {
	Name string
	Key  []string
}

// Row is a row as it is kept: one of the types of this package, under its key.
type Row struct {
	Key   []byte
	Value any
}

// DumpReader reads any table, for who has to look behind the service.
type DumpReader interface {
	Tables() []Table
	// Rows yields the rows of a table whose keys begin with numbers, in the order
	// of their keys, past the key after. It fails for a table that is not there.
	Rows(table string, begin []uint64, after []byte) iter.Seq2[Row, error]
}
