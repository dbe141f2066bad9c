package importer

import (
	"github.com/seed-34ad0ce1/operator/internal/xlsx"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sheet is the layout of a sheet of Excel.
func (s *source) sheet(o Options, d dictionary) (layout, []operator.ImportProblem, error) {
	l := layout{format: formatXLSX, delim: ','}
	book, err := xlsx.NewReader(s.at, s.size)
	if err != nil {
		return l, nil, err
	}
	l.open = func() (rows, error) {
		sheet, err := book.Rows(o.Sheet)
		if err != nil {
			return nil, err
		}
		return sheetRows{sheet}, nil
	}
	all, err := l.open()
	if err != nil {
		return l, nil, err
	}
	sample, err := first(all)
	if err != nil {
		return l, nil, err
	}
	at, _ := header(sample, o, d)
	if at < 0 {
		return l, nil, operator.Errorf(operator.Invalid, "the sheet has no rows").Reason("file_empty")
	}
	l.setHeader(sample[at])
	return l, nil, nil
}

// sheetRows are the rows of a sheet.
type sheetRows struct{ sheet *xlsx.Rows }

var _ rows = sheetRows{}

func (s sheetRows) next() (row, error) {
	cells, number, err := s.sheet.Next()
	return row{cells: cells, line: number}, err
}
