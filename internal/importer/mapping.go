package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// slot is a column of a file that fills a field.
type slot struct {
	index  int
	field  Field
	of     thing
	who    int // which person of the row
	header string
	date   dateOrder
	given  bool // the order of its dates was
}

// mapping says which column of a file fills which field.
type mapping struct {
	kind    operator.ImportKind
	fields  []field
	headers []string
	filled  []Field // of each header, with its prefix; empty for those that are not read
	slots   []slot
	taken   map[Field]bool
	columns map[Field]column
	short   bool // rows may have fewer cells than the header, as in XLSX
}

// newMapping finds the field of each header: by Map, then by the saved mapping, then by
// the dictionary.
func newMapping(headers []string, o Options, d dictionary) (*mapping, error) {
	m := &mapping{
		kind: o.Kind, fields: fieldsOf(o.Kind), headers: headers,
		filled: make([]Field, len(headers)), taken: map[Field]bool{}, columns: map[Field]column{},
	}
	decided := make([]bool, len(headers))
	for _, text := range o.Map {
		if err := m.given(text, decided); err != nil {
			return nil, err
		}
	}
	for _, c := range o.Saved {
		if at := m.find(c.Header); at >= 0 && !decided[at] {
			decided[at] = true
			if err := m.fill(at, c.Field); err != nil {
				return nil, err
			}
		}
	}
	m.look(d, decided)
	m.onlyOurs()
	slices.SortStableFunc(m.slots, func(a, b slot) int { return a.index - b.index })
	return m, nil
}

// given takes "Header=field" of the one who imports.
func (m *mapping) given(text string, decided []bool) error {
	cut := strings.LastIndexByte(text, '=')
	if cut < 1 {
		return operator.Errorf(operator.Usage, "%q does not say which column is which field", text).
			WithHint("write it like --map \"Sales Office=community\"").Reason("bad_map")
	}
	header, name := strings.TrimSpace(text[:cut]), strings.TrimSpace(text[cut+1:])
	at := m.find(header)
	if at < 0 {
		e := operator.Errorf(operator.Invalid, "the file has no column %q", header).Reason("no_such_column").With("headers", m.headers)
		if near := suggest.DidYouMean(suggest.Nearest(header, m.headers)); near != "" {
			return e.WithHint("%s", near)
		}
		return e.WithHint("its columns are: %s", listed(m.headers))
	}
	decided[at] = true
	return m.fill(at, name)
}

// find is the column with a header, written so or nearly so; -1 for none.
func (m *mapping) find(header string) int {
	for i, h := range m.headers {
		if strings.EqualFold(strings.TrimSpace(h), header) {
			return i
		}
	}
	normal := normalHeader(header)
	for i, h := range m.headers {
		if normal != "" && normalHeader(h) == normal {
			return i
		}
	}
	return -1
}

// fill has a column fill a field that somebody named; none if the name is empty.
func (m *mapping) fill(at int, name string) error {
	name, order, _ := strings.Cut(name, ":")
	if name == "" {
		return nil
	}
	full, who := Field(name), 0
	bare := full
	for n := mostPeople - 1; n > 0; n-- {
		if rest, ok := strings.CutPrefix(name, string(prefixOf(n))); ok && personal(Field(rest)) {
			bare, who = Field(rest), n
			break
		}
	}
	if !slices.ContainsFunc(m.fields, func(f field) bool { return f.name == bare }) {
		names := make([]string, len(m.fields))
		for i, f := range m.fields {
			names[i] = string(f.name)
		}
		e := operator.Errorf(operator.Usage, "%q is no field of %s", name, m.kind).Reason("no_such_field").With("fields", names)
		if near := suggest.DidYouMean(suggest.Nearest(name, names)); near != "" {
			return e.WithHint("%s", near)
		}
		return e.WithHint("its fields are: %s", strings.Join(names, ", "))
	}
	if m.taken[full] && !several(bare) {
		return operator.Errorf(operator.Usage, "two columns fill %s: %q and %q", full, m.columns[full].header, m.headers[at]).
			WithHint("leave one out: --map %q", m.headers[at]+"=").Reason("field_twice")
	}
	dates := orderUnknown
	switch {
	case order == "":
	case dated(bare) && order == "mdy":
		dates = monthFirst
	case dated(bare) && order == "dmy":
		dates = dayFirst
	default:
		return operator.Errorf(operator.Usage, "%q is not a way to write %s", order, name).
			WithHint("a date can be %s:mdy or %s:dmy", ContractDate, ContractDate).Reason("bad_map")
	}
	m.add(at, bare, who, dates)
	return nil
}

