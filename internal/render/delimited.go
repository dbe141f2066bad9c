package render

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// delimited is the format csv (RFC 4180, lines ending in LF), with the columns'
// names as its first record. Text is exact, but for two things: a cell that a
// spreadsheet would run as a formula begins with an apostrophe, and on a
// terminal the cells are safe.
type delimited[T any] struct {
	w       *csv.Writer
	columns []Column[T]
	tty     bool
	headed  bool
}

func newCSV[T any](w io.Writer, columns []Column[T], tty bool) *delimited[T] {
	// The struct hides that w is buffered: csv would take its buffer for its own,
	// and write half a list to the world when it flushes.
	own := csv.NewWriter(struct{ io.Writer }{w})
	return &delimited[T]{w: own, columns: columns, tty: tty}
}

func (d *delimited[T]) put(item T) error {
	if err := d.head(); err != nil {
		return err
	}
	cells := make([]string, len(d.columns))
	for i, c := range d.columns {
		text := c.exact(item)
		if d.tty {
			text = term.Block(text)
		}
		cells[i] = noFormula(text)
	}
	if err := d.w.Write(cells); err != nil {
		return err
	}
	d.w.Flush() // into the buffer behind it
	return d.w.Error()
}

func (d *delimited[T]) end() error {
	if err := d.head(); err != nil {
		return err
	}
	d.w.Flush()
	return d.w.Error()
}

func (d *delimited[T]) head() error {
	if d.headed {
		return nil
	}
	d.headed = true
	return d.w.Write(names(d.columns))
}

func names[T any](columns []Column[T]) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}

// noFormula keeps a spreadsheet from running text (OWASP, CSV injection). A
// number or a phone number with a sign is left alone.
func noFormula(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return s
	}
	if (s[0] == '+' || s[0] == '-') && len(s) > 1 && strings.Trim(s[1:], "0123456789 .()-") == "" {
		return s
	}
	return "'" + s
}

// tabbed is the format tsv: a line a row, its cells safe and without tabs, the
// columns' names first.
type tabbed[T any] struct {
	w       io.Writer
	columns []Column[T]
	headed  bool
}

func (s *tabbed[T]) put(item T) error {
	if err := s.head(); err != nil {
		return err
	}
	cells := make([]string, len(s.columns))
	for i, c := range s.columns {
		cells[i] = noFormula(term.Line(c.exact(item)))
	}
	return s.line(cells)
}

func (s *tabbed[T]) end() error { return s.head() }

func (s *tabbed[T]) head() error {
	if s.headed {
		return nil
	}
	s.headed = true
	return s.line(names(s.columns))
}

func (s *tabbed[T]) line(cells []string) error {
	_, err := io.WriteString(s.w, strings.Join(cells, "\t")+"\n")
	return err
}
