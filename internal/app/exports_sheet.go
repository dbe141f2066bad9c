package app

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cell"
	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/xlsx"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sheet is a file of rows that is being written.
type sheet interface {
	row(exportRow) error
	close() error
}

// The fields that only exports and imports of sales know beside the common ones.
const (
	expectedClosing importer.Field = "expected_closing"
	buyerID         importer.Field = "buyer_id"
)

// mostBuyers is how many buyers a row of a home has columns for; more of them have
// a row of their own, with the same home and sale.
const mostBuyers = 4

// exportColumns are the columns of an export, by the names that an import knows. Only one
// of what has changed tells of what is gone.
func exportColumns(req operator.ExportRequest) []importer.Field {
	columns := append([]importer.Field{importer.OperatorRef}, exportedFields(operator.ImportKind(req.Kind))...)
	if req.Since != "" {
		columns = append(columns, importer.Deleted)
	}
	return columns
}

// exportedFields are those that say something of things.
func exportedFields(kind operator.ImportKind) []importer.Field {
	place := []importer.Field{
		importer.Code, importer.Community, importer.Building, importer.Lot, importer.Address1, importer.Address2,
		importer.City, importer.Region, importer.Postcode, importer.Country, importer.Plan, importer.ExternalID,
	}
	sale := []importer.Field{
		importer.Status, importer.Price, importer.ContractDate, expectedClosing, importer.ClosingDate, importer.WithdrawalDate, importer.SaleID,
	}
	who := []importer.Field{importer.Name, importer.Email, importer.Phones}
	switch kind {
	case operator.ImportProperties:
		return place
	case operator.ImportHomes:
		for i := range mostBuyers {
			for _, f := range append(who[:3:3], buyerID) {
				place = append(place, buyerField(i, f))
			}
		}
		return append(place, sale...)
	case operator.ImportTransactions:
		return append([]importer.Field{importer.Property, importer.Buyers}, sale...)
	case operator.ImportTeam:
		return append(who, importer.Title, importer.Role, importer.ExternalID)
	case operator.ImportBuyers, operator.ImportContacts:
		return append(who, importer.Title, importer.ExternalID)
	case operator.ImportCommunities:
		return []importer.Field{importer.Code, importer.Name, importer.ExternalID}
	case operator.ImportBuildings:
		return []importer.Field{importer.Community, importer.Building, importer.Name, importer.ExternalID}
	case operator.ImportMessages:
		return []importer.Field{
			importer.Property, importer.Thread, importer.Subject, importer.Internal, importer.From, importer.To, importer.SentAt, importer.Body,
		}
	case operator.ImportUpdates:
		return []importer.Field{
			importer.Property, importer.Subject, importer.Milestone, importer.From, importer.SentAt, importer.Body,
		}
	}
	return nil
}

// buyerField is the field of the buyer of a home at a place.
func buyerField(i int, f importer.Field) importer.Field {
	return [mostBuyers]importer.Field{"", "co_", "co2_", "co3_"}[i] + f
}

// newSheet begins a file.
func newSheet(req operator.ExportRequest, w io.Writer) (sheet, error) {
	columns := exportColumns(req)
	if req.Format == formatJSONL {
		return &lineSheet{columns, w}, nil
	}
	out := &cellSheet{columns: columns, cells: make([]string, len(columns))}
	if req.Format == formatXLSX {
		x := xlsx.NewWriter(w, req.Kind)
		out.write, out.end = x.Row, x.Close
	} else {
		c := csv.NewWriter(w)
		out.write = c.Write
		out.end = func() error {
			c.Flush()
			return c.Error()
		}
	}
	for i, f := range columns {
		out.cells[i] = string(f)
	}
	return out, out.write(out.cells)
}

// cellSheet is a file for spreadsheets. No cell of it is one that they would run.
type cellSheet struct {
	columns []importer.Field
	cells   []string
	write   func([]string) error
	end     func() error
}

func (c *cellSheet) row(row exportRow) error {
	for i, f := range c.columns {
		c.cells[i] = cell.Safe(row.cells[f])
	}
	return c.write(c.cells)
}

func (c *cellSheet) close() error { return c.end() }

// lineSheet is a file with an object on each line, in which a field that is empty is
// left out.
type lineSheet struct {
	columns []importer.Field
	w       io.Writer
}

func (l *lineSheet) row(row exportRow) error {
	var b strings.Builder
	b.WriteByte('{')
	for _, f := range l.columns {
		value := row.cells[f]
		if value == "" {
			continue
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return operator.Wrap(operator.Internal, err, "write a row")
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + string(f) + `":`)
		b.Write(raw)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(l.w, b.String())
	return err
}

func (l *lineSheet) close() error { return nil }
