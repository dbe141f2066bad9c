package app

import (
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// importRow is one row at work. Where the rows are looked at it changes nothing but
// itself; where they are written, the session has a transaction.
type importRow struct {
	*importing
	s      *session
	places *placeMemo
	rec    importer.Record

	problems, conflicts, warnings []operator.ImportProblem
	skipped                       bool
	changes                       []operator.ImportChange
	plans                         []deed              // what the row does, where that is written aside
	fresh                         []operator.PersonID // who was made
	claims                        []claim             // what the row says of things, for the rows after it
	then                          []func()            // what else is to be remembered if it stands
}

// writing says whether the row is written, or only looked at.
func (r *importRow) writing() bool { return r.s.tx != nil }

func (r *importRow) bad() bool { return len(r.problems)+len(r.conflicts) > 0 }

// stop says whether nothing more is to be done with the row.
func (r *importRow) stop() bool { return r.bad() || r.skipped }

func (r *importRow) verdict() verdict {
	switch {
	case r.bad():
		return rowRejected
	case r.skipped, len(r.changes) == 0:
		return rowUnchanged
	}
	for _, c := range r.changes {
		if c.Action == wasCreated {
			return rowCreates
		}
	}
	return rowUpdates
}

func (r *importRow) problem(f importer.Field, code, message string) {
	r.problems = append(r.problems, r.rec.Problem(f, code, message))
}

func (r *importRow) conflict(f importer.Field, code, message string) {
	r.conflicts = append(r.conflicts, r.rec.Problem(f, code, message))
}

func (r *importRow) warn(f importer.Field, code, message string) {
	r.warnings = append(r.warnings, r.rec.Problem(f, code, message))
}

func (r *importRow) skip(f importer.Field, message string) {
	r.skipped = true
	r.warn(f, "skipped", message)
}

// took takes an error as a problem of the row, if it is one that the file causes.
// All others end the import.
func (r *importRow) took(f importer.Field, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		return err
	}
	code, _ := e.Details["reason"].(string)
	if code == "" {
		code = string(e.Code)
	}
	switch e.Code {
	case operator.Invalid, operator.NotFound, operator.Usage:
		r.problem(f, code, e.Message)
	case operator.Conflict:
		r.conflict(f, code, e.Message)
	default:
		return err
	}
	return nil
}

// made notes a thing that the row makes.
func (r *importRow) made(object, name string) {
	r.changes = append(r.changes, operator.ImportChange{
		Row: r.rec.Row, Object: object, Name: name, Action: wasCreated, Fields: []operator.FieldChange{},
	})
}

// edited notes fields that the row changes; none is no change.
func (r *importRow) edited(object, name string, e edits) {
	if len(e) == 0 {
		return
	}
	r.changes = append(r.changes, operator.ImportChange{
		Row: r.rec.Row, Object: object, Name: name, Action: wasUpdated, Fields: changesOf(e),
	})
}

// work finds out what the row changes, and changes it where it is written.
func (r *importRow) work() error {
	r.problems = append(r.problems, r.rec.Errors...)
	if !r.writing() {
		r.warnings = append(r.warnings, r.rec.Warnings...)
	}
	if r.bad() {
		return nil
	}
	switch r.req.Kind {
	case operator.ImportCommunities:
		_, err := r.community(r.rec.Community)
		return err
	case operator.ImportBuildings:
		return r.buildingRow()
	case operator.ImportProperties:
		_, err := r.homeRow()
		return err
	case operator.ImportBuyers, operator.ImportTeam, operator.ImportContacts:
		_, err := r.peopleRow()
		return err
	case operator.ImportHomes:
		return r.flatRow()
	case operator.ImportTransactions:
		return r.saleRow()
	case operator.ImportMessages:
		return r.messageRow()
	case operator.ImportUpdates:
		return r.updateRow()
	}
	return operator.Errorf(operator.Internal, "nothing imports %s", r.req.Kind)
}

// flatRow is a home with its buyers and its sale.
func (r *importRow) flatRow() error {
	h, err := r.homeRow()
	if err != nil || r.stop() {
		return err
	}
	buyers, err := r.peopleRow()
	if err != nil || r.stop() {
		return err
	}
	return r.sale(h, r.rec.Sale, buyers)
}

// keyHash is the hash of a key of several parts; 0 for one with an empty part.
func keyHash(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		if p == "" {
			return 0
		}
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

// valuesHash is the hash of what a row says of a thing.
func valuesHash(v importer.Values) uint64 {
	h := fnv.New64a()
	for _, f := range slices.Sorted(maps.Keys(v)) {
		_, _ = h.Write([]byte(string(f) + "\x00" + operator.Fold(v[f]) + "\x00"))
	}
	return h.Sum64()
}

// named looks whether a row before has named the thing with one of the keys.
func (r *importRow) named(keys ...uint64) (thing, bool) {
	if r.seen == nil {
		return thing{}, false
	}
	for _, k := range keys {
		if t, ok := r.seen.named(k); ok {
			return t, true
		}
		for _, c := range r.claims { // of this row, which can name two people
			if k != 0 && slices.Contains(c.keys, k) {
				return c.thing, true
			}
		}
	}
	return thing{}, false
}

// claimAll notes that the row names a thing by the keys.
func (r *importRow) claimAll(t thing, keys ...uint64) {
	if r.seen == nil {
		return
	}
	t.row = r.rec.Row
	r.claims = append(r.claims, claim{t, slices.Clone(keys)})
}

// without is what a row says, without some fields.
func withoutFields(v importer.Values, drop []importer.Field) importer.Values {
	v = maps.Clone(v)
	for _, f := range drop {
		delete(v, f)
	}
	return v
}

// lines are the values of a field that has several.
func lines(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
