package render

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Align is the side that the text of a column keeps to.
type Align int

// The sides. Numbers and sizes go right.
const (
	Left Align = iota
	Right
)

// Column is one column of a list of T.
type Column[T any] struct {
	// Name is what --columns calls it: snake_case, the JSON field's name where
	// there is one.
	Name string
	// Title stands above the column, as in "Waiting on".
	Title string
	// Text is what people read. It need not be safe.
	Text func(T) string
	// Exact is what csv and tsv get instead, where that is not Text: a full
	// time for an age.
	Exact func(T) string
	// Marks, if not nil, are the parts of Text that a table sets off: in bold where
	// there is colour, between stars elsewhere.
	Marks func(T) []operator.Mark
	Align Align
	// Flexible columns give way when the terminal is too narrow. The others are
	// never cut.
	Flexible bool
	// Least is how narrow a flexible column may get, in cells; 0 is 8.
	Least int
	// Share is how much of the room a flexible column gets beside the others: one
	// with 2 gets twice as much as one with 1. 0 is 1.
	Share int
	// Folds is for a flexible column that is the last: its text goes on below
	// itself and is not cut.
	Folds bool
	// Spare columns are left out, the first of them first, where a terminal is too
	// narrow for all.
	Spare bool
	// Reference marks text that is typed or copied again. It is never cut, nor
	// broken over lines.
	Reference bool
	// Hidden columns are shown only when asked for.
	Hidden bool
}

// Sheet describes a list of T.
type Sheet[T any] struct {
	Columns []Column[T]
	// Ref is the reference that the format id prints.
	Ref func(T) string
	// Group, if not nil, is the first column. On a terminal the rows with the same
	// text in it stand together, and only the first of them shows it.
	Group *Column[T]
	// Empty is said on standard error when a table has no rows: "No messages."
	Empty string
}

// choose gives the columns to show, and whether rows are grouped by the first.
func (s Sheet[T]) choose(t *term.IO, out Output) (columns []Column[T], grouped bool, err error) {
	all := s.Columns
	if s.Group != nil {
		all = append([]Column[T]{*s.Group}, s.Columns...)
	}
	if out.Columns != nil {
		columns, err = named(all, out.Columns)
		return columns, false, err
	}
	// To who listens, each row says by itself what it is about.
	grouped = s.Group != nil && t.OutTTY && !out.machine() && !t.Accessible()
	for _, c := range all {
		if !c.Hidden {
			columns = append(columns, c)
		}
	}
	return columns, grouped, nil
}

func named[T any](all []Column[T], wanted []string) ([]Column[T], error) {
	names := make([]string, len(all))
	by := make(map[string]Column[T], len(all))
	for i, c := range all {
		names[i] = c.Name
		by[c.Name] = c
	}
	columns := make([]Column[T], 0, len(wanted))
	for _, name := range wanted {
		name = strings.ToLower(strings.TrimSpace(name))
		if err := known("column", name, names, "bad_column"); err != nil {
			return nil, err
		}
		columns = append(columns, by[name])
	}
	return columns, nil
}

// exact is the column's text for programs.
func (c Column[T]) exact(item T) string {
	if c.Exact != nil {
		return c.Exact(item)
	}
	return c.Text(item)
}

// titles are the titles of columns.
func titles[T any](columns []Column[T]) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Title
	}
	return out
}
