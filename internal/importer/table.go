package importer

import (
	"bytes"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// searched is how many rows a header is looked for in.
const searched = 50

// delimiters are what cells are divided by, the usual first.
const delimiters = ",;\t|"

// table is the layout of a text of cells. Its delimiter is the one with which a header
// is seen best.
func (s *source) table(enc encoding, begin int64, text []byte, o Options, d dictionary) (layout, error) {
	l := layout{format: formatCSV}
	tried := delimiters
	if delim, ok := sepLine(text); ok {
		tried = string(delim)
	}
	best, width := -1, 0
	var broken error
	for _, delim := range []byte(tried) {
		sample, err := first(newCSV(bytes.NewReader(text), delim))
		if err != nil && len(sample) == 0 {
			broken = err
			continue
		}
		at, score := header(sample, o, d)
		if at < 0 {
			continue
		}
		if n := len(sample[at].cells); score > best || score == best && n > width {
			best, width = score, n
			l.delim = delim
			l.setHeader(sample[at])
		}
	}
	if best < 0 {
		if broken != nil {
			return l, broken
		}
		return l, operator.Errorf(operator.Invalid, "the file has no rows").Reason("file_empty")
	}
	if len(l.headers) == 1 && len(tried) > 1 {
		l.delim = 0 // one column, in which a comma is a comma
	}
	if len(l.headers) > operator.MaxImportColumns {
		return l, tooManyColumns(l.line, len(l.headers))
	}
	delim := l.delim
	l.open = func() (rows, error) { return newCSV(s.utf8Of(enc, begin), delim), nil }
	return l, nil
}

// sepLine is the delimiter that a first line sep=; names.
func sepLine(text []byte) (byte, bool) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.Trim(bytes.TrimRight(line, "\r"), `"`)
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") && line[4] != '"' && line[4] < 0x80 {
		return line[4], true
	}
	return 0, false
}

// first is the first rows, as many as a header is looked for in. They may end in the
// middle of one, which is left out.
func first(all rows) ([]row, error) {
	var list []row
	for len(list) < searched {
		r, err := all.next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, r)
	}
	return list, nil
}

// header is the row that looks most like one, and how many of its cells are headers that
// are known. Where none is, it is the first with anything in it.
func header(list []row, o Options, d dictionary) (at, score int) {
	fields := fieldsOf(o.Kind)
	named := map[string]bool{}
	for _, m := range o.Map {
		if cut := strings.LastIndexByte(m, '='); cut > 0 {
			named[normalHeader(m[:cut])] = true
		}
	}
	for _, c := range o.Saved {
		named[normalHeader(c.Header)] = c.Field != ""
	}
	at, score = -1, -1
	for i, r := range list {
		n, filled := 0, 0
		for _, cell := range r.cells[:min(len(r.cells), operator.MaxImportColumns)] {
			if trim(cell) == "" {
				continue
			}
			if filled++; len(cell) > operator.MaxLine {
				continue
			}
			if named[normalHeader(cell)] || len(d.means(clean(cell), o.Kind, fields)) > 0 {
				n++
			}
		}
		if filled > 0 && n > score && !(len(r.cells) > 1 && sepCell(r.cells)) {
			at, score = i, n
		}
	}
	return at, score
}

// sepCell says whether a row is the line sep=; cut by its own delimiter.
func sepCell(cells []string) bool { return strings.EqualFold(trim(cells[0]), "sep=") }

// setHeader takes a row as the header. Cells at its end that are empty are no columns.
func (l *layout) setHeader(r row) {
	cells := r.cells
	for len(cells) > 0 && trim(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	l.headers = make([]string, len(cells))
	for i, cell := range cells {
		l.headers[i] = shortened(oneLine(clean(cell)))
	}
	l.line = r.line
}

func tooManyColumns(line, n int) error {
	return operator.Errorf(operator.Invalid, "line %d has %d columns, of at most %d", line, n, operator.MaxImportColumns).
		WithHint("export only the columns that the import needs").Reason("too_many_columns").With("line", line)
}
