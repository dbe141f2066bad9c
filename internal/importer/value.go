package importer

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// meant reads a value by the sort of its field.
func (m *mapper) meant(rec *Record, s *slot, full Field, value string) (string, bool) {
	switch s.field {
	case ContractDate, ExpectedClosing, ClosingDate, WithdrawalDate, SentAt:
		return m.dateOf(rec, s, value)
	case Price:
		amount, ok := readPrice(value)
		if !ok {
			rec.fail(full, "bad_price", "this is not an amount; write it like 489900.00")
		}
		return amount, ok && amount != ""
	case Status:
		status, ok := readStatus(value)
		if !ok {
			rec.warn(full, "unknown_status", "nobody knows this status; it is left out. Known are words like available, sold, pending, closed, cancelled")
		}
		return status, ok
	case Internal:
		yes, ok := flag(value)
		if !ok {
			rec.fail(full, "bad_flag", "write yes or no")
		}
		return "yes", ok && yes
	case Role:
		return m.role(rec, full, value)
	case Title:
		return oneLine(value), !titled(value)
	case ExternalID, SaleID:
		if mangled(value) {
			rec.fail(full, "id_rounded", "a spreadsheet has rounded this number; export the column as text")
			return "", false
		}
	case To, Buyers:
		return list(value), true
	case Property:
		if s.of == ofBuilding {
			return list(value), true
		}
	case Address1, Address2:
		return value, true // may have several lines: finish sees to that
	}
	return m.line(rec, full, value)
}

// line is a value on one line.
func (m *mapper) line(rec *Record, full Field, value string) (string, bool) {
	value = oneLine(value)
	if len(value) > operator.MaxLine && utf8.RuneCountInString(value) > operator.MaxLine {
		rec.fail(full, "too_long", fmt.Sprintf("this has %d characters, of at most %d", utf8.RuneCountInString(value), operator.MaxLine))
		return "", false
	}
	return value, value != ""
}

func (m *mapper) role(rec *Record, full Field, value string) (string, bool) {
	switch role := operator.Role(strings.ToLower(value)); role {
	case operator.Admin, operator.Member, operator.Auditor:
		return string(role), true
	case "administrator":
		return string(operator.Admin), true
	}
	rec.warn(full, "unknown_role", "a role is admin, member or auditor; this one is left out")
	return "", false
}

// dateOf reads a day, or the moment of what was sent.
func (m *mapper) dateOf(rec *Record, s *slot, value string) (string, bool) {
	full := s.field
	at, fault := readDate(value, s.date)
	switch fault {
	case dateAmbiguous:
		a, _ := readDate(value, monthFirst)
		b, _ := readDate(value, dayFirst)
		rec.fail(full, "ambiguous_date", fmt.Sprintf("this can be %s or %s; write it like %s, or say which with --map \"%s=%s:mdy\" or :dmy",
			a.date(), b.date(), a.date(), s.header, s.field))
		return "", false
	case dateBad:
		rec.fail(full, "bad_date", "this is not a date; write it like 2026-05-01")
		return "", false
	}
	if s.field == SentAt {
		return at.in(m.zone).UTC().Format(time.RFC3339Nano), true
	}
	return at.date(), true
}

// list is the parts of a cell that has several, each on a line.
func list(value string) string {
	if !strings.ContainsAny(value, ",;|\n") {
		return value
	}
	var parts []string
	for p := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(",;|\n\r", r) }) {
		if p = oneLine(trim(p)); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "\n")
}
