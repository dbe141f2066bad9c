package importer

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Why a row says nothing.
const (
	skipBlank  = "blank"
	skipHeader = "header_repeated"
	skipTotal  = "total_row"
)

// survey looks at all rows once: how many there are, which are none, and in which order
// each column writes its dates.
func (f *File) survey(ctx context.Context) error {
	votes := map[int]*ballot{}
	var open []int
	for i, s := range f.mapper.slots {
		if dated(s.field) && s.date == orderUnknown {
			votes[i] = &ballot{}
			open = append(open, i)
		}
	}
	over := 0
	err := f.each(ctx, func(r row) bool {
		if f.total++; f.total > operator.MaxImportRows {
			over = r.line
			return false
		}
		for _, i := range open {
			if at := f.mapper.slots[i].index; at < len(r.cells) {
				votes[i].count(clean(r.cells[at]))
			}
		}
		return true
	}, f.skipped)
	switch {
	case err != nil:
		return err
	case over > 0:
		return operator.Errorf(operator.Invalid, "the file has more than %d rows: the next is in line %d", operator.MaxImportRows, over).
			WithHint("split it into smaller ones").Reason("too_many_rows")
	case f.total == 0:
		f.warn(f.layout.line, "no_rows", "the file has a header, and no rows")
	}
	for _, i := range open {
		f.decide(&f.mapper.slots[i], votes[i])
	}
	return nil
}

// decide settles the order of dates in a column, and says so where it mattered.
func (f *File) decide(s *slot, b *ballot) {
	s.date = b.order()
	if b.open == 0 || s.date != monthFirst && s.date != dayFirst {
		return
	}
	order := "the month first"
	if s.date == dayFirst {
		order = "the day first"
	}
	f.warnings = append(f.warnings, operator.ImportProblem{
		Line: f.layout.line, Column: s.header, Value: b.witness, Code: "date_order",
		Message: fmt.Sprintf("dates are read with %s, since %s is one only so", order, b.witness),
	})
}

func (f *File) skipped(r row, why string) {
	switch why {
	case skipHeader:
		f.warn(r.line, why, "the header is there again; it is no row")
	case skipTotal:
		f.warn(r.line, why, "this looks like a total; it is no row")
	}
}

// warn adds a warning of the file, if there are not too many of them already.
func (f *File) warn(line int, code, message string) {
	if len(f.warnings) < operator.MaxProblems {
		f.warnings = append(f.warnings, operator.ImportProblem{Line: line, Code: code, Message: message})
	}
}

// empty says why a row says nothing; empty if it says something.
func (l *layout) empty(r row) string {
	if l.line == 0 || r.fault != "" {
		return ""
	}
	first := -1
	for i, cell := range r.cells {
		if cell == "" || cell[0] <= ' ' && trim(cell) == "" {
			continue
		}
		if first >= 0 {
			break
		}
		first = i
	}
	switch {
	case first < 0:
		return skipBlank
	case first < len(l.headers) && sameHeader(r.cells[first], l.headers[first]) && l.again(r.cells):
		return skipHeader
	case total(r.cells[first]) && numeric(r.cells[first+1:]):
		return skipTotal
	}
	return ""
}

// again says whether cells are the header once more.
func (l *layout) again(cells []string) bool {
	for i, cell := range cells {
		if i >= len(l.headers) && trim(cell) != "" || i < len(l.headers) && !sameHeader(cell, l.headers[i]) {
			return false
		}
	}
	return len(cells) > 1 || len(l.headers) == 1
}

func sameHeader(cell, header string) bool {
	return cell == header || strings.EqualFold(clean(cell), header)
}

// total says whether a cell begins a row of totals: "Total", "Grand total: 12".
func total(cell string) bool {
	if len(cell) > 40 {
		return false
	}
	switch cell[0] {
	case 't', 'T', 'g', 'G', 's', 'S', 'c', 'C', 'r', 'R', ' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
	default:
		return false
	}
	word := strings.ToLower(clean(cell))
	word = strings.TrimFunc(word, func(r rune) bool {
		return r == ':' || r == ' ' || r == '=' || r == '(' || r == ')' || r >= '0' && r <= '9'
	})
	switch word {
	case "total", "totals", "grand total", "grand totals", "subtotal", "sub-total", "sub total", "count", "sum", "total records",
		"total count", "total rows", "record count", "records", "rows", "total homes", "total buyers", "record(s", "row count":
		return true
	}
	return false
}

// numeric says whether cells hold numbers at most.
func numeric(cells []string) bool {
	for _, cell := range cells {
		if strings.Trim(cell, "0123456789.,$€£ -%\u00a0\t") != "" {
			return false
		}
	}
	return true
}
