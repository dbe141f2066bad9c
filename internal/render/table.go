package render

import (
	"bytes"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// The form of a table: two blanks between columns, no lines.
const (
	gutter = 2
	// leastFlexible is how narrow a flexible column may get. A table that needs
	// it narrower is shown as labelled lines.
	leastFlexible = 8
)

// table is the format table.
type table[T any] struct {
	t       *term.IO
	out     Output
	w       io.Writer
	columns []Column[T]
	group   func(T) string // nil for no groups
	empty   string
	rows    []row
}

// row is the safe text of one thing.
type row struct {
	group string
	cells []string
}

func (s *table[T]) put(item T) error {
	r := row{cells: make([]string, len(s.columns))}
	for i, c := range s.columns {
		r.cells[i] = term.Line(c.Text(item))
	}
	if s.group != nil {
		r.group = term.Line(s.group(item))
	}
	s.rows = append(s.rows, r)
	return nil
}

func (s *table[T]) end() error {
	if len(s.rows) == 0 {
		if s.empty != "" {
			Note(s.t, s.out, "%s", s.empty)
		}
		return nil
	}
	g := grid{rows: s.rows, titles: titles(s.columns), columns: make([]shape, len(s.columns)), style: s.t.OutStyle()}
	for i, c := range s.columns {
		g.columns[i] = shape{right: c.Align, flexible: c.Flexible && !c.Reference, reference: c.Reference}
	}
	if s.group != nil {
		g.gather()
	}
	if s.t.OutTTY {
		g.limit = s.t.Width
	}
	var b bytes.Buffer
	if widths, fits := g.widths(); fits {
		g.draw(&b, widths)
	} else {
		g.stack(&b)
	}
	_, err := s.w.Write(b.Bytes())
	return err
}

// grid is a table without the type of its rows.
type grid struct {
	titles  []string
	columns []shape
	rows    []row
	grouped bool
	limit   int // cells of a line, 0 for no limit
	style   term.Style
}

type shape struct {
	right               Align
	flexible, reference bool
}

// gather puts the rows of a group together, the groups in the order in which
// each first appears.
func (g *grid) gather() {
	var order []string
	by := map[string][]row{}
	for _, r := range g.rows {
		if _, seen := by[r.group]; !seen {
			order = append(order, r.group)
		}
		by[r.group] = append(by[r.group], r)
	}
	rows := make([]row, 0, len(g.rows))
	for _, name := range order {
		rows = append(rows, by[name]...)
	}
	g.rows, g.grouped = rows, true
}

// widths gives each column what its text takes. Beyond the limit the widest
// flexible column gives way, again and again; false says that it is not enough.
func (g *grid) widths() ([]int, bool) {
	widths := make([]int, len(g.titles))
	total := gutter * (len(widths) - 1)
	for i, title := range g.titles {
		widths[i] = width(title)
		for _, r := range g.rows {
			widths[i] = max(widths[i], width(r.cells[i]))
		}
		if g.limit > 0 && g.columns[i].flexible {
			widths[i] = min(widths[i], max(g.limit, g.least(i)))
		}
		total += widths[i]
	}
	if g.limit == 0 {
		return widths, true
	}
	for ; total > g.limit; total-- {
		widest := -1
		for i, c := range g.columns {
			if c.flexible && widths[i] > g.least(i) && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		widths[widest]--
	}
	return widths, true
}

// least is how narrow a flexible column may get: its title is never cut.
func (g *grid) least(i int) int { return max(leastFlexible, width(g.titles[i])) }

// heading is the line above a group.
func (g *grid) heading(name string) string {
	if name = trimmed(name); name == "" {
		name = "–"
	}
	if g.limit > 0 {
		name = trimmed(cut(name, g.limit))
	}
	return g.style.Bold(name) + "\n"
}

// newGroup says whether row i begins a group.
func (g *grid) newGroup(i int) bool {
	return g.grouped && (i == 0 || g.rows[i].group != g.rows[i-1].group)
}

// stack writes each row as lines of "Title: text", for terminals too narrow for
// a table.
func (g *grid) stack(b *bytes.Buffer) {
	for i, r := range g.rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		if g.newGroup(i) {
			b.WriteString(g.heading(r.group))
		}
		for c, text := range r.cells {
			if text != "" {
				labelled(b, g.titles[c], text, g.limit, g.columns[c].reference)
			}
		}
	}
}

// labelled writes "Title: text" within limit cells, the text going on indented. A
// reference stays whole, on a line of its own if need be.
func labelled(b *bytes.Buffer, title, text string, limit int, whole bool) {
	label := title + ": "
	if limit <= 0 || width(label)+width(text) <= limit {
		b.WriteString(trimmed(label+text) + "\n")
		return
	}
	if whole {
		b.WriteString(strings.Join(wrap(title+":", limit), "\n") + "\n" + trimmed(text) + "\n")
		return
	}
	const indent = "  "
	for i, line := range wrap(label+text, max(1, limit-len(indent))) {
		if i > 0 {
			b.WriteString(indent)
		}
		b.WriteString(trimmed(line) + "\n")
	}
}

// trimmed is s without blanks at its end.
func trimmed(s string) string { return strings.TrimRight(s, " ") }
