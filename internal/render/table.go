package render

import (
	"bytes"
	"io"
	"slices"
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
	grouped bool // by the first column
	empty   string
	rows    []row
}

// row is the safe text of one thing.
type row []string

func (s *table[T]) put(item T) error {
	r := make(row, len(s.columns))
	for i, c := range s.columns {
		r[i] = c.cell(item, s.t.OutColour)
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
		g.columns[i] = shape{
			right: c.Align, flexible: c.Flexible && !c.Reference, reference: c.Reference,
			folds: c.Folds && i == len(s.columns)-1, spare: c.Spare,
			// The title is never cut.
			least: max(c.Least, leastFlexible, width(c.Title)), share: max(c.Share, 1),
		}
	}
	if s.grouped {
		g.gather()
	}
	if s.t.OutTTY {
		g.limit = s.t.Width
	}
	var b bytes.Buffer
	if fit, widths := g.fit(); widths != nil && !s.t.Accessible() {
		fit.draw(&b, widths)
	} else {
		g.stack(&b)
	}
	_, err := io.WriteString(s.w, bold(b.String()))
	return err
}

// grid is a table without the type of its rows.
type grid struct {
	titles  []string
	columns []shape
	rows    []row
	grouped bool // by the first column
	limit   int  // cells of a line, 0 for no limit
	style   term.Style
}

type shape struct {
	right                             Align
	flexible, reference, folds, spare bool
	least, share                      int // of a flexible column
}

// gather puts the rows of a group together, the groups in the order in which
// each first appears.
func (g *grid) gather() {
	var order []string
	by := map[string][]row{}
	for _, r := range g.rows {
		if trimmed(r[0]) == "" {
			r[0] = "–"
		}
		if _, seen := by[r[0]]; !seen {
			order = append(order, r[0])
		}
		by[r[0]] = append(by[r[0]], r)
	}
	rows := make([]row, 0, len(g.rows))
	for _, name := range order {
		rows = append(rows, by[name]...)
	}
	g.rows, g.grouped = rows, true
}

// fit is the table with as many of its spare columns as there is room for, and
// the widths of its columns: nil if there is no room even without any.
func (g grid) fit() (grid, []int) {
	for {
		if widths, fits := g.widths(); fits {
			return g, widths
		}
		spare := slices.IndexFunc(g.columns, func(s shape) bool { return s.spare })
		if spare < 0 {
			return g, nil
		}
		g = g.without(spare)
	}
}

// without is the table without column i.
func (g grid) without(i int) grid {
	g.titles = slices.Delete(slices.Clone(g.titles), i, i+1)
	g.columns = slices.Delete(slices.Clone(g.columns), i, i+1)
	rows := make([]row, len(g.rows))
	for n, r := range g.rows {
		rows[n] = slices.Delete(slices.Clone(r), i, i+1)
	}
	g.rows = rows
	return g
}

// widths gives each column what its text takes. Beyond the limit the flexible
// column that is widest for its share gives way, again and again; false says that
// it is not enough.
func (g grid) widths() ([]int, bool) {
	widths := make([]int, len(g.titles))
	total := gutter * (len(widths) - 1)
	for i, title := range g.titles {
		widths[i] = width(title)
		for _, r := range g.rows {
			widths[i] = max(widths[i], width(r[i]))
		}
		if g.limit > 0 && g.columns[i].flexible {
			widths[i] = min(widths[i], max(g.limit, g.columns[i].least))
		}
		total += widths[i]
	}
	if g.limit == 0 {
		return widths, true
	}
	for ; total > g.limit; total-- {
		widest := -1
		for i, c := range g.columns {
			if c.flexible && widths[i] > c.least && (widest < 0 || widths[i]*g.columns[widest].share > widths[widest]*c.share) {
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

// newGroup says whether row i begins a group.
func (g *grid) newGroup(i int) bool {
	return i == 0 || g.rows[i][0] != g.rows[i-1][0]
}

// stack writes each row as lines of "Title: text", the groups under headings, for
// terminals too narrow for a table.
func (g *grid) stack(b *bytes.Buffer) {
	for i, r := range g.rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		for c, text := range r {
			switch {
			case c == 0 && g.grouped:
				if g.newGroup(i) {
					b.WriteString(g.heading(text))
				}
			case text != "":
				labelled(b, g.titles[c], text, g.limit, g.columns[c].reference)
			}
		}
	}
}

// heading is the line above a group in a stack. A reference is never cut.
func (g *grid) heading(name string) string {
	if g.limit > 0 && !g.columns[0].reference {
		name = trimmed(cut(name, g.limit))
	}
	return g.style.Bold(name) + "\n"
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
