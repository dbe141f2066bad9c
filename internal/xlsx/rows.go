package xlsx

import (
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Rows are the rows of a sheet, in order.
type Rows struct {
	book   *Reader
	scan   *scanner
	part   io.Closer
	left   int64
	number int // of the row, from 1
	bytes  int // of the row's cells
	width  int // of the row before
	cell   cell
	text   []byte
	in     textPart
	value  bool // in a v
	done   bool
}

// cell is what is known of a cell before its value comes.
type cell struct {
	column int
	sort   string // the attribute t
	date   bool
}

// Rows begins to read a sheet: the first where the name is empty. It fails with Invalid
// for a sheet that is not there.
func (x *Reader) Rows(name string) (*Rows, error) {
	s, err := x.find(name)
	if err != nil {
		return nil, err
	}
	r := &Rows{book: x, left: x.left}
	if r.scan, r.part, err = x.open(s.part, &r.left); err != nil {
		return nil, err
	}
	return r, nil
}

// Next is the cells of the next row that has any, and its number; io.EOF after the last.
func (r *Rows) Next() (cells []string, number int, err error) {
	if r.done {
		return nil, 0, io.EOF
	}
	in := false
	for {
		t, err := r.scan.next()
		if err != nil {
			r.done = true
			_ = r.part.Close() // it was read, and nothing is kept
			return nil, 0, err
		}
		switch {
		case t == charData:
			if in && (r.value || r.in.wanted()) {
				r.text = append(r.text, r.scan.text...)
			}
		case t == startTag:
			if r.scan.is("row") {
				in, cells, r.bytes = true, make([]string, 0, r.width), 0
				r.begin()
			}
			if in {
				err = r.element()
			}
		case r.scan.is("row") && in:
			in = false
			if r.width = len(cells); len(cells) > 0 {
				return cells, r.number, nil
			}
		case r.scan.is("c") && in:
			cells, err = r.end(cells)
		case in:
			r.value = r.value && !r.scan.is("v")
			r.in.end(r.scan.name)
		}
		if err != nil {
			return nil, 0, err
		}
	}
}

// begin begins a row.
func (r *Rows) begin() {
	r.number++
	if n, err := strconv.Atoi(r.scan.attr("r")); err == nil && n >= r.number && n <= MaxRows {
		r.number = n
	}
	r.cell.column = -1
}

// element takes notice of an element in a row.
func (r *Rows) element() error {
	switch string(r.scan.name) {
	case "c":
		next := r.cell.column + 1
		r.cell = cell{column: next, sort: r.scan.attr("t")}
		if ref := r.scan.attr("r"); ref != "" {
			column, _ := columnOf(ref)
			if column < 0 {
				return damaged(errors.New("there is no cell " + ref))
			}
			r.cell.column = column
		}
		if n, err := strconv.Atoi(r.scan.attr("s")); err == nil && n >= 0 && n < len(r.book.styles) {
			r.cell.date = r.book.styles[n]
		}
		r.text, r.value, r.in = r.text[:0], false, textPart{}
	case "v":
		r.value = true
	default:
		r.in.begin(r.scan.name)
	}
	return nil
}

// end puts the cell that was read among the others.
func (r *Rows) end(cells []string) ([]string, error) {
	text, err := r.meant()
	if err != nil || text == "" {
		return cells, err
	}
	at := r.cell.column
	if at < 0 {
		return nil, damaged(errors.New("row " + strconv.Itoa(r.number) + " ends a cell that does not begin"))
	}
	if at >= operator.MaxImportColumns {
		return nil, invalid("too_many_columns", "row %d has a cell in column %s; a file has at most %d columns", r.number, columnName(at), operator.MaxImportColumns).
			WithHint("delete the columns that the import does not need").With("line", r.number)
	}
	if r.bytes += len(text); r.bytes > operator.MaxImportRecord {
		return nil, invalid("row_too_long", "row %d has more than %d KiB", r.number, operator.MaxImportRecord>>10).With("line", r.number)
	}
	for len(cells) <= at {
		cells = append(cells, "")
	}
	cells[at] = text
	return cells, nil
}

// meant is the text of a cell.
func (r *Rows) meant() (string, error) {
	raw := string(r.text)
	switch r.cell.sort {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if raw == "" {
			return "", nil
		}
		text, ok := r.book.texts.at(n)
		if err != nil || !ok {
			return "", damaged(errors.New("row " + strconv.Itoa(r.number) + " refers to a text that is not there"))
		}
		return unescapeCell(text), nil
	case "b":
		if strings.TrimSpace(raw) == "1" {
			return "yes", nil
		}
		return "no", nil
	case "d":
		return strings.TrimSuffix(raw, "T00:00:00"), nil
	case "", "n":
		return r.numberOf(strings.TrimSpace(raw)), nil
	}
	return unescapeCell(raw), nil // str, inlineStr, e
}

// numberOf is a number as a person sees it: a date where its style is one, and without
// what a computer's arithmetic adds at the end.
func (r *Rows) numberOf(raw string) string {
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return raw
	}
	if r.cell.date && n >= 1 && n < 2_958_466 { // up to the year 9999
		return r.date(n)
	}
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', 0, 64)
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil || math.Abs(n) >= 1e15 {
		return raw
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// date is the day that a number counts to, with the time of day where it has one.
func (r *Rows) date(n float64) string {
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if r.book.late {
		epoch = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	whole := math.Floor(n)
	t := epoch.AddDate(0, 0, int(whole)).Add(time.Duration((n - whole) * float64(24*time.Hour)).Round(time.Second))
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}
