package importer

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options say how a file is to be read.
type Options struct {
	Kind   operator.ImportKind
	Name   string // of the file, for errors
	Format string // csv, xlsx, jsonl; found out if empty or auto
	Sheet  string
	Map    []string                // "Header=field" each; "Header=" leaves a column out
	Saved  []operator.ImportColumn // a saved mapping; Map goes before it
	Zone   *time.Location          // what times without one are meant in
	Now    time.Time
}

// File is an imported file, kept in a temporary file without a name where it cannot be
// read twice.
type File struct {
	source   *source
	layout   layout
	mapper   *mapper
	warnings []operator.ImportProblem
	total    int // rows
	read     int // rows of the pass that runs
}

// layout is how a file is written, and what its columns are.
type layout struct {
	format  string
	open    func() (rows, error) // begins to read it
	headers []string
	line    int  // of the header; rows up to it are none. 0 where there is no header
	delim   byte // of CSV; 0 where there is one column
}

// Open finds out how a file is written and what its columns are. It fails for a file
// that as a whole is no such file, has no rows' header, or lacks a column that the kind
// must have.
func Open(ctx context.Context, content io.Reader, o Options) (*File, error) {
	if fieldsOf(o.Kind) == nil {
		return nil, operator.Errorf(operator.Usage, "%q is no kind of import", o.Kind).Reason("no_such_kind")
	}
	src, err := newSource(ctx, content)
	if err != nil {
		return nil, named(err, o.Name)
	}
	f := &File{source: src}
	if err := f.prepare(ctx, o); err != nil {
		_ = src.close() // the first error counts
		return nil, named(err, o.Name)
	}
	return f, nil
}

// prepare finds the layout and the mapping, and looks at all rows once.
func (f *File) prepare(ctx context.Context, o Options) (err error) {
	d := newDictionary()
	if f.layout, f.warnings, err = f.source.layout(o, d); err != nil {
		return err
	}
	m, err := newMapping(f.layout.headers, o, d)
	if err != nil {
		return err
	}
	m.short = f.layout.format == formatXLSX
	if nothing := f.layout.format == formatJSONL && len(f.layout.headers) == 0; !nothing {
		if err := m.complete(); err != nil {
			return err
		}
	}
	f.warnings = append(f.warnings, m.doubles()...)
	f.mapper = newMapper(m, o, f.layout.format == formatJSONL)
	return f.survey(ctx)
}

// named is an error of a file with its name before it.
func named(err error, name string) error {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || name == "" || name == "-" {
		return err
	}
	c := *e
	c.Message = name + ": " + e.Message
	return &c
}

// Format is csv, xlsx or jsonl.
func (f *File) Format() string { return f.layout.format }

// Columns is every header of the file with the field that it fills.
func (f *File) Columns() []operator.ImportColumn { return f.mapper.list() }

// Warnings are of the file as a whole, as an encoding that was guessed.
func (f *File) Warnings() []operator.ImportProblem { return f.warnings }

// Size is about how many bytes there are to read, and how many are read: for progress.
func (f *File) Size() (read, all int64) {
	return f.source.size * int64(f.read) / int64(max(f.total, 1)), f.source.size
}

// Rows is how many rows Records yields.
func (f *File) Rows() int { return f.total }

// Sum is the SHA-256 of the file.
func (f *File) Sum() []byte { return f.source.sum }

// each calls do for every row that says something, until it returns false, and skipped,
// where it is not nil, for the others with the reason.
func (f *File) each(ctx context.Context, do func(row) bool, skipped func(row, string)) error {
	if err := f.source.same(); err != nil {
		return err
	}
	all, err := f.layout.open()
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r, err := all.next()
		if err == io.EOF {
			return f.source.same()
		}
		if err != nil {
			return err
		}
		if r.line <= f.layout.line {
			continue
		}
		if why := f.layout.empty(r); why != "" {
			if skipped != nil {
				skipped(r, why)
			}
			continue
		}
		if !do(r) {
			return nil
		}
	}
}

// Close removes what was kept.
func (f *File) Close() error { return f.source.close() }
