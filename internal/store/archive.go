package store

// ArchiveReader tells what an archive of a store needs beside the rows, which
// DumpReader gives.
type ArchiveReader interface {
	// LastNumber is the last number that was given to a row of a table, which may be
	// gone; 0 for a table whose rows get none.
	LastNumber(table string) (uint64, error)
	// Derived says that a table follows from others, and is made with them.
	Derived(table string) bool
}
