package app

import (
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
	people                        []operator.PersonID // whom the row names
	called                        []string            // and how it calls them
	alone                         []operator.PersonID // who of them is found by the name alone
	fresh                         []operator.PersonID // who was made
	claims                        []claim             // what the row says of things, for the rows after it
	then                          []func()            // what else is to be remembered if it stands
}

// next goes on to another row. What was found of the one before is no longer needed, but
// its room is.
func (r *importRow) next(rec importer.Record) {
	*r = importRow{
		importing: r.importing, s: r.s, places: r.places, rec: rec,
		changes: r.changes[:0], plans: r.plans[:0], claims: r.claims[:0],
	}
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
	if r.rec.Deleted != "" {
		ref, _ := importer.CutOwnRef(r.rec.Own)
		r.skipped = true
		r.warn(importer.Deleted, "deleted", ref+" was deleted where the file was exported: an import deletes nothing, and the row is left out")
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
	h := fnvOffset
	for _, p := range parts {
		if p == "" {
			return 0
		}
		h = h.with(p)
	}
	return uint64(h)
}

// fnv64 is a hash on its way, FNV-1a of 64 bits, that needs no memory for it.
type fnv64 uint64

const (
	fnvOffset fnv64 = 14695981039346656037
	fnvPrime  fnv64 = 1099511628211
)

// with goes on with a text, and a zero byte behind it.
func (h fnv64) with(text string) fnv64 {
	for i := range len(text) {
		h = (h ^ fnv64(text[i])) * fnvPrime
	}
	return h * fnvPrime
}

// valuesHash is the hash of what a row says of a thing, in whatever order.
func valuesHash(v importer.Values) uint64 {
	var sum fnv64
	for f, value := range v {
		sum += fnvOffset.with(string(f)).with(operator.Fold(value))
	}
	return uint64(sum)
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
	r.claims = append(r.claims, claim{t, keys})
}

// without is what a row says, without some fields.
func withoutFields(v importer.Values, drop []importer.Field) importer.Values {
	v = maps.Clone(v)
	for _, f := range drop {
		delete(v, f)
	}
	return v
}

// leaveOut is what a row says without what a rule has left out. A rule that leaves out
// what the row does not say would be asked about it for ever.
func leaveOut(v importer.Values, drop []importer.Field) (importer.Values, error) {
	left := withoutFields(v, drop)
	if len(left) == len(v) {
		return nil, operator.Errorf(operator.Internal, "the row does not say its %v", drop)
	}
	return left, nil
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
