package importer

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mapper makes records of rows.
type mapper struct {
	*mapping
	zone     *time.Location
	today    string
	verbatim bool // JSONL: values are as they are meant
	own      int  // the column that our exports say in what a row is; -1 without one
	gone     int  // and that in which they say when it was deleted
	needs    [][][]Field
	people   [mostPeople]someone // of the row that is read
}

func newMapper(m *mapping, o Options, verbatim bool) *mapper {
	p := &mapper{mapping: m, zone: o.Zone, verbatim: verbatim, own: -1, gone: -1}
	for _, s := range m.slots {
		switch s.field {
		case OperatorRef:
			p.own = s.index
		case Deleted:
			p.gone = s.index
		}
	}
	if p.zone == nil {
		p.zone = time.UTC
	}
	if !o.Now.IsZero() {
		p.today = o.Now.In(p.zone).Format(time.DateOnly)
	}
	for _, choice := range required(m.kind) {
		var ways [][]Field
		for _, way := range choice {
			var fields []Field
			for f := range strings.SplitSeq(way, "+") {
				fields = append(fields, Field(f))
			}
			ways = append(ways, fields)
		}
		p.needs = append(p.needs, ways)
	}
	return p
}

// record reads a row.
func (m *mapper) record(r row, number int) Record {
	rec := Record{Row: number, Line: r.line, cells: r.cells, raw: r.raw, columns: m.columns}
	if r.fault != "" {
		rec.fail("", r.code, r.fault)
		return rec
	}
	if !m.fits(&rec) {
		return rec
	}
	if m.own >= 0 && m.own < len(r.cells) {
		rec.Own = ownRef(r.cells[m.own])
	}
	if rec.Own != "" && m.gone >= 0 && m.gone < len(r.cells) {
		if rec.Deleted = trim(r.cells[m.gone]); rec.Deleted != "" {
			return rec
		}
	}
	people := &m.people // used again for each row: clearing it costs
	var community string
	for i := range m.slots {
		s := &m.slots[i]
		if s.index >= len(r.cells) {
			continue
		}
		value, ok := m.value(&rec, s, r.cells[s.index])
		switch {
		case !ok, s.of == ofRow:
		case s.of == ofPerson:
			people[s.who].take(s.field, value)
		case s.field == communityName:
			community = value
		default:
			m.set(&rec, s, value)
		}
	}
	m.addPeople(&rec)
	if community != "" {
		within(&rec, m.kind, community)
	}
	finish(&rec, m.today)
	m.check(&rec)
	return rec
}

// fits says whether a row has as many cells as the header. Cells that are empty may be
// too many.
func (m *mapper) fits(rec *Record) bool {
	n := len(m.headers)
	if len(rec.cells) == n || m.verbatim {
		return true
	}
	for _, cell := range rec.cells[min(n, len(rec.cells)):] {
		if trim(cell) != "" {
			rec.fail("", "ragged", fmt.Sprintf("the row has %d cells, and the header %d: is a quote or a delimiter missing?", len(rec.cells), n))
			return false
		}
	}
	if len(rec.cells) < n && !m.short {
		rec.fail("", "ragged", fmt.Sprintf("the row has %d cells, and the header %d: is a line broken in two?", len(rec.cells), n))
		return false
	}
	return true
}

// value is what a cell says for a field; not ok if it says nothing, or nothing right.
func (m *mapper) value(rec *Record, s *slot, cell string) (string, bool) {
	full := prefixOf(s.who) + s.field
	if s.field == Body {
		return m.body(rec, cell)
	}
	literal := rec.Own != "" && (s.of == ofPerson && s.field != Role || asWritten(s.field))
	value := cell
	switch {
	case literal:
		value = m.exported(cell)
	case !m.verbatim:
		value = clean(cell)
	case !plainCell(cell):
		value = trim(cell)
	}
	switch {
	case value == "":
		return "", false
	case m.verbatim && strings.Contains(value, nested):
		rec.fail(full, "bad_value", "a text or a list of texts is wanted here, without NUL characters")
		return "", false
	case len(value) > operator.MaxImportCell:
		rec.fail(full, "cell_too_long", fmt.Sprintf("the cell has %d bytes, of at most %d", len(value), operator.MaxImportCell))
		return "", false
	case literal:
		return value, true
	case value[0] == '#' && excelError(value):
		rec.warn(full, "excel_error", "a formula that failed; it is read as empty")
		return "", false
	case s.field != Name && s.field != firstName && s.field != lastName && s.field != Subject && s.field != Status && nothing(value):
		return "", false
	case s.of == ofPerson && s.field != Title && s.field != Role:
		return value, true
	}
	return m.meant(rec, s, full, value)
}

// body is a text as it is, but for what a spreadsheet needs.
func (m *mapper) body(rec *Record, cell string) (string, bool) {
	if !m.verbatim {
		cell = unmarked(cell)
	}
	if operator.Blank(cell) {
		return "", false
	}
	if err := operator.CheckBody(cell); err != nil {
		rec.fail(Body, "bad_body", err.Error())
		return "", false
	}
	return cell, true
}

// set puts a value where it belongs.
func (m *mapper) set(rec *Record, s *slot, value string) {
	var of *Values
	switch s.of {
	case ofHome:
		of = &rec.Home
	case ofSale:
		of = &rec.Sale
	case ofCommunity:
		of = &rec.Community
	case ofBuilding:
		of = &rec.Building
	case ofMessage:
		of = &rec.Message
	default:
		of = &rec.Update
	}
	if *of == nil {
		*of = make(Values, 8)
	}
	(*of)[s.field] = value
}

// check rejects a row that lacks what its kind must have.
func (m *mapper) check(rec *Record) {
	if len(rec.Errors) > 0 {
		return
	}
	for i, ways := range m.needs {
		if !m.any(rec, ways) {
			rec.fail(ways[0][0], "missing", "the row does not say the "+choiceText(required(m.kind)[i]))
		}
	}
}

func (m *mapper) any(rec *Record, ways [][]Field) bool {
	for _, way := range ways {
		all := true
		for _, f := range way {
			all = all && rec.has(f)
		}
		if all {
			return true
		}
	}
	return false
}

// has says whether a row says a field of anything.
func (r *Record) has(f Field) bool {
	for _, v := range [...]Values{r.Home, r.Sale, r.Community, r.Building, r.Message, r.Update} {
		if v[f] != "" {
			return true
		}
	}
	for _, v := range r.People {
		if v[f] != "" {
			return true
		}
	}
	return false
}

func (r *Record) fail(f Field, code, message string) {
	r.Errors = append(r.Errors, r.Problem(f, code, message))
}

func (r *Record) warn(f Field, code, message string) {
	r.Warnings = append(r.Warnings, r.Problem(f, code, message))
}