// add has a column fill a field.
func (m *mapping) add(at int, f Field, who int, dates dateOrder) {
	s := slot{index: at, field: f, who: who, header: m.headers[at], date: dates, given: dates != orderUnknown}
	for _, known := range m.fields {
		if known.name == f {
			s.of = known.of
		}
	}
	full := prefixOf(who) + f
	m.slots = append(m.slots, s)
	m.filled[at] = full
	if !m.taken[full] {
		m.columns[full] = column{s.header, at}
	}
	m.taken[full] = true
}

// look has the dictionary find a field for each column that nobody decided on. Where
// several columns can fill one, the best header does.
func (m *mapping) look(d dictionary, decided []bool) {
	choices := make([][]candidate, len(m.headers))
	for i, h := range m.headers {
		if !decided[i] {
			choices[i] = d.means(h, m.kind, m.fields)
		}
	}
	for round := 0; ; round++ {
		type claim struct {
			at int
			candidate
		}
		var claims []claim
		for i, list := range choices {
			if m.filled[i] == "" && round < len(list) {
				claims = append(claims, claim{i, list[round]})
			}
		}
		if len(claims) == 0 {
			break
		}
		slices.SortStableFunc(claims, func(a, b claim) int { return a.rank - b.rank })
		for _, c := range claims {
			if full := prefixOf(c.who) + c.field; !m.taken[full] || several(c.field) {
				m.add(c.at, c.field, c.who, orderUnknown)
			}
		}
	}
}

// onlyOurs leaves out a column of what is deleted, where the file is none that we exported:
// what another system means by it nobody knows.
func (m *mapping) onlyOurs() {
	if m.taken[OperatorRef] || !m.taken[Deleted] {
		return
	}
	m.slots = slices.DeleteFunc(m.slots, func(s slot) bool { return s.field == Deleted })
	m.filled[m.columns[Deleted].index] = ""
	delete(m.columns, Deleted)
	delete(m.taken, Deleted)
}

// list is every header with its field, as they are saved.
func (m *mapping) list() []operator.ImportColumn {
	list := make([]operator.ImportColumn, len(m.headers))
	for i, h := range m.headers {
		list[i] = operator.ImportColumn{Header: h, Field: string(m.filled[i])}
	}
	for _, s := range m.slots {
		if s.given {
			list[s.index].Field += ":" + s.date.String()
		}
	}
	return list
}

// doubles warns of headers that are there more than once, of which one is read.
func (m *mapping) doubles() []operator.ImportProblem {
	var list []operator.ImportProblem
	for i, h := range m.headers {
		first := m.find(strings.TrimSpace(h))
		if first >= 0 && first < i && m.filled[i] == "" && m.filled[first] != "" {
			list = append(list, operator.ImportProblem{
				Line: 1, Column: h, Code: "header_twice",
				Message: fmt.Sprintf("the header %q is there twice; column %d is read, column %d is not", h, first+1, i+1),
			})
		}
	}
	return list
}

// listed names headers in a message, not too many of them.
func listed(headers []string) string {
	const most = 20
	if len(headers) <= most {
		return strings.Join(headers, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(headers[:most], ", "), len(headers)-most)
}
