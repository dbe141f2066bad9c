package importer

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options say how a file is to be read.
type Options struct {
	Kind   operator.ImportKind
	Name   string // of the file, for errors
	Format string // csv, xlsx, jsonl; found out if empty or auto
	Sheet  string
	Map    []string                // "Header=field" each
	Saved  []operator.ImportColumn // a saved mapping; Map goes before it
	Zone   *time.Location          // what times without one are meant in
	Now    time.Time
}

// File is an imported file, kept in a temporary file without a name where it cannot be
// read twice.
type File struct{}

// Open finds out how a file is written and what its columns are. It fails for a file
// that as a whole is no such file, has no rows' header, or lacks a column that the kind
// must have.
func Open(ctx context.Context, content io.Reader, o Options) (*File, error) {
	return nil, operator.Errorf(operator.Internal, "not built yet")
}

// Format is csv, xlsx or jsonl.
func (f *File) Format() string { return "" }

// Columns is every header of the file with the field that it fills.
func (f *File) Columns() []operator.ImportColumn { return nil }

// Warnings are of the file as a whole, as an encoding that was guessed.
func (f *File) Warnings() []operator.ImportProblem { return nil }

// Size is about how many bytes there are to read, and how many are read: for progress.
func (f *File) Size() (read, all int64) { return 0, 0 }

// Sum is the SHA-256 of the file.
func (f *File) Sum() []byte { return nil }

// Records yields the rows in order. It can be ranged over any number of times, one after
// the other. An error ends it, and is of the file as a whole.
func (f *File) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(func(Record, error) bool) {}
}

// Rejects writes rejected rows to w, in the file's own columns and the same format (of
// XLSX: CSV), with the reason in one column more, that is left out when the file is
// imported again. Flush ends it.
func (f *File) Rejects(w io.Writer) *Rejects { return &Rejects{} }

// Close removes what was kept.
func (f *File) Close() error { return nil }

// Rejects writes rejected rows.
type Rejects struct{}

// Add writes a row with what is wrong with it.
func (r *Rejects) Add(rec Record, why []operator.ImportProblem) error { return nil }

// Flush writes what is left.
func (r *Rejects) Flush() error { return nil }

// LotKey is what lots have in common that are one: 9, 009 and Lot 9.
func LotKey(lot string) string { return lot }

// NameKey is what names have in common that are one: case, spaces, titles, and the order
// of "Smith, John".
func NameKey(name string) string { return name }

// Template is a file with the headers of a kind, and rows as examples: csv or xlsx.
func Template(kind operator.ImportKind, format string) ([]byte, error) { return nil, nil }
