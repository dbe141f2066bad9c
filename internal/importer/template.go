package importer

import (
	"bytes"
	"encoding/csv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/xlsx"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Template is a file with the headers of a kind, and rows as examples: csv or xlsx. It
// fails with Usage for another kind or format.
func Template(kind operator.ImportKind, format string) ([]byte, error) {
	rows := examples(kind)
	if rows == nil {
		return nil, operator.Errorf(operator.Usage, "%q is nothing that can be imported", kind).
			WithHint("one of %s", kinds()).Reason("bad_kind")
	}
	var b bytes.Buffer
	switch strings.ToLower(format) {
	case "", formatCSV:
		w := csv.NewWriter(&b)
		if err := w.WriteAll(rows); err != nil {
			return nil, err
		}
	case formatXLSX:
		w := xlsx.NewWriter(&b, string(kind))
		for _, row := range rows {
			if err := w.Row(row); err != nil {
				return nil, err
			}
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
	default:
		return nil, operator.Errorf(operator.Usage, "there is no template as %q", format).
			WithHint("csv or xlsx").Reason("bad_format")
	}
	return b.Bytes(), nil
}

// kinds names every kind.
func kinds() string {
	var names []string
	for _, k := range operator.ImportKinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// examples is the header of a kind's template, and the rows below it; nil for no kind.
func examples(kind operator.ImportKind) [][]string {
	switch kind {
	case operator.ImportCommunities:
		return [][]string{
			{"code", "name", "external_id"},
			{"MR", "Maple Ridge", "4711"},
			{"CO", "Cedar Oaks", ""},
		}
	case operator.ImportBuildings:
		return [][]string{
			{"community", "building", "name", "property", "external_id"},
			{"MR", "7", "Birch House", "MR-014;MR-2-015", ""},
		}
	case operator.ImportProperties:
		return [][]string{
			{"code", "community", "phase", "building", "lot", "address", "address2", "city", "region", "postcode", "country", "plan", "external_id"},
			{"MR-014", "MR", "2", "", "14", "114 Maple Ridge Drive", "", "Denver", "CO", "80202", "US", "Aspen", "5001"},
			{"", "MR", "2", "", "15", "116 Maple Ridge Drive", "", "Denver", "CO", "80202", "US", "Birch", ""},
		}
	case operator.ImportHomes:
		return [][]string{
			{
				"community", "lot", "address", "city", "region", "postcode", "plan", "status", "contract_date", "expected_closing", "price",
				"name", "email", "phone", "co_name", "co_email", "co_phone",
			},
			{
				"MR", "14", "114 Maple Ridge Drive", "Denver", "CO", "80202", "Aspen", "open", "2026-03-02", "2026-09-15", "489900.00",
				"Maya Ortiz", "maya@ortiz.example", "mobile=303-555-0123", "Leo Ortiz", "leo@ortiz.example", "",
			},
			{"MR", "15", "116 Maple Ridge Drive", "Denver", "CO", "80202", "Birch", "none", "", "", "", "", "", "", "", "", ""},
		}
	case operator.ImportTransactions:
		return [][]string{
			{"property", "buyers", "status", "price", "contract_date", "expected_closing", "closing_date", "withdrawal_date", "sale_id"},
			{"MR-014", "maya@ortiz.example;leo@ortiz.example", "open", "489900.00", "2026-03-02", "2026-09-15", "", "", "S-1001"},
		}
	}
	return peopleExamples(kind)
}

func peopleExamples(kind operator.ImportKind) [][]string {
	switch kind {
	case operator.ImportBuyers:
		return [][]string{
			{"name", "email", "phone", "external_id"},
			{"Maya Ortiz", "maya@ortiz.example", "mobile=303-555-0123", "4711"},
			{"Leo Ortiz", "leo@ortiz.example", "", ""},
		}
	case operator.ImportContacts:
		return [][]string{
			{"name", "email", "phone", "title", "external_id"},
			{"Sam Reed", "sam@firstbank.example", "work=303-555-0188 x12", "Lender", ""},
		}
	case operator.ImportTeam:
		return [][]string{
			{"name", "email", "phone", "title", "role", "external_id"},
			{"Priya Shah", "priya@acme.example", "303-555-0144", "Construction Manager", "member", ""},
		}
	case operator.ImportMessages:
		return [][]string{
			{"property", "thread", "subject", "from", "to", "sent_at", "internal", "body"},
			{"MR-014", "1", "Countertops", "maya@ortiz.example", "priya@acme.example", "2026-03-02 09:30", "", "When do we choose the countertops?"},
			{"MR-014", "1", "", "priya@acme.example", "maya@ortiz.example", "2026-03-02 10:05", "", "On Thursday, if that suits you."},
		}
	case operator.ImportUpdates:
		return [][]string{
			{"property", "milestone", "from", "sent_at", "body"},
			{"MR-014", "Foundation", "priya@acme.example", "2026-03-12 16:00", "The foundation is poured."},
		}
	}
	return nil
}
